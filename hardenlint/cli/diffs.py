"""The difference that a command makes to a file, as a terminal may show it."""

import os
from collections.abc import Iterator, Sequence

from hardenlint.fixes.shown import masked_diff
from hardenlint.fixes.unified import unified
from hardenlint.model import Span
from hardenlint.text.terminal import Style, inert, printable


def shown(path: str, before: str, after: str, told: Sequence[Span], style: Style) -> Iterator[str]:
    """The unified diff; secrets are hidden, nothing moves the cursor, no CI runner obeys a line.

    It is a patch that applies where all of it can be shown, else it begins with a line that says
    so, which `git apply` would pass over.
    """
    name = os.path.normpath(path)
    old, new = f"a/{name}", f"b/{name}"
    lines = list(unified(_lines(before), _lines(after), old, new))
    bare = [line.removesuffix("\n").removesuffix("\r") for line in lines]
    hidden = masked_diff(_lines(before), _lines(after), old, new, told)
    texts = [
        "\t".join(map(printable, line.removesuffix("\n").removesuffix("\r").split("\t")))
        for line in hidden
    ]
    if texts != bare:
        yield f"note: {printable(name)}: {_NO_PATCH}"
    for line, text in zip(lines, texts, strict=True):
        for part in _unheard(text):
            role = {"+": "pass", "-": "error", "@": "gutter"}.get(part[:1], "")
            yield style.paint(role, part) if role else part
            if not line.endswith("\n") and line[:1] in "+- " and line[:3] not in ("+++", "---"):
                yield "\\ No newline at end of file"


_NO_PATCH = "secrets and what is not printable are not shown as they are; this is no patch to apply"


def _unheard(line: str) -> tuple[str, ...]:
    """Take away and put back what stays, where a CI runner would obey it behind the blank."""
    if line[:1] == " " and inert(line) != line:
        return (f"-{line[1:]}", f"+{line[1:]}")
    return (line,)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
