"""How the text of a Dockerfile becomes instructions: lines, comments, words, here-documents."""

from typing import Any

import pytest

from hardenlint.errors import InputError
from hardenlint.model import Instruction, Span
from hardenlint.sources import dockerfile


def instructions(text: str) -> tuple[Instruction, ...]:
    """The instructions of the last stage."""
    return dockerfile.read(text, "D").stages[-1].instructions


def told(text: str) -> list[tuple[str, str, int, int]]:
    """Keyword, arguments, first and last line of everything after FROM alpine."""
    return [
        (i.keyword, i.text, i.span.line, i.span.end_line)
        for i in instructions(f"FROM alpine\n{text}")
    ]


def failure(text: str, **options: Any) -> tuple[str, Span]:
    with pytest.raises(InputError) as caught:
        dockerfile.show(text, "D", **options)
    problem = caught.value.problem
    assert problem.kind == "parse"
    return problem.message, problem.span


CONTINUED = {
    "two lines": ("RUN make \\\n  all\n", [("RUN", "make   all", 2, 3)]),
    "nothing is inserted": ("RUN ma\\\nke\n", [("RUN", "make", 2, 3)]),
    "blanks after the token": ("RUN a \\ \t \nb\n", [("RUN", "a b", 2, 3)]),
    "a comment swallows what follows": (
        "RUN make \\\n# now the user\nUSER nobody\n",
        [("RUN", "make USER nobody", 2, 4)],
    ),
    "so does an empty line": ("RUN make \\\n\n\nUSER x\n", [("RUN", "make USER x", 2, 5)]),
    "an indented comment": ("RUN a \\\n   # c\n  b\n", [("RUN", "a   b", 2, 4)]),
    "the hash of a continued line is text": ("RUN a \\\n b # c\n", [("RUN", "a  b # c", 2, 3)]),
    "two tokens": ("RUN a \\\\\nRUN b\n", [("RUN", "a \\\\", 2, 2), ("RUN", "b", 3, 3)]),
    "three tokens": ("RUN a \\\\\\\nRUN b\n", [("RUN", "a \\\\\\", 2, 2), ("RUN", "b", 3, 3)]),
    "a keyword in two parts": ("US\\\nER app\n", [("USER", "app", 2, 3)]),
    "a token alone": ("RUN a \\\n\\\n b\n", [("RUN", "a  b", 2, 4)]),
    "the first line holds only the token": ("\\\nUSER app\n", [("USER", "app", 2, 3)]),
    "the file ends": ("RUN a \\", [("RUN", "a", 2, 2)]),
    "the file ends after a comment": ("RUN a \\\n# c\n# d", [("RUN", "a", 2, 4)]),
    "carriage returns": (
        "RUN a \\\r\n b\r\nUSER x\r\n", [("RUN", "a  b", 2, 3), ("USER", "x", 4, 4)]),
    "the other token does nothing": (
        "RUN a `\nUSER x\n", [("RUN", "a `", 2, 2), ("USER", "x", 3, 3)]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CONTINUED.values(), ids=CONTINUED)
def test_continuation(text: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert told(text) == expected


DIRECTIVES = {
    "escape": ("# escape=`\nFROM a\nRUN x `\n y\n", {"escape": "`"}, "x  y"),
    "blanks and case": ("#  EsCape = `\nFROM a\nRUN x `\n y\n", {"escape": "`"}, "x  y"),
    "indented": ("  # escape=`\nFROM a\nRUN x `\n y\n", {"escape": "`"}, "x  y"),
    "after an empty line": ("\n# escape=`\nFROM a\nRUN x `\nRUN y\n", {}, "y"),
    "after a comment": ("# hello\n# escape=`\nFROM a\nRUN x `\nRUN y\n", {}, "y"),
    "after an unknown one": ("# name=x\n# escape=`\nFROM a\nRUN x `\nRUN y\n", {}, "y"),
    "after #!": ("#!/x\n# escape=`\nFROM a\nRUN x `\nRUN y\n", {}, "y"),
    "syntax": ("# syntax=docker/dockerfile:1\nFROM a\n", {"syntax": "docker/dockerfile:1"}, None),
    "check after #!": ("#!/x\n# check=skip=all\nFROM a\n", {"check": "skip=all"}, None),
    "indented syntax": (" # syntax=x\nFROM a\n", {}, None),
    "three": (
        "# check=error=true\n# syntax=x\n# escape=\\\nFROM a\n",
        {"check": "error=true", "syntax": "x", "escape": "\\"},
        None,
    ),
    "byte order mark": ("\ufeff# escape=`\nFROM a\nRUN x `\n y\n", {"escape": "`"}, "x  y"),
}


@pytest.mark.parametrize(("text", "found", "last"), DIRECTIVES.values(), ids=DIRECTIVES)
def test_directives(text: str, found: dict[str, str], last: str | None) -> None:
    build = dockerfile.read(text, "D")
    assert build.directives == {"syntax": None, "escape": None, "check": None} | found
    if last is not None:
        assert build.stages[0].instructions[-1].text == last


HEREDOCS = {
    "a script": ("RUN <<EOF\nUSER root\nEOF\n", [("EOF", "USER root\n", True)]),
    "quoted name": ("RUN <<'EOF'\n$X\nEOF\n", [("EOF", "$X\n", False)]),
    "partly quoted name": ('RUN <<E"O"F\nx\nEOF\n', [("EOF", "x\n", False)]),
    "tabs": ("RUN <<-EOF\n\t\tx\n\t y\n\tEOF\n", [("EOF", "x\n y\n", True)]),
    "blanks are no tabs": ("RUN <<-EOF\n  x\n  EOF\nEOF\n", [("EOF", "  x\n  EOF\n", True)]),
    "empty": ("RUN <<EOF\nEOF\n", [("EOF", "", True)]),
    "two": ("RUN cat <<A <<B\na\nA\nb\nB\n", [("A", "a\n", True), ("B", "b\n", True)]),
    "a number": ("RUN 3<<EOF\nx\nEOF\n", [("EOF", "x\n", True)]),
    "blanks before the name": ("RUN cat << EOF\nx\nEOF\n", [("EOF", "x\n", True)]),
    "glued text is part of the name": (
        "RUN cat <<EOF>/x\na\nEOF\nEOF>/x\n",
        [("EOF>/x", "a\nEOF\n", True)],
    ),
    "a shift with blanks": ("RUN $((1 << 2))\nx\n2))\n", [("2))", "x\n", True)]),
    "carriage returns stay": ("RUN <<EOF\r\nx\r\nEOF\r\n", [("EOF", "x\r\n", True)]),
    "continued line": ("RUN cat \\\n <<EOF\nx \\\nEOF\n", [("EOF", "x \\\n", True)]),
    "in ONBUILD": ("ONBUILD COPY <<EOF /x\na\nEOF\n", [("EOF", "a\n", True)]),
    "a shift": ("RUN echo $((1<<2))\n", []),
    "a here-string": ("RUN cat <<<EOF\n", []),
    "in quotes": ("RUN echo '<<EOF' \"<<EOF\"\n", []),
    "a line that is not closed": ("RUN echo <<EOF it's\n", []),
    "exec form": ('RUN ["cat", "<<EOF"]\n', []),
    "another instruction": ("CMD cat <<EOF\n", []),
}


@pytest.mark.parametrize(("text", "expected"), HEREDOCS.values(), ids=HEREDOCS)
def test_here_documents(text: str, expected: list[tuple[str, str, bool]]) -> None:
    first, last = instructions(f"FROM alpine\n{text}LABEL end=1\n")
    assert [(h.name, h.content, h.expand) for h in first.heredocs] == expected
    assert last.keyword == "LABEL"


def test_the_place_of_a_here_document() -> None:
    [run] = instructions("FROM a\nRUN <<EOF\none\nfour\nEOF\n")
    assert run.heredocs[0].span == Span("D", 3, 1, 4, 5, "/instructions/0")
    assert run.span == Span("D", 2, 1, 5, 4, "/instructions/0")


FORMS = {
    "exec": ('CMD ["a", "b c"]', "exec", ["a", "b c"]),
    "no words": ("CMD []", "exec", []),
    "escapes": (r'CMD ["\u0041\n\"", "\ud83d\ude00"]', "exec", ['A\n"', "😀"]),
    "shell": ("CMD a  b", "shell", ["a  b"]),
    "trailing comma": ('CMD ["a",]', "shell", ['["a",]']),
    "single quotes": ("CMD ['a']", "shell", ["['a']"]),
    "text after it": ('CMD ["a"] b', "shell", ['["a"] b']),
    "a test": ("RUN [ -f x ]", "shell", ["[ -f x ]"]),
    "a raw tab": ('CMD ["a\tb"]', "shell", ['["a\tb"]']),
    "a bad escape": ('CMD ["\\x"]', "shell", ['["\\x"]']),
    "health check": ('HEALTHCHECK --retries=2 cmd ["a"]', "exec", ["cmd", "a"]),
    "health check in shell form": ("HEALTHCHECK CMD curl  x", "shell", ["CMD", "curl  x"]),
    "no health check": ("HEALTHCHECK NONE", None, ["NONE"]),
    "paths": ("COPY a  'b'  c/", None, ["a", "b", "c/"]),
    "paths in JSON": ('COPY ["a b", "c"]', None, ["a b", "c"]),
    "no JSON for USER": ('USER ["a"]', None, ["[a]"]),
    "the whole rest": ("WORKDIR /a b # c", None, ["/a b # c"]),
}


@pytest.mark.parametrize(("text", "form", "words"), FORMS.values(), ids=FORMS)
def test_forms(text: str, form: str | None, words: list[str]) -> None:
    [found] = instructions(f"FROM alpine\n{text}\n")
    assert found.form == form
    assert [word.value for word in found.words] == words


PAIRS = {
    "one": ("ENV A=1", [("A", "1")]),
    "some": ("ENV A=1 B='2 3' C=\"4 5\"", [("A", "1"), ("B", "2 3"), ("C", "4 5")]),
    "escaped blank": (r"ENV A=a\ b C=d", [("A", "a b"), ("C", "d")]),
    "empty": ("ENV A= B=\"\"", [("A", ""), ("B", "")]),
    "equals signs": ("ENV A=b=c", [("A", "b=c")]),
    "old form": ("ENV A b  c=d ", [("A", "b  c=d")]),
    "old form that looks new": ("ENV A = b", [("A", "= b")]),
    "no escapes between single quotes": (r"ENV A='\' B=1", [("A", "\\"), ("B", "1")]),
    "variables stay": (
        "ENV A=$B C=\"${D:-x}\" E='$F'", [("A", "$B"), ("C", "${D:-x}"), ("E", "$F")]),
    "arguments": ("ARG A B=1 C=", [("A", None), ("B", "1"), ("C", "")]),
    "labels": ('LABEL "a.b"="c d" e=f', [("a.b", "c d"), ("e", "f")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PAIRS.values(), ids=PAIRS)
def test_pairs(text: str, expected: list[tuple[str, str | None]]) -> None:
    [found] = instructions(f"FROM alpine\n{text}\n")
    assert [(name.value, value and value.value) for name, value in found.pairs] == expected


def test_flags() -> None:
    text = "FROM a\nRUN --mount=type=secret,id=x --mount='type=cache,target=/a b' -- --y\n"
    [run] = instructions(text)
    assert [(f.name, f.value) for f in run.flags] == [
        ("mount", "type=secret,id=x"),
        ("mount", "type=cache,target=/a b"),
    ]
    assert run.text == "--y"
    assert run.flags[0].span == Span("D", 2, 5, 2, 29, "/instructions/0")


def test_a_flag_after_an_argument_is_one() -> None:
    [copy] = instructions("FROM a\nCOPY x --chown=u y\n")
    assert not copy.flags
    assert [word.value for word in copy.words] == ["x", "--chown=u", "y"]


def test_places_go_through_continuations() -> None:
    text = "FROM a\nENV A=1 \\\n# c\n    B=22\nRUN a \\\n  && b\n"
    env, run = instructions(text)
    name, value = env.pairs[1]
    assert (name.span.line, name.span.column, name.span.end_column) == (4, 5, 6)
    assert value is not None
    assert (value.span.line, value.span.column, value.span.end_column) == (4, 7, 9)
    assert run.offsets == ((0, 5, 5), (2, 6, 1))
    assert run.text == "a   && b"


def test_the_mark_at_the_beginning_takes_no_column() -> None:
    stage = dockerfile.read("\ufeffFROM alpine\n", "D").stages[0]
    assert stage.span == Span("D", 1, 1, 1, 12, "/stages/0")
    assert stage.base_span == Span("D", 1, 6, 1, 12, "/stages/0")


def test_white_space() -> None:
    assert told("\xa0USER x\n") == [("USER", "x", 2, 2)]
    message, span = failure("FROM a\nUSER\xa0x\n")
    assert message.startswith("unknown instruction")
    assert span.line == 2
    assert told("USER \v\f\t x\xa0\n") == [("USER", "x", 2, 2)]


ERRORS = {
    "empty": ("", 1),
    "only comments": ("# a\n\n# b\n", 3),
    "only ARG": ("ARG A\n", 1),
    "before FROM": ("RUN x\nFROM a\n", 1),
    "unknown instruction": ("FROM a\n\nRNU x\n", 3),
    "no image": ("FROM\n", 1),
    "two words": ("FROM a b\n", 1),
    "bad name": ("FROM a AS 1b\n", 1),
    "name with a variable": ("FROM a AS $b\n", 1),
    "not strings": ('FROM a\nCMD ["a", 1]\n', 2),
    "null in a list": ("FROM a\nRUN [null]\n", 2),
    "shell without JSON": ("FROM a\nSHELL /bin/sh -c\n", 2),
    "empty shell": ("FROM a\nSHELL []\n", 2),
    "no user": ("FROM a\nUSER\n", 2),
    "no ports": ("FROM a\nEXPOSE \n", 2),
    "one path": ("FROM a\nCOPY a\n", 2),
    "a destination": ("FROM a\nCOPY a <<EOF\nEOF\n", 2),
    "open here-document": ("FROM a\nRUN <<EOF\nx\n EOF\n", 2),
    "half a pair": ("FROM a\nENV A=1 B\n", 2),
    "no value": ("FROM a\nENV A\n", 2),
    "no name": ("FROM a\nENV =1\n", 2),
    "unknown flag": ("FROM a\nCOPY --x=y a b\n", 2),
    "flag twice": ("FROM a\nCOPY --chown=a --chown=b a b\n", 2),
    "flag without value": ("FROM a\nCOPY --chown a b\n", 2),
    "no boolean": ("FROM a\nCOPY --link=maybe a b\n", 2),
    "flag where there are none": ("FROM a\nUSER --x y\n", 2),
    "network": ("FROM a\nRUN --network=all x\n", 2),
    "mount": ("FROM a\nRUN --mount='a\"b' x\n", 2),
    "mount from a variable": ("FROM a\nRUN --mount=from=$X,target=/x y\n", 2),
    "no duration": ("FROM a\nHEALTHCHECK --interval=5 CMD x\n", 2),
    "short duration": ("FROM a\nHEALTHCHECK --interval=5us CMD x\n", 2),
    "retries": ("FROM a\nHEALTHCHECK --retries=-1 CMD x\n", 2),
    "check of no kind": ("FROM a\nHEALTHCHECK curl x\n", 2),
    "arguments of NONE": ("FROM a\nHEALTHCHECK NONE x\n", 2),
    "chained trigger": ("FROM a\nONBUILD ONBUILD RUN x\n", 2),
    "trigger that is none": ("FROM a\nONBUILD FROM b\n", 2),
    "empty volume": ('FROM a\nVOLUME [" "]\n', 2),
    "escape token": ("# escape=x\nFROM a\n", 1),
    "directive twice": ("# syntax=a\n# syntax=b\nFROM a\n", 2),
    "long line": (f"FROM a\nRUN {'x' * 65_532}\n", 2),
    "open brace": ("FROM a\nUSER ${A\n", 2),
    "bad substitution": ("FROM ${}\n", 1),
    "missing value": ("FROM a\nUSER ${A:?who}\n", 2),
    "open quote": ("FROM a\nUSER 'a\n", 2),
}


@pytest.mark.parametrize(("text", "line"), ERRORS.values(), ids=ERRORS)
def test_errors(text: str, line: int) -> None:
    message, span = failure(text)
    assert (span.path, span.line) == ("D", line)
    assert message
    assert not message.endswith(".")
    assert "\n" not in message


def test_a_message_does_not_repeat_values() -> None:
    message, _ = failure("FROM a\nENV PASSWORD=x hunter2\n")
    assert "hunter2" not in message


ACCEPTED = {
    "just short enough": f"FROM a\nRUN {'x' * 65_531}\n",
    "long when joined": "FROM a\nRUN " + f"{'x' * 60_000}\\\n" * 3 + "x\n",
    "flags of NONE": "FROM a\nHEALTHCHECK --what NONE\n",
    "flags of ARG": "FROM a\nARG --what A\n",
    "unknown trigger": "FROM a\nONBUILD WHAT x\n",
    "durations": "FROM a\nHEALTHCHECK --interval=1h2m3.5s --timeout=1ms CMD x\n",
    "a trigger nobody runs": "FROM a\nONBUILD USER --x y\n",
    "numbers beyond a double": "FROM a\nCMD [1e999]\n",
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(text: str) -> None:
    assert dockerfile.show(text, "D")["stages"]


@pytest.mark.parametrize(
    ("line", "keyword", "form"),
    [
        ("WOR\u212aDIR /x", "WORKDIR", None),
        ("ENTRYPO\u0130NT x", "ENTRYPOINT", "shell"),
        ('HEALTHCHECK CMD \xa0["x"]', "HEALTHCHECK", "exec"),
        ("onbuild foo x", "FOO", None),
    ],
)
def test_keywords_are_compared_in_lower_case(line: str, keyword: str, form: str | None) -> None:
    (instruction,) = dockerfile.show(f"FROM a\n{line}\n", "D")["instructions"]
    assert (instruction["keyword"], instruction["form"]) == (keyword, form)


@pytest.mark.parametrize("line", ["U\u017fER x", "ENTRYPO\u0131NT x", "FROM a AS \u0131b"])
def test_letters_that_only_upper_case_makes_equal(line: str) -> None:
    with pytest.raises(InputError):
        dockerfile.show(f"FROM a\n{line}\n", "D")
