from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, User, check, default_note


@check(
    Severity.HIGH,
    cis=("4.1",),
    references=("CWE-250", "OWASP Docker rule 2"),
    escapes=True,
    needs=("user.value.is_root", "may_rename_root"),
)
def run_as_root(image: Image) -> Iterator[Finding]:
    """Process runs as root

    ## Why

    Root in a container is uid 0 of the host's kernel. It may rewrite the application and everything
    mounted into the container, it holds the default capabilities, and most container escapes (in
    runc, in the kernel, through a careless mount) work for root only.

    ## Fix

    ### In a Dockerfile

    Create a user and end the stage that ships with `USER 10001:10001`; give it the folders it
    writes with `COPY --chown`. Ports above 1023 need no root, nor do lower ones on Docker 20.10+.

    ### In compose

    Remove `user: root`, or set `user: "10001:10001"`; a volume that root has filled needs a
    `chown` once.

    ### With docker run

    Start the container with `--user 10001:10001`.

    ## When it is a false alarm

    An entrypoint that prepares its volumes as root and then gives root up (gosu, su-exec, setpriv)
    runs the service itself as a user: info where the command or a script of the build context shows
    it. So is a base image that is called so, and a box for development or tests. A `user:`
    of the services that run the image decides.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    USER 0:0
    CMD ["server"]
    ```

    ```dockerfile good
    FROM debian:12
    USER root
    RUN useradd --uid 10001 app
    USER 10001
    CMD ["server"]
    ```

    ```yaml bad
    services: {app: {image: "app:1", user: root}}
    ```

    ```yaml good
    services: {app: {image: "app:1", user: "10001:10001"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "User": "0:10001"}, "HostConfig": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "User": "10001"}, "HostConfig": {}}]
    ```
    """
    user = image.user.value
    if user is None or not (user.is_root or image.may_rename_root):
        return
    from hardenlint.facts import who_runs  # noqa: PLC0415 - only where it may be root

    account = None if user.is_root else who_runs.root_account(image)
    if account is not None:
        message = f"runs as {user.name}, an account with the id of root, 0"
        related = ((f"{user.name} gets it here", account),)
        yield Finding(image.user.span, message, related=related, evidence="0")
    if not user.is_root or who_runs.decided_elsewhere(image):
        return
    if user.name.lower() == "containeradministrator":
        who = "as administrator of Windows, user ContainerAdministrator"
    else:
        who = "as root" if str(user) == "root" else f"as root, written {str(user)!r}"
    message, severity = f"runs {who}{default_note(image.user)}", None
    if image.gave_root_up:
        message = f"starts {who}{default_note(image.user)}, but nothing in it runs as root now"
        severity = Severity.INFO
    elif remark := who_runs.excuse(image):
        message, severity = message + remark, Severity.INFO
    yield Finding(image.user.span, message, severity=severity, evidence="0", here=_said(user))


def _said(user: User) -> tuple[tuple[str, str], ...]:
    """What is written: `user: "0:0"` is root, too."""
    return () if str(user) == "root" else (("user: root", f'user: "{user}"'),)
