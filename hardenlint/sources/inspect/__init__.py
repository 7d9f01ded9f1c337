"""Saved `docker inspect` data, and the reading of inspect documents that live engines share."""

from .config import parse_reference
from .document import Loaded, NotInspectData, container, is_inspect, read, resolve
from .host import read_host
from .node import Node, Where
from .origin import compose_origin
from .show import describe, show
from .snapshot import host_document, snapshot

__all__ = [
    "Loaded",
    "Node",
    "NotInspectData",
    "Where",
    "compose_origin",
    "container",
    "describe",
    "host_document",
    "is_inspect",
    "parse_reference",
    "read",
    "read_host",
    "resolve",
    "show",
    "snapshot",
]
