from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check
from hardenlint.facts import egress
from hardenlint.knowledge import services


@check(
    Severity.LOW,
    "restricted",
    references=("CWE-1008", "OWASP Docker rule 5"),
)
def internal_network_bypassed(container: Container) -> Iterator[Finding]:
    """A service on an internal network is also on one with a way out

    ## Why

    An internal network keeps what is on it from calling out. A second network gives this service
    the way out again: an intruder in it loads his tools from there and carries the data away, and
    reaches the internal network as before.

    ## Fix

    ### In compose

    Leave the service on the internal network only, and let what has to talk to the outside, a proxy
    or the front end, be the one on both.

    ### With docker run

    `docker network disconnect` it from the network with a way out.

    ## When it is a false alarm

    The service between front and back, and one that has to call a service elsewhere: both are info.
    A service that publishes a port is what such a layout wants at the front, and is not reported
    unless it keeps data.

    ## Examples

    ```yaml bad
    services: {db: {image: "postgres:17", networks: [back, tools]}}
    networks: {back: {internal: true}, tools: {}}
    ```

    ```yaml good
    services:
      web: {image: "web:1", ports: ["80:80"], networks: [front, back]}
      db: {image: "postgres:17", networks: [back]}
    networks: {front: {}, back: {internal: true}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/db", "Config": {"Image": "postgres:17"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}, "tools": {}}}},
     {"Name": "back", "Driver": "bridge", "Internal": true},
     {"Name": "tools", "Driver": "bridge", "Internal": false}]
    ```

    ```json good
    [{"Id": "1", "Name": "/db", "Config": {"Image": "postgres:17"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}}}},
     {"Name": "back", "Driver": "bridge", "Internal": true}]
    ```
    """
    joined = container.joined_networks
    if len(joined) < 2:
        return
    inner = [name for name in joined if egress.has_way_out(container, name) is False]
    outer = [name for name in joined if egress.has_way_out(container, name) is True]
    image = container.reference.value
    keeps = image is not None and services.is_datastore(image.name)
    # A published service is the door between the two, unless it keeps data.
    if not inner or not outer or (container.published and not keeps):
        return
    yield Finding(
        joined[outer[0]].span,
        f"is on {outer[0]}, which has a way out, although its network {inner[0]} is internal",
        severity=None if keeps else Severity.INFO,
        related=((f"{inner[0]} is internal", container.known_networks[inner[0]].span),),
        evidence=f"{inner[0]} {outer[0]}",
    )
