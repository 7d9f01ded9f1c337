from collections.abc import Iterator

from hardenlint import Container, DropCapability, Finding, Fix, Severity, check, default_note


@check(
    Severity.LOW,
    "restricted",
    cis=("5.4",),
    references=("CWE-250", "OWASP Docker rule 3"),
    without=("windows",),
)
def net_raw_effective(container: Container) -> Iterator[Finding]:
    """Raw network packets can be forged

    ## Why

    NET_RAW is among the engine's defaults. With it a process writes whole packets itself: it
    answers ARP and DNS questions in the name of its neighbours on the same network, and what they
    send to the database goes to the intruder.

    ## Fix

    ### In compose

    Set `cap_drop: [NET_RAW]`, or better `[ALL]`, and take NET_RAW out of `cap_add`.

    ### With docker run

    Start with `--cap-drop NET_RAW`.

    ## When it is a false alarm

    Network scanners and DHCP servers write raw packets. `ping` does not need it: engines since
    20.10 let every user send ICMP echoes.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cap_drop: [ALL], cap_add: [NET_RAW]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cap_drop: [NET_RAW]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"CapDrop": null}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CapDrop": ["CAP_NET_RAW"]}}]
    ```
    """
    capabilities = container.privileges.capabilities
    added = capabilities.added.get("NET_RAW")
    # An item that is not known may drop it.
    if "NET_RAW" not in capabilities.effective() or (added is None and capabilities.unknown):
        return
    if added is None:
        yield Finding(
            capabilities.span,
            "keeps the capability NET_RAW",
            evidence="NET_RAW",
            fix=Fix(
                "drop NET_RAW",
                DropCapability("NET_RAW"),
                breaks="stop ping and other programs that write raw packets",
            ),
        )
    else:
        yield Finding(added.span, f"adds NET_RAW{default_note(added)}", evidence="NET_RAW")
