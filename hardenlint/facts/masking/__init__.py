"""Find what must not be shown of a text: the one finder of secrets for everything that is printed.

The checks decide what is a finding; here the question is what may appear on a screen, so when in
doubt the answer is to hide. Mere references (`${PASSWORD}`, `$(cat …)`) stay visible.
`masked` hides in a text of its own, `document.Hidden` in the lines of a file.
"""

import re
from collections.abc import Iterator, Sequence

from .ranges import MASK, Range, joined, merged

__all__ = ["LONGEST", "MASK", "Range", "masked", "masked_words", "merged", "secret_ranges"]

LONGEST = 4_000
"""Characters of a line that is searched; of a longer one nothing but its key is shown."""

has_hints = re.compile(
    r"pass|pw|secret|token|key|credential|auth|salt|://|//\S{1,80}:|\s[\"']?-{1,2}\w|basic|bearer"
    r"|AKIA|ASIA|gh._|glpat|xox|eyJ|BEGIN |[sr]k_|session|signature|dsn|hook|jwt|cookie|login"
    r"|identified|sqlplus|rabbitmq|obscure|alias set|host add|net\s+user|[?&]sig=|\$\w{1,8}\$"
    r"|-us\d|\{S?SHA|htdigest|kinit|\bPAT\b|psk|@|/p:",
    re.IGNORECASE,
).search
"""Whether there may be anything to hide in a text, the formats of tokens aside."""


def secret_ranges(text: str) -> list[Range]:
    """Return the parts of a text to hide, in order and without overlap."""
    if len(text) > LONGEST and max(map(len, text.split("\n"))) > LONGEST:
        return _of_long(text)
    return merged(_found(text))


def _found(text: str) -> Iterator[Range]:
    from . import formats  # noqa: PLC0415 - most reports show no line that needs it

    if has_hints(text):
        from . import commands, names  # noqa: PLC0415 - as above

        yield from names.assigned(text)
        instructions = joined(text)
        if instructions is not text:
            yield from names.assigned(instructions)
        yield from formats.recognised(text)
        yield from commands.in_text(text)
    yield from formats.tokens_in(text)


def _of_long(text: str) -> list[Range]:
    """Search the lines that are short enough, and hide the others but for their keys."""
    found: list[Range] = []
    start = 0
    for line in text.split("\n"):
        ranges = [(key_end(line), len(line))] if len(line) > LONGEST else merged(_found(line))
        found += ((start + a, start + b) for a, b in ranges)
        start += len(line) + 1
    return found


_match_key = re.compile(r"""[ \t]*+(?:- )?+["']?[\w./-]{1,100}+["']?(?:[ \t]*+[:=]|[ \t])""").match


def key_end(line: str) -> int:
    """Where the key that a line begins with ends; 0 where it begins with none."""
    match = _match_key(line)
    return match.end() if match else 0


def masked(text: str) -> str:
    """Return a text with every secret in it hidden."""
    pieces: list[str] = []
    last = 0
    for start, end in secret_ranges(text):
        pieces += (text[last:start], MASK)
        last = end
    return "".join((*pieces, text[last:])) if pieces else text


def masked_words(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a command line with every secret in them hidden."""
    from . import commands  # noqa: PLC0415 - only where there is a command line

    shown = list(words)
    for index, start, end in reversed(commands.in_list(words)):
        shown[index] = shown[index][:start] + MASK + shown[index][end:]
    return tuple(shown)
