from collections.abc import Iterator

from hardenlint import (
    BindToLoopback,
    Container,
    Finding,
    Fix,
    PublishedPort,
    Severity,
    check,
    default_note,
)
from hardenlint.knowledge import services


@check(
    Severity.HIGH,
    cis=("5.9",),
    references=("CWE-284", "CWE-668", "OWASP Docker rule 5"),
    outranks=("ssh-port-exposed", "admin-port-exposed", "port-bound-all-interfaces"),
    needs=("open_ports",),
)
def sensitive_service_published(container: Container) -> Iterator[Finding]:
    """A datastore, queue or admin console is published

    ## Why

    Databases, queues and their consoles trust whoever reaches them more than they should: many ask
    for no password as shipped, and all are searched for around the clock. One open port has been
    enough to copy, delete or ransom the data, and Docker publishes it past the host's firewall.

    ## Fix

    ### In compose

    Remove `ports`: services of the project reach each other by name without it. For access from the
    host alone, bind it: `127.0.0.1:5432:5432`.

    ### With docker run

    Drop the `-p`, put the containers on one network, or publish with `-p 127.0.0.1:5432:5432`.

    ## When it is a false alarm

    A datastore that other machines must reach. Bind it to the address of a private network, require
    TLS and passwords, and waive it with that reason.

    ## Examples

    ```yaml bad
    services: {db: {image: "postgres:16", ports: ["5432:5432"]}}
    ```

    ```yaml good
    services: {db: {image: "postgres:16", ports: ["127.0.0.1:5432:5432"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "acme/cache:1"}, "HostConfig":
      {"PortBindings": {"6379/tcp": [{"HostIp": "", "HostPort": "16379"}]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "nginx:1.27"}, "HostConfig":
      {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}}}]
    ```
    """
    for item in container.open_ports:
        kinds = (_kind(container, name, port) for name in _names(container) for port in item.ports)
        kind = next((kind for kind in kinds if kind), "")
        if not kind:
            continue
        where = "on every interface of the host" if item.is_all_interfaces else "to other machines"
        yield Finding(
            item.field.span,
            f"publishes {item}, {kind}, {where}{default_note(item.field)}",
            evidence=str(item),
            fix=Fix(
                "bind the port to 127.0.0.1",
                BindToLoopback(item.field.span),
                breaks="cut off other machines that connect to it",
            )
            if item.is_all_interfaces
            else None,
            here=(("127.0.0.1:5432:5432", item.on_loopback),),
        )


def _names(container: Container) -> list[str]:
    """The last parts of its image's name, and of that which the Dockerfile behind it starts from.

    Of a build that cannot be read the service says by its own name what it is.
    """
    refs = [container.reference.value]
    if container.build is not None:
        refs.append(container.build.image.reference.value)
    names = ["/".join(ref.repository.split("/")[-2:]) for ref in refs if ref is not None]
    return names or [container.service if container.is_built else ""]


def _kind(container: Container, name: str, port: PublishedPort) -> str:
    kind = services.sensitive(name, port.target)
    # Memcached answers over UDP too, which amplified the attacks of 2018.
    is_stream = port.protocol == "tcp" or port.target == 11211
    if kind or name.lower().rpartition("/")[2] != "traefik" or port.target != 8080:
        return kind if is_stream else ""
    words = (*(container.entrypoint.value or ()), *(container.command.value or ()))
    env = {key: field.value for key, field in container.env.items()}
    return "the dashboard of Traefik" if services.opens_dashboard(words, env) else ""
