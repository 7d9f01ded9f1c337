"""Small files of this machine, which are no inputs: settings of docker, what the kernel tells.

Whoever may put something in their place could put a pipe there, a device, or a file without end.
"""

import errno
import os
import stat

_FLAGS = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))

LARGEST = 1 << 20


def read(path: str, largest: int = LARGEST) -> bytes:
    """What a regular file holds; raises OSError for anything else, and for what is larger."""
    # Opening alone is enough for some devices to do something.
    _check(os.stat(path))
    descriptor = os.open(path, os.O_RDONLY | _FLAGS)
    try:
        _check(os.fstat(descriptor))
        # Some of what the kernel shows as a regular file would wait: it does not when asked so.
        parts, left = [], largest + 1
        while left and (part := os.read(descriptor, min(left, 1 << 16))):
            parts.append(part)
            left -= len(part)
    finally:
        os.close(descriptor)
    if not left:
        raise _too_large(largest)
    return b"".join(parts)


def check(path: str, largest: int = LARGEST) -> None:
    """Raise OSError for what `read` would not read; for a file that somebody else opens."""
    facts = os.stat(path)
    _check(facts)
    if facts.st_size > largest:
        raise _too_large(largest)


def is_refused(error: OSError) -> bool:
    """Whether there is something, but no file as it should be."""
    return error.errno in (errno.EINVAL, errno.EFBIG)


def _check(facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")


def _too_large(largest: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {largest >> 20} MiB")
