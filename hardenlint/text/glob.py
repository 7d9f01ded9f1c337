"""Patterns for paths: `*`, `?`, `[a-z]` within a folder, `**` across folders.

Matching follows all readings of a pattern at once, as the bits of a number: its time is that of the
path, times the length of the pattern in machine words.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_STAR, _ANY, _DEEP, _FOLDERS = "*", "?", "**", "**/"
_DEEPEST = 64
_NAMED = {"*": _STAR, "**": _DEEP, "?": "[^]"}

LONGEST = 4096
"""No system has a longer path, and nobody writes a longer pattern."""

Pattern = tuple[str, ...]
"""Its tokens: the stars, `?`, `[=…]`, `[^…]`, and a backslash before each literal character."""


def parse(pattern: str, negation: str = "!^") -> Pattern | None:
    r"""Read a pattern, in which `\x` is a plain `x`; None when it is malformed.

    `negation` are the characters that turn a class round: `[!a]` is what is no `a`.
    """
    tokens: list[str] = []
    at = 0
    if len(pattern) > LONGEST:
        return None
    while at < len(pattern):
        token, at = _token(pattern, at, negation)
        if token == "":
            return None
        # `**/**/` says no more than `**/`.
        if not (token in (_DEEP, _FOLDERS) and tokens[-1:] == [token]):
            tokens.append(token)
    return tuple(tokens)


def _token(pattern: str, at: int, negation: str) -> tuple[str, int]:
    if pattern.startswith("**", at):
        # moby's patternmatcher takes the slash behind `**` as a part of it, and lets `**` before
        # other text stand for whole folders as well.
        at += 3 if pattern.startswith("/", at + 2) else 2
        return (_FOLDERS if at < len(pattern) else _DEEP), at
    if pattern[at] == "\\":
        return ("\\" + pattern[at + 1], at + 2) if at + 1 < len(pattern) else ("", at)
    if pattern[at] == "[":
        start = at + 1 + pattern.startswith(tuple(negation), at + 1)
        end = pattern.find("]", start + 1)  # one that comes first is a member
        sign = "^" if start > at + 1 else "="
        return (f"[{sign}{pattern[start:end]}]", end + 1) if end > 0 else ("", at)
    return (pattern[at] if pattern[at] in "*?" else "\\" + pattern[at]), at + 1


def named(text: str, pattern: str) -> bool:
    """Whether a pattern of the names of images stands for a whole text.

    In these, `*` stands for any text within one part of a name, `**` for any text, `?` for any
    character, and no other sign is special.
    """
    signs = re.findall(r"\*\*|.", pattern, re.DOTALL)
    tokens = [_NAMED.get(sign, f"\\{sign}") for sign in signs]
    return fits(tuple(tokens), text)


def fits(tokens: Pattern, path: str) -> bool:
    """Whether a pattern stands for the whole path."""
    return _matcher(tokens).fits(path)


def literal(tokens: Pattern) -> str | None:
    """The only path that a pattern stands for; None where it has a wildcard."""
    plain = all(token[0] == "\\" for token in tokens)
    return "".join(token[1] for token in tokens) if plain else None


def above(path: str) -> Iterator[str]:
    """The folders that a path is in as it is written, from the top: "" for `/`."""
    at = path.find("/")
    for _ in range(_DEEPEST):
        if at < 0:
            break
        yield path[:at]
        at = path.find("/", at + 1)


class Matcher:
    """A pattern made ready to be compared with paths.

    A state is the number of tokens that are done, and a bit of a number; there is a second number
    for the states inside of a `**/`. `start` is the text that every path begins with.
    """

    __slots__ = ("_any", "_classes", "_deep", "_end", "_folders", "_plain", "_star", "start")

    def __init__(self, tokens: Pattern) -> None:
        self._star = self._deep = self._folders = self._any = 0
        self._plain: dict[str, int] = {}
        self._classes: list[tuple[int, str]] = []
        self._end = 1 << len(tokens)
        self.start = ""
        for at, token in enumerate(tokens):
            bit = 1 << at
            if token[0] == "\\":
                if len(self.start) == at:
                    self.start += token[1]
                self._plain[token[1]] = self._plain.get(token[1], 0) | bit
            elif token[0] == "[":
                self._classes.append((bit, token[1:-1]))
            else:
                self._star |= bit if token == _STAR else 0
                self._deep |= bit if token == _DEEP else 0
                self._folders |= bit if token == _FOLDERS else 0
                self._any |= bit if token == _ANY else 0

    def fits(self, path: str) -> bool:
        """Whether it stands for the whole path."""
        return self._begins(path) and self._follow(path, folders=False)

    def covers(self, path: str) -> bool:
        """Whether it stands for the path or for a folder that it is in."""
        return self._begins(path) and self._follow(path, folders=True)

    def _begins(self, path: str) -> bool:
        return path.startswith(self.start) and len(path) <= LONGEST

    def _follow(self, path: str, *, folders: bool) -> bool:
        states, inside = self._reachable(1), 0
        for char in path:
            if char == "/":
                if folders and states & self._end:
                    return True
                # Any slash may be the one that the folders end with, so both go on.
                inside |= states & self._folders
                after = (inside | (states & self._plain.get("/", 0))) << 1
                after |= states & self._deep
            else:
                inside |= states & self._folders
                after = (states & (self._plain.get(char, 0) | self._any)) << 1
                after |= states & (self._star | self._deep)
            for bit, members in self._classes:
                if states & bit and _in_class(members, char):
                    after |= bit << 1
            states = self._reachable(after)
            if not states and not inside:
                return False
        return bool(states & self._end)

    def _reachable(self, states: int) -> int:
        """Add what can be reached without a character: stars that stand for nothing."""
        skipped = self._star | self._deep | self._folders
        while more := ((states & skipped) << 1) & ~states:
            states |= more
        return states


@lru_cache(maxsize=20_000)
def _matcher(tokens: Pattern) -> Matcher:
    return Matcher(tokens)


def _in_class(body: str, char: str) -> bool:
    negated, body = body[0] == "^", body[1:]
    at = 0
    found = False
    while at < len(body):
        if body[at + 1 : at + 2] == "-" and at + 2 < len(body):
            found |= body[at] <= char <= body[at + 2]
            at += 3
        else:
            found |= body[at] == char
            at += 1
    return found != negated
