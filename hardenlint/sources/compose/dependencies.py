"""Which services a service needs, said outright or implied by what it shares."""

from .nodes import Node
from .scalars import text_of

_NAMESPACES = ("network_mode", "ipc", "pid", "uts", "cgroup")


def dependencies(service: Node) -> dict[str, Node]:
    """The services that one depends on, each with the node that says so."""
    found = dict(service.entries_at("depends_on"))
    for name, (place, _) in implied(service).items():
        found.setdefault(name, place)
    return found


def implied(service: Node) -> dict[str, tuple[Node, bool]]:
    """What links, shared namespaces and `volumes_from` imply; True when restarts follow."""
    found: dict[str, tuple[Node, bool]] = {}
    for item in service.items_at("links"):
        name, colon, rest = text_of(item.value).partition(":")
        whole = text_of(item.value)
        # compose-go takes an alias off where there is exactly one colon, and else the whole for a
        # name.
        found.setdefault(name if colon and ":" not in rest else whole, (item, True))
    for key in _NAMESPACES:
        node = service.get(key)
        kind, colon, name = text_of(node.value).partition(":") if node is not None else ("", "", "")
        if node is not None and node.known and kind == "service" and colon:
            found.setdefault(name, (node, True))
    for item in service.items_at("volumes_from"):
        whole = text_of(item.value)
        if not whole.startswith("container:"):
            found.setdefault(whole.partition(":")[0], (item, False))
    return {name: value for name, value in found.items() if value[0].known}


def cycle(services: dict[str, Node]) -> list[str]:
    """The services of one dependency cycle, [] when there is none."""
    edges = {name: [*dependencies(node)] for name, node in services.items()}
    done: set[str] = set()
    for start in sorted(edges):
        # Without recursion: a chain of services may be longer than Python's stack.
        path, pending = [start], [iter(edges[start])]
        open_now = {start}
        while pending:
            following = next(pending[-1], None)
            if following is None:
                open_now.discard(path[-1])
                done.add(path.pop())
                pending.pop()
            elif following in open_now:
                return [*path[path.index(following) :], following]
            elif following in edges and following not in done:
                path.append(following)
                open_now.add(following)
                pending.append(iter(edges[following]))
    return []
