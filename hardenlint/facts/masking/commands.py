"""Passwords on command lines: what the options and operands of programs take.

Which they are, `facts.password_options` knows. A program may stand anywhere in a line: after
`RUN`, `sudo -u x`, `sh -c "`. What is only looked for to be hidden is below.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from hardenlint.knowledge import password_programs, secret_names, secrets

from .. import password_options
from . import names, secret_ranges
from .ranges import Range, joined, merged

_PROGRAMS = frozenset(
    (
        *password_programs.ATTACHED, *password_programs.SEPARATE, *password_programs.LOGINS,
        *password_programs.ACCOUNTS, *password_programs.OPERANDS, *password_programs.POSITIONAL,
        "useradd", "usermod", "adduser", "net", "mkpasswd",
    )
)  # fmt: skip
_SINKS = frozenset(
    """chpasswd newusers passwd smbpasswd vncpasswd kinit cryptsetup su sudo adduser gpg openssl
    htpasswd docker podman helm skopeo crane oras gh nerdctl buildah security""".split()
)
"""Programs that read a password from their standard input."""

_STDIN = ("--password-stdin", "--stdin", "--passphrase-fd", "--with-token", "-stdin")

_CANDIDATES = 30
"""Words of a command that may be its program."""

_FEW = 6
"""Programs that one command may name."""

_MOST = 50
"""Passwords of one command."""

_DEEPEST = 3
_TALLEST = 200


class _Word(NamedTuple):
    """A word without its quotes, and where its characters are written."""

    value: str
    base: int
    offsets: tuple[int, ...] = ()

    def place(self, start: int, end: int) -> Range:
        if not self.offsets:
            return (self.base + start, self.base + end)
        return (self.offsets[start], self.offsets[end - 1] + 1) if end > start else (0, 0)


class _Command(NamedTuple):
    """The words of a command, what is handed to it by `<<<`, and the sign that ends it."""

    words: list[_Word]
    given: list[_Word]
    sign: str


_WORD = (
    # A comma after a quote is that of a list.
    r"(?!(?<=[\"'])[,\]](?=[\s\"'\]]|\Z))[^\s;|&\"'\\<]++|<(?!<<)|\\."
    r"|\"(?:[^\"\\]++|\\.)*+(?:\"|\Z)|'[^']*+(?:'|\Z)"
)
_find_words = re.compile(
    r"(?P<sign><<<|\|\||&&|[;|&])|(?P<blank>\s++|\[(?=\s*+[\"'])|(?<=[\"'])[,\]])"
    rf"|(?P<word>(?:{_WORD})++)|.",
    re.DOTALL,
).finditer
_find_parts = re.compile(
    r"\\(.)|\"((?:[^\"\\]++|\\.)*+)\"?|'([^']*+)'?|([^\\\"']++)", re.DOTALL
).finditer
_find_escapes = re.compile(r"\\[\"\\$`\n]|.", re.DOTALL).finditer


def in_text(text: str, depth: int = 0) -> Iterator[Range]:
    """Find them in a text of shell, YAML or a Dockerfile, by logical lines."""
    start = 0
    for line in joined(text).split("\n"):
        if _hints()(line):
            for a, b in _in_line(line, depth):
                yield (start + a, start + b)
        start += len(line) + 1
    if "<<" in text:
        yield from _here_documents(text)


@cache
def _hints() -> Callable[[str], object]:
    """Whether a line may have a password on a command line: a program, an option, an input."""
    programs = "|".join(sorted(map(re.escape, _PROGRAMS | _SINKS), key=len, reverse=True))
    return re.compile(
        rf"<<<|(?<![\w.-])(?:{programs})(?![\w-])"
        r"|(?:pass|pw|secret|token|key|cred|auth|pat|jwt|psk|salt|session|cookie|dsn)",
        re.IGNORECASE,
    ).search


def in_list(words: Sequence[str], *, alone: bool = True) -> list[tuple[int, int, int]]:
    """Find them in a list of words, as programs are started with: index, start and end each.

    `alone` looks at each word by itself as well.
    """
    told = [_Word(word, 0) for word in words]
    found = [(index, a, b) for index, a, b in _in_words(told)]
    for index, word in enumerate(words if alone else ()):
        found += ((index, a, b) for a, b in secret_ranges(word))
    by_word: dict[int, list[Range]] = {}
    for index, a, b in found:
        by_word.setdefault(index, []).append((a, b))
    return [(index, a, b) for index in sorted(by_word) for a, b in merged(by_word[index])]


def _in_line(line: str, depth: int) -> Iterator[Range]:
    commands = list(_commands(line))
    for command, following in zip(commands, [*commands[1:], None], strict=True):
        for index, a, b in _in_words(command.words):
            yield command.words[index].place(a, b)
        if command.given and _reads_secret(command.words):
            yield from (word.place(0, len(word.value)) for word in command.given if _says(word))
        if command.sign == "|" and following is not None and _reads_secret(following.words):
            yield from _written(command.words)
        for word in command.words if depth < _DEEPEST else ():
            if " " in word.value and len(word.value) < len(line):
                for a, b in in_text(word.value, depth + 1):
                    yield word.place(a, b)


def _commands(line: str) -> Iterator[_Command]:
    command = _Command([], [], "")
    is_given = False
    for match in _find_words(line):
        if match["word"] is not None:
            word = _word(match[0], match.start())
            (command.given if is_given else command.words).append(word)
            is_given = False
        elif match["sign"] == "<<<":
            is_given = True
        elif match["sign"]:
            yield command._replace(sign=match["sign"])
            command = _Command([], [], "")
    yield command


def _word(raw: str, start: int) -> _Word:
    if "\\" not in raw:
        if "'" not in raw and '"' not in raw:
            return _Word(raw, start)
        inner = raw[1:-1]
        if raw[0] == raw[-1] and raw[0] in "\"'" and len(raw) > 1 and raw[0] not in inner:
            return _Word(inner, start + 1)
    chars: list[str] = []
    offsets: list[int] = []
    for match in _find_parts(raw):
        group = match.lastindex or 0
        at = start + match.start(group)
        if group == 2:
            for piece in _find_escapes(match[2]):
                chars.append(piece[0][-1])
                offsets.append(at + piece.end() - 1)
        elif group:
            chars.append(match[group])
            offsets += range(at, at + len(match[group]))
    return _Word("".join(chars), start, tuple(offsets))


def _says(word: _Word) -> bool:
    return not secrets.is_placeholder(word.value)


def _in_words(words: Sequence[_Word]) -> Iterator[tuple[int, int, int]]:
    """Find what programs and options take: the index of a word, and the part of it."""
    argv = [word.value for word in words]
    for index, word in enumerate(argv[:-1]):
        if word[:1] == "-" and "=" not in word and _takes(word, argv[index + 1]):
            yield index + 1, 0, len(argv[index + 1])
    first, programs = -1, 0
    values: dict[str, None] = {}
    for index, word in enumerate(argv[:_CANDIDATES]):
        program = _program(word)
        if program in _PROGRAMS and programs < _FEW:
            first = index if first < 0 else first
            programs += 1
            line = tuple(argv[index:])
            for _, value in (*password_options.given(program, line), *_more(program, line)):
                values[value] = None
    if len(values) > _MOST:  # no honest command has so many: all of its words are hidden
        yield from ((index, 0, len(argv[index])) for index in range(first + 1, len(argv)))
        return
    for value in values:
        yield from _placed(argv, first, value)


def _program(word: str) -> str:
    """The name of a program without its folder, and without what may stand before it."""
    name = word.lstrip("$(`{\"'[!@").replace("\\", "/").rpartition("/")[2]
    return name.removesuffix(".exe").rstrip(",")


def _takes(option: str, following: str) -> bool:
    """Whether `--token x` is an option with its secret."""
    name = option.lstrip("-")
    if not names.names_secret(name) or following[:1] == "-":
        return False
    if not password_programs.NOT_TAKING.isdisjoint(secret_names.words_of(name)):
        return False
    # `docker build --secret id=x,src=file`
    return not following.startswith(("id=", "type=", "src=")) and names.is_literal(name, following)


def _placed(argv: Sequence[str], first: int, value: str) -> Iterator[tuple[int, int, int]]:
    """Where a password stands among the words; how it is given stays readable (`pass:x`)."""
    kind, colon, rest = value.partition(":")
    if colon and kind in ("env", "file", "fd", "stdin"):
        return
    value = rest if colon and kind == "pass" else value
    if secrets.is_placeholder(value):
        return
    for index in range(first, len(argv)):
        word = argv[index]
        if word.endswith(value) and (index > first or len(word) > len(value)):
            yield index, len(word) - len(value), len(word)
        elif len(value) > 3 and (at := word.find(value)) >= 0:
            yield index, at, at + len(value)


def _more(program: str, argv: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What no check looks for: hashes, and other systems' programs."""
    if program in ("useradd", "usermod", "adduser"):
        for option, value in pairwise(argv):
            if option in ("-p", "--password"):
                yield option, value
    operands = [word for word in argv[1:] if word[:1] not in ("-", "/")]
    if program == "net" and [word.lower() for word in operands[:1]] == ["user"]:
        yield from (("net user", word) for word in operands[2:3])
    if program == "mkpasswd" and operands:
        yield "mkpasswd", operands[-1]


def _reads_secret(words: Sequence[_Word]) -> bool:
    """Whether a command reads a password from its standard input."""
    few = [word.value for word in words[:_CANDIDATES]]
    return any(_program(word) in _SINKS for word in few[:6]) or any(
        word.partition("=")[0] in _STDIN for word in few
    )


def _written(words: Sequence[_Word]) -> Iterator[Range]:
    """The words that echo or printf writes; of `name:password` the password."""
    told = next((n for n, w in enumerate(words) if _program(w.value) in ("echo", "printf")), None)
    if told is None:
        return
    for word in words[told + 1 :]:
        if word.value[:1] == "-" or word.value.startswith("%") or not _says(word):
            continue
        yield word.place(0, len(word.value))


_find_documents = re.compile(r"<<-?[ \t]*+[\"']?([A-Za-z_]\w*+)").finditer


def _here_documents(text: str) -> Iterator[Range]:
    """The lines that a here-document hands to a program that reads passwords."""
    seen, reads = -1, False
    for match in _find_documents(text):
        stop = text.find("\n", match.end())
        if stop != seen:
            first = text.rfind("\n", 0, match.start()) + 1
            seen, reads = stop, _reads_secret(next(_commands(text[first : max(stop, 0)])).words)
        if stop < 0 or not reads:
            continue
        for _ in range(_TALLEST):
            start = stop + 1
            stop = text.find("\n", start)
            stop = len(text) if stop < 0 else stop
            line = text[start:stop]
            if start >= len(text) or line.strip() == match[1]:
                break
            if not secrets.is_placeholder(line):
                yield (start + len(line) - len(line.lstrip()), stop)
