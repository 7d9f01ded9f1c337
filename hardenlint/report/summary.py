"""The end of a text report: what was looked at, what was found, and what that means."""

from collections import Counter
from collections.abc import Iterator

from hardenlint.check import Severity
from hardenlint.engine import Report, Result
from hardenlint.text.terminal import Style, printable

from .places import number

_FIRST = ("image", "service", "container")
_UNCOUNTED = ("project", "host")


def summary(report: Report, style: Style, *, brief: bool = False) -> Iterator[str]:
    """Yield the closing lines; a clean run is one line, and `brief` leaves only the verdict."""
    looked = f"Checked {_looked_at(report)} · profile {report.profile}"
    looked += f" · as of {report.as_of}" if report.as_of else ""
    suppressed = " · ".join(
        f"{count} {word}"
        for count, word in (
            (len(report.suppressed), "suppressed"),
            (report.known, "known"),
            (len(report.accepted), "accepted as incomplete"),
        )
        if count
    )
    if not report.results and not report.errors:
        yield f"{looked} · {style.paint('pass', 'no problems')}" + (
            suppressed and f" ({suppressed})"
        )
        return
    if not brief:
        yield looked
        found = _found(report, style)
        yield f"{found} · {suppressed}" if suppressed else found
        yield from _fixable(report)
    yield _verdict(report, style)


def available(result: Result) -> str:
    """Say what `hardenlint fix` would do about a finding; "" where it can do nothing."""
    fix = result.fix
    if fix is None:
        return ""
    if fix.safe:
        return f"[*] safe fix available: {fix.title}"
    return f"[*] unsafe fix available: {fix.title}; this may {fix.breaks}"


def _fixable(report: Report) -> Iterator[str]:
    """Yield how many findings have a fix, where some have."""
    fixes = [result.fix for result in report.results if result.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    more = f"{len(fixes) - safe} more with `--unsafe`"
    if safe:
        yield f"[*] {safe} fixable with `hardenlint fix`" + (
            f", {more}" if safe < len(fixes) else ""
        )
    elif fixes:
        yield f"[*] {len(fixes)} fixable with `hardenlint fix --unsafe`"


def _looked_at(report: Report) -> str:
    files = [
        number(count, *source.files)
        for source, count in report.files.items()
        if source.files[0] and count
    ]
    kinds = Counter(subject.kind for subject in report.subjects)
    names = (name for name in dict.fromkeys((*_FIRST, *kinds)) if name not in _UNCOUNTED)
    subjects = [number(kinds[name], name) for name in names if kinds[name]]
    text = ", ".join(files)
    if subjects:
        text += f" ({', '.join(subjects)})" if text else ", ".join(subjects)
    if report.endpoint:
        text = f"{text or 'nothing'} on {printable(report.endpoint)}"
    return text or "nothing"


def _found(report: Report, style: Style) -> str:
    if not report.results:
        return "Found no problems in what could be read"
    counts = Counter(result.severity for result in report.results)
    parts = [
        style.paint(str(severity), f"{counts[severity]} {severity}")
        for severity in sorted(counts, reverse=True)
    ]
    return f"Found {number(len(report.results), 'problem')}: {', '.join(parts)}"


def _verdict(report: Report, style: Style) -> str:
    word, found, reason = verdict(report).partition("  ")
    return f"{style.paint('pass' if word == 'PASS' else 'error', word)}{found}{reason}"


def verdict(report: Report) -> str:
    """Say in a line what the run comes to: PASS, FAIL or INCOMPLETE, why, the exit code."""
    word = {0: "PASS", 3: "INCOMPLETE"}.get(report.exit_code, "FAIL")
    reason = _judged(report, report.fail_on)
    if report.errors:
        counts = Counter(problem.kind for problem in report.errors)
        kinds = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
        reason = f"{number(len(report.errors), 'error')} ({kinds}); {reason}"
    return f"{word}  {reason} · exit {report.exit_code}"


def _judged(report: Report, fail_on: Severity | None) -> str:
    if fail_on is None:
        return "findings do not count (fail-on never)"
    count = sum(result.severity >= fail_on for result in report.results)
    return f"{number(count, 'finding') if count else 'nothing'} at or above {fail_on}"
