"""How a compose file says what a fix asks for."""

from typing import NamedTuple

from hardenlint.model import Span
from hardenlint.model.edit import (
    BindToLoopback,
    DropCapability,
    Edit,
    MountReadOnly,
    NoNewPrivileges,
    ReadOnlyRoot,
)


class Put(NamedTuple):
    """Set a key of the service, or of the port or mount at a place.

    Where the port or mount is written short, `host_ip` and `read_only` are set in its text.
    """

    key: str
    value: str
    at: Span | None = None


class Append(NamedTuple):
    """Add an item to a list of the service, made if need be."""

    key: str
    item: str


def spelt(edit: Edit) -> Put | Append | None:
    """Return what is to be written; None for what says itself which words to change."""
    if isinstance(edit, DropCapability):
        return Append("cap_drop", edit.name)
    if isinstance(edit, NoNewPrivileges):
        return Append("security_opt", "no-new-privileges:true")
    if isinstance(edit, ReadOnlyRoot):
        return Put("read_only", "true")
    if isinstance(edit, MountReadOnly):
        return Put("read_only", "true", edit.span)
    if isinstance(edit, BindToLoopback):
        return Put("host_ip", "127.0.0.1", edit.span)
    return None
