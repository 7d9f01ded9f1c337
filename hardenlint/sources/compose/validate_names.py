"""The names that keys of a compose file may have, and the values of its keys that have rules."""

from typing import Any

_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"


def is_name(text: str) -> bool:
    """Whether a text may name a service, network, volume, secret or config."""
    return text != "" and not text.strip(_NAME)


def is_limit_name(text: str) -> bool:
    """Whether a text may name a resource limit, such as `nofile`."""
    return text.isascii() and text.isalpha() and text.islower()


def is_container_name(value: Any) -> bool:
    """Whether somewhere in it two characters in a row may be the name of a container."""
    if not isinstance(value, str):
        return False
    first = [index for index, sign in enumerate(value) if sign in _NAME and sign not in "._-"]
    # A tuple, since the empty text is in every text.
    return any(value[index + 1 : index + 2] in tuple(_NAME) for index in first)


# The schema's pattern is not anchored: any text will do that holds one of these.
_POLICIES = ("always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly")


def is_pull_policy(value: Any) -> bool:
    """Whether it names a policy, or a period such as `every_12h`."""
    if not isinstance(value, str):
        return False
    if any(word in value for word in _POLICIES):
        return True
    for rest in value.split("every_")[1:]:
        unit = rest.lstrip("0123456789")
        if unit != rest and unit[:1] in tuple("wdhms"):
            return True
    return False
