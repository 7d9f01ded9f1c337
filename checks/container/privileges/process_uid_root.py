from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(
    Severity.HIGH,
    cis=("4.1",),
    references=("CWE-250",),
    without=("compose",),
    needs=("lifecycle.processes",),
)
def process_uid_root(container: Container) -> Iterator[Finding]:
    """A process in the container runs as root although its user does not

    ## Why

    The container is set to run as a user, yet something in it is root: a setuid program, sudo, or a
    name that /etc/passwd maps to uid 0. What the setting promises does not hold, and root in a
    container is the first step out of it.

    ## Fix

    Find what starts the process; remove setuid bits and sudo from the image, give a numeric user,
    and start the container with `--security-opt no-new-privileges`.

    ## When it is a false alarm

    A program that needs root for a moment and was seen in that moment; look again.

    ## Examples

    ```json bad
    [{
      "Id": "1",
      "Name": "/app",
      "Config": {"Image": "app:1", "User": "10001"},
      "HostConfig": {},
      "Top": {"Titles": ["PID", "UID", "COMMAND"], "Processes": [["7", "0", "sshd"]]}}]
    ```

    ```json good
    [{
      "Id": "1",
      "Name": "/app",
      "Config": {"Image": "app:1", "User": "10001"},
      "HostConfig": {},
      "Top": {"Titles": ["PID", "UID", "COMMAND"], "Processes": [["7", "10001", "server"]]}}]
    ```
    """
    user = container.user.value
    if user is None or not user.is_set or user.is_root:
        return
    if container.host is not None and container.host.maps_root is True:
        return  # the ids of the host are not those inside
    root = [process for process in container.own_processes or () if process.uid == 0]
    if not root:
        return
    program = root[0].args.partition(" ")[0].rpartition("/")[2] or "a process"
    more = f" and {len(root) - 1} more" if len(root) > 1 else ""
    yield Finding(
        container.lifecycle.processes.span,
        f"is set to run as {user}, but runs {program}{more} as root",
        evidence=program,
    )
