from collections.abc import Iterator

from hardenlint import Container, Finding, Port, Severity, check, default_note

_SILENT = frozenset(
    """scratch alpine almalinux amazonlinux amazoncorretto archlinux bash buildpack-deps busybox
    bun clojure composer dart debian deno eclipse-temurin elixir erlang fedora gcc golang gradle
    haskell julia maven node openjdk oraclelinux perl php pypy python rockylinux ruby rust swift
    ubuntu""".split()
)
"""Official images that declare no port; of `php`, those without a server."""


@check(
    Severity.INFO,
    "restricted",
    cis=("5.9",),
    references=("CWE-1008", "OWASP Docker rule 5"),
)
def port_not_declared(container: Container) -> Iterator[Finding]:
    """A published port is not among those that the image declares

    ## Why

    EXPOSE is what the author of the image says is meant to be reached. A published port beside that
    list is often a debugger or an administration interface that somebody opened by hand, or one on
    which nothing listens.

    ## Fix

    ### In compose

    Remove the port, or declare it with `EXPOSE` in the Dockerfile of the service.

    ### With docker run

    Drop the `-p`, or declare the port with `EXPOSE` in the Dockerfile.

    ## When it is a false alarm

    Programs whose port is chosen by configuration.

    ## Examples

    ```yaml bad
    services:
      app:
        ports: ["9229:9229"]
        build:
          dockerfile_inline: |
            FROM node:22
            EXPOSE 3000
    ```

    ```yaml good
    services:
      app:
        ports: ["80:3000"]
        build:
          dockerfile_inline: |
            FROM node:22
            EXPOSE 3000
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Image": "sha256:2", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"9229/tcp": [{"HostIp": "", "HostPort": "9229"}]}}},
     {"Id": "sha256:2", "RepoTags": ["app:1"], "Config": {"ExposedPorts": {"3000/tcp": {}}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Image": "sha256:2", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"3000/tcp": [{"HostIp": "", "HostPort": "80"}]}}},
     {"Id": "sha256:2", "RepoTags": ["app:1"], "Config": {"ExposedPorts": {"3000/tcp": {}}}}]
    ```
    """
    declared = _declared(container) if container.networking.ports else ()
    if not declared:
        return
    for item in container.published:
        strange = [
            port.target
            for port in item.ports
            if not any(p.protocol == port.protocol and port.target in p for p in declared)
        ]
        if strange:
            yield Finding(
                item.field.span,
                f"publishes {item}, which its image does not declare{default_note(item.field)}",
                evidence=str(item),
            )


def _declared(container: Container) -> tuple[Port, ...]:
    """What its image declares; () where it declares nothing or where that is not known."""
    fields = container.provenance.image_exposed
    build = container.build
    if fields is None and build is not None and _is_silent(container):
        fields = build.image.exposed
    if fields is None or fields == () or any(field.value is None for field in fields):
        return ()
    own = container.exposed if container.source.is_written else ()
    return tuple(field.value for field in (*fields, *own) if field.value is not None)


def _is_silent(container: Container) -> bool:
    """Whether the image that it is built from in the end is known to declare no port."""
    assert container.build is not None  # noqa: S101 - for the type checker
    root = container.build.target.chain[-1].reference
    image = root.value if root is not None else None
    if image is None:
        return False
    is_server = image.name == "php" and any(w in (image.tag or "") for w in ("apache", "fpm"))
    return image.repository.removeprefix("docker.io/library/") in _SILENT and not is_server
