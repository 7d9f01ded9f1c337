from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Network, Severity, check, default_note
from hardenlint.facts import peers

_PREFIX = "com.docker.network.bridge."
_MODES = ("gateway_mode_ipv4", "gateway_mode_ipv6")
_TRUSTED = "trusted_host_interfaces"


@check(
    Severity.HIGH,
    references=("CWE-668", "CWE-1327", "OWASP Docker rule 5"),
    needs=("known_networks",),
)
def bridge_isolation_disabled(container: Container) -> Iterator[Finding]:
    """A bridge network lets packets from outside reach its containers directly

    ## Why

    Engines drop what comes from other machines for a container and was not published. With
    `nat-unprotected` every port of every container on the network is open to whoever can route a
    packet to the host; trusted interfaces open the same door for their side, and `routed` takes
    away the address that hides them.

    ## Fix

    ### In compose

    Remove `gateway_mode_ipv4`, `gateway_mode_ipv6` and `trusted_host_interfaces` from the network's
    `driver_opts`; publish the ports that are needed.

    ### With docker run

    Create the network anew without these options of `docker network create --opt`.

    ## When it is a false alarm

    Hosts whose network is routed on purpose, with a firewall before them that knows the containers'
    addresses.

    ## Examples

    ```yaml bad
    services: {web: {image: "web:1", networks: [front]}}
    networks:
      front:
        driver_opts: {com.docker.network.bridge.gateway_mode_ipv4: nat-unprotected}
    ```

    ```yaml good
    services: {web: {image: "web:1", networks: [front]}}
    networks:
      front:
        driver_opts: {com.docker.network.bridge.gateway_mode_ipv4: nat}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"front": {}}}},
     {"Name": "front", "Driver": "bridge", "Internal": false, "Options":
       {"com.docker.network.bridge.trusted_host_interfaces": "vxlan.1:eth3"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"front": {}}}},
     {"Name": "front", "Driver": "bridge", "Internal": false, "Options":
       {"com.docker.network.bridge.enable_icc": "false"}}]
    ```
    """
    known = container.known_networks
    for name in container.joined_networks:
        network = known.get(name)
        if network is None or not network.settings or network.driver not in ("", "bridge"):
            continue
        found = list(_openings(network))
        if found and peers.is_first_on(container, name):
            for field, said, severity in found:
                yield Finding(
                    field.span,
                    f"is on the network {name}, {said}{default_note(field)}",
                    severity=severity,
                    evidence=f"{name} {field.value}",
                )


def _openings(network: Network) -> Iterator[tuple[Field[str], str, Severity]]:
    for mode in _MODES:
        field = network.setting(_PREFIX + mode)
        if field is not None and field.value == "nat-unprotected":
            yield field, "whose ports are all open (nat-unprotected)", Severity.HIGH
        elif field is not None and field.value == "routed":
            yield field, "whose containers are reached at their own address", Severity.MEDIUM
    field = network.setting(_PREFIX + _TRUSTED)
    if field is not None and field.value:
        yield field, f"all ports of which are open to {field.value}", Severity.MEDIUM
