"""Patterns for paths: `*`, `?`, `[a-z]` within a folder, `**` across folders.

Matching follows all readings of a pattern at once, so its time is bounded by pattern times path.
"""

_STAR, _ANY, _DEEP, _FOLDERS = "*", "?", "**", "**/"

Pattern = tuple[str, ...]
"""Its tokens: the stars, `?`, `[=…]`, `[^…]`, and a backslash before each literal character."""


def parse(pattern: str, negation: str = "!^") -> Pattern | None:
    r"""Read a pattern, in which `\x` is a plain `x`; None when it is malformed.

    `negation` are the characters that turn a class round: `[!a]` is what is no `a`.
    """
    tokens: list[str] = []
    at = 0
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


def fits(tokens: Pattern, path: str) -> bool:
    """Whether a pattern stands for the whole path.

    A state is the number of tokens that are done; a negative one is inside a `**/`.
    """
    states = _reachable({0}, tokens)
    for char in path:
        states = _reachable(
            {after for state in states for after in _step(state, tokens, char)}, tokens
        )
    return len(tokens) in states


def covers(tokens: Pattern, path: str) -> bool:
    """Whether a pattern stands for the path or for a folder that it is in."""
    parts = path.split("/")
    return any(fits(tokens, "/".join(parts[: count + 1])) for count in range(len(parts)))


def _reachable(states: set[int], tokens: Pattern) -> set[int]:
    """Add what can be reached without a character: stars that stand for nothing."""
    found = set(states)
    for state in states:
        at = state
        # A negative state is left by a slash alone.
        while 0 <= at < len(tokens) and tokens[at] in (_STAR, _DEEP, _FOLDERS):
            at += 1
            found.add(at)
    return found


def _step(state: int, tokens: Pattern, char: str) -> tuple[int, ...]:
    at = abs(state) - 1 if state < 0 else state
    if at >= len(tokens):
        return ()
    token = tokens[at]
    if token == _FOLDERS:
        # Any slash may be the one that the folders end with, so both go on.
        return (at + 1, -at - 1) if char == "/" else (-at - 1,)
    if token == _DEEP or (token == _STAR and char != "/"):
        return (at,)
    if token == _ANY:
        return (at + 1,) if char != "/" else ()
    if token.startswith("["):
        return (at + 1,) if _in_class(token[1:-1], char) else ()
    return (at + 1,) if token == "\\" + char else ()


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
