"""What is understood of a Dockerfile that BuildKit refuses: without the lines that it refuses."""

from collections.abc import Mapping

from ...errors import InputError
from ...model import Build, Field, Image, Span, Stage
from ...model.span import because

MAX_REFUSED = 10
"""As many lines are left out; a file with more is no Dockerfile, or a template of one."""

_MOST = 2_000_000
"""Characters that are read again for it: a long file is not read ten times."""

_HARMLESS = ("ADD", "ARG", "COPY", "ENV", "EXPOSE", "LABEL", "MAINTAINER", "RUN", "VOLUME")
"""A line that begins so says nothing of who runs, what runs, and whether it is healthy."""


def read(
    text: str,
    path: str,
    refused: InputError,
    build_args: Mapping[str, str | None],
    target: str | None,
) -> tuple[Build, list[InputError]]:
    """Read the rest of a file, with all that is refused in it, in the order of its lines.

    An instruction is left out. From a FROM on, or a here-document without an end, nobody knows
    where what follows belongs, so that the text ends there. What the left out may have set is
    unknown. Raises `refused` where no stage is left.
    """
    from . import read as read_whole  # noqa: PLC0415 - this is asked for by it

    lines = text.split("\n")
    found = [refused]
    while True:
        _leave_out(lines, found[-1].problem.span)
        try:
            build = read_whole("\n".join(lines), path, build_args=build_args, target=target)
        except InputError as error:
            is_much = len(found) * len(text) > _MOST or len(found) == MAX_REFUSED
            if is_much or error.problem.span.line <= 1:
                raise refused from None
            found.append(error)
        else:
            break
    written = text.split("\n")
    found.sort(key=lambda each: each.problem.span.line)
    for each in found:
        _forget(build, each.problem.span, written)
    return build, found


def _leave_out(lines: list[str], span: Span) -> None:
    """Blank the lines of an instruction, or all that follow."""
    first = span.line - 1
    last = len(lines) if _ends(lines, span) else max(span.end_line, span.line)
    lines[first:last] = [""] * (min(last, len(lines)) - first)


def _ends(lines: list[str], span: Span) -> bool:
    """Whether nobody knows where what follows belongs: of a stage, or of a here-document."""
    opens = any("<<" in line for line in lines[span.line - 1 : max(span.end_line, span.line)])
    return opens or _keyword(lines, span) == "FROM"


def _keyword(lines: list[str], span: Span) -> str:
    words = lines[span.line - 1].split(maxsplit=1) if span.line <= len(lines) else []
    return words[0].upper() if words else ""


def _forget(build: Build, span: Span, written: list[str]) -> None:
    """What the stages from this line on say of themselves is unknown."""
    if _keyword(written, span) in _HARMLESS and not _ends(written, span):
        return
    for stage in _since(build, span.line):
        _unknown(stage.image, stage)


def _since(build: Build, line: int) -> list[Stage]:
    """The stage that a line lies in, and all behind it: they may be built from it."""
    before = [stage for stage in build.stages if stage.span.line <= line]
    start = before[-1].index if before else 0
    return list(build.stages[start:])


def _unknown(image: Image, stage: Stage) -> None:
    causes = because("refused", "a line that cannot be read")
    image.user = Field(None, stage.span, "stated", causes)
    image.healthcheck = Field(None, stage.span, "stated", causes)
    image.entrypoint = Field(None, stage.span, "stated", causes)
    image.command = Field(None, stage.span, "stated", causes)
