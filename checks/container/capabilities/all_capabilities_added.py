from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note


@check(
    Severity.CRITICAL,
    cis=("5.4",),
    references=("CWE-250", "OWASP Docker rule 3"),
    covers=("dangerous-capability-added", "extra-capability-added", "net-raw-effective"),
    escapes=True,
    needs=("privileges.capabilities.add",),
)
def all_capabilities_added(container: Container) -> Iterator[Finding]:
    """All capabilities are added

    ## Why

    Root with every capability loads kernel modules, mounts the host's disks, reads any process's
    memory and reconfigures the network. What separates it from root on the host is seccomp and
    AppArmor alone, and several of these capabilities loosen those too.

    ## Fix

    ### In compose

    Replace `ALL` in `cap_add` with the one capability that the service needs, beside
    `cap_drop: [ALL]`.

    ### With docker run

    Replace `--cap-add ALL` with `--cap-drop ALL --cap-add` of the one that it needs.

    ## When it is a false alarm

    Hardly ever: find out which call fails without it, and grant the capability for that call.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cap_add: [ALL]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cap_drop: [ALL], cap_add: [NET_BIND_SERVICE]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"CapAdd": ["ALL"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CapAdd": ["CAP_NET_BIND_SERVICE"], "CapDrop": ["ALL"]}}]
    ```
    """
    item = container.privileges.capabilities.added.get("ALL")
    if item is None:
        return
    drops = any(dropped.value == "ALL" for dropped in container.privileges.capabilities.drop)
    yield Finding(
        item.span,
        "adds ALL capabilities"
        f"{', which overrides dropping ALL' if drops else ''}{default_note(item)}",
        evidence="ALL",
        fix=Fix(
            "do not add ALL",
            Remove(item.span),
            breaks="stop what needs a capability; add that one by its name",
        ),
    )
