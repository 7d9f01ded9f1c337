from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted


@check(
    Severity.CRITICAL,
    cis=("5.6",),
    references=("CWE-668", "OWASP Docker rule 8"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def runtime_data_root_mounted(container: Container) -> Iterator[Finding]:
    """The data of a container engine is mounted

    ## Why

    Below this folder lie the layers, volumes, environment and secrets of every container on the
    host. Reading is enough to take all their passwords; writing plants a program into a container
    that is privileged, or into an image that will be started as root.

    ## Fix

    ### In compose

    Mount the named volume that is meant, by its name. For logs, let a logging driver bring them to
    the collector.

    ### With docker run

    Use `-v NAME:/data` instead of a path below `/var/lib/docker`; ship logs with `--log-driver`.

    ## When it is a false alarm

    Log collectors read `/var/lib/docker/containers`, which also holds the environment of every
    container: prefer a logging driver. The folder of one named volume below
    `/var/lib/docker/volumes` is not reported.

    ## Examples

    ```yaml bad
    services:
      logs:
        image: grafana/promtail:3.1.0
        volumes: ["/var/lib/docker/containers:/logs:ro"]
    ```

    ```yaml good
    services: {db: {image: "postgres:16", volumes: ["data:/var/lib/postgresql/data"]}}
    volumes: {data: {}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/var/lib/kubelet", "Destination": "/kubelet", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/var/lib/mysql", "Destination": "/var/lib/mysql", "RW": true}]}]
    ```
    """
    for field, mount in mounted(container, "runtime-data-root"):
        yield Finding(
            field.span,
            f"mounts {mount.source}, the data of a container engine, {mount.access}"
            f"{default_note(field)}",
            related=mount.related,
            evidence=f"{mount.host_path} {mount.access}",
        )
