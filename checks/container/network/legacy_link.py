from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts import telling


@check(
    Severity.LOW,
    "restricted",
    references=("CWE-668",),
    needs=("networking.links",),
)
def legacy_link(container: Container) -> Iterator[Finding]:
    """Containers are tied together with links

    ## Why

    On the default bridge a link copies the environment of the other container, passwords included,
    into this one, and keeps both on the network that all containers of the host share. On networks
    of a project a link only gives another name to what is reachable already.

    ## Fix

    ### In compose

    Remove `links` and `external_links`: services of one network find each other by name; use
    `networks: {back: {aliases: […]}}` for another name.

    ### With docker run

    Make a network with `docker network create` and start both containers with `--network`.

    ## When it is a false alarm

    Old files on networks of their own, in which links only name things. They can go all the same.

    ## Examples

    ```yaml bad
    services:
      web: {image: "web:1", links: ["db:database"]}
      db: {image: "postgres:17"}
    ```

    ```yaml good
    services:
      web: {image: "web:1", depends_on: [db]}
      db: {image: "postgres:17"}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"},
      "HostConfig": {"Links": ["/db:/web/database"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/web", "Config": {"Image": "web:1"}, "HostConfig": {"Links": null}}]
    ```
    """
    for field in container.networking.links:
        if field.value:
            shown = telling.name(field.value)
            yield Finding(field.span, f"is linked to {shown}{default_note(field)}", evidence=shown)
