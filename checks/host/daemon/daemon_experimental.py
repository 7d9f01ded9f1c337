from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.18",))
def daemon_experimental(host: Host) -> Iterator[Finding]:
    """Engine runs experimental features

    ## Why

    Experimental features have had less review and may change with any release; on a production host
    they are surface without a need.

    ## Fix

    Remove `"experimental": true` from daemon.json.

    ## When it is a false alarm

    A host for development, or one that needs such a feature (checkpoints, for example).

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "ExperimentalBuild": true}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "ExperimentalBuild": false}]
    ```
    """
    if host.experimental.value is True and not host.is_podman:
        yield Finding(host.experimental.span, "has experimental features switched on")
