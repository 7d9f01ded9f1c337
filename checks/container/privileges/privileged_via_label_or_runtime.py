from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts import telling
from hardenlint.knowledge import label_tools


@check(Severity.MEDIUM, "restricted", references=("CWE-269", "CWE-829"), escapes=True)
def privileged_via_label_or_runtime(container: Container) -> Iterator[Finding]:
    """A label gives orders to a tool that controls the engine

    ## Why

    Schedulers and updaters hold the engine's socket, which is root on the host, and read their
    orders from labels. Whoever can write this label, in an image or in a compose file, has them run
    commands in the container as any user, or start other containers.

    ## Fix

    ### In compose

    Remove the label; run the job as a service of its own, or from the host's scheduler.

    ### With docker run

    Create the container without the `--label`.

    ## When it is a false alarm

    The tool is there on purpose and its socket filtered to what the job needs. See that the
    command runs as a user, not root, and that no image brings such labels along.

    ## Examples

    ```yaml bad
    services:
      app:
        image: app:1
        labels: {ofelia.job-exec.clean.command: "rm -rf /tmp/x"}
    ```

    ```yaml good
    services:
      app:
        image: app:1
        labels: {traefik.enable: "true", ofelia.enabled: "true"}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1",
      "Labels": {"com.centurylinklabs.watchtower.lifecycle.pre-update": "/backup.sh"}},
      "HostConfig": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1",
      "Labels": {"org.opencontainers.image.title": "app"}}, "HostConfig": {}}]
    ```
    """
    told: set[str] = set()
    for name, field in container.labels.items():
        order = label_tools.order_of(name)
        if order is None or order.what in told or field.value in (None, ""):
            continue
        told.add(order.what)
        yield Finding(
            field.span,
            f"has {order.tool} {order.what} (label {telling.name(name)}){default_note(field)}",
            evidence=telling.name(name),
        )
