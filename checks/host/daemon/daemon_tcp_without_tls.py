from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.CRITICAL, cis=("2.7",), references=("OWASP Docker rule 1", "CWE-306"))
def daemon_tcp_without_tls(host: Host) -> Iterator[Finding]:
    """Engine takes orders over TCP without TLS

    ## Why

    Whoever reaches the address may start a privileged container and is root on the host: nobody is
    asked who he is. Such ports are found by scanners within hours and are used to mine and to
    spread.

    ## Fix

    Remove the `tcp://` entry from `hosts` in daemon.json (and from the options of dockerd) and
    reach the engine with `docker context create --docker host=ssh://…`; or set `tlsverify`,
    `tlscacert`, `tlscert` and `tlskey`.

    ## When it is a false alarm

    A port on loopback is out of reach of other machines, though not of the processes and the host-
    network containers of this one; that is why it is told with less weight.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "Warnings": ["API is accessible on http://0.0.0.0:2375 without encryption."]}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "Warnings": null}]
    ```
    """
    seen = set()
    # The engine and its daemon.json name the same address, each in its own words.
    for field in (*host.listeners, *host.daemon.listeners):
        listener = field.value
        if listener is None or listener.verified or listener.address in seen:
            continue
        seen.add(listener.address)
        lacks = "asks for no client certificate" if listener.encrypted else "without TLS"
        yield Finding(
            field.span,
            f"takes orders at tcp://{listener.address} {lacks}".replace(" asks", " and asks"),
            severity=Severity.HIGH if listener.is_loopback else None,
            evidence=listener.address,
        )
