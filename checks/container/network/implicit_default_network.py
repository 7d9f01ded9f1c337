from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(
    Severity.INFO,
    "restricted",
    cis=("5.30",),
    references=("CWE-1008", "OWASP Docker rule 5"),
    without=("inspect", "live"),
)
def implicit_default_network(container: Container) -> Iterator[Finding]:
    """The service joins the project's default network without saying so

    ## Why

    Compose puts every service that names no network on the same one, so the web front end reaches
    the database and everything else directly. An intruder in one of them has the ports of all
    others in front of him, where one network for each conversation would show him two or three.

    ## Fix

    ### In compose

    Declare networks for what has to talk, `networks: {front: {}, back: {internal: true}}`, and list
    for each service those it needs.

    ## When it is a false alarm

    Projects with one or two services have nothing to separate. A default network that is itself
    declared `internal` is a choice too: name it, `networks: [default]`.

    ## Examples

    ```yaml bad
    services: {web: {image: "web:1"}}
    ```

    ```yaml good
    services: {web: {image: "web:1", networks: [front]}}
    networks: {front: {}}
    ```
    """
    if container.networking.implicit_network.value is True:
        yield Finding(
            container.networking.implicit_network.span,
            "joins the project's default network without naming it",
            evidence="default",
        )
