from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.HIGH,
    references=("CWE-250", "OWASP Docker rule 3"),
    without=("inspect", "live"),
    escapes=True,
    needs=("lifecycle.hooks",),
)
def lifecycle_hook_privileged(container: Container) -> Iterator[Finding]:
    """A lifecycle hook runs with more rights than its service

    ## Why

    A hook runs inside the service's container, on files that the service may have changed. With
    `privileged: true` it holds every capability of the host, so whoever controls the service puts a
    program where the hook looks for one and waits for the next start or stop. A hook that is only
    root, beside a service that is not, is told in the profile restricted.

    ## Fix

    ### In compose

    Remove `privileged` and `user: root` from the hook; do in the image, or in a job of its own
    that the service waits for, what needs these rights.

    ## When it is a false alarm

    A hook that gives a new volume to the service's user (`chown`) needs root, but not more: prefer
    volumes that the image creates with the right owner.

    ## Examples

    ```yaml bad
    services:
      app:
        image: app:1
        post_start: [{command: ./init.sh, privileged: true}]
    ```

    ```yaml good
    services:
      app:
        image: app:1
        post_start: [{command: ./warm-cache.sh}]
    ```
    """
    user = container.user.value
    chosen = user if user is not None and user.is_set else None
    is_root = chosen.is_root if chosen is not None else container.base_user == "root"
    others = "" if chosen is None else f"as {chosen}, "
    for hook in container.lifecycle.hooks:
        if hook.privileged.value is True:
            yield Finding(
                hook.privileged.span,
                f"runs its {hook.event} hook privileged{default_note(hook.privileged)}",
                evidence=f"{hook.event} privileged",
            )
        elif not is_root and hook.user.value is not None and hook.user.value.is_root:
            yield Finding(
                hook.user.span,
                f"runs {others}its {hook.event} hook as root{default_note(hook.user)}",
                why="Root executes there what the service, which is not root, may have prepared.",
                severity=Severity.LOW,
                profile="restricted",
                evidence=f"{hook.event} root",
            )
