from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check, default_note
from hardenlint.knowledge import services

_COVERED = ("docker-socket-mounted",)
"""The mount is what such a proxy is for; what it lets through is the fact."""

_CREATES = (
    "With POST and CONTAINERS whoever reaches the proxy creates a privileged container and is root"
    " on the host, just as with the socket itself."
)


@check(
    Severity.HIGH,
    cis=("5.32",),
    references=("CWE-250", "CWE-668", "OWASP Docker rule 1"),
)
def socket_proxy_permissive(container: Container) -> Iterator[Finding]:
    """The Docker socket proxy lets more than reading through

    ## Why

    A proxy in front of the Docker socket protects the host only while it refuses to write. With
    POST allowed, whoever reaches it creates a privileged container and is root on the host, just
    as with the socket itself. Published, even reading gives away the environment of every
    container, passwords included.

    ## Fix

    ### In compose

    Remove `POST`, `EXEC`, `ALLOW_…` and `-allowPOST`, and the `ports`; put the proxy and the one
    service that needs it on an internal network of their own.

    ### With docker run

    Create the proxy without `-e POST=1` and its like, and without `-p`.

    ## When it is a false alarm

    The service behind it has to start or stop containers, and nothing else reaches the proxy.

    ## Examples

    ```yaml bad
    services:
      proxy:
        image: tecnativa/docker-socket-proxy:0.3.0
        environment: {CONTAINERS: 1, POST: 1}
        volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
    ```

    ```json bad
    [{"Id": "1", "Name": "/p", "Config": {"Image": "tecnativa/docker-socket-proxy:0.3.0",
      "Env": ["EXEC=1"]}, "HostConfig": {}}]
    ```

    ```yaml good
    services:
      proxy:
        image: tecnativa/docker-socket-proxy:0.3.0
        environment: {CONTAINERS: 1, POST: 0}
        volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
    ```
    """
    ref = container.reference.value
    if ref is None or not services.is_socket_proxy(ref.repository):
        return
    env = {name: field.value for name, field in container.env.items()}
    names = services.opened_names(env)
    allowed = [name for name in names if name.startswith("ALLOW_")]
    for name in (*(n for n in names if n not in allowed), *allowed[:1]):
        shown = ", ".join(allowed) if name in allowed else name
        found = _opened(container.env[name], f"lets {shown} through", name)
        creates = name == "POST" and services.is_on(env.get("CONTAINERS"))
        yield found._replace(severity=Severity.CRITICAL, why=_CREATES) if creates else found
    for part in (container.entrypoint, container.command):
        for word in services.opened_words(part.value or ()):
            yield _opened(part, f"lets {word.lstrip('-').partition('=')[0]} through", word)
    for item in container.open_ports:
        if not {port.target for port in item.ports} & services.DOCKER_API:
            yield Finding(
                item.field.span,
                f"publishes the Docker API that it filters as {item}{default_note(item.field)}",
                evidence=str(item),
            )


def _opened(field: Field[str] | Field[tuple[str, ...]], what: str, evidence: str) -> Finding:
    return Finding(
        field.span,
        f"{what}{default_note(field)}",
        evidence=evidence,
        covers=_COVERED,
        here=_option(evidence),
    )


def _option(name: str) -> tuple[tuple[str, str], ...]:
    is_option = name.startswith("-")
    return (
        ("`POST`, `EXEC`, `ALLOW_…` and `-allowPOST`", f"`{name}`"),
        ("`-e POST=1` and its like", f"`{name}`" if is_option else f"`-e {name}=1`"),
    )
