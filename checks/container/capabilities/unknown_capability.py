from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Replace, Severity, Span, check, default_note
from hardenlint.knowledge.capabilities import NAMES


@check(
    Severity.LOW,
    cis=("5.4",),
    references=("CWE-1173", "OWASP Docker rule 3"),
    needs=("privileges.capabilities.add", "privileges.capabilities.drop"),
)
def unknown_capability(container: Container) -> Iterator[Finding]:
    """Name is not a capability

    ## Why

    The engine refuses to create a container with a capability it does not know, and other tools
    pass over the name in silence: then the capability that was meant to be dropped is still there.

    ## Fix

    ### In compose

    Write the name as in capabilities(7), with or without `CAP_`: `NET_ADMIN`, `SYS_ADMIN`.

    ### With docker run

    Correct the name after `--cap-add` or `--cap-drop`.

    ## When it is a false alarm

    A capability of a kernel newer than this linter.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cap_drop: [NETADMIN]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cap_drop: [all], cap_add: [cap_net_admin]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CapAdd": ["SYSADMIN"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CapAdd": ["CAP_SYS_ADMIN"]}}]
    ```
    """
    capabilities = container.privileges.capabilities
    for does, items in (("adds", capabilities.add), ("drops", capabilities.drop)):
        for item in items:
            name = item.value
            if name is not None and name != "ALL" and name not in NAMES:
                from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

                shown = telling.name(name)
                yield Finding(
                    item.span,
                    f"{does} {shown!r}, which is no capability{_meant(name)}{default_note(item)}",
                    evidence=shown,
                    fix=_respelled(name, item.span),
                )


def _respelled(name: str, place: Span) -> Fix | None:
    """The capability, where only its dashes or its prefix are wrong; the engine refuses those."""
    right = name.replace("-", "_").replace(" ", "_").removeprefix("CAP_")
    return Fix(f"write {right}", Replace(place, right), safe=True) if right in NAMES else None


def _meant(name: str) -> str:
    """Say which capability was meant, where one is near."""
    from hardenlint.text.wording import near  # noqa: PLC0415 - only where there is a finding

    meant = near(name, sorted(NAMES), 0.8)
    return f"; {meant} is" if meant else ""
