"""The literal secrets that commands are given."""

from collections.abc import Iterator, Sequence

from hardenlint.knowledge.secrets import is_literal_secret, is_placeholder
from hardenlint.model import Command

from . import interpreter
from .password_options import Found, given


def secrets_of(commands: Sequence[Command]) -> Iterator[tuple[Command, str, str]]:
    """Every literal secret on the command lines: the command, what takes it, the secret."""
    for command in commands:
        for what, value in _of_one(command):
            if not is_placeholder(_bare(value)):
                yield command, what, _bare(value)
    if any(command.name in ("echo", "printf") for command in commands):
        from .password_input import piped  # noqa: PLC0415 - few write anything

        yield from piped(commands)


def _of_one(command: Command) -> Iterator[Found]:
    for name, value in command.assignments:
        if is_literal_secret(name, value):
            yield f"the variable {name}", value
    argv = command.argv
    if not argv:
        return
    if command.name in ("export", "env", "declare"):
        for word in argv[1:]:
            name, equals, value = word.partition("=")
            if equals and is_literal_secret(name, value):
                yield f"the variable {name}", value
    yield from given(command.name, argv)
    here = [text for operator, text in command.redirects if operator == "<<<"]
    if here:
        from .password_input import handed  # noqa: PLC0415 - few are handed a text

        yield from handed(command, here)
    yield from _sql(command, here)


def _sql(command: Command, here: Sequence[str]) -> Iterator[Found]:
    """`mysql -e "… IDENTIFIED BY 'x'"`, and what is written for such a program."""
    if interpreter.is_shell(command.name) or command.name in ("su", "runuser", "eval"):
        return  # what they run tells
    for word in (*command.argv, *here):
        if " " in word and ("'" in word or '"' in word):
            from . import sql_passwords  # noqa: PLC0415 - few words are statements

            for words, value, _ in sql_passwords.found(word):
                yield f"SQL's {words}", value


def _bare(value: str) -> str:
    """A password without what says how it is given: openssl's `pass:x`, `env:X`, `file:x`."""
    kind, colon, rest = value.partition(":")
    if colon and kind == "pass":
        return rest
    return "" if colon and kind in ("env", "file", "fd", "stdin") else value
