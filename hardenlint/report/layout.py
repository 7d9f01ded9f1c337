"""How text for a person is laid out: paragraphs under a label, filled to the width."""

from collections.abc import Iterator
from typing import NamedTuple

from hardenlint.text.terminal import Style, wrap

GLUE = "\0"
"""A space at which no line ends."""


class Layout(NamedTuple):
    """How to write: colours, how much of it, how wide, whether places need the host's name."""

    style: Style
    verbosity: int
    width: int
    hosts: bool


def labelled(name: str, text: str, margin: int, layout: Layout) -> Iterator[str]:
    """Yield `= name: text`, filled, each further line and paragraph under the first."""
    head = f"{name}:" if text else name
    indent = margin + 3 + len(head)
    mark = layout.style.paint("gutter", " " * margin + "=")
    # Narrower than that nobody can read.
    lines = list(_filled(text, max(layout.width - indent, 30)))
    yield f"{mark} {layout.style.paint('bold', head)} {lines[0] if lines else ''}".rstrip()
    for line in lines[1:]:
        yield f"{' ' * indent}{line}".rstrip()


def _filled(text: str, width: int) -> Iterator[str]:
    """Fill paragraphs; what stands in a code fence keeps its lines."""
    for index, part in enumerate(text.split("```")):
        if index % 2:
            yield from (f"  {line}" for line in part.partition("\n")[2].rstrip("\n").split("\n"))
            continue
        for paragraph in part.split("\n\n"):
            yield from (line.replace(GLUE, " ") for line in wrap(paragraph, width))
