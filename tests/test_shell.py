"""What commands shell text runs: by table, text -> commands in order."""

import json

import pytest

from hardenlint import Command, Instruction, Span, pipelines
from hardenlint.model import Heredoc
from hardenlint.shell import (
    commands_of,
    commands_of_argv,
    commands_of_text,
    commands_of_texts,
)

HERE = Span("Dockerfile", 3, 1, 5, 9)


def names(commands: tuple[Command, ...]) -> str:
    """Each command as its wrappers and its name: `sudo>env>curl`; `=` for an assignment."""
    return " ".join(">".join((*c.via, c.name or "=")) for c in commands)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # separators
        ("", ""),
        ("   ", ""),
        ("# only a comment", ""),
        ("a", "a"),
        ("a b c", "a"),
        ("a; b;", "a b"),
        ("a && b || c", "a b c"),
        ("a | b |& c", "a b c"),
        ("a & b", "a b"),
        ("a\nb\n\nc", "a b c"),
        ("a&&b||c|d;e&f", "a b c d e f"),
        ("a # x; y", "a"),
        ("a#b; c", "a#b c"),
        ("a \\\n  b \\\n && c", "a c"),
        ("a \\;b", "a"),
        # quotes
        ("echo 'a; b' \"c && d\"", "echo"),
        ("echo a\\;b; c", "echo c"),
        ("'c'url x", "curl"),
        ("c\\url x", "curl"),
        ('"/usr/bin/curl" x', "curl"),
        ("/usr/local/bin/sudo -n x", "sudo>x"),
        ("echo $'a\\'b; c'; d", "echo d"),
        ('echo "a\\"; b"; c', "echo c"),
        ('echo "it\'s"; d', "echo d"),
        ("echo 'never closed; d", "echo"),
        # reserved words
        ("if a; then b; elif c; then d; else e; fi; f", "a b c d e f"),
        ("while a; do b; done; c", "a b c"),
        ("until a\ndo b\ndone", "a b"),
        ("for f in a b; do c $f; done", "c"),
        ("for f in $(a); do b; done", "a b"),
        ("for f\ndo a; done", "a"),
        ("for ((i=0; i<3; i++)); do a; done; b", "a b"),
        ("case $x in a|b) c ;; (d) e;; *) f ;& esac; g", "c e f g"),
        ("case $(a) in\n x) b\n;;\nesac", "a b"),
        ("case x in esac; a", "a"),
        ("! a && ! b", "a b"),
        ("{ a; b; }; c", "a b c"),
        ("(a; (b)); c", "a b c"),
        ("f() { a; }; b", "a b"),
        ("f () (a); b", "a b"),
        ("function f { a; }; b", "a b"),
        ("echo if then done; a", "echo a"),
        ("time a", "time>a"),
        ("[[ -f a && ( b > c ) ]] && d", "[[ d"),
        ("[ -f a ] && b", "[ b"),
        ("((i++)) && a", "a"),
        # assignments, redirections
        ("A=1", "="),
        ("A=1 B=2 a", "a"),
        ("A=(x y z); b", "= b"),
        ("A=$(x) b", "b x"),
        ("a >b 2>&1 <c", "a"),
        ("a &> b; c", "a c"),
        (">f a", "a"),
        ("> f", "="),
        ("a >/dev/null&& b", "a b"),
        ("while a; do b; done < c | d", "a b d"),
        # substitutions
        ("echo $(a | b) `c`", "echo a b c"),
        ('echo "x $(a "$(b)") y"', "echo a b"),
        ("echo '$(a)'", "echo"),
        ('echo "\\$(a)"', "echo"),
        ("echo `a \\`b\\``", "echo a b"),
        ("a <(b) >(c)", "a b c"),
        ("echo $((1 + $(a)))", "echo a"),
        ("echo $((1 << 2)); a", "echo a"),
        ("echo ${x:-$(a)} ${y#*;}; b", "echo a b"),
        ("a $(", "a"),
        ("a $(b", "a b"),
        # wrappers
        ("sudo a", "sudo>a"),
        ("sudo -u root -E a b", "sudo>a"),
        ("sudo --user=root A=1 a", "sudo>a"),
        ("sudo -v", "sudo"),
        ("apt-get install -y sudo", "apt-get"),
        ("env A=1 -u B a", "env>a"),
        ("exec a", "exec>a"),
        ("exec gosu app a b", "exec>gosu>a"),
        ("su-exec app a", "su-exec>a"),
        ("command -v a", "command"),
        ("command a", "command>a"),
        ("nohup nice -n 5 a &", "nohup>nice>a"),
        ("timeout -k 5 10s a b", "timeout>a"),
        ("a | xargs -0 -n 1 b -f", "a xargs>b"),
        ("doas -u x a", "doas>a"),
        ("chroot /mnt a", "chroot>a"),
        ("busybox wget x", "busybox>wget"),
        ("tini -- a", "tini>a"),
        ("sudo -- sudo a", "sudo>sudo>a"),
        # nested scripts
        ("sh -c 'a; b | c'", "sh a b c"),
        ("/bin/bash -exo pipefail -c 'a' b", "bash a"),
        ("bash -euo pipefail -c 'a'", "bash a"),
        ("sh -c \"a '$(b)'\"", "sh b a"),
        ("sh -c 'sh -c \"a && b\"'", "sh sh a b"),
        ("sh script.sh -c 'a'", "sh"),
        ("su - app -c 'a b'", "su a"),
        ("su app -lc a", "su a"),
        ("eval a b", "eval a"),
        ("eval 'a; b' c", "eval a b"),
        ("trap 'rm x' EXIT", "trap rm"),
        ("find . -exec a {} \\; -execdir sh -c 'b' +", "find a sh b"),
        ("bash <<< 'a; b'", "bash a b"),
        ("cat <<< 'a; b'", "cat"),
        # here-documents within the text
        ("cat <<E\na; b\nE\nc", "cat c"),
        ("cat <<E >f\n$(a) `b`\nE\nc", "cat a b c"),
        ("cat <<'E'\n$(a)\nE\nc", "cat c"),
        ("sh <<E\na\nb\nE\nc", "sh a b c"),
        ("sudo bash -s x <<-E\n\ta\n\tE\nc", "sudo>bash a c"),
        ("cat <<A <<B; c\n1\nA\n2\nB\nd", "cat c d"),
        # what is written into a shell is a script
        ("cat <<E | sh\na\nE\nb", "cat sh a b"),
        ("cat - <<E | sudo bash -s x\na; c\nE\nb", "cat sudo>bash a c b"),
        ("cat <<E x | sh\na\nE\nb", "cat sh b"),
        ("cat <<E | tee f\na\nE\nb", "cat tee b"),
        ("echo 'a; b' | sh", "echo sh a b"),
        ("echo -e 'a\\nb' | sh && c", "echo sh a b c"),
        ("echo a | tee f | sh", "echo tee sh"),
        ("echo a >f | sh", "echo sh"),
        ("echo a || sh", "echo sh"),
        ("echo a | sh f", "echo sh"),
        ("printf 'a\\nb' | sh", "printf sh a b"),
        ("printf '%s\\n' a | sh", "printf sh a"),
        ("printf 'a %s' b | sh", "printf sh"),
        # two parentheses are arithmetic only where they close together
        ("((a); b)", "a b"),
        ("((a + (b) * 2)); c", "c"),
        ("((a", ""),
        # unbalanced
        ("a ) b", "a b"),
        ("fi; done; } a", "a"),
        ("if a; then (b", "a b"),
        ('a "b; c', "a"),
        ("a ;;; b", "a b"),
        ("| | a", "a"),
        # the name of a function is no command: what it announces is given to nobody
        ("<<E f() { b; }\n$(a)\nE\nc", "b a c"),
        ("<<E f() | sh\na\nE\nb", "sh b"),
    ],
)
def test_commands(text: str, expected: str) -> None:
    assert names(commands_of_text(text, HERE)) == expected


@pytest.mark.parametrize(
    ("text", "argv"),
    [
        ("a 'b c' \"d\"e \\f", ("a", "b c", "de", "f")),
        ("a $B ${C} \"$D\" '$E'", ("a", "$B", "${C}", "$D", "$E")),
        ('a "x\\y" "\\$z"', ("a", "x\\y", "$z")),
        ("a \"\" ''", ("a", "", "")),
        ("a b\\\nc", ("a", "bc")),
        ("sudo -u x a -b", ("a", "-b")),
        ("a !(b|c) d", ("a", "!(b|c)", "d")),
        ("a $(b c) `d`", ("a", "$(b c)", "`d`")),
        ("a {b,c} ~/d *.e", ("a", "{b,c}", "~/d", "*.e")),
    ],
)
def test_argv(text: str, argv: tuple[str, ...]) -> None:
    assert commands_of_text(text, HERE)[0].argv == argv


def test_assignments_and_redirects() -> None:
    (command,) = commands_of_text("A=1 env B='2 3' x >/tmp/y 2>>z <in 1>w", HERE)
    assert command.assignments == (("A", "1"), ("B", "2 3"))
    assert command.redirects == ((">", "/tmp/y"), ("2>>", "z"), ("<", "in"), (">", "w"))


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("{ a; b; } > f", [["a"], ["b"], ["a", "b", "> f"]]),
        ("(a) >> f", [["a", ">> f"], ["a"]]),
        ("for i in 1 2; do a; done > f", [["a", "> f"], ["a"]]),
        ("{ a; } | b > f", [["a", "b"], ["a"]]),
        ("{ a; } < f", [["a"], ["a"]]),
        ("{ a; } 2> f", [["a"], ["a"]]),
    ],
)
def test_output_of_groups(text: str, members: list[list[str]]) -> None:
    found = [
        [c.name or " ".join(c.redirects[0]) for _, c in pipeline]
        for pipeline in pipelines(commands_of_text(text, HERE))
    ]
    assert sorted(found) == sorted(members)


def test_pipelines_reach_out_of_groups() -> None:
    commands = commands_of_text("a; (b; c | d) | { e; f; } && g", HERE)
    found = [" ".join(f"{at}{c.name}" for at, c in members) for members in pipelines(commands)]
    assert found == ["0a", "0b 0c 0d 1e 1f", "0b", "0c 1d", "0e", "0f", "0g"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bash <(a) b", [("bash", None, ""), ("a", 0, "process")]),
        ('sh -c "$(a)"', [("sh", None, ""), ("a", 0, "substitution"), ("$(a)", 0, "script")]),
        ("sh -c 'a $(b)'", [("sh", None, ""), ("a", 0, "script"), ("b", 1, "substitution")]),
        ("x; find -exec a", [("x", None, ""), ("find", None, ""), ("a", 1, "script")]),
        ("sh <<E\na\nE", [("sh", None, ""), ("a", 0, "script")]),
    ],
)
def test_parents(text: str, expected: list[tuple[str, int | None, str]]) -> None:
    found = [(c.name, c.parent, c.role) for c in commands_of_text(text, HERE)]
    assert found == expected


def instruction(keyword: str, text: str) -> Instruction:
    made = Instruction(keyword, HERE, 0)
    made.form = "shell"
    made.text = text
    return made


def exec_form(keyword: str, *values: str) -> Instruction:
    made = Instruction(keyword, HERE, 0)
    made.form = "exec"
    made.text = json.dumps(values)
    made.text_column = 5
    words, at = [], 1
    for value in values:
        words.append((at, at + len(value) + 2, value, value))
        at += len(value) + 4
    made.write(words)
    return made


def place(command: Command) -> tuple[int, int, int, int]:
    return command.span[1:5]


def test_places_follow_continuations() -> None:
    run = instruction("RUN", "apt-get update &&     sudo curl x  | sh")
    run.pieces = ((0, 3, 5), (18, 4, 1))
    assert [place(c) for c in commands_of(run)] == [(3, 5, 3, 19), (4, 5, 4, 16), (4, 20, 4, 22)]


def test_places_in_nested_scripts() -> None:
    run = instruction("RUN", "sh -c 'a;  b' \"$(c)\"; d `e`")
    run.pieces = ((0, 3, 5), (10, 4, 1))
    found = {c.name: place(c)[:2] for c in commands_of(run)}
    assert found == {
        "sh": (3, 5),
        "a": (3, 12),
        "b": (4, 2),
        "c": (4, 8),
        "d": (4, 13),
        "e": (4, 16),
    }


def test_without_offsets_all_is_the_instruction() -> None:
    assert [c.span for c in commands_of(instruction("RUN", "a | sh -c 'b'"))] == [HERE] * 3


def test_heredoc_is_the_script() -> None:
    run = instruction("RUN", "<<EOF")
    run.heredocs = (Heredoc("EOF", "a\n  sudo b\n", Span("Dockerfile", 4, 1, 5, 9), True),)
    assert [(names((c,)), place(c)) for c in commands_of(run)] == [
        ("a", (4, 1, 4, 2)),
        ("sudo>b", (5, 3, 5, 9)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<E", "a sh b"),
        ("<<-'E' ", "a sh b"),
        ("cat <<E > f", "cat b"),
        ("cat <<'E' > f", "cat b"),
        ("bash <<E", "bash a sh b"),
        ("<<E bash -e", "bash a sh b"),
        ("python3 <<E | sh", "python3 b sh"),
        ("x && sh -s y <<E; z", "x sh a sh b z"),
        ("(x; sh -x) <<E", "x sh b"),
    ],
)
def test_heredoc_of_an_instruction(text: str, expected: str) -> None:
    run = instruction("RUN", text)
    run.heredocs = (Heredoc("E", "a | sh \\\n $(b)\n", HERE, True),)
    assert names(commands_of(run)) == expected


@pytest.mark.parametrize(
    ("shebang", "expected"),
    [("#!/bin/bash -e", "a"), ("#!/usr/bin/env python3", "python3"), ("#!/usr/bin/perl", "perl")],
)
def test_heredoc_with_shebang(shebang: str, expected: str) -> None:
    run = instruction("RUN", "<<E")
    run.heredocs = (Heredoc("E", f"{shebang}\na\n", HERE, True),)
    assert names(commands_of(run)) == expected


@pytest.mark.parametrize("keyword", ["RUN", "CMD", "ENTRYPOINT"])
def test_exec_form(keyword: str) -> None:
    run = exec_form(keyword, "sudo", "sh", "-c", "a | b")
    assert names(commands_of(run)) == "sudo>sh a b"
    assert [place(c)[:2] for c in commands_of(run)] == [(3, 6), (3, 27), (3, 31)]


def test_exec_form_is_no_shell() -> None:
    run = exec_form("RUN", "echo", "&&", "$(a)", ";", "sudo")
    assert [c.argv for c in commands_of(run)] == [("echo", "&&", "$(a)", ";", "sudo")]


def test_healthcheck() -> None:
    health = instruction("HEALTHCHECK", "CMD curl -f http://localhost || exit 1")
    health.pieces = ((0, 3, 13),)
    assert [(c.name, place(c)[:2]) for c in commands_of(health)] == [
        ("curl", (3, 17)),
        ("exit", (3, 45)),
    ]
    assert names(commands_of(exec_form("HEALTHCHECK", "CMD", "a"))) == "a"


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ((), "a b"),
        (("/bin/bash", "-o", "pipefail", "-c"), "a b"),
        (("/usr/bin/env", "bash", "-c"), "a b"),
        (("powershell", "-Command"), ""),
        (("pwsh", "-c"), ""),
        (("cmd", "/S", "/C"), ""),
        (("/usr/bin/python3", "-c"), ""),
    ],
)
def test_shell_in_force(shell: tuple[str, ...], expected: str) -> None:
    run = instruction("RUN", "a | b")
    run.shell = shell
    assert names(commands_of(run)) == expected


@pytest.mark.parametrize("keyword", ["COPY", "ENV", "USER", "LABEL", "SHELL"])
def test_other_instructions_run_nothing(keyword: str) -> None:
    assert commands_of(instruction(keyword, "sudo a")) == ()


def test_argv_of_several_places() -> None:
    first, second = Span("compose.yaml", 4, 3, 4, 9), Span("compose.yaml", 5, 3, 5, 20)
    found = commands_of_argv([("sh", first), ("-c", first), ("a; b", second)])
    assert [(c.name, place(c)) for c in found] == [
        ("sh", (4, 3, 5, 20)),
        ("a", (5, 3, 5, 20)),
        ("b", (5, 3, 5, 20)),
    ]


def test_text_of_parts() -> None:
    first, second = Span("x", 3, 5, 3, 9), Span("x", 7, 5, 7, 9)
    parts = [("if true; then\na\n", first), ("b; fi\nc $(d)\n", second)]
    found = commands_of_texts(parts)
    assert [(c.name, c.span, bool(c.within)) for c in found] == [
        ("true", first, True),
        ("a", first, True),
        ("b", second, True),
        ("c", second, False),
        ("d", second, False),
    ]
    assert commands_of_texts([]) == ()


def test_words_before_a_command() -> None:
    (command,) = commands_of_text("sudo -S env A=1 nice -n 5 make all", Span("x"))
    assert command.via == ("sudo", "env", "nice")
    assert command.before == ("sudo", "-S", "env", "A=1", "nice", "-n", "5")
    assert command.argv == ("make", "all")
