"""The list of checks: `hardenlint checks`, and the table in the documentation."""

from collections.abc import Iterable, Sequence
from typing import Any

from hardenlint.check import Check
from hardenlint.model.source import Source
from hardenlint.text.terminal import cells

from .places import page_of

FORMATS = ("text", "json", "markdown")

_COLUMNS = ("check", "severity", "profile", "sources", "CIS")


def render(checks: Sequence[Check], sources: Sequence[Source], form: str = "text") -> str:
    """Write the list as a text table, JSON or a Markdown table; `sources` are all there are."""
    if form == "json":
        return _json(checks, sources)
    if form == "markdown":
        return _markdown(checks, sources)
    return _table(checks, sources)


def fits(
    check: Check,
    sources: Sequence[Source],
    words: Sequence[str] = (),
    *,
    source: str | None = None,
    subject: str | None = None,
    severity: str | None = None,
    profile: str | None = None,
    control: str | None = None,
) -> bool:
    """Whether a check is one of those that are asked for; None and no words ask for all."""
    text = f"{check.id} {page_of(check).summary}".lower()
    return (
        all(word.lower() in text for word in words)
        and source in (None, *check.sources(sources))
        and subject in (None, check.subject.lower())
        and severity in (None, str(check.severity))
        and profile in (None, check.profile)
        and control in (None, *check.cis)
    )


def _row(check: Check, sources: Sequence[Source]) -> tuple[str, ...]:
    return (
        check.id,
        str(check.severity),
        check.profile,
        ", ".join(check.sources(sources)),
        ", ".join(check.cis),
    )


def _table(checks: Iterable[Check], sources: Sequence[Source]) -> str:
    rows = [_COLUMNS, *(_row(check, sources) for check in checks)]
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(_padded, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _markdown(checks: Iterable[Check], sources: Sequence[Source]) -> str:
    """A table for each folder of checks."""
    themes: dict[str, list[Check]] = {}
    for check in checks:
        themes.setdefault(_theme(check), []).append(check)
    return "\n".join(f"## {theme}\n\n{_rows(themes[theme], sources)}" for theme in sorted(themes))


def _theme(check: Check) -> str:
    """Name the folder that a check lies in; "others" for those of third parties."""
    package, _, inner = check.module.partition(".checks.")
    return inner.rpartition(".")[0].replace(".", ": ") if package == "hardenlint" else "others"


def _rows(checks: Iterable[Check], sources: Sequence[Source]) -> str:
    lines = [
        "| check | what it finds | severity | profile | sources | CIS Docker 1.6 |",
        "|---|---|---|---|---|---|",
    ]
    for check in checks:
        name, *rest = (part.replace("|", r"\|") for part in _row(check, sources))
        summary = page_of(check).summary.replace("|", r"\|")
        lines.append(f"| `{name}` | {summary} | {' | '.join(rest)} |")
    return "".join(f"{line}\n" for line in lines)


def _json(checks: Iterable[Check], sources: Sequence[Source]) -> str:
    from json import dumps  # noqa: PLC0415 - only for this format

    document = {"version": 1, "checks": [_object(check, sources) for check in checks]}
    return dumps(document, indent=2) + "\n"


def _object(check: Check, sources: Sequence[Source]) -> dict[str, Any]:
    return {
        "id": check.id,
        "summary": page_of(check).summary,
        "severity": str(check.severity),
        "profile": check.profile,
        "sources": check.sources(sources),
        "cis": check.cis,
        "references": check.references,
        "covers": check.covers,
        "aliases": check.aliases,
    }


def cis(checks: Sequence[Check], sources: Sequence[Source]) -> str:
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
        lines += (f"          {check.id}  ({', '.join(check.sources(sources))})" for check in found)
        if not found:
            why = UNCHECKED.get(number, "by hand: nothing that is read here tells")
            lines.append(f"          not checked: {why}")
    count = sum(number in covered for number in CONTROLS)
    lines += ["", f"{count} of {len(CONTROLS)} controls have at least one check."]
    return "".join(f"{line}\n" for line in lines)
