from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Mount, Put, Severity, check, default_note
from hardenlint.knowledge import host_paths

_CONFIGURATION = tuple(
    """.cfg .cnf .conf .crt .env .htpasswd .ini .pem .properties .rules .sh .toml .xml .yaml
    .yml""".split()
)
_OUTSIDE = "a place of the host outside the project"
_OWN = "com.docker.compose.project.working_dir"


@check(
    Severity.LOW,
    "restricted",
    references=("CWE-668", "CWE-732", "OWASP Docker rule 8"),
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
    folder = container.labels.get(_OWN)
    for field in container.mounts:
        mount = field.value
        if mount is None or mount.type != "bind" or mount.read_only:
            continue
        path = mount.host_path
        if not path or path.endswith((".sock", ".socket")) or host_paths.classify(path):
            continue  # what other checks judge
        what = _judged(mount, path, folder.value if folder is not None else None)
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
                    Put("read_only", "true", field.span),
                    breaks="stop a program that writes its data or its own settings there",
                ),
            )


def _judged(mount: Mount, path: str, folder: str | None) -> str:
    if path.endswith(_CONFIGURATION) or mount.target.endswith(_CONFIGURATION):
        return "from which it starts" if path.endswith(".sh") else "which configures it"
    if folder and host_paths.below(path, folder.rstrip("/")):
        return ""
    is_outside = path.startswith(("/", "~", "../")) or path == ".." or path[1:2] == ":"
    return _OUTSIDE if is_outside else ""
