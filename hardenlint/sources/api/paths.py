"""The paths of the Docker API that are asked for."""

import re
from typing import TypeGuard
from urllib.parse import quote

_NAME_MAX = 1024

LISTS = frozenset(("/containers/json?all=1", "/images/json", "/networks", "/volumes"))
"""Whose answers grow with what there is."""

_IDENTITY = re.compile(r"(?:[a-z0-9]{1,20}:)?[0-9A-Za-z][0-9A-Za-z_.-]{0,127}")

_NAME = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_-]|[./:@+](?=[0-9A-Za-z_]))*")


def is_name(text: str) -> bool:
    """Whether an image can have that name, as a path of the API."""
    return len(text) <= _NAME_MAX and _NAME.fullmatch(text) is not None


def is_identity(text: object) -> TypeGuard[str]:
    """Whether an engine can have called something so: a part of a path, and no way out of it."""
    return isinstance(text, str) and _IDENTITY.fullmatch(text) is not None


def inspect_path(identity: str) -> str:
    """Where a container is described."""
    return f"/containers/{quote(identity, safe='')}/json"


def image_path(identity: str) -> str:
    """Where an image is described."""
    return f"/images/{quote(identity, safe=':')}/json"


def layers_path(identity: str) -> str:
    """Where the layers of an image are, as an archive."""
    return f"/images/{quote(identity, safe=':')}/get"


def top_path(identity: str, arguments: str) -> str:
    """Where the processes of a container are listed; `arguments` are those of ps."""
    return f"/containers/{quote(identity, safe='')}/top?ps_args={quote(arguments, safe='')}"


def exec_path(identity: str) -> str:
    """Where a session of `docker exec` is described."""
    return f"/exec/{quote(identity, safe='')}/json"
