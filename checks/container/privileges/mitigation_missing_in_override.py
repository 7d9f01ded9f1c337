from collections.abc import Iterator

from hardenlint import Container, Finding, Lost, Severity, check

_TOLD = {
    "cap_drop": ("capabilities-not-dropped",),
    "cpus": ("cpu-unlimited",),
    "memory": ("memory-unlimited",),
    "pids": ("pids-unlimited",),
    "read_only": ("writable-root-filesystem",),
    "security_opt": ("no-new-privileges-disabled", "no-new-privileges-missing"),
    "user": ("run-as-root", "user-not-set"),
}
"""What other checks would say of a service that lacks a setting."""

_VERBS = {"override": "overrides", "reset": "resets"}


@check(
    Severity.MEDIUM,
    references=("CWE-693", "CWE-1188"),
    without=("inspect", "live"),
    needs=("lost",),
)
def mitigation_missing_in_override(container: Container) -> Iterator[Finding]:
    """Hardening that one file sets is taken away by another

    ## Why

    Whoever reads the base file sees a hardened service, but the one that runs is not: an override
    file, an extending service or a `!reset` undoes it. Development overrides that weaken a service
    have a way of reaching production unnoticed.

    ## Fix

    ### In compose

    Remove the overriding key or the `!reset`; where one environment needs it, keep the weaker
    setting in a file that only this environment loads (`-f compose.dev.yaml`).

    ## When it is a false alarm

    The override is for development only and never deployed. Scan the files as they are deployed
    (`hardenlint scan -f compose.yaml -f compose.prod.yaml`).

    ## Examples

    ```yaml bad
    services:
      base: {image: "app:1", read_only: true}
      app:
        extends: {service: base}
        read_only: false
    ```

    ```yaml good
    services:
      base: {image: "app:1", read_only: true}
      app:
        extends: {service: base}
        tmpfs: [/tmp]
    ```
    """
    for lost in container.lost:
        if lost.manner not in _VERBS:
            continue
        yield Finding(
            lost.by,
            f"{_VERBS[lost.manner]} {lost}, which {lost.place} sets{_instead(container, lost)}",
            severity=Severity.HIGH if lost.setting == "user" else None,
            related=(("the hardening that is lost", lost.span),),
            evidence=str(lost),
            covers=_TOLD.get(lost.setting, ()),
        )


def _instead(container: Container, lost: Lost) -> str:
    user = container.user.value
    return f", with {user}" if lost.setting == "user" and user is not None and user.is_set else ""
