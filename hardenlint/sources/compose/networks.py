"""The networks of a compose project."""

from hardenlint.model import Field, Network
from hardenlint.text.pointer import joined

from .fields import Reader, boolean
from .log import Log, named
from .nodes import Node
from .scalars import text_of


def networks(tree: Node, log: Log) -> dict[str, Network]:
    """The networks of a project by the name by which its services join them."""
    section = tree.get("networks")
    if section is None:
        return {}
    found: dict[str, Network] = {}
    for key, node in section.entries.items():
        pointer = joined("/networks", key)
        place = section.key_span(key, pointer)
        found[named(key)] = _network(named(key), Reader(node, place, pointer, log, partial=False))
    return found


def _network(key: str, reader: Reader) -> Network:
    node = reader.node
    name, driver, external = (node.get(k) for k in ("name", "driver", "external"))
    options = node.get("driver_opts")
    return Network(
        text_of(name.value) if name is not None else key,
        reader.span,
        driver=text_of(driver.value) if driver is not None else "",
        internal=_stated(reader, "internal"),
        external=external is not None and external.value is True,
        options=tuple((k, text_of(v.value)) for k, v in node.entries_at("driver_opts").items()),
        settings=tuple(reader.pairs(options, "/driver_opts").items()),
        attachable=_stated(reader, "attachable"),
    )


def _stated(reader: Reader, key: str) -> Field[bool] | None:
    node = reader.node.get(key)
    return None if node is None else reader.field(node, f"/{key}", boolean)
