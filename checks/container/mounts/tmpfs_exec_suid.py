from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note

_OPPOSITE = {"exec": "noexec", "suid": "nosuid", "dev": "nodev"}


@check(
    Severity.LOW,
    "restricted",
    references=("CWE-732",),
    needs=("storage.mounts",),
)
def tmpfs_exec_suid(container: Container) -> Iterator[Finding]:
    """Programs, setuid files or devices count on a tmpfs

    ## Why

    A tmpfs is where an intruder can write even when the root file system is read-only. Engines
    mount it noexec, nosuid and nodev; with those taken back, he puts his program there and starts
    it.

    ## Fix

    ### In compose

    Remove `exec`, `suid` and `dev` from the options of `tmpfs`.

    ### With docker run

    Remove `exec`, `suid` and `dev` from `--tmpfs`.

    ## When it is a false alarm

    Programs that unpack libraries into /tmp and load them (some of Java's and Python's do), and
    systemd in a container. Give them one tmpfs of their own for that.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", read_only: true, tmpfs: ["/tmp:exec,size=64m"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", read_only: true, tmpfs: ["/tmp:size=64m"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Tmpfs": {"/tmp": "rw,exec,suid"}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Tmpfs": {"/tmp": "rw,noexec,nosuid"}}}]
    ```
    """
    for field in container.storage.mounts:
        mount = field.value
        if mount is None or mount.type != "tmpfs" or not mount.options:
            continue
        words = mount.options.split(",")
        allowed = [
            word
            for word, opposite in _OPPOSITE.items()
            # The last of two contraries counts.
            if [w for w in words if w in (word, opposite)][-1:] == [word]
        ]
        if allowed:
            yield Finding(
                field.span,
                f"mounts a tmpfs on {mount.target} with {', '.join(allowed)}{default_note(field)}",
                evidence=f"{mount.target} {' '.join(allowed)}",
            )
