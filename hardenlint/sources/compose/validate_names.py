"""The names that keys of a compose file may have."""

_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"


def is_name(text: str) -> bool:
    """Whether a text may name a service, network, volume, secret or config."""
    return text != "" and not text.strip(_NAME)


def is_limit_name(text: str) -> bool:
    """Whether a text may name a resource limit, such as `nofile`."""
    return text.isascii() and text.isalpha() and text.islower()
