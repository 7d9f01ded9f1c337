from collections.abc import Iterator

from hardenlint import Container, Finding, Image, Instruction, Severity, check
from hardenlint.facts.running import commands_of
from hardenlint.knowledge import base_images


@check(Severity.MEDIUM, cis=("4.1",), references=("CWE-250", "OWASP Docker rule 2"), escapes=True)
def user_not_set(image: Image) -> Iterator[Finding]:
    """Nobody chooses the user

    ## Why

    Without a user the base image decides, and nearly every base image runs as root: uid 0 of the
    host's kernel, with the default capabilities and the right to rewrite the application. Whoever
    takes over the process starts from there, and most container escapes need exactly that.

    ## Fix

    ### In a Dockerfile

    Create a user and end the stage that ships with `USER 10001:10001`; a base image may already
    bring one (`node`, `nonroot`, `nobody`).

    ### In compose

    Set `user: "10001:10001"`, or the user that the image's documentation names.

    ### With docker run

    Start the container with `--user 10001:10001`.

    ## When it is a false alarm

    A base image that hardenlint has not heard of may end with a USER of its own, which is info; so
    is an image whose command or entrypoint script gives root up (gosu, setpriv, runuser), one that
    runs nothing of its own, and a box for development or tests. Writing the user down makes it
    certain and keeps it so when the base changes. A `user:` of the services that run the image, or
    the `remoteUser` of its devcontainer, decides. An image that is only pulled is reported in the
    profile restricted.

    ## Examples

    ```dockerfile bad
    FROM python:3.12 AS build
    USER 10001
    FROM python:3.12
    COPY --from=build /app /app
    CMD ["python", "/app/main.py"]
    ```

    ```dockerfile good
    FROM python:3.12
    USER 10001
    CMD ["python", "-m", "app"]
    ```

    ```dockerfile good
    FROM scratch
    COPY rootfs /
    ```

    ```yaml bad
    services: {app: {image: "example.com/app:1"}}
    ```

    ```yaml good
    services: {app: {image: "example.com/app:1", user: "10001"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "User": ""}, "HostConfig": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1", "User": "app"}, "HostConfig": {}}]
    ```
    """
    user = image.user.value
    base = _base_user(image)
    if user is None or user.is_set or base in ("non-root", "drops", "nothing runs"):
        return
    from hardenlint.facts import who_runs  # noqa: PLC0415 - most images choose a user

    if who_runs.decided_elsewhere(image):
        return
    built = image.source.builds or (
        isinstance(image, Container) and image.provenance.build_link is not None
    )
    if built:
        severity = Severity.MEDIUM if base == "root" else Severity.INFO
    else:
        severity = Severity.LOW if base == "root" else Severity.INFO
    helper = _helper(image)
    remark = who_runs.excuse(image) if base != "unknown" else ""
    if image.gave_root_up or remark:
        severity = Severity.INFO
    elif helper:
        severity = min(severity, Severity.LOW if built else Severity.INFO)
        remark = f", unless its entrypoint gives root up with {helper}"
    yield Finding(
        image.user.span,
        f"sets no user, {_consequence(image, base)}{remark}",
        severity=severity,
        evidence=base,
        profile="" if built else "restricted",
    )


def _base_user(image: Image) -> str:
    """Return what runs when nobody chooses: root, non-root, drops, nothing runs, or unknown."""
    if not image.source.is_written:
        # an engine reports the image's user too: empty means that nobody set one anywhere
        return image.base_user if image.base_user is not None else "root"
    started = image.entrypoint.stated or image.command.stated
    if _base_name(image) == "scratch":
        return "root" if started else "nothing runs"
    if image.base_user == "drops" and image.entrypoint.stated:
        return "root"  # the entrypoint that would have given root up does not run
    return image.base_user if image.base_user is not None else "unknown"


def _helper(image: Image) -> str:
    """Return what an image installs for an entrypoint of its own to give root up with, or ""."""
    if image.build is None or not image.entrypoint.stated:
        return ""
    from hardenlint.facts import giving_up  # noqa: PLC0415 - only for a finding

    if giving_up.is_read(image):
        return ""
    for name in ("gosu", "su-exec"):
        for step in image.build.shipped:
            if step.mentions(name) and any(name in word for word in _words(step)):
                return name
    return ""


def _words(step: Instruction) -> Iterator[str]:
    """What a RUN gives its commands, and what COPY and ADD name."""
    if step.keyword == "RUN":
        for command in commands_of(step):
            if command.name not in ("echo", "printf"):
                yield from command.argv
    elif step.keyword in ("COPY", "ADD"):
        for word in step.words:
            yield word.value


def _base_name(image: Image) -> str:
    """Return the image pulled, or the one that an image is built from; "" when not known."""
    reference = image.build.image.reference if image.build is not None else image.reference
    return reference.value.familiar if reference.value is not None else ""


def _consequence(image: Image, base: str) -> str:
    name = _base_name(image)
    if not image.source.is_written:
        now = ", but nothing in it runs as root now" if image.gave_root_up else ""
        return f"and neither does its image, so it starts as root{now}"
    if base == "unknown":
        return f"so {name or 'its base image'} decides who runs, and that may be root"
    if name == "scratch":
        return "and an image built from scratch runs as root"
    if _gives_root_up(image):
        return f"and replaces the entrypoint with which {name} gives root up"
    return f"and {name or 'its base image'} runs as root"


def _gives_root_up(image: Image) -> bool:
    """Return whether the image below starts as root only until its entrypoint has run."""
    reference = image.build.image.reference if image.build is not None else image.reference
    return reference.value is not None and base_images.default_user(reference.value) == "drops"
