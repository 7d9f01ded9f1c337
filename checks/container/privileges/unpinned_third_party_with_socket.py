from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts import at_hand
from hardenlint.knowledge import host_paths, tags


@check(
    Severity.CRITICAL,
    cis=("5.28", "5.32"),
    references=("CWE-494", "CWE-250"),
    covers=(
        "image-floating-tag",
        "image-latest-tag",
        "image-not-digest-pinned",
        "image-untagged",
    ),
    needs=("privileges.privileged.value", "storage.mounts"),
)
def unpinned_third_party_with_socket(container: Container) -> Iterator[Finding]:
    """Whoever pushes this image is root on the host

    ## Why

    The container can take over the host, and its tag is moved to whatever is current. Whoever
    controls that tag, the publisher or the one who stole the publisher's password, is root here
    after the next pull, without an attack on this machine.

    ## Fix

    ### In compose

    Pin the version and its digest: `image: portainer/portainer-ce:2.21.4@sha256:…`. Then take the
    power away that the service does not need.

    ### With docker run

    Create the container from `name:version@sha256:…`; then take the power away that it does not
    need.

    ## When it is a false alarm

    The image is built on this machine and pushed nowhere. Say so with `build:` beside `image:`.

    ## Examples

    ```yaml bad
    services:
      ui:
        image: portainer/portainer-ce:latest
        volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "acme/agent"}, "HostConfig":
      {"Privileged": true}}]
    ```

    ```yaml good
    services:
      ui:
        image: portainer/portainer-ce:2.21.4
        volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    ```
    """
    field = container.reference
    ref = field.value
    if ref is None or ref.digest or ref.is_image_id or container.is_built:
        return
    if ref.tag not in ("", "latest") and not tags.is_floating(ref.tag):
        return
    power = _power(container)
    if power:
        yield Finding(
            field.span,
            f"uses {ref}, which moves, and {power}{default_note(field)}",
            evidence=ref.repository,
            here=at_hand.image(ref, "portainer/portainer-ce:2.21.4", "name:version"),
        )


def _power(container: Container) -> str:
    """How a container can take over the host."""
    if container.privileges.privileged.value is True:
        return "runs privileged"
    kinds = {
        host_paths.classify(field.value.host_path)
        for field in container.storage.mounts
        if field.value is not None and field.value.is_bind
    }
    if "docker-socket" in kinds or "runtime-socket" in kinds:
        return "holds the socket of the engine"
    return "holds the root of the host's file system" if "host-root" in kinds else ""
