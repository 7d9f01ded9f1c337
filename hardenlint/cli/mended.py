"""What `hardenlint fix` tells: diffs, the fixes in them, what is left, what there is besides."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from hardenlint.fixes.candidate import Candidate
from hardenlint.fixes.mend import Outcome
from hardenlint.report.places import number
from hardenlint.text.terminal import Style, printable

from . import diffs, output


def show(outcomes: Sequence[Outcome], stricter: Sequence[Outcome], options: dict[str, Any]) -> None:
    """Show the diffs and tell the fixes; `stricter` is what another profile would have made."""
    style = Style(color=output.wants_color(options["color"]))
    shown = False
    if not options["applies"] and options["quiet"] < 2:
        for outcome in outcomes:
            secret = [each.span for each in outcome.last.all if each.finding.secret]
            for real, (path, before, after) in outcome.texts.items():
                here = [span for span in secret if os.path.realpath(span.path or "") == real]
                diff = list(diffs.shown(path, before, after, here, style))
                output.write_encoded(f"{line}\n" for line in diff)
                shown = shown or bool(diff)
    if not options["quiet"]:
        told = [*([""] if shown else ()), *_told_fixes(outcomes, style)]
        told += [_closing(outcomes, options), *_elsewhere(stricter, options)]
        output.write_lines(f"{line}\n" for line in told)


def _told_fixes(outcomes: Sequence[Outcome], style: Style) -> Iterator[str]:
    for outcome in outcomes:
        for each in outcome.made:
            may = f"; this may {each.fix.breaks}" if each.fix.breaks else ""
            kind = style.paint("pass", "safe") if each.fix.safe else style.paint("medium", "unsafe")
            yield f"{kind} {_place(each)} {each.check}: {printable(each.fix.title + may)}"
        for result, reason in outcome.refused:
            place = f"{printable(result.span.path or '')}:{result.span.line}"
            yield f"left {place} {result.check.id}: {printable(reason)}"


def _place(each: Candidate) -> str:
    return f"{printable(each.span.path or '')}:{each.span.line} {printable(each.about)}"


def _elsewhere(outcomes: Sequence[Outcome], options: dict[str, Any]) -> Iterator[str]:
    """Say what `restricted` would do, each kind of fix once."""
    made = [each.fix for outcome in outcomes for each in outcome.made]
    more = _left_unsafe(outcomes, options)
    if not made and not more:
        return
    files = sum(len(outcome.texts) for outcome in outcomes)
    done = f"{number(len(made), 'fix', 'fixes')} in {number(files, 'file')}" if made else "no fix"
    yield f"With --profile restricted: {done}{more}"
    titles = Counter((each.safe, each.title) for each in made)
    for (safe, title), count in sorted(titles.items(), key=lambda each: (-each[1], each[0])):
        times = f" ({count} times)" if count > 1 else ""
        yield f"  {'safe' if safe else 'unsafe'}: {printable(title)}{times}"


def _left_unsafe(outcomes: Sequence[Outcome], options: dict[str, Any]) -> str:
    unsafe = sum(
        result.fix is not None and not result.fix.safe
        for outcome in outcomes
        for result in outcome.last.results
    )
    return "" if options["unsafe"] or not unsafe else f" · {unsafe} more with --unsafe"


def _closing(outcomes: Sequence[Outcome], options: dict[str, Any]) -> str:
    made = sum(len(outcome.made) for outcome in outcomes)
    files = sum(len(outcome.texts) for outcome in outcomes)
    more = _left_unsafe(outcomes, options)
    if not made:
        return f"Nothing to fix{more}"
    done = f"{number(made, 'fix', 'fixes')} in {number(files, 'file')}"
    if options["applies"]:
        return f"Made {done}{more}"
    return f"{done}; --apply {'makes them' if made > 1 else 'makes it'}{more}"
