"""Who an image really runs as, beyond its USER: who else decides, and what excuses root."""

from hardenlint.model import Build, Image, Span, User


def decided_elsewhere(image: Image) -> bool:
    """Whether those that run a Dockerfile's image, and nothing else does, give it a user.

    Its services with a `user:` of their own, or its development container.
    """
    build = _own_build(image)
    if build is None:
        return False
    if build.developer and not User.parse(build.developer).is_root:
        return True
    users = [service.user for service in build.run_by]
    return bool(users) and all(
        user.value is not None
        and user.origin == "stated"
        and user.value.is_set
        and not user.value.is_root
        for user in users
    )


def excuse(image: Image) -> str:
    """What makes root matter less in an image that is built, as the end of a message, or ""."""
    if image.build is None:
        return ""
    from . import giving_up, purposes  # noqa: PLC0415 - only for a finding

    if program := giving_up.program(image):
        return f", but what it starts gives root up with {program}"
    purpose = purposes.of(image) if image.source.builds else ""
    return f", but it is {purpose}" if purpose else ""


def root_account(image: Image) -> Span | None:
    """Where a Dockerfile makes the account of USER with the id of root; None where it does not."""
    build, user = image.build, image.user.value
    if build is None or user is None:
        return None
    from . import accounts  # noqa: PLC0415 - only where an account has a name
    from .running import commands_of  # noqa: PLC0415 - see above

    found: Span | None = None
    for instruction in build.shipped:
        if instruction.keyword != "RUN" or not instruction.mentions(user.name):
            continue
        for command in commands_of(instruction):
            given = accounts.user_id(command.name, command.argv)
            if given is not None and given[0] == user.name:
                found = command.span if given[1] == 0 else None
    return found


def _own_build(image: Image) -> Build | None:
    """The Dockerfile whose image it is, where that is judged by itself."""
    return image.build if image.source.builds else None
