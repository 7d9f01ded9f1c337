from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("5.1",))
def swarm_enabled_unneeded(host: Host) -> Iterator[Finding]:
    """Engine is part of a swarm

    ## Why

    A node of a swarm opens further ports (2377, 7946, 4789), and its managers hold the secrets of
    the whole cluster. What is not needed is surface.

    ## Fix

    `docker swarm leave` (with `--force` on the last manager) where no service uses it.

    ## When it is a false alarm

    The host runs services of the swarm.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "Swarm": {"LocalNodeState": "active"}}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "Swarm": {"LocalNodeState": "inactive"}}]
    ```
    """
    if host.swarm is not None and host.swarm.state in ("active", "locked", "pending"):
        yield Finding(host.swarm.span, f"is a node of a swarm ({host.swarm.state})")
