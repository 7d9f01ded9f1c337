from collections.abc import Iterator

from hardenlint import Field, Finding, Image, Severity, check, default_note
from hardenlint.knowledge import host_paths


@check(
    Severity.HIGH,
    references=("CWE-403", "CWE-668", "CVE-2024-21626"),
    needs=("WORKDIR", "workdir"),
)
def workdir_in_system_path(image: Image) -> Iterator[Finding]:
    """The working directory lies in a folder of the kernel

    ## Why

    Below /proc, /sys and /dev lies the kernel, and below /boot what starts it. With a working
    directory of `/proc/self/fd/8` a container of runc before 1.1.12 starts in the file system of
    the host and writes there as root (CVE-2024-21626).

    ## Fix

    ### In a Dockerfile

    Choose a folder of the program's own: `WORKDIR /app`.

    ### In compose

    Remove `working_dir`, or choose a folder of the program's own: `working_dir: /app`.

    ### With docker run

    Remove `--workdir`, or choose `--workdir /app`; keep runc at 1.1.12 or later.

    ## When it is a false alarm

    There is none that we know of. `/dev/shm` works, but a tmpfs of its own is the better place.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    WORKDIR /proc/self/fd/8
    ```

    ```dockerfile good
    FROM debian:12
    WORKDIR /app
    ```

    ```yaml bad
    services: {app: {image: "app:1", working_dir: /sys/kernel}}
    ```

    ```yaml good
    services: {app: {image: "app:1", working_dir: /processing}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "WorkingDir": "/proc/self/fd/7"},
      "HostConfig": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "WorkingDir": "/app"},
      "HostConfig": {}}]
    ```
    """
    seen = set()
    for field in _directories(image):
        path = field.value
        if path is None or path[:1] != "/" or field.span in seen:
            continue
        seen.add(field.span)
        leaks = _is_descriptor(path)
        if leaks or _is_system(path):
            yield Finding(
                field.span,
                f"works in {path}, {'an open file of the host' if leaks else 'a system folder'}"
                f"{default_note(field)}",
                severity=Severity.CRITICAL if leaks else None,
                evidence=path,
            )


def _directories(image: Image) -> Iterator[Field[str]]:
    """Where the container works, and where the steps of its build do."""
    yield image.workdir
    if image.build is None or not image.source.builds:
        return
    current: str | None = None
    for instruction in image.build.shipped:
        if instruction.keyword == "WORKDIR" and instruction.words and not instruction.onbuild:
            word = instruction.words[0]
            path = word.resolved
            if path is not None and path[:1] != "/":
                path = f"{current}/{path}" if current is not None else None
            current = path
            yield Field(path, word.span)


def _is_system(path: str) -> bool:
    from hardenlint.model.mount import normalised  # noqa: PLC0415 - only for absolute paths

    return host_paths.below(normalised(path), "/proc", "/dev", "/sys", "/boot")


def _is_descriptor(path: str) -> bool:
    """`/proc/self/fd/8` and its spellings; what climbs up from there is still on the host."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if parts[:2] == ["dev", "fd"]:
        return len(parts) > 2
    is_process = len(parts) > 3 and parts[0] == "proc" and "fd" in parts[2:5]
    return is_process and parts[1] not in ("..",)
