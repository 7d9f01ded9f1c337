"""The `# name=value` directives at the top of a Dockerfile."""

from ...errors import InputError
from ...model import Span
from .space import SPACE

NAMES = ("syntax", "escape", "check")
LOOKED_AT = len(NAMES) + 1
"""In so many lines `syntax` and `check` are looked for: all directives behind a `#!`."""

_BLANKS = "\t\n\f\r "


class Directives:
    """The directives read so far; `open` until the first line that is none."""

    __slots__ = ("_seen", "escape", "found", "open", "path", "spans")

    def __init__(self, path: str, top: list[str]) -> None:
        self.path = path
        self.open = True
        self.escape = "\\"
        self.found: dict[str, str | None] = dict.fromkeys(NAMES)
        self._seen: set[str] = set()
        self.spans: dict[str, Span] = {}
        ahead = _look_ahead(top)
        for name in ("syntax", "check"):
            if name in ahead:
                self.found[name], number = ahead[name]
                end = len(top[number].rstrip("\r")) + 1
                self.spans[name] = Span(path, number + 1, 1, number + 1, end)

    def feed(self, text: str, line: int) -> None:
        """Take a line of the top, blanks before it removed."""
        directive = _directive(text)
        if directive is None:
            self.open = False
            return
        name, value = directive
        if name in self._seen:
            message = f"only one {name} parser directive can be used"
            raise InputError("parse", message, Span(self.path, line))
        self._seen.add(name)
        # The other two have been looked for already, by rules of their own.
        if name != "escape":
            return
        if value not in ("\\", "`"):
            message = "invalid escape token: it must be ` or \\"
            raise InputError("parse", message, Span(self.path, line))
        self.escape = self.found["escape"] = value


def _look_ahead(lines: list[str]) -> dict[str, tuple[str, int]]:
    """Find `syntax` and `check` and their lines; a `#!` line may stand before them.

    BuildKit looks for them apart from the other directives, and never at indented ones.
    """
    found: dict[str, tuple[str, int]] = {}
    start = 1 if lines and lines[0].removeprefix("\ufeff").startswith("#!") else 0
    for number in range(start, min(start + len(NAMES), len(lines))):
        text = lines[number]
        directive = _directive((text.removeprefix("\ufeff") if number == 0 else text).rstrip("\r"))
        if directive is None or directive[0] in found:
            break
        found[directive[0]] = (directive[1], number)
    return found


def _directive(text: str) -> tuple[str, str] | None:
    """Read `# name = value`; None for anything else, an unknown name included."""
    if not text.startswith("#"):
        return None
    name, equals, value = text[1:].partition("=")
    name = name.lstrip(SPACE).rstrip(_BLANKS).lower()
    if not equals or not value or name not in NAMES:
        return None
    # BuildKit's pattern asks for one character at least, so of blanks alone the last one is the
    # value.
    return name, value.strip(_BLANKS) or value[-1]
