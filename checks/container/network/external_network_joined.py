from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check

_PREDEFINED = ("bridge", "host", "none", "default", "ingress", "docker_gwbridge")


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-1008", "OWASP Docker rule 5"),
)
def external_network_joined(container: Container) -> Iterator[Finding]:
    """A service joins a network that other projects use too

    ## Why

    Everything on that network reaches all ports of this service, whether published or not, and it
    reaches theirs: an intruder in another project comes in from the side, where nobody expects him.
    Who else is on it stands in no file of this project.

    ## Fix

    ### In compose

    Let only what another project has to reach join the `external` network: the service behind its
    reverse proxy, not the workers and datastores of that service. Keep these on networks of the
    project.

    ### With docker run

    `docker network disconnect` it from the network of the other project.

    ## When it is a false alarm

    The services that a shared reverse proxy is meant to reach. Give each a network of its own with
    the proxy instead of one for all.

    ## Examples

    ```yaml bad
    services: {web: {image: "web:1", networks: [proxy]}}
    networks: {proxy: {external: true}}
    ```

    ```yaml good
    services: {web: {image: "web:1", networks: [front]}}
    networks: {front: {}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/shop-web-1", "Config": {"Image": "web:1", "Labels":
       {"com.docker.compose.project": "shop"}}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"proxy": {}}}},
     {"Name": "proxy", "Driver": "bridge", "Internal": false, "Labels": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/shop-web-1", "Config": {"Image": "web:1", "Labels":
       {"com.docker.compose.project": "shop"}}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"shop_front": {}}}},
     {"Name": "shop_front", "Driver": "bridge", "Internal": false, "Labels":
       {"com.docker.compose.project": "shop"}}]
    ```
    """
    label = container.labels.get("com.docker.compose.project")
    own = label.value if label is not None else None
    for name, field in container.joined_networks.items():
        network = container.known_networks.get(name)
        if network is None or network.name in _PREDEFINED:
            continue
        foreign = own is not None and network.owner is not None and network.owner != own
        if network.external or (container.project is None and foreign):
            yield Finding(
                field.span,
                f"joins the network {network.name}, which does not belong to its project",
                related=((f"the network {name}", network.span),),
                evidence=network.name,
            )
