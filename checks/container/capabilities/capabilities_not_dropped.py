from collections.abc import Iterator

from hardenlint import Container, DropCapability, Finding, Fix, Severity, check


@check(
    Severity.LOW,
    "restricted",
    cis=("5.4",),
    references=("CWE-250", "OWASP Docker rule 3"),
    covers=("net-raw-effective",),
    without=("windows",),
)
def capabilities_not_dropped(container: Container) -> Iterator[Finding]:
    """Default capabilities are kept

    ## Why

    Docker leaves fourteen capabilities to root in a container, made for images that behave like a
    small machine. A service uses one or two of them; the others let an intruder forge packets on
    the container network, override file permissions and change identities.

    ## Fix

    ### In compose

    Set `cap_drop: [ALL]` and give back in `cap_add` what the service fails without, often
    `NET_BIND_SERVICE`, or `CHOWN`, `SETUID` and `SETGID` for an entrypoint that gives root up.

    ### With docker run

    Start with `--cap-drop ALL`, then `--cap-add` what is missing.

    ## When it is a false alarm

    A container with package management or a whole init system inside uses most of them.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cap_drop: [NET_RAW]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cap_drop: [all], cap_add: [NET_BIND_SERVICE]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"CapDrop": null}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"CapDrop": ["ALL"]}}]
    ```
    """
    capabilities = container.privileges.capabilities
    if capabilities.unknown or capabilities.drops_all:
        return
    kept = sorted(capabilities.effective())
    # With ALL added, the names would say less than their number.
    names = ", ".join(kept) if len(kept) <= 20 else f"{len(kept)} capabilities"
    does = "does not drop ALL" if capabilities.drop else "drops no capability"
    yield Finding(
        capabilities.span,
        f"{does} and keeps {names}",
        fix=Fix(
            "drop all capabilities",
            DropCapability("ALL"),
            breaks="stop a process that changes its user, its files' owner or opens a port below"
            " 1024; add what it needs with cap_add",
        ),
    )
