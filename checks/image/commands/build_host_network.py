from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Image, Reword, Severity, check, default_note


@check(
    Severity.MEDIUM,
    references=("CWE-668",),
    without=("inspect", "live"),
    needs=("RUN", "provenance.build_link"),
)
def build_host_network(image: Image) -> Iterator[Finding]:
    """The build uses the network of the host

    ## Why

    Every script that a step downloads then reaches what listens on the builder's own loopback, such
    as databases and the Docker API, and whatever answers this host alone, such as a cloud's
    metadata service with its credentials. It can also listen on the host's addresses itself.

    ## Fix

    ### In a Dockerfile

    Remove `--network=host`; a step that needs no network at all runs with `--network=none`.

    ### In compose

    Remove `network: host` and `network.host` from `build`. For a proxy use the build arguments
    `http_proxy` and `https_proxy`.

    ## When it is a false alarm

    A builder that is a virtual machine for this build alone, on a network that gives nothing away.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN --network=host make fetch
    ```

    ```dockerfile good
    FROM debian:12
    RUN --network=none make
    ```

    ```yaml bad
    services: {app: {build: {context: "https://example.com/app.git", network: host}}}
    ```

    ```yaml good
    services: {app: {build: {context: "https://example.com/app.git", network: none}}}
    ```
    """
    for instruction in image.build.built if image.build is not None else ():
        flag = instruction.flag("network") if instruction.keyword == "RUN" else None
        if flag is not None and flag.value == "host":
            yield Finding(
                flag.span,
                "runs a build step on the host's network",
                evidence="network=host",
                fix=Fix(
                    "build on a network of its own",
                    Reword(flag.span, "--network=host"),
                    breaks="fail where the step asks a server of the host or of its network",
                ),
            )
    link = image.provenance.build_link if isinstance(image, Container) else None
    if link is None:
        return
    network = () if link.network is None else (link.network,)
    for field in (*network, *link.entitlements):
        if field.value == ("host" if field in network else "network.host"):
            yield Finding(
                field.span,
                f"builds on the host's network{default_note(field)}",
                evidence=field.value,
            )
            return
