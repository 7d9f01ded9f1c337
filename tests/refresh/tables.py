"""Tables in Python source: their words are replaced in place, all else stays as it is written."""

import ast
import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Read = Callable[[str], str]

WIDTH = 100
_STATE = re.compile(r"(\bstate\s+of\s+)(20\d\d-\d\d)(-\d\d)?")
_SEEN = re.compile(
    r"((?:\b[Cc]ollected|\bcompared\s+(?:with\s+it\s+)?in|\b[Aa]s\s+of)\s+)20\d\d-\d\d\b(?!-)"
)
_CONSTANT = re.compile(r'^AS_OF = "20\d\d-\d\d"$', re.MULTILINE)


class Refreshed(NamedTuple):
    """New texts of files by their paths, what changed in the tables, what is left to decide."""

    texts: dict[str, str]
    changes: Sequence[str] = ()
    remarks: Sequence[str] = ()


class UnreadableError(Exception):
    """The source is not what it should be; the text says what is missing."""


def strings(text: str, name: str) -> list[ast.Constant]:
    """The text constants in what is assigned to a name, in their order."""
    for node in ast.parse(text).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            found = [
                part
                for part in ast.walk(node)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            return sorted(found, key=lambda part: (part.lineno, part.col_offset))
    raise UnreadableError(f"there is no table {name}")


def words(text: str, name: str) -> set[str]:
    """The words of a table that is one text taken apart at its blanks."""
    (constant,) = strings(text, name)[:1]
    return set(str(constant.value).split())


def with_words(text: str, name: str, new: Iterable[str]) -> str:
    """The same with other words, sorted; with the same words not a byte changes."""
    wanted = set(new)
    if wanted == words(text, name):
        return text
    body = filled(sorted(wanted), 4, first=len('    """'), last=len('""".split()'))
    return replaced(text, strings(text, name)[0], body)


def filled(items: Iterable[str], indent: int, *, first: int, last: int = 0) -> str:
    """Words in lines: `first` is what stands before them in their first line, `last` behind."""
    return textwrap.fill(
        " ".join(items) + "x" * last,
        WIDTH,
        initial_indent=" " * first,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )[first : -last or None]


def replaced(text: str, constant: ast.Constant, body: str) -> str:
    """The source with another text in a constant that is written in triple quotes."""
    lines = text.splitlines(keepends=True)
    assert constant.end_lineno is not None
    assert constant.end_col_offset is not None
    start = sum(map(len, lines[: constant.lineno - 1])) + _column(
        lines[constant.lineno - 1], constant.col_offset
    )
    end = sum(map(len, lines[: constant.end_lineno - 1])) + _column(
        lines[constant.end_lineno - 1], constant.end_col_offset
    )
    quotes = '"""'
    if not text[start:end].startswith(quotes):
        raise UnreadableError(f"line {constant.lineno}: the table is not in triple quotes")
    return f"{text[:start]}{quotes}{body}{quotes}{text[end:]}"


def _column(line: str, offset: int) -> int:
    """The place of a byte of a line, as a character."""
    return len(line.encode()[:offset].decode())


def dated(text: str, state: str, today: str) -> str:
    """The source with new dates in its docstring: of the source's state, and of the look at it."""
    end = text.index('"""', text.index('"""') + 3)
    doc, rest = text[:end], text[end:]
    if state:
        doc = _STATE.sub(lambda found: f"{found[1]}{state if found[3] else state[:7]}", doc)
    doc = _SEEN.sub(lambda found: f"{found[1]}{today[:7]}", doc)
    return doc + _CONSTANT.sub(f'AS_OF = "{(state or today)[:7]}"', rest)


def has_state(text: str) -> bool:
    """Whether the docstring says of when the source is."""
    return bool(_STATE.search(ast.get_docstring(ast.parse(text)) or ""))


def differences(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """`+ new` and `- gone`, sorted."""
    old, new = set(before), set(after)
    return [*(f"+ {name}" for name in sorted(new - old)), *(f"- {n}" for n in sorted(old - new))]
