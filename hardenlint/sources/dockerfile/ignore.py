"""What a build context leaves out: `.dockerignore`, by the rules that BuildKit follows.

The file beside the Dockerfile that bears its name (`Dockerfile.dockerignore`) comes before the
context's `.dockerignore`. Rules count in order, the last that matches a path or one of its parent
folders decides, and `!` brings back. Source: docs.docker.com, build context, .dockerignore files,
and the matching of moby/patternmatcher.
"""

import os
import posixpath
from typing import NamedTuple

from ...errors import InputError
from ..text import read_text

RULES_MAX = 10_000
"""More rules than anybody writes: such a file is not understood."""

_STAR, _ANY, _DEEP, _FOLDERS = "*", "?", "**", "**/"


class Rule(NamedTuple):
    """A line of the file: the tokens of its pattern, and whether it brings back."""

    tokens: tuple[str, ...]
    brings_back: bool


def excluded(path: str, context: str, dockerfile: str) -> bool | None:
    """Whether a path of a context (relative, `/`-separated) is kept out of the build.

    None when the rules cannot be read or understood.
    """
    try:
        rules = _rules(context, dockerfile)
    except InputError:
        return None
    return None if rules is None else matches(rules, path)


def usual_context(dockerfile: str) -> str:
    """Return the folder that a Dockerfile is most likely built in, when nothing says so.

    The nearest one with a `.dockerignore`, from its own up to the root of the repository.
    """
    own = folder = os.path.dirname(os.path.abspath(dockerfile))
    while not os.path.isfile(os.path.join(folder, ".dockerignore")):
        above = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, ".git")) or above == folder:
            return own
        folder = above
    return folder


def _rules(context: str, dockerfile: str) -> tuple[Rule, ...] | None:
    for name in (f"{dockerfile}.dockerignore", os.path.join(context, ".dockerignore")):
        if os.path.isfile(name):
            return parse(read_text(name))
    return ()


def parse(text: str) -> tuple[Rule, ...] | None:
    """Read the rules of an ignore file; None when one of them is malformed, as a build refuses."""
    rules: list[Rule] = []
    for line in text.removeprefix("\ufeff").split("\n"):
        pattern = line.strip()
        if line.startswith("#") or not pattern:
            continue
        brings_back = pattern.startswith("!")
        pattern = pattern[1:].strip() if brings_back else pattern
        tokens = _tokens(_clean(pattern)) if pattern else None
        if tokens is None or len(rules) >= RULES_MAX:
            return None
        rules.append(Rule(tokens, brings_back))
    return tuple(rules)


def _clean(pattern: str) -> str:
    cleaned = posixpath.normpath(pattern).removeprefix("//")
    return cleaned[1:] if len(cleaned) > 1 and cleaned.startswith("/") else cleaned


def _tokens(pattern: str) -> tuple[str, ...] | None:
    r"""Split a pattern: `*`, `?`, `**`, `**/`, `[a-z]` and literal characters (`\x` is `x`)."""
    tokens: list[str] = []
    at = 0
    while at < len(pattern):
        token, at = _token(pattern, at)
        if token == "":
            return None
        if not (token in (_DEEP, _FOLDERS) and tokens[-1:] == [token]):
            tokens.append(token)
    return tuple(tokens)


def _token(pattern: str, at: int) -> tuple[str, int]:
    if pattern.startswith("**", at):
        at += 3 if pattern.startswith("/", at + 2) else 2
        return (_FOLDERS if at < len(pattern) else _DEEP), at
    if pattern[at] == "\\":
        return ("\\" + pattern[at + 1], at + 2) if at + 1 < len(pattern) else ("", at)
    if pattern[at] == "[":
        end = pattern.find("]", at + 2)
        return (pattern[at : end + 1], end + 1) if end > 0 else ("", at)
    return (pattern[at] if pattern[at] in "*?" else "\\" + pattern[at]), at + 1


def matches(rules: tuple[Rule, ...], path: str) -> bool:
    """Whether the last rule that speaks about the path, or a folder it is in, keeps it out."""
    parts = _clean(path).split("/")
    places = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    out = False
    for rule in rules:
        if rule.brings_back == out and any(_fits(rule.tokens, place) for place in places):
            out = not rule.brings_back
    return out


def _fits(tokens: tuple[str, ...], path: str) -> bool:
    """Match a whole path; all readings at once, so that no pattern takes long.

    A state is the number of tokens that are done; a negative one is inside a `**/`.
    """
    states = _reachable({0}, tokens)
    for char in path:
        states = _reachable(
            {after for state in states for after in _step(state, tokens, char)}, tokens
        )
    return len(tokens) in states


def _reachable(states: set[int], tokens: tuple[str, ...]) -> set[int]:
    """Add what can be reached without a character: stars that stand for nothing."""
    found = set(states)
    for state in states:
        at = state
        while 0 <= at < len(tokens) and tokens[at] in (_STAR, _DEEP, _FOLDERS):
            at += 1
            found.add(at)
    return found


def _step(state: int, tokens: tuple[str, ...], char: str) -> tuple[int, ...]:
    at = abs(state) - 1 if state < 0 else state
    if at >= len(tokens):
        return ()
    token = tokens[at]
    if token == _FOLDERS:
        return (at + 1, -at - 1) if char == "/" else (-at - 1,)
    if token == _DEEP or (token == _STAR and char != "/"):
        return (at,)
    if token == _ANY:
        return (at + 1,) if char != "/" else ()
    if token.startswith("["):
        return (at + 1,) if _in_class(token[1:-1], char) else ()
    return (at + 1,) if token == "\\" + char else ()


def _in_class(body: str, char: str) -> bool:
    negated = body.startswith("^")
    body = body[1:] if negated else body
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
