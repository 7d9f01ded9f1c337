from collections.abc import Iterator

from hardenlint import Container, Finding, Network, Severity, check
from hardenlint.facts import peers


@check(
    Severity.MEDIUM,
    "restricted",
    cis=("7.3",),
    references=("CWE-319",),
)
def overlay_unencrypted(container: Container) -> Iterator[Finding]:
    """Traffic of an overlay network is not encrypted

    ## Why

    An overlay carries what containers say to each other from host to host in plain VXLAN packets:
    whoever is on the network between the hosts reads passwords and data, and can put packets of his
    own in.

    ## Fix

    ### In compose

    `driver_opts: {encrypted: "true"}` on the network.

    ### With docker run

    Create the network anew with `docker network create --driver overlay --opt encrypted`.

    ## When it is a false alarm

    Hosts that are joined by a VPN or another encrypted link, and services that use TLS among
    themselves.

    ## Examples

    ```yaml bad
    services: {web: {image: "web:1", networks: [back]}}
    networks: {back: {driver: overlay}}
    ```

    ```yaml good
    services: {web: {image: "web:1", networks: [back]}}
    networks: {back: {driver: overlay, driver_opts: {encrypted: "true"}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}}}},
     {"Name": "back", "Driver": "overlay", "Internal": false, "Options": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}}}},
     {"Name": "back", "Driver": "overlay", "Internal": false, "Options": {"encrypted": ""}}]
    ```
    """
    known = container.known_networks
    for name in container.joined_networks:
        network = known.get(name)
        if network is None or network.driver != "overlay" or _is_encrypted(network) is not False:
            continue
        if peers.is_first_on(container, name):
            yield Finding(
                network.span,
                f"is on the overlay network {name}, whose traffic is not encrypted",
                evidence=name,
            )


def _is_encrypted(network: Network) -> bool | None:
    """The option counts when it is there, unless it says no; None for a value not known."""
    field = network.setting("encrypted")
    if field is None:
        return False
    if field.value is None:
        return None if field.causes else True
    return field.value.lower() not in ("0", "f", "false")
