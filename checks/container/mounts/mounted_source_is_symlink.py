from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(
    Severity.MEDIUM,
    "restricted",
    references=("CWE-59",),
    without=("compose",),
    needs=("storage.mounts",),
)
def mounted_source_is_symlink(container: Container) -> Iterator[Finding]:
    """Mounted path is a link to something sensitive

    ## Why

    The path looks harmless in the configuration, yet it is a symbolic link, and the engine follows
    it: the container sees what it points to. Whoever may write beside the link decides what that
    is.

    ## Fix

    Mount the real path, or replace the link by a folder of its own.

    ## When it is a false alarm

    The link is there on purpose and what it leads to is harmless for this container.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "1",
      "SecurityOptions": []},
     {
      "LocalHost": {"Links": [{"Path": "/data", "Target": "/etc"}]}},
     {
      "Id": "1",
      "Name": "/app",
      "Config": {"User": "1"},
      "HostConfig": {},
      "Mounts": [{"Type": "bind", "Source": "/data", "Destination": "/d", "RW": true}]}]
    ```

    ```json good
    [{
      "ServerVersion": "1",
      "SecurityOptions": []},
     {
      "LocalHost": {"Links": [{"Path": "/data", "Target": "/srv/a"}]}},
     {
      "Id": "1",
      "Name": "/app",
      "Config": {"User": "1"},
      "HostConfig": {},
      "Mounts": [{"Type": "bind", "Source": "/data", "Destination": "/d", "RW": true}]}]
    ```
    """
    links = container.host.links if container.host is not None else {}
    if not links:
        return
    from hardenlint.knowledge import host_paths  # noqa: PLC0415 - only where a link is mounted

    for field in container.storage.mounts:
        mount = field.value
        target = links.get(mount.source, "") if mount is not None and mount.is_bind else ""
        if mount is None or not target:
            continue
        real = mount._replace(source=target).host_path
        kind = host_paths.classify(real, read_only=mount.read_only)
        if real == mount.host_path or not kind:
            continue
        if mount.read_only and host_paths.harmless_read_only(real):
            continue
        yield Finding(
            field.span,
            f"mounts {mount.source}, a link to {real}",
            related=mount.related,
            evidence=f"{mount.source} {real}",
        )
