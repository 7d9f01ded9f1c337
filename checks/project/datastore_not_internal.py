from collections.abc import Iterator

from hardenlint import Container, Finding, Project, Severity, check
from hardenlint.knowledge import services


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-1008", "OWASP Docker rule 5"),
    sources=("compose",),
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
    true}}`, and `networks: [back]` for the datastore.

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
    """
    image = container.reference.value
    project = container.project
    if project is None or image is None or not services.is_datastore(image.name):
        return
    joined = container.joined_networks
    if not joined or not all(_has_way_out(project, name) for name in joined):
        return
    where = f"network {next(iter(joined))}, which has a way out"
    if len(joined) > 1:
        where = f"networks {', '.join(joined)}, which all have a way out"
    yield Finding(
        next(iter(joined.values())).span,
        f"keeps data ({image.name}) on the {where}",
        evidence=" ".join(sorted(joined)),
    )


def _has_way_out(project: Project, name: str) -> bool:
    """Whether a network is known to be not internal; external ones are known to others only."""
    network = project.networks.get(name)
    if network is None:
        return name == "default"
    return not network.external and (network.internal is None or network.internal.value is False)
