from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Project, PublishedPort, Severity, check


@check(
    Severity.LOW,
    references=("CWE-1188",),
)
def duplicate_published_port(project: Project) -> Iterator[Finding]:
    """Two services publish the same port of the host

    ## Why

    Only the first of them starts: which one is a race. When the one that should have had the port,
    a proxy that checks passwords, say, comes second, the other one answers in its place.

    ## Fix

    ### In compose

    Give each service a host port or an address of its own, or drop `ports` where only services of
    the project connect.

    ## When it is a false alarm

    Services of which only one is ever started. Give each a profile of its own, `profiles: [dev]`:
    services that share no profile are not compared.

    ## Examples

    ```yaml bad
    services:
      web: {image: "web:1", ports: ["8080:80"]}
      api: {image: "api:1", ports: ["8080:8000"]}
    ```

    ```yaml good
    services:
      web: {image: "web:1", ports: ["8080:80"]}
      api: {image: "api:1", ports: ["127.0.0.1:8081:8000"]}
      dns: {image: "dns:1", ports: ["8080:53/udp"]}
    ```
    """
    taken: dict[tuple[str, str], list[tuple[Container, Field[PublishedPort]]]] = {}
    for service in project.services:
        own: set[tuple[str, str]] = set()
        for field in service.networking.ports:
            port = field.value
            if port is None or not port.published.isdigit():
                continue  # the engine picks one, out of a range or of all
            key = (port.published, port.protocol)
            other = _clash(service, port, taken.get(key, []))
            if other is not None and key not in own:
                who, theirs = other
                yield Finding(
                    field.span,
                    f"publishes {port} for {service.name}, but {who.name} has that port already",
                    related=((f"{who.name} publishes {theirs.value}", theirs.span),),
                    evidence=f"{port} {service.name}",
                )
            own.add(key)
            if len(taken.setdefault(key, [])) < _COMPARED:
                taken[key].append((service, field))


_COMPARED = 20
"""Services on one port that a further one is compared with."""


def _clash(
    service: Container, port: PublishedPort, others: list[tuple[Container, Field[PublishedPort]]]
) -> tuple[Container, Field[PublishedPort]] | None:
    for other, field in others:
        theirs = field.value
        if theirs is None or other is service:
            continue
        are_apart = other.profiles.isdisjoint(service.profiles)
        if are_apart and other.profiles and service.profiles:
            continue  # never started together, unless somebody asks for both
        every = port.is_all_interfaces or theirs.is_all_interfaces
        if every or port.host_ip == theirs.host_ip:
            return other, field
    return None
