"""Shell text of any kind: nothing is raised, nothing takes more than linear time."""

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardenlint import Command, Span
from hardenlint.shell import commands_of_argv, commands_of_text

HERE = Span("Dockerfile", 1, 1, 1, 1)

_TOKENS = r"""a b; c | && || & ( ) $( ${ $(( (( )) ` " ' \ < > << <<- <<< <( >( & &> 2>&1 A=1 A=( if
    then elif else fi for in do done while case esac ;; { } ! time [[ ]] # sudo env sh -c eval
    xargs find -exec ; su bash <<E E function f() $X ${X} $' $" !( -o EOF""".split()
PIECES = st.sampled_from([*_TOKENS, " ", "\n", "\t", "\\\n", "\r", "\0", "\ue000", "é", "\u2028"])


@given(st.lists(PIECES, max_size=60))
@settings(max_examples=600, deadline=None)
def test_no_text_raises(pieces: list[str]) -> None:
    commands = commands_of_text("".join(pieces), HERE)
    check_shape(commands_of_text(" ".join(pieces), HERE))
    check_shape(commands)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    check_shape(commands_of_text(text, HERE))


@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_argv(argv: list[str]) -> None:
    check_shape(commands_of_argv((word, HERE) for word in argv))


def check_shape(commands: tuple[object, ...]) -> None:
    """Parents come before what they hold; every command has words, assignments or redirects."""
    for index, command in enumerate(commands):
        assert isinstance(command, Command)
        assert command.argv or command.assignments or command.redirects
        assert command.parent is None or command.parent < index
        assert bool(command.role) or command.parent is None


@given(st.lists(st.text("abcxyz01./-", min_size=1, max_size=8), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_quoting_does_not_change_words(argv: list[str]) -> None:
    quoted = " ".join(f"'{word}'" for word in argv)
    doubled = " ".join(f'"{word}"' for word in argv)
    escaped = " ".join("".join("\\" + char for char in word) for word in argv)
    for text in (quoted, doubled, escaped):
        first = commands_of_text(f"prog {text}", HERE)[0]
        assert first.argv == ("prog", *argv)


@pytest.mark.parametrize(
    "unit",
    [
        "a ", "a;", "a|", "(", ")", "((", "$(", "$((", "${", "${x:-", '"', "'", "`", "\\", "<(",
        '"$(', '"`', "`\\`", "sh -c '", 'sh -c "', "eval ", "sudo ", "env A=1 ", "find -exec ",
        "cat <<E;", "cat <<E\n", "sh <<E\n", "bash <<< ", "if ", "case x in ", "for x in ", "{ ",
        "(a) | ", "f() ", "A=(", "[[ ", "$'", "!(", "a $(b) ", "xargs ", "case x in (",
        "{ curl|sh;", "\\\n", "#", "# \n", "a<<<b ", "sh -c 'a' ", "$x", '"$x" ', "2>", ";;",
        "do ", "\n", "echo a|sh;", "echo 'a'|", "((a); ", "cat <<E|sh;", "(()",
    ],
)  # fmt: skip
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        gc.collect()  # or what other tests have left is counted here
        start = time.process_time()
        commands_of_text(text, HERE)
        return time.process_time() - start

    # Four times the text in no more than some eight times the time; noise of small times aside.
    smaller = seconds(25_000)
    assert any(seconds(100_000) < 8 * smaller + 0.3 for _ in range(3))
