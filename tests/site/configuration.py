"""The page of the configuration, from its JSON schema."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

import yaml

from hardenlint.policy import config

from . import layout, markdown

PATH = "reference/configuration.html"


def page() -> layout.Page:
    schema = yaml.safe_load(config.schema())
    rows = (
        (f'<code id="{_anchor(key)}">{escape(key)}</code>', *map(_inline, told))
        for key, *told in _rows(schema, schema, "")
    )
    table = layout.table(("key", "value", "default", "meaning"), rows)
    lead = _inline(
        f"In {schema['description']}, the nearest one upward to the root of the repository."
        " `hardenlint config show` tells what counts, and where it was said."
        " `hardenlint config schema` prints the JSON schema that this page is made from."
    )
    body = f"<h1>The configuration</h1>\n<p>{lead}</p>\n{table}"
    return layout.Page(PATH, "The configuration", body, "Every key of the configuration")


def _anchor(key: str) -> str:
    return re.sub(r"[<>]", "", key)


def _inline(text: str) -> str:
    return markdown.prose(text, str).html.removeprefix("<p>").removesuffix("</p>")


def _rows(schema: Any, root: Any, above: str) -> Iterator[tuple[str, str, str, str]]:
    """(key, value, default, meaning) of each key, those inside of it after it."""
    for name, entry in schema.get("properties", {}).items():
        told = _resolved(entry, root)
        key = f"{above}{name}"
        default = f"`{yaml.safe_dump(told['default']).split()[0]}`" if "default" in told else ""
        meaning = told.get("description", "")
        if above:  # it replaces what is said for everything
            default = ""
            meaning = meaning or root["properties"].get(name, {}).get("description", "")
        yield key, _value(entry, root), default, meaning
        yield from _rows(told, root, f"{key}.")
        more = told.get("additionalProperties")
        if isinstance(more, dict) and "$ref" in more:
            yield from _rows(_resolved(more, root), root, f"{key}.<pattern>.")


def _resolved(entry: Any, root: Any) -> Any:
    """A part of the schema with what it refers to; its own words win."""
    if "$ref" not in entry:
        return entry
    named = root["$defs"][entry["$ref"].rpartition("/")[2]]
    return {**_resolved(named, root), **{k: v for k, v in entry.items() if k != "$ref"}}


def _value(entry: Any, root: Any) -> str:
    """What a key may hold, in words."""
    if entry.get("$ref", "").endswith("/check"):
        return "the id of a check"
    told = _resolved(entry, root)
    if "anyOf" in told:
        return _either([_value(part, root) for part in told["anyOf"]])
    if "enum" in told:
        return ", ".join(f"`{value}`" for value in told["enum"])
    kind = told.get("type")
    if kind == "array":
        return f"a list of {_value(told['items'], root)}"
    if kind == "object":
        more = told.get("additionalProperties")
        if not isinstance(more, dict) or "$ref" in more:
            return "a mapping"
        of = "check" if "propertyNames" in told else "pattern"
        return f"a mapping of {of} to {_value(more, root)}"
    return {"string": "text", "boolean": "`true` or `false`"}.get(str(kind), "text")


def _either(values: list[str]) -> str:
    """Alternatives in words; a list of what may stand alone is just a list."""
    first, *others = dict.fromkeys(values)
    return " or ".join((first, *(text.replace(f"a list of {first}", "a list") for text in others)))
