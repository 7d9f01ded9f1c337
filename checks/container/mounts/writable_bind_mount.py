from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Mount, MountReadOnly, Severity, check, default_note
from hardenlint.facts import starting
from hardenlint.knowledge import configuration_files, host_paths

_OUTSIDE = "a place of the host outside the project"
_OWN = "com.docker.compose.project.working_dir"


@check(
    Severity.LOW,
    "restricted",
    references=("CWE-668", "CWE-732", "OWASP Docker rule 8"),
    needs=("storage.mounts",),
)
def writable_bind_mount(container: Container) -> Iterator[Finding]:
    """The service may write to configuration, or to folders outside its project

    ## Why

    An intruder who can rewrite the configuration or the start script that is mounted stays after
    the container was replaced, and runs with it the next time. A writable folder of the host lets
    him change or encrypt what other programs use.

    ## Fix

    ### In compose

    End the mount with `:ro` (long form: `read_only: true`); keep what the service writes in a named
    volume or in a folder of the project.

    ### With docker run

    End the `-v` with `:ro`, or use a named volume for data.

    ## When it is a false alarm

    Programs that keep their own configuration up to date, and shared data such as a media library
    that the service has to write to. A folder that a variable names is not reported.

    ## Examples

    ```yaml bad
    services: {web: {image: "nginx:1.27", volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]}}
    ```

    ```yaml good
    services:
      web: {image: "nginx:1.27", volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro", "./data:/data"]}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/media", "Destination": "/media", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/media", "Destination": "/media", "RW": false}]}]
    ```
    """
    label = container.labels.get(_OWN)
    folder = label.value if label is not None else None
    for field in container.storage.mounts:
        mount = field.value
        if mount is None or mount.type != "bind" or mount.read_only:
            continue
        path = mount.host_path
        if not path or path.endswith((".sock", ".socket")) or host_paths.classify(path):
            continue  # what other checks judge
        what = _part(container, mount, path) or _place(path, folder)
        # Where a variable says which folder it is, whoever starts the project has chosen it.
        if what == _OUTSIDE and (field.from_default or field.from_environment):
            continue
        if what:
            yield Finding(
                field.span,
                f"may write to {path}, {what}{default_note(field)}",
                related=mount.related,
                evidence=path,
                fix=Fix(
                    "mount it read-only",
                    MountReadOnly(field.span),
                    breaks="stop a program that writes its data or its own settings there",
                ),
            )


def _part(container: Container, mount: Mount, path: str) -> str:
    """What the service does with it, where it is no data."""
    names = (path, mount.target)
    if any(configuration_files.is_run_at_start(name) for name in names):
        return "from which it starts"
    if any(configuration_files.is_configuration(name) for name in names):
        return "which configures it"
    started = any(_is_at(file, mount.target) for file in starting.files(container))
    return "from which it starts" if started else ""


def _is_at(file: str, target: str) -> bool:
    """Whether a command names the file at a path, from whatever folder it starts in."""
    return file == target or (file[:1] != "/" and target.endswith(f"/{file.removeprefix('./')}"))


def _place(path: str, folder: str | None) -> str:
    if folder and host_paths.below(path, folder.rstrip("/")):
        return ""
    is_outside = path.startswith(("/", "~", "../")) or path == ".." or path[1:2] == ":"
    return _OUTSIDE if is_outside else ""
