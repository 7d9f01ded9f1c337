from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.knowledge import capabilities


@check(
    Severity.MEDIUM,
    "restricted",
    cis=("5.4",),
    references=("CWE-250", "OWASP Docker rule 3"),
    outranks=("realtime-priority",),  # on SYS_NICE
    escapes=True,
    needs=("privileges.capabilities.add",),
)
def extra_capability_added(container: Container) -> Iterator[Finding]:
    """A capability beyond the engine's defaults is added

    ## Why

    Docker's default set is already wider than most services need. Each further capability is one
    more part of root's power that an intruder finds in the container, and one more part of the
    kernel that can be reached from it.

    ## Fix

    ### In compose

    Remove it from `cap_add` unless the service fails without it.

    ### With docker run

    Drop the `--cap-add` unless the program fails without it.

    ## When it is a false alarm

    IPC_LOCK for a secret store or a search engine that locks its memory, SYS_NICE for a database on
    NUMA machines: their manuals ask for it.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cap_add: [IPC_LOCK]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cap_drop: [ALL], cap_add: [CHOWN, SETUID]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CapAdd": ["CAP_SYS_NICE"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CapAdd": ["CAP_SETUID"]}}]
    ```
    """
    for name, item in container.privileges.capabilities.added.items():
        if name in capabilities.EXTRA:
            right, attack = capabilities.EXTRA[name]
            yield Finding(
                item.span,
                f"adds {name}, the right to {right}{default_note(item)}",
                why=attack,
                evidence=name,
            )
