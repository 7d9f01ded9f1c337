from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-23", "CWE-668"),
    without=("inspect", "live"),
    needs=("storage.mounts",),
)
def project_escape_bind(container: Container) -> Iterator[Finding]:
    """A relative mount climbs out of the project

    ## Why

    What `../..` is depends on where somebody cloned the project: on one machine a sibling folder,
    on another his home with keys and mail in it. Nobody who reviews the file can tell what an
    intruder in the container will find there.

    ## Fix

    ### In compose

    Keep what is mounted below the folder of the compose file, or name it in full, `/srv/NAME`.

    ## When it is a false alarm

    A compose file deep in a repository that mounts the repository's own source. One level up
    (`../src`, for a compose file in a folder of its own) is not reported.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["../../data:/data"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", volumes: ["./data:/data", "../src:/src:ro"]}}
    ```
    """
    for field in container.storage.mounts:
        mount = field.value
        if mount is None or mount.type != "bind":
            continue
        levels = _climbs(mount.source)
        if levels > 1:
            yield Finding(
                field.span,
                f"mounts {mount.source}, {levels} levels above the project{default_note(field)}",
                related=mount.related,
                evidence=mount.source,
            )


def _climbs(path: str) -> int:
    """How many folders above its start a relative path leads at its highest."""
    if path[:1] in ("/", "~", "\\") or path[1:2] == ":":
        return 0
    depth = lowest = 0
    for part in path.replace("\\", "/").split("/"):
        depth += -1 if part == ".." else 0 if part in ("", ".") else 1
        lowest = min(lowest, depth)
    return -lowest
