"""What of the host a container mounts, by class."""

from collections.abc import Iterator

from hardenlint.knowledge import host_paths
from hardenlint.model import Container, Field, Mount


def mounted(container: Container, *kinds: str) -> Iterator[tuple[Field[Mount], Mount]]:
    """Yield the mounts whose host path is of one of the kinds of `host_paths.classify`."""
    for field in container.storage.mounts:
        mount = field.value
        if mount is not None:
            kind = host_paths.classify(mount.host_path, read_only=mount.read_only)
            if kind in kinds:
                yield field, mount
