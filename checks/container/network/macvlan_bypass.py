from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-668", "CWE-1327"),
)
def macvlan_bypass(container: Container) -> Iterator[Finding]:
    """The container is a machine of its own on the physical network

    ## Why

    On a macvlan or ipvlan network the container has an address of the local network, and its
    packets pass the host without seeing its firewall: all ports are open to every machine there,
    published or not, and an intruder in it is on that network like a laptop that was plugged in.

    ## Fix

    ### In compose

    Use a bridge network and publish the ports that are needed. Where an address of its own is the
    point, put the parent interface into a VLAN with rules.

    ### With docker run

    Use `--network` with a bridge network and `-p` for the ports that are needed.

    ## When it is a false alarm

    Services that have to be seen on the local network (DHCP, DNS, mDNS, home automation). Let the
    program itself listen on as little as possible.

    ## Examples

    ```yaml bad
    services: {dns: {image: "dns:1", networks: [lan]}}
    networks: {lan: {driver: macvlan, driver_opts: {parent: eth0}}}
    ```

    ```yaml good
    services: {dns: {image: "dns:1", networks: [lan]}}
    networks: {lan: {driver: bridge}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/dns", "Config": {"Image": "dns:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"lan": {}}}},
     {"Name": "lan", "Driver": "ipvlan", "Internal": false}]
    ```

    ```json good
    [{"Id": "1", "Name": "/dns", "Config": {"Image": "dns:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"lan": {}}}},
     {"Name": "lan", "Driver": "bridge", "Internal": false}]
    ```
    """
    known = container.known_networks
    for name, field in container.joined_networks.items():
        network = known.get(name)
        if network is not None and network.driver in ("macvlan", "ipvlan"):
            if network.internal is not None and network.internal.value is True:
                continue
            yield Finding(
                field.span,
                f"joins the {network.driver} network {name}, past the firewall of the host",
                related=((f"the network {name}", network.span),),
                evidence=name,
            )
