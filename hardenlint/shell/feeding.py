"""What a command writes into the shell behind its pipe: `echo … | sh`, `cat <<X | sh`."""

from typing import Final

from .source import Source

WRITERS: Final = frozenset(("echo", "printf"))
CAT: Final = (("cat",), ("cat", "-"))
"""Command lines that pass on what they are given."""

_AS_IT_IS: Final = frozenset(("%s", "%s\\n", "%b", "%b\\n"))
"""Formats that print their arguments unchanged."""


def first_written(name: str, argv: list[str]) -> int | None:
    """Index of the first word that `echo` or `printf` prints as it is; None when none is."""
    at = 1
    if name == "echo":
        while at < len(argv) and argv[at] in ("-n", "-e", "-E", "-ne", "-en"):
            at += 1
        return at
    if argv[1:2] == ["--"]:
        at = 2
    if at < len(argv) and argv[at] in _AS_IT_IS:
        return at + 1
    return at if len(argv) == at + 1 and "%" not in argv[at] else None


def with_newlines(source: Source) -> Source:
    r"""Take `\n` for the newline it prints; as many characters, so that all keeps its place."""
    if "\\n" not in source.text:
        return source
    shown = source.shown.replace("\\n", " \n")
    return Source(source.text.replace("\\n", " \n"), source.base, source.pieces, shown)
