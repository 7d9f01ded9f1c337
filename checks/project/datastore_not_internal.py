from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check
from hardenlint.facts import egress
from hardenlint.knowledge import services


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-1008", "OWASP Docker rule 5"),
)
def datastore_not_internal(container: Container) -> Iterator[Finding]:
    """A datastore is on no internal network

    ## Why

    A datastore has nobody to call. On a network with a way out, an intruder who gets code to run in
    it loads his tools from the internet and sends the data there; on an internal network he can do
    neither.

    ## Fix

    ### In compose

    Put it on a network of its own with the services that use it: `networks: {back: {internal:
    true}}`, and `networks: [back]` for the datastore. An internal network publishes no ports: take
    those of the datastore away.

    ### With docker run

    `docker network create --internal back`, and start the datastore with `--network back`.

    ## When it is a false alarm

    Datastores that replicate to other sites, back up to object storage, or load plugins at start.

    ## Examples

    ```yaml bad
    services: {db: {image: "postgres:16", networks: [back]}}
    networks: {back: {}}
    ```

    ```yaml good
    services: {db: {image: "postgres:16", networks: [back]}}
    networks: {back: {internal: true}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/db", "Config": {"Image": "postgres:16"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}}}},
     {"Name": "back", "Driver": "bridge", "Internal": false}]
    ```

    ```json good
    [{"Id": "1", "Name": "/db", "Config": {"Image": "postgres:16"}, "HostConfig": {},
      "NetworkSettings": {"Networks": {"back": {}}}},
     {"Name": "back", "Driver": "bridge", "Internal": true}]
    ```
    """
    image = container.reference.value
    if image is None or not services.is_datastore(image.name):
        return
    joined = container.joined_networks
    if not joined or not all(egress.has_way_out(container, name) for name in joined):
        return
    where = f"network {next(iter(joined))}, which has a way out"
    if len(joined) > 1:
        where = f"networks {', '.join(joined)}, which all have a way out"
    yield Finding(
        next(iter(joined.values())).span,
        f"keeps data ({image.name}) on the {where}",
        evidence=" ".join(sorted(joined)),
    )
