from collections.abc import Iterator

from hardenlint import Container, Finding, Project, Severity, check
from hardenlint.knowledge import services


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-1008", "OWASP Docker rule 5"),
)
def flat_network(project: Project) -> Iterator[Finding]:
    """All services share one network, a datastore and a published service included

    ## Why

    Whoever breaks into the published service reaches the datastore and every other service
    directly. With a network for the front and one for the back, the datastore is not even visible
    from where the intruder arrives.

    ## Fix

    ### In compose

    Declare `networks: {front: {}, back: {internal: true}}`; put the published service on `front`,
    the datastore on `back`, and only what needs both on both.

    ## When it is a false alarm

    Projects in which the published service is the one that uses the datastore, and the rest are its
    helpers.

    ## Examples

    ```yaml bad
    services:
      web: {image: "web:1", ports: ["8080:80"]}
      api: {image: "api:1"}
      db: {image: "postgres:16"}
    ```

    ```yaml good
    services:
      web: {image: "web:1", ports: ["8080:80"], networks: [front]}
      api: {image: "api:1", networks: [front, back]}
      db: {image: "postgres:16", networks: [back]}
    networks: {front: {}, back: {internal: true}}
    ```
    """
    members = [service for service in project.services if service.joined_networks]
    if len(members) < 3:
        return
    shared = [
        name
        for name in members[0].joined_networks
        if all(name in member.joined_networks for member in members)
    ]
    stores = [service for service in members if _is_datastore(service)]
    fronts = [
        service
        for service in members
        if not _is_datastore(service) and any(True for _ in service.open_ports)
    ]
    if not shared or not stores or not fronts:
        return
    store, front = stores[0], fronts[0]
    yield Finding(
        store.span,
        f"puts all its services on the network {shared[0]}: {front.name}, which is published,"
        f" reaches the datastore {store.name} directly",
        related=((f"{front.name} is published", front.span),),
        evidence=shared[0],
    )


def _is_datastore(service: Container) -> bool:
    image = service.reference.value
    return image is not None and services.is_datastore(image.name)
