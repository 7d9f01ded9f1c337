from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-250", "OWASP Docker rule 2"),
    without=("inspect", "live"),
)
def user_unresolvable(image: Image) -> Iterator[Finding]:
    """User is a variable without a value here

    ## Why

    Who runs is decided by whatever the variable holds on the machine that builds or starts it. With
    nothing in it compose sets no user at all, which mostly means root, and no review of the files
    can tell.

    ## Fix

    ### In a Dockerfile

    Write the id down, or give the argument a default: `ARG UID=10001` before `USER ${UID}`.

    ### In compose

    Write the id down, or give the variable a default: `user: "${UID:-10001}"`.

    ## When it is a false alarm

    When whatever starts it always sets the variable, and never to 0. `${UID:?set UID}` makes sure
    of the first only.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    ARG UID
    USER ${UID}
    ```

    ```dockerfile good
    FROM debian:12
    ARG UID=10001
    USER ${UID}
    ```

    ```yaml bad
    services: {app: {image: "app:1", user: "${RUN_AS}"}}
    ```

    ```yaml good
    services: {app: {image: "app:1", user: "${RUN_AS:-10001}"}}
    ```
    """
    user = image.user
    names = [cause.name for cause in user.causes if cause.kind in ("unset", "unknown")]
    if user.value is None and user.stated and names:
        from hardenlint.model.causes import said  # noqa: PLC0415 - only for a finding

        why = said(user.causes)
        yield Finding(
            user.span,
            f"takes its user from a variable, and {why}",
            evidence=why,
            here=_variable(names[0]),
        )


def _variable(name: str) -> tuple[tuple[str, str], ...]:
    if not name.isidentifier():
        return ()
    return (("UID=10001", f"{name}=10001"), ("${UID", f"${{{name}"))
