"""Exceptions written where the finding is: comments in Dockerfiles and compose files.

    # hardenlint: ignore[run-as-root] until=2027-03-31 -- the entrypoint gives root up
    # hardenlint: ignore-stage[pipe-to-shell] -- never shipped
    # hardenlint: ignore-file[image-untagged] -- examples for the manual

`ignore` is about the line it stands on or, alone on its line, about what follows: an instruction
of a Dockerfile with all its lines, a key of a compose file with all that is below it. Text that
only looks like a comment is none: a part of a YAML value, a line of a file in a here-document. What
is a Dockerfile in a value (`dockerfile_inline`) or a script in a here-document has comments of its
own; those of a script are about a line of it, never about more.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from hardenlint.model import Build, Instruction, Span
from hardenlint.text.lines import following

from .gather import MARK
from .suppression import Malformed, Suppression, date_of, told

if TYPE_CHECKING:
    from hardenlint.text.yaml.comments import Keys

    from .foreign import Foreign

_COMMENT = re.compile(r"(?:^|\s)#\s*hardenlint:\s*(?P<text>.*)$")
_NEARLY = re.compile(r"(?:^|\s)#\s*hardenlint[\s.:=-]*ignore(?:-(?:stage|file))?\s*\[")
"""What is meant as an exception, whatever stands between our name and the word."""
_IGNORE = re.compile(
    r"^ignore(?:-(?P<scope>stage|file))?\s*\[(?P<checks>[^\]]*)\]"
    r"(?:\s+until=(?P<until>\S+))?(?:\s+--\s*(?P<reason>.*))?$"
)
_IDS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_FORM = "hardenlint: ignore[check, …] until=YYYY-MM-DD -- reason"


class Said(NamedTuple):
    """The comments of a file: exceptions, and what was meant as one and cannot be read."""

    suppressions: list[Suppression]
    malformed: list[Malformed]


def read(text: str, path: str, build: Build | None = None, *, foreign: bool = False) -> Said:
    """Read the exceptions in the text of a file; `build` is its Dockerfile, None for compose.

    With `foreign` also those that are written for other tools.
    """
    said = Said([], [])
    # No column counts a byte order mark.
    text = text.removeprefix("\ufeff")
    lines = text.split("\n")
    blocks = _Instructions(build, lines) if build is not None else _keys(text, lines)
    for number, line in enumerate(lines, 1):
        if foreign and "#" in line:
            said.suppressions.extend(_foreign(line, number, path, blocks))
        if MARK not in line:
            continue
        match = _COMMENT.search(line)
        meant = match or _NEARLY.search(line)
        if meant is None:
            continue
        start = line.index("#", meant.start()) + 1
        span = Span(path, number, start, number, len(line.rstrip()) + 1)
        parsed = _parse(match["text"].strip() if match else "", span)
        # First whether it is a comment at all: what is the text of a value is not complained about.
        scope = "" if isinstance(parsed, Malformed) else parsed[0]
        if blocks.is_text(number, start, scope):
            continue
        if isinstance(parsed, Malformed):
            said.malformed.append(parsed)
            continue
        if scope == "stage" and build is None:
            said.malformed.append(Malformed(span, "there are no stages in a compose file"))
            continue
        about = blocks.about(scope, number, alone=not line[: start - 1].strip())
        said.suppressions.append(parsed[1]._replace(lines=about))
    return said


def for_others(text: str, build: Build | None) -> Iterator[tuple[int, int, "Foreign"]]:
    """The comments of a file for other tools: line, column (from 0), and what they mean here."""
    from . import foreign  # noqa: PLC0415 - only where somebody asks for them

    lines = text.split("\n")
    blocks = _Instructions(build, lines) if build is not None else _keys(text, lines)
    for number, line in enumerate(lines, 1):
        for start, meant in foreign.comments(line) if "#" in line else ():
            if not blocks.is_text(number, start + 1, meant.scope):
                yield number, start, meant


def _foreign(
    line: str, number: int, path: str, blocks: "_Instructions | Keys"
) -> Iterator[Suppression]:
    """What comments for other tools mean here, but for rules that nothing here looks at."""
    from . import foreign  # noqa: PLC0415 - only where somebody asks for them

    for start, meant in foreign.comments(line):
        if not meant.checks or blocks.is_text(number, start + 1, meant.scope):
            continue
        about = blocks.about(meant.scope, number, alone=not line[:start].strip())
        span = Span(path, number, start + 1, number, len(line.rstrip()) + 1)
        yield Suppression(
            meant.checks, "comment", meant.reason, meant.until, span, about, tool=meant.tool
        )


def _parse(text: str, span: Span) -> tuple[str, Suppression] | Malformed:
    match = _IGNORE.match(text)
    named = map(str.strip, match["checks"].split(",")) if match else ()
    checks = tuple(dict.fromkeys(filter(None, named)))
    if checks == ("*",) and match is not None:
        return _everything(match, span)
    if not _IDS.issuperset("".join(checks)):
        from hardenlint.facts.telling import name  # noqa: PLC0415 - no check has such an id

        checks = tuple(map(name, checks))
    if match is None or not checks:
        return Malformed(span, f"this exception cannot be read; it is written {_FORM}")
    until = match["until"] or ""
    if until and date_of(until) is None:
        return Malformed(span, "the date of this exception is no YYYY-MM-DD; it does not count")
    reason = told((match["reason"] or "").strip())
    return match["scope"] or "", Suppression(checks, "comment", reason, until, span)


def _everything(match: re.Match[str], span: Span) -> tuple[str, Suppression] | Malformed:
    """`ignore[*]`: whatever is found on a line, and nothing larger, where somebody says why."""
    reason = told((match["reason"] or "").strip())
    if match["scope"] or not reason:
        return Malformed(span, "ignore[*] is about a line, and says why: ignore[*] -- reason")
    until = match["until"] or ""
    if until and date_of(until) is None:
        return Malformed(span, "the date of this exception is no YYYY-MM-DD; it does not count")
    return "", Suppression(("*",), "comment", reason, until, span)


def _keys(text: str, lines: Sequence[str]) -> "Keys":
    from hardenlint.text.yaml.comments import Keys  # noqa: PLC0415 - not for a Dockerfile

    return Keys(text, lines)


class _Instructions:
    """The lines that the instructions and stages of a Dockerfile take up."""

    def __init__(self, build: Build, lines: Sequence[str]) -> None:
        self.count = len(lines)
        self.next = following(lines)
        froms = [stage.span for stage in build.stages]
        instructions = [i for stage in build.stages for i in stage.instructions]
        spans = [i.span for i in instructions]
        spans += [*froms, *(i.span for i in build.preamble)]
        self.ranges = sorted({(span.line, span.last_line) for span in spans})
        self.ends = list(accumulate((last for _, last in self.ranges), max))
        self.froms = sorted(span.line for span in froms)
        self.begins: dict[int, int] | None = None
        self.runs = [i for i in instructions if i.keyword == "RUN"]
        self.scripts = set(_bodies(i for i in instructions if i.keyword == "RUN"))
        self.files = set(_bodies(i for i in instructions if i.keyword != "RUN"))

    def is_text(self, line: int, _column: int, scope: str) -> bool:
        """Whether a line is one of a file in a here-document, or says too much for a script."""
        return line in self.files or (scope != "" and line in self.scripts)

    def about(self, scope: str, number: int, *, alone: bool) -> tuple[int, int] | None:
        """Return the lines that a comment on a line is about, None for the whole file."""
        if scope == "file":
            return None
        if scope == "stage":
            return self._stage(number)
        if not alone:
            return (number, number)
        # Between the lines of one instruction it is about the command that goes on there, not about
        # all of them.
        at = bisect_left(self.ranges, (number, 0))
        if at and number <= self.ends[at - 1]:
            return self._command(self.next[number])
        return self.ranges[at] if at < len(self.ranges) else (number, number)

    def _command(self, line: int) -> tuple[int, int]:
        """From the beginning of the command that has a line of a RUN, which is where it is told."""
        if self.begins is None:
            from hardenlint.facts.running import commands_of  # noqa: PLC0415 - few comments are there

            spans = {command.span for run in self.runs for command in commands_of(run)}
            self.begins = {}
            for start, last in sorted({(span.line, span.last_line) for span in spans}):
                for each in range(start + 1, last + 1):
                    self.begins.setdefault(each, start)
        return (self.begins.get(line, line), line)

    def _stage(self, number: int) -> tuple[int, int]:
        """The stage that a comment is in; right above a FROM, the one that begins there."""
        following = self.next[number]
        at = bisect_left(self.froms, following)
        inside = following if self.froms[at : at + 1] == [following] else number
        at = bisect_right(self.froms, inside)
        start = self.froms[at - 1] if at else 1
        at = bisect_right(self.froms, start)
        return (start, self.froms[at] - 1 if at < len(self.froms) else self.count)


def _bodies(instructions: Iterable[Instruction]) -> Iterator[int]:
    """Yield the numbers of the lines of here-documents."""
    for instruction in instructions:
        for body in instruction.heredocs:
            yield from range(body.span.line, body.span.end_line + 1)
