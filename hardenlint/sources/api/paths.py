"""The paths of the Docker API that are asked for."""

from urllib.parse import quote


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
