"""`hardenlint config show|schema`: what is set, and by whom."""

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import click

from hardenlint.check import Severity
from hardenlint.clock import TODAY
from hardenlint.facts.telling import safe
from hardenlint.policy import Rule
from hardenlint.policy import config as configuration
from hardenlint.policy.config.locate import KNOWN
from hardenlint.policy.policy import relative
from hardenlint.text.terminal import printable

from . import options as shared
from . import output, settings
from .standard import option


@click.group("config")
def command() -> None:
    """Tell what is configured, and by which file."""


@command.command("schema")
def schema() -> int:
    """Print the JSON schema of the configuration file."""
    output.write_json((configuration.schema(),))
    return 0


@command.command("show")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@shared.text_or_json
@option("--config", default=None, metavar="FILE", help="This file, not the nearest one.")
def show(paths: tuple[str, ...], config: str | None, format_: str) -> int:
    """Show the settings that hold for PATH (default: here), each with the place that set it.

    Of a folder also those for parts of it, of a file only what concerns it.
    """
    file = config or settings.config_of(paths)
    found = configuration.Settings()
    if file:
        found = settings.load(file, found=not config)
    if file and len(paths) == 1 and not os.path.isdir(paths[0]):
        path = os.path.abspath(paths[0])
        found = found.at(relative(path, settings.paths_from(file, os.path.dirname(path))))
    rows = [*_settings(found), *_parts(found), *_exceptions(found), *_incomplete(found)]
    if format_ == "json":
        output.write_json((_document(file, rows),))
    else:
        title = f"Configuration: {printable(file)}" if file else _NO_FILE
        output.write(f"{title}\n\n{_table(rows)}")
    return 0


_NO_FILE = "No configuration file; all settings are defaults."


class _Row(NamedTuple):
    """A setting, its value as JSON has it, and the places that set it."""

    name: str
    value: Any
    places: tuple[str, ...]


def _document(file: str, rows: Sequence[_Row]) -> str:
    settings = [{"setting": row.name, "value": row.value, "from": list(row.places)} for row in rows]
    return json.dumps({"file": file or None, "settings": settings}, indent=1) + "\n"


def _table(rows: Sequence[_Row]) -> str:
    width = max(len(row.name) for row in rows)
    lines = []
    for name, value, places in rows:
        shown, where = printable(_text(value)), printable(", ".join(places))
        lines.append(f"  {printable(name):{width}}  {shown}  ({where})\n")
    return "".join(lines)


_DEFAULTS: dict[str, Any] = {
    "profile": "baseline",
    "fail-on": "medium",
    "min-severity": "info",
    "select": (),
    "ignore": (),
    "severity": (),
    "lock": (),
    "images": (),
    "exclude": (),
    "known": KNOWN,
    "require-reason": False,
    "inline-ignores": True,
    "foreign-ignores": False,
    "as-of": TODAY,
}


def _settings(found: configuration.Settings) -> list[_Row]:
    rows: list[_Row] = []
    for key, default in _DEFAULTS.items():
        name = key.replace("-", "_")
        places = found.places.get(name, ("default",))
        shown = "images.allow" if key == "images" else key
        value = _plain(found.get(name, default))
        if key == "as-of":
            value = value or TODAY
        if key == "ignore":  # those with a reason are told again below
            value = sorted({*value, *_suppressed_everywhere(found)})
        rows.append(_Row(shown, value, places))
    return rows


def _suppressed_everywhere(found: configuration.Settings) -> Iterator[str]:
    for each in found.exceptions:
        if not each.path and not each.name:
            yield from each.checks


def _parts(found: configuration.Settings) -> list[_Row]:
    # A part that does nothing but suppress has no settings; `_exceptions` tells of it.
    return [_Row(_title(rule), _rule(rule), (place,)) for rule, place in found.rules if _rule(rule)]


def _exceptions(found: configuration.Settings) -> list[_Row]:
    rows: list[_Row] = []
    for each in found.exceptions:
        where = (
            f"paths.{each.path}." if each.path else f"services.{each.name}." if each.name else ""
        )
        until = f"; until={each.until}" if each.until else ""
        place = (f"{each.span.path}:{each.span.line}",)
        rows += [
            _Row(f"{where}ignore.{check}", f"{each.reason}{until}", place) for check in each.checks
        ]
    return rows


def _incomplete(found: configuration.Settings) -> list[_Row]:
    rows: list[_Row] = []
    for each in found.incomplete:
        until = f"; until={each.until}" if each.until else ""
        place = f"{each.span.path}:{each.span.line}"
        rows.append(_Row(f"incomplete.{each.path}", f"{each.reason}{until}", (place,)))
    return rows


def _title(rule: Rule) -> str:
    return f"paths.{rule.path}" if rule.path else f"services.{rule.service}"


def _rule(rule: Rule) -> dict[str, Any]:
    values = {
        "profile": rule.profile,
        "select": _plain(rule.select),
        "ignore": _plain(rule.ignore),
        "severity": _plain(rule.severities),
    }
    return {name: value for name, value in values.items() if value}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        if value and all(isinstance(item, tuple) for item in value):
            # Of several for one check the first counts.
            return {name: str(severity) for name, severity in reversed(value)}
        return [safe(str(item)) for item in value]
    if isinstance(value, str):  # an address may have been put anywhere
        return safe(value)
    return str(value) if isinstance(value, Severity) else value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(inner)}" for name, inner in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return str(value)
