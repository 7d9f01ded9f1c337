"""Ways to grow saved inspect data."""

import copy
import json
from collections.abc import Callable
from typing import Any

from .words import other_values

_MAPS = frozenset(
    """Labels PortBindings Ports ExposedPorts Volumes Networks Sysctls Tmpfs Annotations Containers
    Options StorageOpt LogConfig""".split()
)
"""Objects whose keys are names."""


def documents(text: str, count: int) -> str:
    """Each document again and again, under other names."""
    return _documents(text, count, other=False)


def other_documents(text: str, count: int) -> str:
    """Each document again and again, with other names and values."""
    return _documents(text, count, other=True)


def _documents(text: str, count: int, *, other: bool) -> str:
    data = json.loads(text)
    if isinstance(data, dict) and "hosts" in data:
        for host in data["hosts"]:
            host["documents"] = [
                _named(d, n, other=other) for n in range(count) for d in host["documents"]
            ]
    else:
        data = [
            _named(d, n, other=other)
            for n in range(count)
            for d in (data if isinstance(data, list) else [data])
        ]
    return json.dumps(data, indent=1)


def _named(document: Any, number: int, *, other: bool) -> Any:
    if not number or not isinstance(document, dict):
        return document
    found = other_values(copy.deepcopy(document), number) if other else dict(document)
    for key in ("Id", "Name"):
        if isinstance(document.get(key), str):
            found[key] = f"{document[key]}{number}"
    return found


def _grown(value: Any, count: int, key: str, depth: int, *, lists: bool, other: bool) -> Any:
    if isinstance(value, dict):
        found = {
            k: _grown(v, count, k, depth + 1, lists=lists, other=other) for k, v in value.items()
        }
        if key in _MAPS and not lists:
            found |= {_key(k, n): v for k, v in list(found.items()) for n in range(1, count)}
        return found
    if isinstance(value, list):
        items = [_grown(each, count, "", depth + 1, lists=lists, other=other) for each in value]
        if not lists or not depth or key in ("hosts", "documents"):
            return items
        return [
            other_values(copy.deepcopy(i), n) if other else i for n in range(count) for i in items
        ]
    return value


def _key(key: str, number: int) -> str:
    port, sep, protocol = key.partition("/")
    if sep and port.isdigit():
        return f"{(int(port) + number * 7) % 65535 + 1}/{protocol}"
    return f"{key}{number}"


def items(text: str, count: int) -> str:
    """The items of each list again and again."""
    return json.dumps(_grown(json.loads(text), count, "", 0, lists=True, other=False), indent=1)


def other_items(text: str, count: int) -> str:
    """The items of each list again and again, with other paths and variables."""
    return json.dumps(_grown(json.loads(text), count, "", 0, lists=True, other=True), indent=1)


def entries(text: str, count: int) -> str:
    """The entries of each object whose keys are names."""
    return json.dumps(_grown(json.loads(text), count, "", 0, lists=False, other=False), indent=1)


WAYS: dict[str, Callable[[str, int], str]] = {
    "documents": documents,
    "other documents": other_documents,
    "items": items,
    "other items": other_items,
    "entries": entries,
}
