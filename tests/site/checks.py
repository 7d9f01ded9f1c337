"""The pages of the checks: one for each at an address that stays, and the tables of all."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from hardenlint.check import Check
from hardenlint.knowledge.cis import CONTROLS, SECTIONS, UNCHECKED
from hardenlint.report.site import path_of
from hardenlint.sources import kinds

from . import layout, markdown

INDEX = "checks/index.html"
BY_PROFILE = "checks/by-profile.html"
BY_SOURCE = "checks/by-source.html"
BY_CIS = "checks/by-cis.html"
OVERVIEWS = (
    (INDEX, "by theme"),
    (BY_PROFILE, "by profile"),
    (BY_SOURCE, "by source"),
    (BY_CIS, "by CIS number"),
)
PROFILES = {
    "baseline": "Runs by default: what is almost never intended, or endangers the host directly.",
    "restricted": "Runs with `--profile restricted`: missing hardening.",
    "opt-in": "Runs when it is asked for by name, with `--select`.",
}
SOURCES = {
    "dockerfile": "Dockerfiles",
    "compose": "Compose files",
    "inspect": "Saved output of `docker inspect`",
    "live": "Containers and hosts that an engine tells of: `hardenlint audit`",
}
SUBJECTS = {
    "Build": "a Dockerfile",
    "Image": "an image",
    "Container": "a container or a service",
    "Project": "a compose project",
    "Host": "a Docker host",
}
_WEAKNESS = re.compile(r"CWE-(\d+)")


def pages(checks: Sequence[Check], suppressing: str) -> Iterator[layout.Page]:
    """Every page about checks; `suppressing` is where it is told how to except a finding."""
    for check in checks:
        yield _page(check, checks, suppressing)
    yield _by_theme(checks)
    yield _by_profile(checks)
    yield _by_source(checks)
    yield _by_cis(checks)


def redirects(checks: Iterable[Check]) -> dict[str, str]:
    """The pages at the addresses of former ids."""
    return {
        f"checks/{alias}.html": layout.redirect(f"checks/{alias}.html", path_of(check))
        for check in checks
        for alias in check.aliases
    }


def _page(check: Check, checks: Sequence[Check], suppressing: str) -> layout.Page:
    path = path_of(check)
    summary, _, body = check.doc.partition("\n")

    def nowhere(target: str) -> str:
        if target.startswith("https://"):
            return target
        raise ValueError(f"{check.id}: its page links to {target}; only https:// can be followed")

    text = markdown.prose(body, nowhere)
    except_it = layout.link(suppressing, path, "make an exception of a finding")
    html = f"""\
<p class="above">{layout.link(INDEX, path, "Checks")} / {escape(_theme(check))}</p>
<h1>{escape(summary)}</h1>
<p class="id"><code>{check.id}</code> {_severity(check)}</p>
{_facts(check, checks, path)}
{text.html}
<p class="below">In a terminal: <code>hardenlint explain {check.id}</code>.
How to {except_it}.</p>"""
    return layout.Page(path, f"{check.id}: {summary}", html, summary, text.contents)


def _facts(check: Check, checks: Sequence[Check], path: str) -> str:
    """What is said about a check beside its page."""
    covering = [other.id for other in checks if check.id in other.covers]
    rows = (
        ("judges", SUBJECTS[check.subject]),
        (
            "sources",
            ", ".join(_anchored(BY_SOURCE, path, name) for name in check.sources(kinds.sources())),
        ),
        ("profile", _anchored(BY_PROFILE, path, check.profile)),
        ("CIS Docker 1.6", ", ".join(_control(number, path) for number in check.cis)),
        ("references", ", ".join(_reference(text) for text in check.references)),
        ("covers", _named(check.covers, path)),
        ("covered by", _named(covering, path)),
        ("outranks", _named(check.outranks, path)),
        ("formerly", ", ".join(f"<code>{escape(name)}</code>" for name in check.aliases)),
    )
    told = "\n".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows if text)
    return f"<dl>\n{told}\n</dl>"


def _severity(check: Check) -> str:
    return f'<span class="severity {check.severity}">{check.severity}</span>'


def _anchored(page: str, path: str, name: str) -> str:
    return layout.link(f"{page}#{name}", path, escape(name))


def _control(number: str, path: str) -> str:
    """A number of the benchmark, linked to what it asks for."""
    title = f"{escape(number)} {escape(CONTROLS[number])}"
    return layout.link(f"{BY_CIS}#{number}", path, title)


def _named(ids: Iterable[str], path: str) -> str:
    return ", ".join(
        layout.link(f"checks/{name}.html", path, f"<code>{name}</code>") for name in ids
    )


def _reference(text: str) -> str:
    if number := _WEAKNESS.fullmatch(text):
        address = f"https://cwe.mitre.org/data/definitions/{number[1]}.html"
        return f'<a href="{address}">{escape(text)}</a>'
    return escape(text)


def _theme(check: Check) -> str:
    """The folder that a check lies in."""
    return check.module.removeprefix("hardenlint.checks.").rpartition(".")[0].replace(".", ": ")


def _table(checks: Iterable[Check], path: str) -> str:
    head = ("check", "what it finds", "severity", "profile", "sources", "CIS")
    return layout.table(head, (_row(check, path) for check in checks), "checks")


def _row(check: Check, path: str) -> tuple[str, ...]:
    numbers = (layout.link(f"{BY_CIS}#{number}", path, number) for number in check.cis)
    return (
        layout.link(path_of(check), path, f"<code>{check.id}</code>"),
        escape(check.doc.partition("\n")[0]),
        _severity(check),
        check.profile,
        ", ".join(check.sources(kinds.sources())),
        ", ".join(numbers),
    )


def _overview(path: str, lead: str, parts: Iterable[tuple[str, str, str]]) -> layout.Page:
    """A page with all checks in parts: (anchor, title, HTML)."""
    found = tuple(parts)
    others = " · ".join(
        f"<strong>{title}</strong>" if other == path else layout.link(other, path, title)
        for other, title in OVERVIEWS
    )
    title = dict(OVERVIEWS)[path]
    sections = "\n".join(
        f'<h2 id="{anchor}">{escape(name)}</h2>\n{html}' for anchor, name, html in found
    )
    body = f"<h1>Checks {title}</h1>\n<p>{lead}</p>\n<p>All checks {others}</p>\n{sections}"
    contents = tuple((anchor, name) for anchor, name, _ in found)
    return layout.Page(path, f"Checks {title}", body, f"All checks {title}", contents)


def _by_theme(checks: Sequence[Check]) -> layout.Page:
    themes = sorted({_theme(check) for check in checks})
    lead = f"{len(checks)} checks, each with a page: why, how to fix it, when it is a false alarm."
    return _overview(INDEX, lead, _parts(INDEX, checks, themes, lambda c, name: _theme(c) == name))


def _parts(
    path: str,
    checks: Sequence[Check],
    names: Iterable[str],
    belongs: Callable[[Check, str], bool],
    lead: Callable[[str], str] = lambda name: "",
) -> Iterator[tuple[str, str, str]]:
    """A table for each name with the checks that belong there."""
    for name in names:
        rows = _table([check for check in checks if belongs(check, name)], path)
        yield markdown.slug(name, set()), name, f"{lead(name)}{rows}"


def _by_profile(checks: Sequence[Check]) -> layout.Page:
    worst = sorted(checks, key=lambda check: (-check.severity, check.id))
    parts = _parts(
        BY_PROFILE, worst, PROFILES, lambda c, name: c.profile == name,
        lambda name: f"{markdown.prose(PROFILES[name], str).html}\n",
    )  # fmt: skip
    return _overview(BY_PROFILE, "The profile decides which checks run; worst first.", parts)


def _by_source(checks: Sequence[Check]) -> layout.Page:
    parts = _parts(
        BY_SOURCE, checks, SOURCES, lambda c, name: name in c.sources(kinds.sources()),
        lambda name: f"{markdown.prose(SOURCES[name] + '.', str).html}\n",
    )  # fmt: skip
    return _overview(BY_SOURCE, "What each kind of input is checked for.", parts)


def _by_cis(checks: Sequence[Check]) -> layout.Page:
    covered = {number for check in checks for number in check.cis}
    count = sum(number in covered for number in CONTROLS)
    lead = (
        f"The controls of the CIS Docker Benchmark 1.6.0, and what is checked of each: {count} of"
        f" {len(CONTROLS)} have at least one check."
    )
    return _overview(BY_CIS, lead, _sections(checks))


def _sections(checks: Sequence[Check]) -> Iterator[tuple[str, str, str]]:
    for section, title in SECTIONS.items():
        numbers = [number for number in CONTROLS if number.partition(".")[0] == section]
        rows = [_covering(number, checks) for number in numbers]
        head = ("number", "what is asked for", "checks")
        yield f"section-{section}", f"{section} {title}", layout.table(head, rows)


def _covering(number: str, checks: Sequence[Check]) -> tuple[str, ...]:
    named = _named((check.id for check in checks if number in check.cis), BY_CIS)
    why = UNCHECKED.get(number, "by hand: nothing that is read here tells")
    return (
        f'<span id="{number}">{number}</span>',
        escape(CONTROLS[number]),
        named or f"not checked: {escape(why)}",
    )
