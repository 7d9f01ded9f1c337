"""Shell patterns in `${X#p}`, `${X%p}` and `${X/p/r}`: `*`, `?` and literal text.

Time is linear in the value for each piece of a pattern, whatever both hold; it is counted, since
a file may ask for it again and again.
"""

import re

from .expand import Spend

ANY = 1
STAR = 2
Parsed = list[str | int]

_WORK = 50_000_000
"""Most comparisons that a pattern with `?` may cost."""
_COMPARISONS = 8
"""As many comparisons cost what one character of text does."""
_STEP = 32
"""What a step costs in characters: one match, or one place that is tried."""


class PatternError(ValueError):
    """A pattern that BuildKit refuses, or one that would take too long."""


def parse(pattern: str) -> Parsed:
    """Split a pattern into characters, ANY and STAR; raises PatternError for a bad escape."""
    parsed: Parsed = []
    chars = iter(range(len(pattern)))
    for at in chars:
        char = pattern[at]
        if char == "*":
            parsed.append(STAR)
        elif char == "?":
            parsed.append(ANY)
        elif char != "\\":
            parsed.append(char)
        else:
            following = pattern[at + 1 : at + 2]
            if following not in ("*", "?", "\\", "}", "/"):
                raise PatternError(f"invalid escape '\\{following}'")
            # Before `}` and `/` only the backslash goes; the character itself is read next.
            if following in "*?\\":
                next(chars)
                parsed.append(following)
    return parsed


def backwards(pattern: str) -> str:
    """A pattern read from its end, escapes kept before what they escape."""
    found: list[str] = []
    at = 0
    while at < len(pattern):
        width = 2 if pattern[at] == "\\" and at + 1 < len(pattern) else 1
        found.append(pattern[at : at + width])
        at += width
    return "".join(reversed(found))


class Matcher:
    """A parsed pattern: the pieces between its stars, each found with plain searches."""

    __slots__ = ("pieces", "width")

    def __init__(self, pattern: str, spend: Spend) -> None:
        pieces: list[Parsed] = [[]]
        for token in parse(pattern):
            if token == STAR:
                pieces.append([])
            else:
                pieces[-1].append(token)
        self.pieces = [_Piece(piece, spend) for piece in pieces]
        self.width = len(pattern)

    def prefix(self, value: str, *, greedy: bool) -> int | None:
        """The length of the shortest or longest beginning that matches, None without one."""
        first, *others = self.pieces
        if not first.at(value, 0):
            return None
        return self._rest(value, first.width, others, greedy=greedy)

    def _rest(self, value: str, end: int, others: "list[_Piece]", *, greedy: bool) -> int | None:
        """Place the pieces after a star each as early as possible, the last one as asked."""
        stop = value.find("\n", end)  # a wildcard stays within its line
        stop = len(value) if stop < 0 else stop
        for number, piece in enumerate(others, 1):
            last = greedy and number == len(others)
            found = piece.last(value, end, stop) if last else piece.first(value, end, stop)
            if found is None:
                return None
            end = found + piece.width
        return end

    def search(self, value: str, start: int) -> tuple[int, int] | None:
        """The first place from `start` on that matches, as long as possible there."""
        first, *others = self.pieces
        begin = first.first(value, start, len(value))
        if begin is None:
            return None
        end = self._rest(value, begin + first.width, others, greedy=True)
        return None if end is None else (begin, end)


class _Piece:
    """Text of a fixed length without stars."""

    __slots__ = ("_regex", "spend", "text", "width")

    def __init__(self, tokens: Parsed, spend: Spend) -> None:
        self.spend = spend
        self.width = len(tokens)
        self._regex: re.Pattern[str] | None = None
        self.text = ""
        if ANY in tokens:
            self._regex = re.compile(
                "".join("." if token == ANY else re.escape(str(token)) for token in tokens)
            )
        else:
            self.text = "".join(str(token) for token in tokens)

    def at(self, value: str, place: int) -> bool:
        if self._regex is not None:
            return self._regex.match(value, place) is not None
        return value.startswith(self.text, place)

    def first(self, value: str, start: int, stop: int) -> int | None:
        if self._regex is None:
            place = value.find(self.text, start, stop)
        else:
            self._afford(stop - start)
            match = self._regex.search(value, start, stop)
            place = match.start() if match else -1
        passed = max(place if place >= 0 else stop, start) - start
        self.spend(_STEP + passed * (self.width if self._regex else 1) // _COMPARISONS)
        return place if place >= 0 else None

    def last(self, value: str, start: int, stop: int) -> int | None:
        if self._regex is None:
            self.spend(_STEP + max(stop - start, 0) // _COMPARISONS)
            found = value.rfind(self.text, start, stop)
            return found if found >= 0 else None
        self._afford(stop - start)
        for place in range(stop - self.width, start - 1, -1):
            self.spend(_STEP)
            if self._regex.match(value, place, stop):
                return place
        return None

    def _afford(self, length: int) -> None:
        if length * self.width > _WORK:
            raise PatternError("it takes too long to match")


def remove(value: str, pattern: str, spend: Spend, *, end: bool, greedy: bool) -> str:
    """`${X#p}` and `${X##p}`; with `end` `${X%p}` and `${X%%p}`."""
    if end:
        length = Matcher(backwards(pattern), spend).prefix(value[::-1], greedy=greedy)
        return value[: len(value) - (length or 0)]
    return value[Matcher(pattern, spend).prefix(value, greedy=greedy) or 0 :]


def replace(
    value: str, pattern: str, by: str, spend: Spend, *, every: bool, most: int = 1 << 30
) -> str:
    """`${X/p/r}` and `${X//p/r}`; the result holds at most about `most` characters."""
    matcher = Matcher(pattern, spend)
    by = _template(by) if every else by
    parts: list[str] = []
    at, done = 0, 0
    last_end = -1
    while at <= len(value) and (found := matcher.search(value, at)):
        begin, end = found
        # Go takes no empty match right behind another one.
        if begin < end or begin != last_end:
            parts += (value[done:begin], by)
            done = last_end = end
            # Every second part is the replacement, which is as long each time.
            if len(parts) * len(parts[1]) > 2 * most:
                raise PatternError("the result is too long")
        if not every:
            break
        # An empty match would be found for ever.
        at = end if end > begin else end + 1
    return "".join(parts) + value[done:]


def _template(by: str) -> str:
    """A replacement as Go's ReplaceAllString reads it: `$name` is a group, and there are none."""
    return re.sub(r"\$(\$|[0-9A-Za-z_]+|\{[0-9A-Za-z_]+\})", _group, by) if "$" in by else by


def _group(match: re.Match[str]) -> str:
    return "$" if match[1] == "$" else ""
