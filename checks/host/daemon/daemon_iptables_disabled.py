from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.HIGH, cis=("2.4",))
def daemon_iptables_disabled(host: Host) -> Iterator[Finding]:
    """Engine does not set up the firewall

    ## Why

    The rules that the engine writes keep networks apart, and keep what nobody published away from
    the network. Without them every container can be reached at its own address, and isolated or
    internal networks are so in name only.

    ## Fix

    Remove `iptables`, `ip6tables`, `ip-forward-no-drop` and `allow-direct-routing` from daemon.json
    and from the options of dockerd.

    ## When it is a false alarm

    A host whose firewall is managed by other means that know the networks of containers.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {"iptables": false}}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {}, "DaemonComplete": true}}]
    ```
    """
    daemon = host.daemon
    for field, weak, message in (
        (daemon.iptables, False, "is told to write no iptables rules"),
        (daemon.ip6tables, False, "is told to write no ip6tables rules"),
        (daemon.ip_forward_no_drop, True, "forwards packets that no rule allows"),
        (daemon.allow_direct_routing, True, "lets other hosts reach containers directly"),
    ):
        if field.stated and field.value is weak:
            severity = Severity.HIGH if field is daemon.iptables else Severity.MEDIUM
            yield Finding(field.span, message, severity=severity, evidence=message)
