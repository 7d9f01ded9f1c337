from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.knowledge import tags


@check(
    Severity.INFO,
    "restricted",
    cis=("5.28",),
    references=("CWE-1104",),
    without=("inspect", "live"),
)
def stale_pull_policy(container: Container) -> Iterator[Finding]:
    """A tag that moves is never pulled again

    ## Why

    With `pull_policy: never` or `if_not_present` a host keeps the image it once pulled, and with a
    tag that moves nobody can tell which one that is. Fixes that the publisher has released for
    months do not arrive, while the file looks as if it followed them.

    ## Fix

    ### In compose

    Name a version and its digest in `image`, and raise it with every fix. Or drop `pull_policy`
    and pull with every deployment (`docker compose up --pull always`).

    ## When it is a false alarm

    The image is built on the same machine by another project.

    ## Examples

    ```yaml bad
    services: {app: {image: "acme/app:latest", pull_policy: never}}
    ```

    ```yaml good
    services: {app: {image: "acme/app:1.4.2", pull_policy: never}}
    ```
    """
    policy, ref = container.provenance.pull_policy, container.reference.value
    if policy.value not in ("never", "if_not_present", "missing") or not policy.stated:
        return
    if ref is None or ref.digest or container.is_built:
        return
    if ref.tag in ("", "latest") or tags.is_floating(ref.tag):
        yield Finding(
            policy.span,
            f"never pulls {ref} again (pull_policy {policy.value}){default_note(policy)}"
            if policy.value == "never"
            else f"keeps the {ref} it once pulled (pull_policy {policy.value})"
            f"{default_note(policy)}",
            evidence=f"{policy.value} {ref}",
        )
