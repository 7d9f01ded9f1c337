from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check

_TOLD = {
    "cap_drop": "capabilities-not-dropped",
    "security_opt": "no-new-privileges-missing",
}
"""What another check would say of a service that lacks a setting."""


@check(
    Severity.MEDIUM,
    references=("CWE-693",),
    without=("inspect", "live"),
    needs=("lost",),
)
def yaml_anchor_hardening_lost(container: Container) -> Iterator[Finding]:
    """A list beside a YAML merge key drops the hardening of the anchor

    ## Why

    `<<: *hardened` does not add lists up: a service that writes its own `cap_drop` or
    `security_opt` replaces the anchor's list as a whole. The file still looks as if the hardening
    applied, yet the service runs with the capabilities that the anchor drops.

    ## Fix

    ### In compose

    Repeat the anchor's entries in the service's own list, or remove that list; `extends` instead
    of `<<` adds lists up.

    ## When it is a false alarm

    The service is exempt from the anchor's hardening on purpose. Say so in a comment, or give it
    an anchor of its own.

    ## Examples

    ```yaml bad
    x-hardened: &hardened
      cap_drop: [ALL]
      security_opt: ["no-new-privileges:true"]
    services:
      app:
        <<: *hardened
        image: app:1
        security_opt: ["label=type:app_t"]
    ```

    ```yaml good
    x-hardened: &hardened
      cap_drop: [ALL]
      security_opt: ["no-new-privileges:true"]
    services:
      app:
        <<: *hardened
        image: app:1
        security_opt: ["no-new-privileges:true", "label=type:app_t"]
    ```
    """
    for lost in container.lost:
        if lost.manner != "merge key":
            continue
        yield Finding(
            lost.by,
            f"loses {lost}, which {lost.place} sets: the list here replaces that of <<",
            related=(("the hardening that is lost", lost.span),),
            evidence=str(lost),
            covers=(_TOLD[lost.setting],),
        )
