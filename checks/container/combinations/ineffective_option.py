from collections.abc import Iterator
from typing import Any

from hardenlint import (
    Container,
    Field,
    Finding,
    Fix,
    PublishedPort,
    Remove,
    Severity,
    check,
    default_note,
)
from hardenlint.facts import no_effect


@check(
    Severity.LOW,
    references=("CWE-693",),
    outranks=("port-bound-all-interfaces", "privileged-port-published"),
)
def ineffective_option(container: Container) -> Iterator[Finding]:
    """A setting has no effect

    ## Why

    Somebody wrote it down, so everybody relies on it: an isolation that the engine does not apply
    protects nothing, and a literal `$(openssl rand …)` is a password that the whole world can read.

    ## Fix

    ### In compose

    Correct the spelling, or remove what does nothing. Publish ports from a network that is not
    `internal`; mount either a tmpfs or a folder at one path; generate values before starting
    and pass them as `${VARIABLE}`.

    ### With docker run

    Correct the option: `docker run --help` lists the names, and values reach the engine only after
    your own shell has expanded them.

    ## When it is a false alarm

    An option of another engine (Podman, a patched Docker) that the project is run with on purpose,
    and an entrypoint that evaluates a variable as shell text.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: ["no-new-privilege:true"]}}
    ```

    ```yaml bad
    services: {app: {image: "app:1", ports: ["80:80"], networks: [back]}}
    networks: {back: {internal: true}}
    ```

    ```yaml good
    services: {app: {image: "app:1", security_opt: ["no-new-privileges:true"], userns_mode: host}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "Env": ["KEY=$(openssl rand 9)"]},
      "HostConfig": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "Env": ["KEY=9f$x"]},
      "HostConfig": {}}]
    ```
    """
    found: list[tuple[Field[Any], str, str]] = [
        *no_effect.options(container),
        *no_effect.ports(container),
        *no_effect.mounts(container),
        *no_effect.secrets(container),
        *no_effect.shell_texts(container),
    ]
    published = {item.field.span for item in container.published}
    for field, message, value in found:
        is_port = isinstance(field.value, PublishedPort) and field.span in published
        fix = Fix("do not publish it", Remove(field.span), safe=True) if is_port else None
        yield Finding(field.span, f"{message}{default_note(field)}", evidence=value, fix=fix)
