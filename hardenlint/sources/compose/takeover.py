"""The mounts that a service takes over from others: `volumes_from`."""

from collections.abc import Iterator

from hardenlint.model import Container, Field, Mount, Span, VolumesFrom
from hardenlint.model.span import because

_MOST = 100
"""Mounts that one service takes over at most, through however many others."""

_Mounts = tuple[Field[Mount], ...]


def take_over(services: tuple[Container, ...]) -> None:
    """Complete the mounts of every service; what is taken over lies at the item that says so."""
    # As they are before anything is taken over: nothing is handed on twice.
    own = {service.name: service.storage.mounts for service in services}
    by_name = {service.name: service for service in services}
    for service in services:
        if service.storage.volumes_from:
            service.storage.mounts = (*service.storage.mounts, *_taken(service, by_name, own))


def _taken(service: Container, by_name: dict[str, Container], own: dict[str, _Mounts]) -> _Mounts:
    """What the items bring, nearest first; what is mounted already at a target stays."""
    targets = {field.value.target for field in own[service.name] if field.value is not None}
    found: list[Field[Mount]] = []
    seen = {service.name}
    for item in service.storage.volumes_from:
        if item.value is None or item.value.name not in by_name or item.value.kind != "service":
            found.append(Field(None, item.span, "stated", item.causes))
        for source, read_only in _reached(item, by_name, seen):
            service.storage.volumes = {**by_name[source].storage.volumes, **service.storage.volumes}
            for field in own[source]:
                mount = field.value
                if mount is not None and (mount.type == "tmpfs" or mount.target in targets):
                    continue  # a tmpfs is never shared
                targets |= {mount.target} if mount is not None else set()
                found.append(_from(field, source, item.span, read_only=read_only))
            if len(found) > _MOST:
                return tuple(found)
    return tuple(found)


def _reached(
    item: Field[VolumesFrom], by_name: dict[str, Container], seen: set[str]
) -> Iterator[tuple[str, bool]]:
    """The services behind an item, each once, and whether what they mount comes read-only."""
    pending = [(item.value, False)]
    while pending and len(seen) < _MOST:
        origin, read_only = pending.pop()
        if origin is None or origin.name in seen or origin.kind != "service":
            continue
        seen.add(origin.name)
        if origin.name in by_name:
            read_only = read_only or origin.read_only
            yield origin.name, read_only
            following = by_name[origin.name].storage.volumes_from
            pending += [(other.value, read_only) for other in reversed(following)]


def _from(field: Field[Mount], source: str, place: Span, *, read_only: bool) -> Field[Mount]:
    """A mount as another service sees it."""
    mount = field.value
    if mount is not None:
        related = ((f"mounted by {source}", field.span), *mount.related)
        mount = mount._replace(read_only=mount.read_only or read_only, related=related)
    return Field(mount, place, "stated", (*field.causes, *because("taken", source)))
