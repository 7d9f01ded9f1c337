"""Saved `docker inspect` data, and the reading of inspect documents that live engines share."""

from .config import parse_reference
from .contents import read_contents
from .document import Loaded, NotInspectData, container, is_inspect, read, read_image, resolve
from .host import read_host, read_version
from .local_facts import read_local
from .mounts import Volumes
from .node import Node, Where
from .origin import Origin, compose_origin
from .running import PODMAN_ARGS, PS_ARGS
from .show import describe, show
from .snapshot import Saved, host_document, snapshot

__all__ = [
    "PODMAN_ARGS",
    "PS_ARGS",
    "Loaded",
    "Node",
    "NotInspectData",
    "Origin",
    "Saved",
    "Volumes",
    "Where",
    "compose_origin",
    "container",
    "describe",
    "host_document",
    "is_inspect",
    "parse_reference",
    "read",
    "read_contents",
    "read_host",
    "read_image",
    "read_local",
    "read_version",
    "resolve",
    "show",
    "snapshot",
]
