from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check
from hardenlint.facts import peers
from hardenlint.knowledge import services


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-1008", "OWASP Docker rule 5"),
)
def flat_network(container: Container) -> Iterator[Finding]:
    """All services share one network, a datastore and a published service included

    ## Why

    Whoever breaks into the published service reaches the datastore and every other service
    directly. With a network for the front and one for the back, the datastore is not even visible
    from where the intruder arrives.

    ## Fix

    ### In compose

    Declare `networks: {front: {}, back: {internal: true}}`; put the published service on `front`,
    the datastore on `back`, and only what needs both on both.

    ### With docker run

    `docker network create --internal back`; start the datastore with `--network back`, and connect
    only what uses it: `docker network connect back api`.

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

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig":
       {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"}]}},
      "NetworkSettings": {"Networks": {"shop": {}}}},
     {"Id": "2", "Name": "/api", "Config": {"Image": "api:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"shop": {}}}},
     {"Id": "3", "Name": "/db", "Config": {"Image": "postgres:16"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"shop": {}}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig":
       {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"}]}},
      "NetworkSettings": {"Networks": {"front": {}}}},
     {"Id": "2", "Name": "/api", "Config": {"Image": "api:1"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"front": {}, "back": {}}}},
     {"Id": "3", "Name": "/db", "Config": {"Image": "postgres:16"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}}}}]
    ```
    """
    if not _is_datastore(container) or not container.joined_networks:
        return
    members, first = peers.shared(container.peers, _projects)[_project(container)]
    if len(members) < 3 or first is not container:
        return  # told once, of the first datastore
    common = set(container.joined_networks).intersection(*(m.joined_networks for m in members))
    shared = [name for name in container.joined_networks if name in common]
    fronts = [member for member in members if not _is_datastore(member) and member.open_ports]
    if shared and fronts:
        yield Finding(
            container.span,
            f"is on the network {shared[0]} with all {len(members)} services:"
            f" {fronts[0].name}, which is published, reaches it directly",
            related=((f"{fronts[0].name} is published", fronts[0].span),),
            evidence=shared[0],
        )


_Members = tuple[list[Container], Container | None]


def _projects(containers: tuple[Container, ...]) -> dict[str | None, _Members]:
    """Those that are on a network, by their project, and the first datastore among them.

    What has no project is one together.
    """
    found: dict[str | None, list[Container]] = {}
    for each in containers:
        if each.joined_networks:
            found.setdefault(_project(each), []).append(each)
    return {
        name: (members, next(filter(_is_datastore, members), None))
        for name, members in found.items()
    }


def _project(container: Container) -> str | None:
    label = container.labels.get("com.docker.compose.project")
    return "" if label is None else label.value


def _is_datastore(service: Container) -> bool:
    image = service.reference.value
    return image is not None and services.is_datastore(image.name)
