from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.10",))
def daemon_cgroup_parent(host: Host) -> Iterator[Finding]:
    """Containers are put into another cgroup

    ## Why

    Limits and accounting that the administrator set on the usual cgroup do not count for containers
    that are put elsewhere.

    ## Fix

    Remove `cgroup-parent` from daemon.json unless the group it names has limits of its own.

    ## When it is a false alarm

    A slice made for containers on purpose, with limits.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {"cgroup-parent": "/foobar"}}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {}, "DaemonComplete": true}}]
    ```
    """
    field = host.daemon.cgroup_parent
    if field.value and field.value not in ("/docker", "docker", "system.slice"):
        yield Finding(field.span, f"puts containers into {field.value}", evidence=field.value)
