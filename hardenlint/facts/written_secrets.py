"""Secrets in the text of files: those that here-documents write, and those that are mounted."""

from collections.abc import Iterator

from hardenlint.knowledge.secret_files import is_configuration
from hardenlint.knowledge.secrets import is_literal_secret, is_placeholder, is_recognised
from hardenlint.model import Build, Command, Field, Heredoc, Instruction

from .running import commands_of


def in_heredocs(build: Build) -> Iterator[tuple[str, Field[str], Command, str, str]]:
    """Passwords in SQL that here-documents hand to a program, or that become a file."""
    for instruction in build.built:
        read = {
            target for c in commands_of(instruction) for op, target in c.redirects if op[:2] == "<<"
        }
        for heredoc in instruction.heredocs:
            if instruction.keyword == "RUN" and heredoc.name not in read:
                continue  # a script, whose commands tell
            for what, value, start in _written(instruction, heredoc):
                line = heredoc.span.line + heredoc.content.count("\n", 0, start)
                place = heredoc.span._replace(line=line, column=1, end_line=line + 1, end_column=1)
                command = Command((), "", place)
                field = Field("", instruction.span)
                yield instruction.keyword, field, command, what, value


def _written(instruction: Instruction, heredoc: Heredoc) -> Iterator[tuple[str, str, int]]:
    """The passwords in a here-document: what sets it, the password, where in the text."""
    from . import sql_passwords  # noqa: PLC0415 - few files have any

    for words, value, start in sql_passwords.found(heredoc.content):
        if not is_placeholder(value):
            yield f"SQL's {words}", value, start
    if any(is_configuration(path) for path in _targets(instruction, heredoc)):
        start = 0
        for line in heredoc.content.splitlines(keepends=True):
            name, value = _setting(line)
            if name and is_literal_secret(name, value) and not is_recognised(value):
                yield f"the line {name} that it writes", value, start
            start += len(line)


def _targets(instruction: Instruction, heredoc: Heredoc) -> Iterator[str]:
    """The files that become of a here-document."""
    if instruction.keyword != "RUN":
        yield from (word.text for word in instruction.words[-1:])
        return
    for command in commands_of(instruction):
        if ("<<", heredoc.name) in {(op[:2], target) for op, target in command.redirects}:
            yield from (target for op, target in command.redirects if op in (">", ">>"))
            if command.name == "tee":
                yield from command.argv[1:]


def is_secret_text(text: str) -> bool:
    """Whether the text of a file is one: a private key, or settings with a secret among them."""
    if "-----BEGIN " in text:
        return "PRIVATE KEY" in text
    lines = [_setting(line) for line in text.splitlines()]
    # What is not made of names and values cannot be judged by them.
    is_settings = sum(bool(name) for name, _ in lines) > 0
    return holds_secret(text) or not is_settings


def holds_secret(text: str) -> bool:
    """Whether a configuration file has a credential, or sets a secret, in one of its lines."""
    if is_recognised(text):
        return True
    return any(_sets_secret(line) for line in text.splitlines())


def _sets_secret(line: str) -> bool:
    """`password = x`, `password: x`, `"password": "x",`."""
    name, value = _setting(line)
    return name != "" and is_literal_secret(name, value)


def _setting(line: str) -> tuple[str, str]:
    """The name and the value that a line of a configuration file sets; "" where it sets none."""
    line = line.strip()
    if line.startswith("//") and ":_" in line:  # of an .npmrc: //registry.example.com/:_authToken=x
        line = line.partition(":_")[2]
    ends = [place for sign in "=:" if (place := line.find(sign)) > 0]
    if not ends or line.startswith(("#", ";", "//")):
        return "", ""
    name, value = line[: min(ends)].strip(" \"'-"), line[min(ends) + 1 :].strip(" \t,")
    # What begins there is a mapping, a list or a block, whose lines are looked at one by one.
    return ("", "") if " " in name or value in ("{", "[", "|", ">") else (name, value)
