"""`python -m tests.refresh.shapes`: makes the table of compose's keys, of the published schema."""

import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from .__main__ import ROOT

SCHEMA = "hardenlint/sources/compose/schema.json"
PATH = "hardenlint/sources/compose/shapes.py"

WIDTH = 100
KINDS = {"string": "s", "number": "n", "integer": "i", "boolean": "b", "null": "0"}
NAMES = {"^[a-zA-Z0-9._-]+$": "is_name", "^[a-z]+$": "is_limit_name", ".+": "", "^.+$": ""}
"""Patterns of keys, by the function that knows them; "" where any key will do."""

VALUES = {
    "[a-zA-Z0-9][a-zA-Z0-9_.-]+": "is_container_name",
    "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+": (
        "is_pull_policy"
    ),
}
"""Patterns of texts, by the function that knows them."""

ABOUT = frozenset(("description", "default", "deprecated", "title", "$schema", "$id", "$defs"))
KNOWN = frozenset(
    """type properties patternProperties additionalProperties required items uniqueItems enum
    pattern minimum maximum oneOf $ref""".split()
)

HEAD = '''\
"""The table of what a compose file may hold; `validate` tells how to read it.

Written by `python -m tests.refresh.shapes` from schema.json beside it; a test compares the two.
A table costs nothing to load; where it is not met, the schema itself explains why. A shape is
- a string: the kinds of a scalar, `s` text, `b` boolean, `i` integer, `n` number, `0` null
- a list: a list of that shape; a second entry "unique" forbids repetitions
- a dict: a mapping with these keys; `*` is the shape of any other key, `!` the required keys,
  `x-` False forbids extensions, `?` tells whether `*` is for a key, `+` allows all the rest
- a tuple: one of these shapes; a frozenset: one of these words; a range: an integer within it
- a function: whether a scalar is right; None: anything
"""

from typing import Any

from .validate_names import is_container_name, is_limit_name, is_name, is_pull_policy

_AMOUNT = range(10**400)
"""Any integer that is not negative: no number of a file is larger."""

'''


class Code(NamedTuple):
    """A piece of Python that stands for itself."""

    text: str


def shape(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """The shape of a part of the schema: dicts, lists and tuples of constants and `Code`.

    Raises ValueError for what no shape says, so that nothing of a new schema is passed over.
    """
    if unknown := schema.keys() - ABOUT - KNOWN:
        raise ValueError(f"no shape says {', '.join(sorted(unknown))}")
    if "$ref" in schema:
        return Code(_constant(schema["$ref"].rpartition("/")[2]))
    if "oneOf" in schema:
        return _any_of([*_alternatives(schema["oneOf"], definitions)])
    if not schema.keys() - ABOUT:
        return None
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    kinds = "".join(KINDS[name] for name in types if name in KINDS)
    found: list[Any] = [_scalar(kinds, schema)] if kinds else []
    if "array" in types:
        unique = ["unique"] if schema.get("uniqueItems") else []
        found.append([shape(schema["items"], definitions), *unique])
    if "object" in types:
        found.append(_mapping(schema, definitions))
    return _any_of(found)


def _constant(name: str) -> str:
    return f"_{name.upper()}"


def _alternatives(schemas: list[Any], definitions: dict[str, Any]) -> Iterator[Any]:
    """The shapes of alternatives; one that is alternatives itself is taken apart."""
    for schema in schemas:
        found = shape(schema, definitions)
        if isinstance(found, Code) and "$ref" in schema:
            real = shape(definitions[schema["$ref"].rpartition("/")[2]], definitions)
            found = real if isinstance(real, tuple) else found
        yield from found if isinstance(found, tuple) and not isinstance(found, Code) else (found,)


def _any_of(shapes: list[Any]) -> Any:
    """One of several shapes; the kinds of scalars are one string."""
    kinds = "".join(one for one in shapes if isinstance(one, str))
    rest = [one for one in shapes if not isinstance(one, str)]
    found = [kinds, *rest] if kinds else rest
    return found[0] if len(found) == 1 else tuple(found)


def _scalar(kinds: str, schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return Code(f"frozenset({_quoted(' '.join(schema['enum']))}.split())")
    if "pattern" in schema:
        return Code(VALUES[schema["pattern"]])
    if "minimum" in schema and "maximum" in schema:
        return Code(f"range({schema['minimum']}, {schema['maximum'] + 1})")
    if "minimum" in schema:
        assert schema["minimum"] == 0
        return Code("_AMOUNT")
    return kinds


def _mapping(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    found = {key: shape(inner, definitions) for key, inner in schema.get("properties", {}).items()}
    patterns = dict(schema.get("patternProperties", {}))
    extensions = patterns.pop("^x-", None) is not None
    for pattern, inner in patterns.items():
        if name := NAMES[pattern]:
            found["?"] = Code(name)
        found["*"] = shape(inner, definitions)
    if schema.get("additionalProperties", True) is not False:
        if "*" not in found or "?" in found:
            found["+"] = True
    elif not extensions:
        found["x-"] = False
    if required := schema.get("required"):
        found["!"] = Code(_row(required))
    return found


def _row(texts: list[str]) -> str:
    """The code of a tuple."""
    return f"({', '.join(map(_quoted, texts))}{',' if len(texts) == 1 else ''})"


def _quoted(text: str) -> str:
    return json.dumps(text)


def _inline(value: Any) -> str:
    match value:
        case Code(text):
            return text
        case dict():
            return f"{{{', '.join(f'{_quoted(k)}: {_inline(v)}' for k, v in value.items())}}}"
        case list():
            return f"[{', '.join(map(_inline, value))}]"
        case tuple():
            return f"({', '.join(map(_inline, value))})"
        case str():
            return _quoted(value)
    return repr(value)


def _written(value: Any, indent: str, before: int) -> str:
    """The code of a shape that begins behind so many characters, in lines that are not too long."""
    inline, deeper = _inline(value), f"{indent}    "
    if before + len(inline) < WIDTH or isinstance(value, str):
        return inline
    if isinstance(value, Code):
        call, _, arguments = value.text.partition("(")
        return f"{call}(\n{deeper}{arguments[:-1]}\n{indent})"
    if isinstance(value, dict):
        starts = [f"{deeper}{_quoted(key)}: " for key in value]
        inner = value.values()
    else:
        starts, inner = [deeper] * len(value), value
    lines = [
        f"{start}{_written(each, deeper, len(start))},\n"
        for start, each in zip(starts, inner, strict=True)
    ]
    opening, closing = ("{", "}") if isinstance(value, dict) else _BRACKETS[type(value)]
    return f"{opening}\n{''.join(lines)}{indent}{closing}"


_BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")")}


def _needed(schema: Any) -> Iterator[str]:
    """The definitions that a part of the schema names."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for inner in schema.values():
            yield from _needed(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _needed(inner)


def _ordered(definitions: dict[str, Any]) -> list[str]:
    """The names of the definitions, each behind those that it needs."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        for other in _needed(definitions[name]):
            add(other)
        found.setdefault(name)

    for name in definitions:
        add(name)
    return list(found)


def text(schema: dict[str, Any]) -> str:
    """The module, of a schema."""
    definitions = schema["$defs"]
    parts = [(_constant(name), definitions[name]) for name in _ordered(definitions)]
    lines = []
    for name, part in [*parts, ("COMPOSE", schema)]:
        start = f"{name}: Any = "
        lines.append(f"{start}{_written(shape(part, definitions), '', len(start))}\n")
    return HEAD + "".join(lines)


def current() -> str:
    """What the module should be."""
    with open(os.path.join(ROOT, SCHEMA), encoding="utf-8") as file:
        return text(json.load(file))


def main() -> None:
    """Write the table."""
    with open(os.path.join(ROOT, PATH), "w", encoding="utf-8") as file:
        file.write(current())


if __name__ == "__main__":
    main()
