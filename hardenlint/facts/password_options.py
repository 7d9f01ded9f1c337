"""What the options and operands of a program say of passwords.

Which programs these are is in `knowledge.password_programs`.
"""

from collections.abc import Iterator, Sequence

from hardenlint.knowledge.password_programs import (
    ACCOUNTS,
    ANYWHERE,
    ATTACHED,
    FLAGS,
    LOGINS,
    NOT_TAKING,
    OBJECTS,
    OPERANDS,
    OWN,
    POSITIONAL,
    SEPARATE,
    TEXT,
)
from hardenlint.knowledge.secret_names import words_of
from hardenlint.knowledge.secrets import is_literal_secret

from . import accounts

Found = tuple[str, str]
"""What takes the secret ("mysql -p"), and the secret."""


def given(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """What the options and operands of one program give it, placeholders included."""
    yield from _options(program, argv)
    yield from _operands(program, argv)
    if program in ACCOUNTS:
        yield from _accounts(program, argv)
    if program in ("useradd", "usermod"):
        yield f"{program} -p", accounts.password_given(argv) or ""
    if program in POSITIONAL:
        from .password_operands import operands  # noqa: PLC0415 - few commands need it

        yield from operands(program, argv)


def _options(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """`-px`, `-p x`, `--password=x`, `--password x`, `-Dpassword=x`."""
    if program in TEXT:
        return
    letter = ATTACHED.get(program, "")
    separate = SEPARATE.get(program, ())
    if "login" in argv[1:4] and LOGINS.get(program):  # `docker --config x login` is one as well
        separate = (*separate, *LOGINS[program])
        letter = "p"
    for index, word in enumerate(argv):
        # The command of a container may be nothing but options of its entrypoint.
        if word[:1] != "-" or (index == 0 and word[:2] != "--"):
            continue
        following = argv[index + 1] if index + 1 < len(argv) else ""
        name, equals, value = word.partition("=")
        if name in separate:  # `-N ''` is a word less when it is written as `-N''`
            yield f"{program} {name}", value if equals else _word(following)
        elif letter and word[1:2] == letter and word[:2] != "--" and len(word) > 2:
            yield f"{program} -{letter}", word[2:]
        elif name.lstrip("-") in FLAGS:
            yield name, value or following
        elif word.startswith(("--", "-D", "-P")) or name in ANYWHERE or _is_long(name, equals):
            yield from _long(program, word, following)


def _word(following: str) -> str:
    return following if following[:1] != "-" else ""


def _is_long(name: str, equals: str) -> bool:
    """Whether it is a long option with one `-`, as programs in Go take them: `-token=x`."""
    return equals != "" and len(name) > 4


def _long(program: str, word: str, following: str) -> Iterator[Found]:
    name, equals, value = word.partition("=")
    shown = name if name.isascii() else "an option"
    if equals:
        key = name.lstrip("-").removeprefix("D")
        if (is_literal_secret(key, value) or name in ANYWHERE) and not _takes_other(program, name):
            yield shown, value
    elif name in ANYWHERE:
        yield shown, following if following[:1] not in _NO_WORD[name == "--pwd"] else ""
    elif _takes_word(program, name, following):
        yield shown, following


_NO_WORD = ("-", "-/.")
"""How what follows an option begins that is no password: an option, after --pwd a folder."""


def _takes_word(program: str, name: str, following: str) -> bool:
    """Whether `--token x` is an option with its secret."""
    is_option = name.startswith("--") and following[:1] != "-"
    return is_option and is_literal_secret(name[2:], following) and not _takes_other(program, name)


def _takes_other(program: str, name: str) -> bool:
    if program in OBJECTS and name not in OWN:
        return True
    return not NOT_TAKING.isdisjoint(words_of(name))


def _operands(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """`ngrok authtoken x`, `mysqladmin -u root password x`."""
    for start, place in OPERANDS.get(program, ()):
        words = [word for word in argv[1:] if word[:1] != "-"]
        at = _begin(words, start)
        if at is not None and at + place <= len(words):
            yield " ".join((program, *start)), words[at + place - 1]


def _begin(words: Sequence[str], start: Sequence[str]) -> int | None:
    """Where the words after `start` begin; None where it is not there."""
    if not start:
        return 0
    lowered = [word.lower() for word in words[:_FEW]]
    for index, word in enumerate(lowered):
        if word == start[0] and lowered[index : index + len(start)] == list(start):
            return index + len(start)
    return None


_FEW = 20
"""Words among which a subcommand is looked for."""


def _accounts(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """`smbclient -U name%password`, `skopeo --creds=name:password`."""
    options, sign = ACCOUNTS[program]
    for index, word in enumerate(argv):
        option, equals, value = word.partition("=")
        if option in options:
            account = value if equals else "".join(argv[index + 1 : index + 2])
            yield f"{program} {option}", account.partition(sign)[2]
