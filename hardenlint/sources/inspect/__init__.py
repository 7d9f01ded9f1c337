"""Saved `docker inspect` data, and the reading of inspect documents that live engines share."""

from .document import Loaded, NotInspectData, container, is_inspect, read, resolve
from .origin import compose_origin
from .show import describe, show

__all__ = [
    "Loaded",
    "NotInspectData",
    "compose_origin",
    "container",
    "describe",
    "is_inspect",
    "read",
    "resolve",
    "show",
]
