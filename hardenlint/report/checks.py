"""The list of checks: `hardenlint checks`, and the table in the documentation."""

from collections.abc import Iterable, Sequence
from typing import Any

from hardenlint.check import Check

from .places import page_of
from .terminal import cells

FORMATS = ("text", "json", "markdown")

_COLUMNS = ("check", "severity", "profile", "sources", "CIS")


def render(checks: Sequence[Check], form: str = "text") -> str:
    """Write the list as a text table, JSON or a Markdown table."""
    if form == "json":
        return _json(checks)
    if form == "markdown":
        return _markdown(checks)
    return _table(checks)


def _row(check: Check) -> tuple[str, ...]:
    return (
        check.id,
        str(check.severity),
        check.profile,
        ", ".join(check.sources),
        ", ".join(check.cis),
    )


def _table(checks: Iterable[Check]) -> str:
    rows = [_COLUMNS, *map(_row, checks)]
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(_padded, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _markdown(checks: Iterable[Check]) -> str:
    """A table for each folder of checks."""
    themes: dict[str, list[Check]] = {}
    for check in checks:
        themes.setdefault(_theme(check), []).append(check)
    return "\n".join(f"## {theme}\n\n{_rows(themes[theme])}" for theme in sorted(themes))


def _theme(check: Check) -> str:
    """Name the folder that a check lies in; "others" for those of third parties."""
    package, _, inner = check.module.partition(".checks.")
    return inner.rpartition(".")[0].replace(".", ": ") if package == "hardenlint" else "others"


def _rows(checks: Iterable[Check]) -> str:
    lines = [
        "| check | what it finds | severity | profile | sources | CIS Docker 1.6 |",
        "|---|---|---|---|---|---|",
    ]
    for check in checks:
        name, *rest = (part.replace("|", r"\|") for part in _row(check))
        summary = page_of(check).summary.replace("|", r"\|")
        lines.append(f"| `{name}` | {summary} | {' | '.join(rest)} |")
    return "".join(f"{line}\n" for line in lines)


def _json(checks: Iterable[Check]) -> str:
    from json import dumps  # noqa: PLC0415 - only for this format

    return dumps({"version": 1, "checks": [_object(check) for check in checks]}, indent=2) + "\n"


def _object(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "summary": page_of(check).summary,
        "severity": str(check.severity),
        "profile": check.profile,
        "sources": check.sources,
        "cis": check.cis,
        "references": check.references,
        "covers": check.covers,
        "aliases": check.aliases,
    }


def cis(checks: Sequence[Check]) -> str:
    """Write the controls of the CIS Docker Benchmark with what is checked of each, and where."""
    from hardenlint.knowledge.cis import CONTROLS, SECTIONS, UNCHECKED  # noqa: PLC0415

    covered: dict[str, list[Check]] = {}
    for check in checks:
        for number in check.cis:
            covered.setdefault(number, []).append(check)
    lines = ["CIS Docker Benchmark 1.6.0: what hardenlint checks of it, and on which source"]
    section = ""
    for number, title in CONTROLS.items():
        if number.partition(".")[0] != section:
            section = number.partition(".")[0]
            lines += ["", f"{section}  {SECTIONS[section]}"]
        lines.append(f"  {number:<7} {title}")
        found = covered.get(number, ())
        lines += (f"          {check.id}  ({', '.join(check.sources)})" for check in found)
        if not found:
            why = UNCHECKED.get(number, "by hand: nothing that is read here tells")
            lines.append(f"          not checked: {why}")
    count = sum(number in covered for number in CONTROLS)
    lines += ["", f"{count} of {len(CONTROLS)} controls have at least one check."]
    return "".join(f"{line}\n" for line in lines)
