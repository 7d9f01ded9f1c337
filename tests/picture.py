"""`python -m tests.picture`: draws what the program prints, for the README.

The text is what `hardenlint scan` prints in fixtures/projects/shop, in its own colours; three
dots stand where lines are left out, so that it fits the first screen. The SVG needs no font and no
address of anybody: each piece of text has its place and its length, so any monospaced font fits.
"""

import os
import re
from html import escape
from typing import NamedTuple

from tests.cli import ROOT, hardenlint

PICTURE = os.path.join(ROOT, "docs", "hardenlint.svg")
PROJECT = os.path.join(ROOT, "fixtures", "projects", "shop")
WHOLE, IN_PART = "docker-socket-mounted", "user-not-set"
JOIN = "service api runs this image"
DOTS = "\x1b[2m  ⋮\x1b[0m"

FONT, ADVANCE, LINE = 13, 7.8, 17.5
MARGIN = 20
BACK, EDGE, TEXT, FAINT = "#0d1117", "#3d444d", "#d7dee6", "#8b949e"
COLORS = {
    "1;35": "#ff7bdf",  # critical
    "1;31": "#ff7b72",  # high, error
    "1;33": "#f2b84b",  # medium
    "1;36": "#6cd4e6",  # low
    "1;32": "#56d364",  # pass
    "34": "#79c0ff",  # the gutter
}
FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m")


class Piece(NamedTuple):
    """Text of one look, and the column that it begins in."""

    column: int
    text: str
    codes: str


def pieces(line: str) -> list[Piece]:
    """Split a line at its changes of colour; blanks at the edges are places, not text."""
    found, codes, column = [], "", 0
    for number, part in enumerate(SEQUENCE.split(line)):
        if number % 2:
            codes = "" if part in ("", "0") else part
            continue
        text = part.strip(" ")
        if text:
            found.append(Piece(column + len(part) - len(part.lstrip(" ")), text, codes))
        column += len(part)
    return found


def session() -> list[str]:
    """Return the lines of the picture: the command, what is shown of findings, the summary."""
    output = hardenlint("scan", "--color", "always", folder=PROJECT).out
    *findings, summary = output.rstrip("\n").split("\n\n")
    whole, part = (finding(findings, check).split("\n") for check in (WHOLE, IN_PART))
    head, place, *rest = part
    (join,) = [line for line in rest if JOIN in line]
    told = [head, place, DOTS, join, DOTS]
    command = "\x1b[1;32m$\x1b[0m hardenlint scan"
    return [command, "", *told, "", *whole, "", *summary.split("\n")]


def finding(blocks: list[str], check: str) -> str:
    """Return the text of the one finding of a check."""
    (block,) = [block for block in blocks if f"[{check}]" in block]
    return block


def drawn(piece: Piece, y: float) -> str:
    """Draw one piece of text."""
    color = COLORS.get(piece.codes, FAINT if piece.codes == "2" else TEXT)
    bold = ' font-weight="bold"' if piece.codes.startswith("1") else ""
    x, length = MARGIN + piece.column * ADVANCE, len(piece.text) * ADVANCE
    return (
        f'<text x="{x:.1f}" y="{y:g}" textLength="{length:.1f}" fill="{color}"{bold}>'
        f"{escape(piece.text, quote=False)}</text>"
    )


def svg(lines: list[str]) -> str:
    """Draw lines of a terminal."""
    columns = max(len(SEQUENCE.sub("", line)) for line in lines)
    width, height = round(2 * MARGIN + columns * ADVANCE), round(2 * MARGIN + len(lines) * LINE)
    body = [
        drawn(piece, MARGIN + row * LINE + FONT)
        for row, line in enumerate(lines)
        for piece in pieces(line)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img">',
            "<title>What hardenlint scan prints for a project of three services</title>",
            f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" '
            f'fill="{BACK}" stroke="{EDGE}"/>',
            f'<g font-family="{FONTS}" font-size="{FONT}" xml:space="preserve">',
            *body,
            "</g>",
            "</svg>",
            "",
        ]
    )


def main() -> None:
    """Write the picture."""
    with open(PICTURE, "w", encoding="utf-8") as file:
        file.write(svg(session()))


if __name__ == "__main__":
    main()
