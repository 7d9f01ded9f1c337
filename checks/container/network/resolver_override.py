from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note

_LOCAL = tuple(
    """.arpa .corp .example .home .host .internal .intranet .invalid .lan .local .localdomain
    .localhost .onion .private .test""".split()
)
"""Endings of names that no public resolver answers (RFC 2606, 6762, 8375; ICANN's .internal), or
that are used so."""


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-346", "CWE-923"),
    needs=("networking.dns", "networking.extra_hosts"),
)
def resolver_override(container: Container) -> Iterator[Finding]:
    """Names are resolved otherwise than the host does

    ## Why

    A public name that is pinned to an address keeps leading there when the real one has moved and
    somebody else has the address. A public resolver learns every name the service asks for, those
    of your own machines included, and can be used to carry data out past the proxy.

    ## Fix

    ### In compose

    Remove `dns` and the entries of public names in `extra_hosts`; let the host's resolver answer.

    ### With docker run

    Drop `--dns` and the `--add-host` of public names.

    ## When it is a false alarm

    Containers that are resolvers themselves, and names that have another address inside your
    network than outside. Names of local networks, and those pinned to loopback to block them, are
    not reported.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", extra_hosts: ["api.example.com:203.0.113.7"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", extra_hosts: ["host.docker.internal:host-gateway"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Dns": ["8.8.8.8"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Dns": ["10.0.0.2"]}}]
    ```
    """
    for field in container.networking.extra_hosts:
        if field.value is not None and _is_pinned(*field.value):
            from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

            name, address = telling.name(field.value[0]), field.value[1]
            yield Finding(
                field.span,
                f"pins the public name {name} to {address}{default_note(field)}",
                evidence=name,
            )
    public = [
        server for server in container.networking.dns if server.value and _is_public(server.value)
    ]
    if public:
        addresses = " and ".join(server.value or "" for server in public)
        yield Finding(
            public[0].span,
            f"resolves names at {addresses}, a public resolver{default_note(public[0])}",
            evidence=addresses,
        )


def _is_pinned(name: str, address: str) -> bool:
    host = name.lower().rstrip(".")
    if "." not in host or host.endswith(_LOCAL) or address == "host-gateway":
        return False
    # Who sends a name to the machine itself blocks it.
    return not address.startswith(("127.", "0.0.0.0")) and address not in ("::1", "::")  # noqa: S104


def _is_public(address: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - only where a resolver is named

    try:
        return ip_address(address).is_global
    except ValueError:
        return False
