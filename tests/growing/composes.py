"""Ways to grow a compose file."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from .words import other_values

_MAPS = frozenset(
    """environment labels annotations networks volumes secrets configs sysctls ulimits extra_hosts
    args depends_on driver_opts options x-common additional_contexts""".split()
)
"""Mappings whose keys are names that a person chooses."""


def _read(text: str) -> dict[str, Any]:
    data = yaml.safe_load(text)
    assert isinstance(data, dict)
    return data


class _Dumper(yaml.SafeDumper):
    """Writes no anchors of its own."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(data: Any) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=10**6))


def _with_services(text: str, grow: Callable[[str, Any], Iterator[tuple[str, Any]]]) -> str:
    data = _read(text)
    own = data.get("services") or {}
    data["services"] = dict(pair for name, body in own.items() for pair in grow(name, body))
    return _text(data)


def services(text: str, count: int) -> str:
    """Each service again and again."""
    return _with_services(
        text, lambda name, body: ((f"{name}-{n}" if n else name, body) for n in range(count))
    )


def other_services(text: str, count: int) -> str:
    """Each service again and again, with other values."""
    return _with_services(
        text,
        lambda name, body: (
            (f"{name}-{n}" if n else name, other_values(body, n)) for n in range(count)
        ),
    )


def _grown(value: Any, count: int, key: str, *, lists: bool, other: bool) -> Any:
    if isinstance(value, dict):
        found = {k: _grown(v, count, str(k), lists=lists, other=other) for k, v in value.items()}
        if key in _MAPS and not lists:
            found |= {_named(k, n): v for k, v in found.items() for n in range(1, count)}
        return found
    if isinstance(value, list):
        items = [_grown(each, count, "", lists=lists, other=other) for each in value]
        if not lists:
            return items
        more = range(count)
        return [other_values(copy.deepcopy(i), n) if other else i for n in more for i in items]
    return value


def _named(key: str, number: int) -> str:
    return f"{key}.{number}" if "." in str(key) else f"V{number}_{key}"


def items(text: str, count: int) -> str:
    """The items of each list again and again."""
    return _text(_grown(_read(text), count, "", lists=True, other=False))


def other_items(text: str, count: int) -> str:
    """The items of each list again and again, with other paths and variables."""
    return _text(_grown(_read(text), count, "", lists=True, other=True))


def entries(text: str, count: int) -> str:
    """The entries of each mapping whose keys are names."""
    return _text(_grown(_read(text), count, "", lists=False, other=False))


def documents(text: str, count: int) -> str:
    """The whole file as a document of a stream."""
    return "".join(f"---\n{text}\n" for _ in range(count))


def aliases(text: str, count: int) -> str:
    """Services that are an alias of one."""
    return _shared(text, count, "*a{0}")


def merge_keys(text: str, count: int) -> str:
    """Services that merge one."""
    return _shared(text, count, "{{<<: *a{0}}}")


def _shared(text: str, count: int, form: str) -> str:
    data = _read(text)
    own = data.pop("services", None) or {}
    lines = [_text(data) if data else ""]
    for at, body in enumerate(own.values()):
        lines.append(
            f"x-a{at}: &a{at}\n" + "".join(f"  {line}\n" for line in _text(body).splitlines())
        )
    lines.append("services:\n")
    for at, name in enumerate(own):
        lines += [f"  {name}{f'-{n}' if n else ''}: {form.format(at)}\n" for n in range(count)]
    return "".join(lines)


def extends(text: str, count: int) -> str:
    """Each service extended by another, and that by the next."""

    def grow(name: str, body: Any) -> Iterator[tuple[str, Any]]:
        yield name, body
        for n in range(1, count):
            yield f"{name}-{n}", {"extends": f"{name}-{n - 1}" if n > 1 else name}

    return _with_services(text, grow)


def extended(text: str, count: int) -> str:
    """Each service extended by many."""

    def grow(name: str, body: Any) -> Iterator[tuple[str, Any]]:
        yield name, body
        for n in range(1, count):
            yield f"{name}-{n}", {"extends": name, "environment": {f"A{n}": "1"}}

    return _with_services(text, grow)


def mistakes(text: str, count: int) -> str:
    """Keys that nobody knows."""
    return _with_services(
        text, lambda name, body: iter([(name, {**body, **{f"nobody{n}": n for n in range(count)}})])
    )


def comments(text: str, count: int) -> str:
    """Exceptions above each line of the services."""
    lines = _text(_read(text)).splitlines()
    found: list[str] = []
    for line in lines:
        margin = line[: len(line) - len(line.lstrip())]
        if margin:
            found += [f"{margin}# hardenlint: ignore[CHECK] -- reason {n}" for n in range(count)]
        found.append(line)
    return "\n".join((*found, ""))


def labels(text: str, count: int) -> str:
    """Exceptions in labels of each service."""

    def grow(name: str, body: Any) -> Iterator[tuple[str, Any]]:
        for n in range(count):
            said = {"hardenlint.ignore.CHECK": f"reason {n}"}
            yield f"{name}-{n}" if n else name, {**body, "labels": said}

    return _with_services(text, grow)


WAYS: dict[str, Callable[[str, int], str]] = {
    "services": services,
    "other services": other_services,
    "items": items,
    "other items": other_items,
    "entries": entries,
    "documents": documents,
    "aliases": aliases,
    "merge keys": merge_keys,
    "extends": extends,
    "extended": extended,
    "mistakes": mistakes,
    "comments": comments,
    "labels": labels,
}
