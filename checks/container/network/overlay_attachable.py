from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts import peers


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-1008",),
)
def overlay_attachable(container: Container) -> Iterator[Finding]:
    """Any container of the swarm may join the overlay network

    ## Why

    On an attachable network, whoever may start a container on any node puts it next to your
    services and reaches all their ports, past what the stack file says. Without it only services
    of the swarm join.

    ## Fix

    ### In compose

    Remove `attachable: true`; make what has to join a service of the stack.

    ### With docker run

    Create the network anew without `--attachable`.

    ## When it is a false alarm

    Networks for one-off tasks and debugging containers. Keep services with data off them.

    ## Examples

    ```yaml bad
    services: {web: {image: "web:1", networks: [back]}}
    networks: {back: {driver: overlay, attachable: true}}
    ```

    ```yaml good
    services: {web: {image: "web:1", networks: [back]}}
    networks: {back: {driver: overlay}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}}}},
     {"Name": "back", "Driver": "overlay", "Internal": false, "Attachable": true}]
    ```

    ```json good
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}}}},
     {"Name": "back", "Driver": "overlay", "Internal": false, "Attachable": false}]
    ```
    """
    known = container.known_networks
    for name in container.joined_networks:
        network = known.get(name)
        if network is None or network.driver != "overlay" or network.attachable is None:
            continue
        field = network.attachable
        if field.value is not True:
            continue
        if peers.is_first_on(container, name):
            yield Finding(
                field.span,
                f"is on the overlay network {name}, which any container may join"
                f"{default_note(field)}",
                evidence=name,
            )
