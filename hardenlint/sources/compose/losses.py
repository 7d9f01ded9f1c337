"""What merging takes away: hardening that one place writes and another one replaces.

Recorded on the nodes of services while they are merged; what counts in the end is what the
merged service lacks.
"""

from collections.abc import Callable, Iterator
from typing import Any

from hardenlint.model import SecurityOpt, User
from hardenlint.model.capability import canonical
from hardenlint.model.container import Service
from hardenlint.model.lost import Lost

from .casts import to_float
from .nodes import Node
from .scalars import text_of
from .units import to_bytes

_LISTS = ("cap_drop", "security_opt")
_SCALARS = ("cpus", "mem_limit", "pids_limit", "read_only", "user")
_MOST = 50


class Loss:
    """A value that was replaced: by the text at `by`, in that manner."""

    __slots__ = ("by", "key", "manner", "old", "place")

    def __init__(self, key: str, old: Node, place: Node, by: Node, manner: str) -> None:
        self.key = key
        self.old = old
        self.place = place
        self.by = by
        self.manner = manner


def recorded(node: Node) -> tuple[Loss, ...]:
    """What is known to be lost on the way to a node."""
    found: tuple[Loss, ...] = getattr(node, "lost", ())
    return found


def record(node: Node, *losses: Loss) -> None:
    """Remember losses; a bound keeps hostile files cheap."""
    if losses:
        node.lost = (*recorded(node), *losses)[:_MOST]


def of_override(base: Node, over: Node) -> Iterator[Loss]:
    """The scalars of a service that another one sets anew; lists are added up."""
    for key in _SCALARS:
        old, new = base.value.get(key), over.value.get(key)
        if old is not None and new is not None and old.value != new.value:
            yield Loss(key, old, old, over.keys.get(key, new), "override")


def of_reset(service: Node, rest: tuple[str, ...], old: Node, tag: Node) -> None:
    """Remember what `!reset` or `!override` removes from a service."""
    if rest[0] in (*_LISTS, *_SCALARS, "deploy"):
        record(service, Loss("/".join(rest), old, old, tag, "reset"))


def of_merge_key(node: Node, flat: Callable[[Node], Any]) -> Iterator[Loss]:
    """The lists that a mapping takes from `<<` no more because it, or an earlier base, has one."""
    source = node.value["<<"]
    bases = source.items or [source]
    for key in _LISTS:
        current = node.value.get(key)
        by = node.keys.get(key, current)
        for base in bases[:_MOST]:
            inherited = flat(base).entries.get(key) if isinstance(base.value, dict) else None
            if inherited is None:
                continue
            if current is not None and by is not None and inherited is not current:
                yield Loss(key, inherited, inherited, by, "merge key")
            elif current is None:
                current, by = inherited, base.keys.get(key, inherited)


def lost_of(node: Node, service: Service) -> tuple[Lost, ...]:
    """What of it the finished service really lacks, each thing once."""
    found: dict[tuple[str, tuple[str, ...]], Lost] = {}
    for loss in recorded(node):
        for setting, entries, place in _missing(loss, service):
            if entries:
                lost = Lost(setting, entries, place.span(), loss.by.span(), loss.manner)
                found[setting, entries] = lost
    return tuple(found.values())


def _missing(loss: Loss, service: Service) -> Iterator[tuple[str, tuple[str, ...], Node]]:
    key = loss.key
    if key == "cap_drop":
        yield key, _capabilities(loss.old, service), loss.place
    elif key == "security_opt":
        yield key, _options(loss.old, service), loss.place
    elif key == "read_only":
        gone = loss.old.value is True and service.privileges.read_only.value is False
        yield key, ("true",) if gone else (), loss.place
    elif key == "user":
        yield key, _user(loss.old, service), loss.place
    else:
        for name, limit in _limits(key, loss.old):
            if _amount(limit) > 0 and _limit_of(service, name) == 0:
                yield name, (text_of(limit.value),), limit


def _texts(node: Node) -> list[str]:
    """The items that are known; in an anchor, variables are not filled in yet."""
    return [
        item.value
        for item in node.items
        if item.known and isinstance(item.value, str) and "$" not in item.value
    ]


def _capabilities(old: Node, service: Service) -> tuple[str, ...]:
    kept = {field.value for field in service.privileges.capabilities.drop}
    # What nobody knows may be the very capability.
    if None in kept or "ALL" in kept:
        return ()
    names = dict.fromkeys(canonical(text) for text in _texts(old))
    return tuple(name for name in names if name not in kept)


def _options(old: Node, service: Service) -> tuple[str, ...]:
    if service.privileges.unknown_options:
        return ()
    hardening = [text for text in _texts(old) if _is_hardening(SecurityOpt.parse(text))]
    return tuple(text for text in hardening if not _is_kept(SecurityOpt.parse(text), service))


def _is_hardening(option: SecurityOpt) -> bool:
    if option.name == "no-new-privileges":
        return option.enabled is True
    return option.name in ("seccomp", "apparmor") and option.value not in ("", "unconfined")


def _is_kept(option: SecurityOpt, service: Service) -> bool:
    """Whether the last word of the service on an option is a hardening one too."""
    said = service.privileges.options(option.name)
    return bool(said) and said[-1].value is not None and _is_hardening(said[-1].value)


def _user(old: Node, service: Service) -> tuple[str, ...]:
    before, now = User.parse(text_of(old.value)), service.user.value
    if not old.known or not before.is_set or before.is_root or now is None:
        return ()
    return (str(before),) if now.is_root or not now.is_set else ()


def _limits(key: str, old: Node) -> Iterator[tuple[str, Node]]:
    """The limits in what is gone: one of the service itself, or those of a deployment."""
    name = {"cpus": "cpus", "mem_limit": "memory", "pids_limit": "pids"}.get(key)
    if name is not None:
        yield name, old
        return
    steps = ["deploy", "resources", "limits"]
    path = key.split("/")
    inner = old.at(*steps[len(path) :]) if path == steps[: len(path)] else None
    if path[:3] == steps and len(path) == 4:
        yield path[3], old
    for limit in ("cpus", "memory", "pids"):
        node = inner.get(limit) if inner is not None else None
        if node is not None:
            yield limit, node


def _amount(node: Node) -> float:
    try:
        # A part of a CPU is less than a byte.
        return to_bytes(text_of(node.value)) or to_float(text_of(node.value))
    except ValueError:
        return 0


def _limit_of(service: Service, name: str) -> Any:
    fields: dict[str, Any] = {
        "cpus": service.limits.cpus,
        "memory": service.limits.memory,
        "pids": service.limits.pids,
    }
    return fields[name].value if name in fields else None
