"""JSON pointers (RFC 6901): `/services/web/ports/0`, with `~1` for a slash in a key, `~0` for `~`.

A pointer to the document itself is "". What is put behind a pointer by hand must be a number or a
key without either sign, like those of our own.
"""


def escaped(key: str) -> str:
    """A key as a part of a pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def unescaped(part: str) -> str:
    """The key that a part of a pointer stands for."""
    return part.replace("~1", "/").replace("~0", "~") if "~" in part else part


def joined(pointer: str, *keys: str) -> str:
    """The pointer of what an object holds under a key, and that one under the next."""
    return "/".join((pointer, *map(escaped, keys)))


def parts(pointer: str) -> list[str]:
    """The keys that lead to a value, from the top."""
    return [unescaped(part) for part in pointer.split("/")[1:]]
