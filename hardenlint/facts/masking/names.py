"""Values beside a name that is secret: `NAME=value`, `name: value`, `--name value`, `ENV NAME x`.

The text may have several lines: a quoted value goes on to its quote, a block of YAML to its end.
"""

import re
from collections.abc import Iterator

from hardenlint.knowledge import secret_names, secrets
from hardenlint.model.span import Cause

from .ranges import Range

_ALSO = frozenset(
    """AUTH AUTHKEY AUTHORIZATION BASICAUTH COOKIE CREDENTIAL CREDENTIALS DIGESTAUTH DSN HTPASSWD
    JWT MASTERAUTH PSK REQUIREPASS SALT SAS SESSION SIGNATURE WEBHOOK""".split()
)
"""Words of names that are no finding by themselves, but better not shown."""

_BASIC = (("BASIC", "AUTH"), ("BASICAUTH",), ("DIGESTAUTH",))
"""Whose `users` are names with passwords, with proxies that are configured by labels."""

_SECTIONS = frozenset(("secrets", "secret", "pwd", "auth"))
"""Names that compose and shells use for something else, unless `=` follows."""

_VARIABLES = ("default", "file", "unset", "undeclared", "unknown")
"""Causes that name a variable."""

_MOST = 10_000
"""Characters of a value that are looked at; a longer one says something itself."""


def names_secret(name: str) -> bool:
    """Whether what has that name had better not be shown."""
    if secret_names.mentions_secret(name) or (
        name[-1:] in "sS" and secret_names.mentions_secret(name[:-1])
    ):
        return True
    words = secret_names.words_of(name)
    if not words or words[-1] in secret_names.ABOUT or "PUBLIC" in words:
        return False
    if words[-1] in ("KEY", "KEYS", "PAT"):
        return len(words) > 1 or words[-1] == "KEYS"
    if words[-1] == "USERS":
        return any(words[-1 - len(end) : -1] == end for end in _BASIC)
    return words[-1] in _ALSO or words == ("PWD",)


def is_literal(name: str, value: str) -> bool:
    """Whether a value says something itself: no reference, no placeholder, no yes or no."""
    if len(value) > _MOST:
        return True
    if secret_names.words_of(name) == ("PWD",) and "/" in value:  # the shell's folder
        return False
    return not secrets.is_placeholder(value) and not secrets.is_setting(name, value)


def told_secret(causes: tuple[Cause, ...]) -> bool:
    """Whether some of a value comes from a variable that holds a secret."""
    return any(cause.kind in _VARIABLES and names_secret(cause.name) for cause in causes)


# Possessive (`*+`) throughout, and a name begins only where no other one could: no text of an
# input may keep the pattern going back.
_search = re.compile(
    r"(?<![\w.-])(?<!\$\{)(?P<dashes>-*+)(?P<name>[A-Za-z_][\w.-]*+)"
    r"""(?P<sign>\\{0,3}+["']?\]?+[ \t]*+[:=][>=]?+[ \t]*+|["'],[ \t]*+|>|[ \t]++)"""
).search


def assigned(text: str) -> Iterator[Range]:
    """Find the literal values beside secret names."""
    position = 0
    while match := _search(text, position):
        position = match.end()
        name = match["name"]
        if not names_secret(name) or (name in _SECTIONS and "=" not in match["sign"]):
            continue
        found = _value(text, match)
        if found is None:
            continue
        start, end = found
        if start < end and is_literal(name, text[start:end]):
            yield found
            position = max(position, end)


def _value(text: str, match: re.Match[str]) -> Range | None:
    """Return where the value after a name stands; None when there is none."""
    sign, start = match["sign"], match.end()
    first = text.rfind("\n", 0, match.start()) + 1
    before = text[first : match.start()]
    stop = text.find("\n", start)
    stop = len(text) if stop < 0 else stop
    if sign == ">":  # `<password>x</password>`
        end = text.find("<", start)
        return (start, end) if before[-1:] == "<" and end > 0 else None
    is_pair = "=" in sign or ":" in sign
    if not is_pair and not _takes_word(text, match, before):
        return None
    # `./server.key:/etc/key` is a path, `cmdkey /pass:x` an option.
    if before[-1:] == "/" and "=" not in sign and before[-2:-1] not in ("", " ", "\t"):
        return None
    if ":" in sign and (block := _block(text, start, stop, before)) is not None:
        return block
    return _plain(text, match, before, stop)


def _plain(text: str, match: re.Match[str], before: str, stop: int) -> Range:
    """Return where a value ends that begins right after its name."""
    sign, start = match["sign"], match.end()
    quoted = _quoted(text, start, stop)
    if quoted is not None:
        return quoted
    if ":" in sign and text.startswith("{", start) and ":" in text[start:stop]:
        return (start, start)  # a mapping, whose own names tell
    if text.startswith("[", start):
        return (start + 1, _until(text, start, stop, "]"))
    opening = before[-1:]
    # The quote began before the name: `- "PASSWORD=x"`.
    if opening in ('"', "'") and opening not in sign:
        return (start, _closing(text, start, opening, before[-2:-1] == "\\", stop))
    # A mapping in flow style: `{password: x, user: y}`.
    if ":" in sign and ("{" in before or "[" in before):
        return (start, _until(text, start, stop, ",]}"))
    # A plain value of YAML, a line of an env file, and the old form of ENV may have blanks in it.
    bare = before.rpartition("#")[2].strip()
    is_line = bare in ("", "-", "export") and not _refers(text, start)
    if ":" in sign or is_line or (sign.isspace() and _is_env(bare)):
        comment = text.find(" #", start, stop)
        end = stop if comment < 0 else comment
        return (start, start + len(text[start:end].rstrip(" \t\r\\")))
    return (start, _word_end(text, start, stop, in_list="[" in before or opening == ","))


def _refers(text: str, start: int) -> bool:
    """Whether a value is what a command says: `TOKEN=$(cat file) command`."""
    return text.startswith(("$(", "`"), start)


def _quoted(text: str, start: int, stop: int) -> Range | None:
    r"""A value in quotes, which may be escaped as in `"{\"password\": \"x\"}"`."""
    at = start
    while text[at : at + 1] == "\\" and at < start + 3:
        at += 1
    quote = text[at : at + 1]
    if quote not in ('"', "'") or not quote:
        return None
    return (at + 1, _closing(text, at + 1, quote, at > start, stop))


def _closing(text: str, start: int, quote: str, escaped: bool, stop: int) -> int:
    """Where a quote closes, maybe lines below; the end of the line where it does not."""
    at = start
    most = start + _MOST
    while (at := text.find(quote, at, most)) >= 0:
        slashes = at - len(text[start:at].rstrip("\\")) - start
        if escaped or slashes % 2 == 0:
            return at - slashes
        at += 1
    return stop


def _until(text: str, start: int, stop: int, stops: str) -> int:
    position = start
    while position < stop and text[position] not in stops:
        position += 2 if text[position] == "\\" else 1
    return min(position, stop)


_match_word = re.compile(
    r"""(?:[^\s;|&"'\\]++|\\.|"(?:[^"\\]++|\\.)*+"|'[^']*+'|["'])*+""", re.DOTALL
).match
_match_item = re.compile(r"""(?:[^\s;|&"'\\,\]}]++|\\.|"(?:[^"\\]++|\\.)*+"|'[^']*+')*+""").match


def _word_end(text: str, start: int, stop: int, *, in_list: bool) -> int:
    match = (_match_item if in_list else _match_word)(text, start, stop)
    return match.end() if match else stop


def _takes_word(text: str, match: re.Match[str], before: str) -> bool:
    """Whether a value follows without `=`: an option, the old form of ENV, a file of settings."""
    if match["dashes"]:
        return text[match.end() : match.end() + 1] != "-"
    bare = before.strip()
    return _is_env(bare) or match["name"] in _SETTINGS or " login " in before[-120:]


_SETTINGS = frozenset(("requirepass", "masterauth"))
"""What is followed by a password in the files of Redis."""


def _is_env(bare: str) -> bool:
    return bare.upper() in ("ENV", "ONBUILD ENV")


_match_opening = re.compile(r"(?P<sign>[|>][+\-\d]{0,2}+)?+[ \t]*+(?:#.*+)?+$").match
_match_nested = re.compile(r"""[ \t]*+(?:-[ \t]|[^\s:]++:(?:\s|$))""").match


def _block(text: str, start: int, stop: int, before: str) -> Range | None:
    """The lines of YAML below `password: |`, or below a key with nothing after it."""
    opening = _match_opening(text, start, stop)
    if stop >= len(text) or opening is None:
        return None
    if opening["sign"] is None and _match_nested(text, stop + 1):
        return None
    indent = len(before) - len(before.lstrip(" -"))
    first = at = stop + 1
    end = -1
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= indent:
                break
            end = stop
        at = stop + 1
    while text[first : first + 1] in (" ", "\t", "\n", "\r"):
        first += 1
    return (first, end) if end > first else None
