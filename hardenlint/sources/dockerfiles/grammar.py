"""The grammar of each instruction: flags, forms, words, and what BuildKit refuses."""

import re
from collections.abc import Callable, Iterable

from ...errors import InputError
from ...model import Flag, Heredoc, Instruction, Span, Word
from . import words as lex
from .lines import Line, Reader
from .words import Lexer, Piece, WordError

_BOOL, _TEXT, _MANY = "bool", "text", "many"
FLAGS: dict[str, dict[str, str]] = {
    "ADD": {
        "chown": _TEXT, "chmod": _TEXT, "link": _BOOL, "keep-git-dir": _BOOL, "checksum": _TEXT,
        "exclude": _MANY, "unpack": _BOOL,
    },
    "COPY": {
        "chown": _TEXT, "from": _TEXT, "chmod": _TEXT, "link": _BOOL, "parents": _BOOL,
        "exclude": _MANY,
    },
    "FROM": {"platform": _TEXT},
    "HEALTHCHECK": {
        "interval": _TEXT, "timeout": _TEXT, "start-period": _TEXT, "start-interval": _TEXT,
        "retries": _TEXT,
    },
    "RUN": {"mount": _MANY, "network": _TEXT, "security": _TEXT, "device": _MANY},
}  # fmt: skip
KEYWORDS = frozenset(
    """ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL
    STOPSIGNAL USER VOLUME WORKDIR""".split()
)
_NO_FLAGS_READ = frozenset(("ARG", "STOPSIGNAL"))
_WITH_HEREDOCS = frozenset(("RUN", "COPY", "ADD"))
_NO_TRIGGER = frozenset(("ONBUILD", "FROM", "MAINTAINER"))
_SEPARATOR = re.compile(r"[\t\v\f\r ]+")
_STAGE = re.compile(r"[a-z][a-z0-9\-_.]*\Z")


class Parsed:
    """An instruction as written, FROM included, before it means anything."""

    __slots__ = ("healthcheck", "instruction", "line", "pieces")

    def __init__(self, instruction: Instruction, line: Line) -> None:
        self.instruction = instruction
        self.line = line
        self.pieces: tuple[Word, ...] = ()
        self.healthcheck = ""


class Grammar:
    """Parses logical lines; raises InputError("parse") where BuildKit refuses."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def parse(self) -> Iterable[Parsed]:
        """Yield every instruction of the file."""
        for line in self.reader.lines():
            yield self._line(line, 0, onbuild=False)

    def _line(self, line: Line, start: int, *, onbuild: bool) -> Parsed:
        text = line.text
        end = len(text.rstrip())
        match = _SEPARATOR.search(text, start, end)
        stop = match.start() if match else end
        keyword = text[start:stop].upper()
        if keyword not in KEYWORDS or not text[start:stop].isascii():
            raise self.error(f"unknown instruction {text[start:stop]!r}", line)
        begin = match.end() if match else end
        if onbuild and keyword in _NO_TRIGGER:
            raise self.error(f"{keyword} is not allowed as an ONBUILD trigger", line)
        line_text = text[:end]
        flags: tuple[Flag, ...] = ()
        if keyword not in _NO_FLAGS_READ:
            found, begin = lex.flags(line_text, begin, self.reader.escape)
            flags = self._flags(keyword, found, line)
        if keyword == "ONBUILD":
            if begin >= end:
                raise self.error("ONBUILD needs an instruction", line)
            parsed = self._line(line, begin, onbuild=True)
            parsed.instruction.onbuild = True
            return parsed
        instruction = Instruction(keyword, line.span(0, end), None)
        instruction.flags = flags
        instruction.text = line_text[begin:]
        instruction.offsets = _offsets(line, begin)
        parsed = Parsed(instruction, line)
        self._arguments(parsed, line_text, begin)
        if keyword in _WITH_HEREDOCS and instruction.form != "exec" and "<<" in line_text:
            instruction.heredocs = self._heredocs(line, line_text)
        self._validate(parsed)
        last = self.reader.number
        line.end = max(line.end, last) if instruction.heredocs else line.end
        row = self.reader.rows[line.end - 1]
        instruction.span = instruction.span._replace(
            end_line=line.end,
            end_column=len(row) + 1 if line.end != line.text_end[0] else line.text_end[1] + 1,
        )
        return parsed

    def error(self, message: str, line: Line) -> InputError:
        """Make the error for an instruction."""
        return self.reader.error(message, line.start)

    # Flags

    def _flags(self, keyword: str, found: list[Piece], line: Line) -> tuple[Flag, ...]:
        allowed = FLAGS.get(keyword, {})
        flags: list[Flag] = []
        seen: set[str] = set()
        for piece in found:
            name, equals, value = piece.text[2:].partition("=")
            kind = allowed.get(name)
            if kind is None:
                raise self.error(f"{keyword} has no flag --{name}", line)
            if name in seen and kind != _MANY:
                raise self.error(f"the flag --{name} is given twice", line)
            if kind != _BOOL and not equals:
                raise self.error(f"the flag --{name} needs a value", line)
            if kind == _BOOL and equals and value not in ("true", "false"):
                raise self.error(f"the flag --{name} is true or false, not {value!r}", line)
            seen.add(name)
            flags.append(Flag(name, value, line.span(piece.start, piece.end)))
        return tuple(flags)

    # Arguments

    def _arguments(self, parsed: Parsed, text: str, begin: int) -> None:
        instruction, keyword = parsed.instruction, parsed.instruction.keyword
        if keyword in ("RUN", "CMD", "ENTRYPOINT", "SHELL"):
            self._command(parsed, text, begin)
        elif keyword in ("COPY", "ADD", "VOLUME"):
            listed = self._json(parsed, text, begin)
            if listed is None:
                self._words(parsed, lex.blank_split(text, begin))
            else:
                instruction.words = listed
        elif keyword in ("EXPOSE", "FROM"):
            self._words(parsed, lex.blank_split(text, begin))
        elif keyword in ("ENV", "LABEL"):
            self._pairs(parsed, text, begin)
        elif keyword == "ARG":
            self._arg(parsed, text, begin)
        elif keyword == "HEALTHCHECK":
            self._healthcheck(parsed, text, begin)
        elif begin < len(text):
            self._words(parsed, [Piece(text[begin:], begin, len(text))])

    def _words(self, parsed: Parsed, pieces: list[Piece]) -> None:
        line = parsed.line
        parsed.instruction.words = tuple(
            Word(piece.text, piece.text, line.span(piece.start, piece.end)) for piece in pieces
        )

    def _command(self, parsed: Parsed, text: str, begin: int) -> None:
        listed = self._json(parsed, text, begin)
        instruction = parsed.instruction
        instruction.form = "shell" if listed is None else "exec"
        if listed is not None:
            instruction.words = listed
        elif begin < len(text):
            self._words(parsed, [Piece(text[begin:], begin, len(text))])

    def _json(self, parsed: Parsed, text: str, begin: int) -> tuple[Word, ...] | None:
        """Read a JSON list of strings; None when the text is none, an error when it holds others."""
        source = text[begin:].lstrip()
        if not source.startswith("["):
            return None
        values = _strings(source)
        if values is None:
            return None
        if not all(isinstance(value, str) for value in values):
            raise self.error("a JSON list of arguments holds strings only", parsed.line)
        span = parsed.line.span(begin, len(text))
        spans = _string_spans(parsed.line, text, begin, len(values)) or [span] * len(values)
        return tuple(
            Word(str(value), str(value), place) for value, place in zip(values, spans, strict=True)
        )

    def _pairs(self, parsed: Parsed, text: str, begin: int) -> None:
        pieces = lex.split(text, begin, self.reader.escape)
        line, keyword = parsed.line, parsed.instruction.keyword
        if not pieces:
            raise self.error(f"{keyword} needs at least one argument", line)
        pairs: list[tuple[Word, Word | None]] = []
        if "=" not in pieces[0].text:
            parts = _SEPARATOR.split(text[begin:], maxsplit=1)
            if len(parts) < 2:
                raise self.error(f"{keyword} needs a name and a value", line)
            start = len(text) - len(parts[1])
            key = Piece(parts[0], begin, begin + len(parts[0]))
            pairs.append((self._word(line, key), self._word(line, Piece(parts[1], start, len(text)))))
        else:
            for piece in pieces:
                pairs.append(self._pair(line, piece, keyword))
        parsed.instruction.pairs = tuple(pairs)

    def _pair(self, line: Line, piece: Piece, keyword: str) -> tuple[Word, Word | None]:
        name, equals, value = piece.text.partition("=")
        if not equals:
            raise self.error(f"{keyword}: {piece.text!r} is no name=value", line)
        if not name:
            raise self.error(f"{keyword}: a name is empty", line)
        middle = piece.start + len(name)
        return (
            self._word(line, Piece(name, piece.start, middle)),
            self._word(line, Piece(value, middle + 1, piece.end)),
        )

    def _word(self, line: Line, piece: Piece) -> Word:
        """A word with quotes and escapes removed, variables left as written."""
        try:
            value = Lexer(piece.text, self.reader.escape, None).expand().value
        except WordError as error:
            raise self.error(str(error), line) from None
        return Word(value, piece.text, line.span(piece.start, piece.end))

    def _arg(self, parsed: Parsed, text: str, begin: int) -> None:
        pieces = lex.split(text, begin, self.reader.escape)
        if not pieces:
            raise self.error("ARG needs at least one argument", parsed.line)
        pairs: list[tuple[Word, Word | None]] = []
        for piece in pieces:
            if "=" in piece.text:
                pairs.append(self._pair(parsed.line, piece, "ARG"))
            else:
                pairs.append((self._word(parsed.line, piece), None))
        parsed.instruction.pairs = tuple(pairs)

    def _healthcheck(self, parsed: Parsed, text: str, begin: int) -> None:
        pieces = lex.blank_split(text, begin)
        if not pieces:
            raise self.error("HEALTHCHECK needs NONE or CMD", parsed.line)
        kind = pieces[0].text.upper()
        start = pieces[1].start if len(pieces) > 1 else len(text)
        parsed.healthcheck = kind
        if kind == "NONE":
            if len(pieces) > 1:
                raise self.error("HEALTHCHECK NONE takes no arguments", parsed.line)
            return
        if kind != "CMD":
            raise self.error(f"HEALTHCHECK knows NONE and CMD, not {pieces[0].text!r}", parsed.line)
        self._command(parsed, text, start)
        if not parsed.instruction.words:
            raise self.error("HEALTHCHECK CMD needs a command", parsed.line)
        for flag in parsed.instruction.flags:
            self._check_timing(flag, parsed.line)

    def _check_timing(self, flag: Flag, line: Line) -> None:
        if flag.name == "retries":
            digits = flag.value.removeprefix("+")
            ok = digits.isascii() and digits.isdigit() and int(digits) < 2**31
        else:
            ok = _is_duration(flag.value)
        if not ok:
            raise self.error(f"--{flag.name}={flag.value} is not valid", line)

    # Here-documents

    def _heredocs(self, line: Line, text: str) -> tuple[Heredoc, ...]:
        found: list[Heredoc] = []
        for piece in lex.split(text, 0, self.reader.escape):
            opened = _heredoc(piece.text)
            if opened is None:
                continue
            name, strip_tabs, expand = opened
            content, first = self.reader.heredoc(name, strip_tabs, line.start)
            last = max(self.reader.number - 1, first)
            span = Span(line.path, first, 1, last, len(self.reader.rows[last - 1]) + 1)
            found.append(Heredoc(name, content, span, expand))
        return tuple(found)

    # What BuildKit checks of the arguments

    def _validate(self, parsed: Parsed) -> None:
        instruction, line = parsed.instruction, parsed.line
        check = _VALIDATORS.get(instruction.keyword)
        message = check(instruction) if check else None
        if message:
            raise self.error(message, line)


def _offsets(line: Line, begin: int) -> tuple[tuple[int, int, int], ...]:
    """Tell where the argument text lies, piece by piece."""
    row, column = line.at(begin)
    later = [(offset - begin, r, c) for offset, r, c in line.pieces if offset > begin]
    return ((0, row, column), *later)


_PLAIN_LIST = re.compile(r'\[[ \t]*(?:"[^"\\\x00-\x1f]*"[ \t]*(?:,[ \t]*"[^"\\\x00-\x1f]*"[ \t]*)*)?\]')
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def _strings(source: str) -> list[object] | None:
    """Read a JSON list; the plain ones without the json module, which costs start-up time."""
    if _PLAIN_LIST.fullmatch(source):
        return list(_STRING.findall(source))
    import json  # noqa: PLC0415 - only for lists with escapes or other values

    try:
        value = json.loads(source, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def _refuse(name: str) -> None:
    raise ValueError(name)


def _string_spans(line: Line, text: str, begin: int, count: int) -> list[Span] | None:
    spans = [line.span(m.start(), m.end()) for m in _STRING.finditer(text, begin)]
    return spans if len(spans) == count else None


def _heredoc(word: str) -> tuple[str, bool, bool] | None:
    """Read `[fd]<<[-]name`: the name, whether tabs are stripped, whether the body is expanded."""
    rest = word.lstrip("0123456789")
    if not rest.startswith("<<"):
        return None
    rest = rest[2:]
    strip_tabs = rest.startswith("-")
    rest = rest.removeprefix("-").lstrip()
    if not rest or "<" in rest:
        return None
    try:
        name = Lexer(rest, "\\", None).expand().value
    except WordError:
        return None
    if not name or any(character.isspace() for character in name):
        return None
    return name, strip_tabs, name == rest


_DURATION = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def _is_duration(text: str) -> bool:
    """Whether Go's ParseDuration accepts it and it is 0 or at least a millisecond."""
    if text in ("", "0"):
        return True
    place, seconds = 1 if text[0] == "+" else 0, 0.0
    while place < len(text):
        match = _DURATION.match(text, place)
        if match is None:
            return False
        seconds += float(match[1]) * _UNITS[match[2]]
        place = match.end()
    return seconds == 0 or seconds >= 1e-3


def _at_least_one(instruction: Instruction) -> str | None:
    return None if instruction.words else f"{instruction.keyword} needs at least one argument"


def _exactly_one(instruction: Instruction) -> str | None:
    return None if instruction.words else f"{instruction.keyword} needs exactly one argument"


def _copy(instruction: Instruction) -> str | None:
    if len(instruction.words) < 2:
        return f"{instruction.keyword} needs a source and a destination"
    if instruction.heredocs and _heredoc(instruction.words[-1].value):
        return f"{instruction.keyword} cannot write to a here-document"
    return None


def _shell(instruction: Instruction) -> str | None:
    if instruction.form != "exec":
        return "SHELL needs its arguments as a JSON list"
    return _at_least_one(instruction)


def _volume(instruction: Instruction) -> str | None:
    if any(word.value == "" for word in instruction.words):
        return "VOLUME cannot be empty"
    return _at_least_one(instruction)


def stage_name(words: tuple[Word, ...]) -> tuple[str | None, str | None]:
    """Read `image [AS name]`: the name, and what is wrong."""
    if len(words) == 1:
        return None, None
    if len(words) != 3 or words[1].value.lower() != "as":
        return None, "FROM takes an image, or an image AS a name"
    name = words[2].value.lower()
    if not _STAGE.match(name):
        return None, f"{words[2].value!r} is no valid name for a stage"
    return name, None


_VALIDATORS: dict[str, Callable[[Instruction], str | None]] = {
    "ADD": _copy,
    "COPY": _copy,
    "EXPOSE": _at_least_one,
    "FROM": lambda instruction: stage_name(instruction.words)[1],
    "MAINTAINER": _exactly_one,
    "SHELL": _shell,
    "STOPSIGNAL": _exactly_one,
    "USER": _exactly_one,
    "VOLUME": _volume,
    "WORKDIR": _exactly_one,
}
