from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check
from hardenlint.knowledge import host_paths, updaters


@check(Severity.MEDIUM, "restricted", references=("CWE-494", "CWE-829"))
def auto_updater_present(container: Container) -> Iterator[Finding]:
    """An updater replaces every container on this host

    ## Why

    An updater pulls whatever a tag holds now and starts it in place of what was reviewed. It takes
    one compromised publisher among all the images on the host, and the attacker's code runs here
    within minutes, with the mounts and the secrets of that service.

    ## Fix

    ### In compose

    Update by a pull request that changes the digest (Renovate, Dependabot). Or let the updater
    only report (`WATCHTOWER_MONITOR_ONLY=true`), or only touch what carries its label
    (`WATCHTOWER_LABEL_ENABLE=true`).

    ### With docker run

    Run the updater with `--monitor-only`, with `--label-enable`, or with the names of the
    containers it may touch.

    ## When it is a false alarm

    A machine at home where yesterday's version is the greater danger, with images of publishers
    you trust.

    ## Examples

    ```yaml bad
    services:
      watchtower:
        image: containrrr/watchtower:1.7.1
        volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    ```

    ```json bad
    [{"Id": "1", "Name": "/w", "Config": {"Image": "containrrr/watchtower:1.7.1", "Env": []},
      "HostConfig": {}, "Mounts": [{"Type": "bind", "Source": "/run/docker.sock",
      "Destination": "/var/run/docker.sock", "RW": true}]}]
    ```

    ```yaml good
    services:
      watchtower:
        image: containrrr/watchtower:1.7.1
        environment: {WATCHTOWER_LABEL_ENABLE: "true"}
        volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    ```
    """
    field = container.reference
    if field.value is None or not updaters.is_updater(field.value.repository):
        return
    env = {name: value.value for name, value in container.env.items()}
    sockets = [
        mount
        for mount in container.storage.mounts
        if mount.value is not None and host_paths.classify(mount.value.host_path) == "docker-socket"
    ]
    reaches = bool(sockets) or "DOCKER_HOST" in env
    command = container.command
    words = command.value if command.stated else ()
    # A command that is not known may limit it.
    if reaches and words is not None and not updaters.is_limited(words, env):
        yield Finding(
            field.span,
            f"replaces every container of this host when {field.value.name} finds a newer image",
            evidence=field.value.repository,
            here=() if field.value.name == "watchtower" else (("WATCHTOWER_", ""),),
        )
