from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.LOW,
    "restricted",
    references=("CWE-668", "CWE-732"),
    needs=("storage.volumes_from",),
)
def volumes_from_inherited(container: Container) -> Iterator[Finding]:
    """All mounts of another container are taken over, writable

    ## Why

    `volumes_from` hands over whatever the other container mounts, now and in future: a socket or a
    secret that is added there is added here too, where nobody looks. An intruder in one of them
    changes the files of both.

    ## Fix

    ### In compose

    Name the volumes that are needed in `volumes`, with `:ro` where the service only reads. At
    least end the item of `volumes_from` with `:ro`.

    ### With docker run

    Replace `--volumes-from` by a `-v` for each volume that is needed, or end it with `:ro`.

    ## When it is a false alarm

    A one-off backup that reads and restores the volumes of one container.

    ## Examples

    ```yaml bad
    services:
      db: {image: "postgres:17", volumes: ["data:/var/lib/postgresql/data"]}
      backup: {image: "backup:1", volumes_from: [db]}
    volumes: {data: {}}
    ```

    ```yaml good
    services:
      db: {image: "postgres:17", volumes: ["data:/var/lib/postgresql/data"]}
      backup: {image: "backup:1", volumes_from: ["db:ro"]}
    volumes: {data: {}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/backup", "Config": {"Image": "backup:1"},
      "HostConfig": {"VolumesFrom": ["db"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/backup", "Config": {"Image": "backup:1"},
      "HostConfig": {"VolumesFrom": ["db:ro"]}}]
    ```
    """
    for field in container.storage.volumes_from:
        origin = field.value
        if origin is None or origin.read_only or not origin.name:
            continue
        inherited = [mount for mount in container.storage.mounts if mount.span == field.span]
        if inherited and all(m.value is not None and m.value.read_only for m in inherited):
            continue
        if not inherited and container.source.is_written:
            continue  # the other one mounts nothing
        yield Finding(
            field.span,
            f"takes over the mounts of {origin.name}, writable{default_note(field)}",
            evidence=origin.name,
        )
