from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(
    Severity.INFO,
    "restricted",
    cis=(
        "1.1.3",
        "1.1.4",
        "1.1.5",
        "1.1.6",
        "1.1.7",
        "1.1.8",
        "1.1.9",
        "1.1.10",
        "1.1.11",
        "1.1.12",
        "1.1.13",
        "1.1.14",
        "1.1.15",
        "1.1.16",
        "1.1.17",
        "1.1.18",
    ),
)
def host_audit_rules(host: Host) -> Iterator[Finding]:
    """Files of the engine are not audited

    ## Why

    Audit rules record who changed the engine's configuration, its programs and its data. Without
    them an intrusion through the engine leaves little to find.

    ## Fix

    Install auditd and add `-w PATH -k docker` for each path to `/etc/audit/rules.d/docker.rules`,
    then `augenrules --load`.

    ## When it is a false alarm

    Another sensor (Falco, Tetragon, an EDR) watches the same files.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Audited": [], "Auditable": ["/usr/bin/dockerd"]}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Audited": ["/usr/bin/dockerd"], "Auditable": ["/usr/bin/dockerd"]}}]
    ```
    """
    watched = host.audited.value
    if watched is None:
        return
    missing = [path for path in host.auditable if not _covered(path, watched)]
    if missing:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        message = f"has no audit rule for {', '.join(missing[:_SHOWN])}{more}"
        yield Finding(host.audited.span, message, evidence=" ".join(missing))


_SHOWN = 3


def _covered(path: str, watched: tuple[str, ...]) -> bool:
    """Return whether a rule watches the path or a folder above it."""
    return any(path == rule or path.startswith(rule.rstrip("/") + "/") for rule in watched)
