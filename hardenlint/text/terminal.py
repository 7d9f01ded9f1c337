"""What may reach a terminal or a CI log: text that controls nothing, measured and coloured."""

import re
from collections.abc import Iterator

_SHOWN_BLANK = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00013441\U00013442\U00016fe4\U0001d159\U000e0000-\U000e0fff"
)
"""Letters, marks and symbols that show nothing: fillers, selectors, all that Unicode's property
Default_Ignorable_Code_Point has besides what is no printable character anyway."""

_COMMANDS = ("::", "---", "+++", "~~~", "^^^", "section_", "travis_")
_RESET = "\x1b[0m"
_CODES = {
    "critical": "\x1b[1;35m",
    "high": "\x1b[1;31m",
    "medium": "\x1b[1;33m",
    "low": "\x1b[1;36m",
    "info": "\x1b[1m",
    "error": "\x1b[1;31m",
    "pass": "\x1b[1;32m",
    "bold": "\x1b[1m",
    "gutter": "\x1b[34m",
}


def printable(text: str) -> str:
    r"""Make text from an input harmless in one line: what it hides or does becomes visible.

    Control characters, ANSI sequences, line ends, bidi overrides, invisible characters and lone
    surrogates turn into `\x1b`, `\n`, `\u202e`; so does the start of a CI runner's `##[command]`,
    which counts anywhere in a line. Tabs are escaped too: expand them first where they may stay.
    """
    # No control, format or private character, no lone surrogate, and no blank but the space.
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escape(c) for c in text)
    if not text.isascii():
        text = re.sub(f"[{_SHOWN_BLANK}]", lambda found: _escape(found[0]), text)
    if "##" in text:
        from .runners import ANYWHERE  # noqa: PLC0415 - rarely needed

        text = ANYWHERE.sub(r"#\\x23", text)
    return text


def inert(text: str) -> str:
    """Break what a CI runner would obey in the lines of a text for a person.

    Whatever stands in the line is printable; here it is about where the lines begin.
    """
    if "##" not in text and not any(start in text for start in _COMMANDS):
        return text
    from . import runners  # noqa: PLC0415 - rarely needed

    return runners.inert(text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def cells(text: str) -> int:
    """Count the columns of a terminal that printable text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # noqa: PLC0415 - rarely needed

    wide = sum(east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(category(character) in ("Mn", "Me") for character in text)


def wrap(text: str, width: int) -> Iterator[str]:
    """Fill lines of at most `width` columns with the words of a text; long words stay whole."""
    line, used = "", 0
    for word in text.split():
        size = cells(word)
        if line and used + 1 + size > width:
            yield line
            line, used = word, size
        else:
            line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    if line:
        yield line


class Style:
    """Colours, or none: `paint("high", text)`."""

    __slots__ = ("_codes",)

    def __init__(self, *, color: bool) -> None:
        self._codes = _CODES if color else {}

    def paint(self, role: str, text: str) -> str:
        """Colour a text for its role: a severity, "error", "pass", "bold" or "gutter"."""
        code = self._codes.get(role)
        return f"{code}{text}{_RESET}" if code and text else text
