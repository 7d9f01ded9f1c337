"""What holds for every text: one kind of exception, places inside the file, linear time."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hardenlint.errors import InputError
from hardenlint.facts.running import commands_of
from hardenlint.model import Build, Span
from hardenlint.sources import dockerfile

from .clock import cpu_since

PIECES = [
    *"FROM RUN USER ENV ARG COPY ADD LABEL WORKDIR EXPOSE VOLUME CMD ENTRYPOINT SHELL".split(),
    *"HEALTHCHECK ONBUILD STOPSIGNAL MAINTAINER".split(),
    *(" ", " ", "\t", "\n", "\n", "\r\n", "\\\n", "\\", "`", "# c\n", "# escape=`\n", "\ufeff"),
    *("a", "b=c", "=", "'", '"', "$A", "${A:-b}", "${A#*}", "${A/a/b}", "${", "}", "é", "\xa0"),
    *("<<EOF", "<<-'EOF'", "\nEOF\n", '["a", "b"]', "[1]", "--from=s", "--", "AS s", "80", "🐳"),
    *("FROM alpine AS s\n", "FROM s\n", "USER app\n", "ONBUILD USER x\n", "CMD [", "]", "\x85"),
]

TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(lambda p: "FROM alpine\n" + "".join(p)),
)


def spans(build: Build) -> list[Span]:
    found: list[Span] = []
    for stage in build.stages:
        found += [stage.span, stage.base_span]
        found += [stage.image.user.span, stage.image.healthcheck.span]
        found += [field.span for field in stage.image.exposed]
        for instruction in (*build.preamble, *stage.instructions):
            found.append(instruction.span)
            found += [word.span for word in instruction.words]
            found += [word.span for pair in instruction.pairs for word in pair if word]
            found += [flag.span for flag in instruction.flags]
            found += [heredoc.span for heredoc in instruction.heredocs]
            found += [command.span for command in commands_of(instruction)]
    return found


def attempt(text: str) -> Build | None:
    try:
        return dockerfile.read(text, "D")
    except InputError as error:
        span = error.problem.span
    assert span.path == "D"
    assert 1 <= span.line <= text.count("\n") + 1
    return None


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_only_input_errors(text: str) -> None:
    read = attempt(text)
    try:
        dockerfile.show(text, "D")
    except InputError:
        return
    assert dockerfile.describe(text, "D") if read else True


@given(TEXTS)
@example("FROM a\nCMD '")
@settings(max_examples=400, deadline=None)
def test_places_lie_inside_the_file(text: str) -> None:
    build = attempt(text)
    lines = text.split("\n")
    for span in spans(build) if build else ():
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_instructions_follow_one_another(text: str) -> None:
    build = attempt(text)
    at = 0
    for stage in build.stages if build else ():
        for span in (stage.span, *(i.span for i in stage.instructions)):
            assert at < span.line <= span.end_line
            at = span.end_line


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_words_are_read_again_where_they_are_said_to_be(text: str) -> None:
    build = attempt(text)
    lines = text.split("\n")
    for stage in build.stages if build else ():
        for instruction in stage.instructions:
            words = (*instruction.words, *(w for pair in instruction.pairs for w in pair if w))
            for word in words:
                if word.span.line == word.span.end_line:
                    line = lines[word.span.line - 1]
                    assert line[word.span.column - 1 : word.span.end_column - 1] == word.raw


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_flags_begin_where_they_are_said_to(text: str) -> None:
    build = attempt(text)
    lines = text.split("\n")
    for stage in build.stages if build else ():
        for flag in (flag for instruction in stage.instructions for flag in instruction.flags):
            span = flag.span
            line = lines[span.line - 1]
            if span.line == span.end_line and "\\" not in line and "`" not in line:
                written = line[span.column - 1 : span.end_column - 1].replace("'", "")
                value = f"={flag.value}" if "=" in written else ""
                assert written.replace('"', "") == f"--{flag.name}{value}"


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_heredocs_are_read_again_where_they_are_said_to_be(text: str) -> None:
    build = attempt(text)
    lines = text.split("\n")
    for stage in build.stages if build else ():
        for document in (d for i in stage.instructions for d in i.heredocs):
            written = lines[document.span.line - 1 : document.span.end_line]
            if document.span.line == document.span.end_line and document.span.end_column == 1:
                written = [] if document.content == "" else written
            tabs = document.tabs or [0] * len(written)
            body = [line[count:] for line, count in zip(written, tabs, strict=True)]
            assert document.content == "".join(f"{line}\n" for line in body)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_offsets_find_every_character(text: str) -> None:
    build = attempt(text)
    lines = text.split("\n")
    for stage in build.stages if build else ():
        for instruction in stage.instructions:
            pieces = [*instruction.offsets, (len(instruction.text), 0, 0)]
            for (start, line, column), (end, _, _) in pairwise(pieces):
                written = lines[line - 1][column - 1 : column - 1 + max(end - start, 0)]
                assert written == instruction.text[start : max(end, start)]


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_instructions_are_found_by_their_place(text: str) -> None:
    build = attempt(text)
    for instruction in (*build.preamble, *build.built) if build else ():
        assert build is not None
        assert build.instruction_at(instruction.span) is instruction
        assert build.instruction_at(instruction.span._replace(column=10_000)) is None
    shipped = {id(instruction) for instruction in build.shipped} if build else set()
    for instruction in build.built if build else ():
        assert build is not None
        assert build.ships(instruction) == (id(instruction) in shipped)


LARGE = {
    "instructions": "FROM a\n" + "RUN apt-get install -y x\n" * 100_000,
    "stages": "FROM a AS s0\n"
    + "".join(f"FROM s{n} AS s{n + 1}\nENV A{n}=1\n" for n in range(10_000)),
    "here-documents": "FROM a\n" + "RUN <<E\nx\nE\n" * 10_000,
    "here-documents of one line": "FROM a\nRUN "
    + "\\\n".join(f" <<E{n}" for n in range(10_000))
    + "\n"
    + "".join(f"E{n}\n" for n in range(10_000)),
    "one long line": f"FROM a\nRUN {'x' * 1_000_000}\n",
    "a joined line": "FROM a\nENV A=" + ("x" * 1_000 + "\\\n") * 1_000 + "\n",
    "quotes": "FROM a\nUSER " + ("'\"" * 1_000 + "\\\n") * 300 + "\n",
    "nested variables": "FROM a\nUSER " + ("${A:-" * 1_000 + "\\\n") * 100 + "\n",
    "patterns": "FROM a\nENV V=" + "a" * 60_000 + "\nUSER ${V##" + "*a" * 15_000 + "b}\n",
    "comments in a line": "FROM a\nRUN x \\\n" + "# c\n" * 200_000 + "y\n",
    "triggers": "FROM a AS x\n" + "ONBUILD ENV A=1\n" * 1_000 + "FROM x\n" * 1_000,
    "brackets": "FROM a\nCMD " + ("[" * 60_000 + "\\\n") * 5 + "\n",
    "ports": "FROM a\n" + "EXPOSE 1-65535\n" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_large_files_take_linear_time(text: str) -> None:
    started = time.process_time()
    build = attempt(text)
    assert cpu_since(started) < 15
    if build:
        assert len(build.target.chain) <= 10_001
