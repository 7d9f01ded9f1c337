from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.16",))
def daemon_userland_proxy_on(host: Host) -> Iterator[Finding]:
    """Published ports go through the userland proxy

    ## Why

    For each published port a process of the engine passes packets on from the host. It is more code
    in the way of every packet, and containers see its address instead of that of the client, so
    their logs and their limits by address are worth less.

    ## Fix

    Set `"userland-proxy": false` in daemon.json.

    ## When it is a false alarm

    Kernels without hairpin NAT, and IPv6 clients of IPv4-only networks, need the proxy.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {}, "DaemonComplete": true}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {"userland-proxy": false}}}]
    ```
    """
    if host.daemon.userland_proxy.value is True:
        yield Finding(host.daemon.userland_proxy.span, "passes published ports through a proxy")
