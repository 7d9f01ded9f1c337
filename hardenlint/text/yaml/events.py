"""The events of the YAML parser, one after another, and where in the text they are.

PyYAML scans, and whoever reads takes its events: `yaml.compose` recurses in C, and some 30,000
brackets would end the whole process.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NoYamlError = yaml.YAMLError
"""What the parser itself says."""

UNREADABLE = (yaml.YAMLError, ValueError, RecursionError)
"""Whatever comes of a text that is no YAML, or that is nested too deep for its reader."""

ANY_DEPTH = 1 << 30
"""For readers that keep nothing which others would recurse over."""

_FOREIGN = "\x85\u2028\u2029"
"""What ends a line for YAML, but not for an editor; so does a carriage return of its own."""


class TooDeepError(yaml.MarkedYAMLError):
    """A collection opens below more levels than its reader goes."""

    def __init__(self, mark: Any) -> None:
        super().__init__(problem="nested too deep", problem_mark=mark)


class Walk:
    """Goes through the events of a text, without recursion; who reads says what each is to it.

    `open` has what `start` made of the collections that are being read, the innermost last; who
    reads says what that is. (A generic class would say it better, and costs start-up time.)
    """

    open: list[Any]

    def __init__(self, text: str, deepest: int) -> None:
        self.text = text
        self.deepest = deepest
        self.open = []

    def walk(self) -> None:
        """Read all of the text; raises one of UNREADABLE where it is no YAML any more."""
        for event in yaml.parse(self.text, Loader=LOADER):
            if isinstance(event, yaml.ScalarEvent):
                self.scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self.open) >= self.deepest:
                    raise TooDeepError(event.start_mark)
                self.open.append(self.start(event, is_mapping(event)))
            elif isinstance(event, yaml.CollectionEndEvent):
                self.finish(self.open.pop(), event)
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                self.begin(event)
            elif isinstance(event, yaml.DocumentEndEvent):
                self.end()

    def scalar(self, event: Any) -> None:
        """Take a scalar."""
        raise NotImplementedError

    def alias(self, event: Any) -> None:
        """Take an alias."""
        raise NotImplementedError

    def start(self, event: Any, is_map: bool) -> Any:
        """Return what is to be known of a collection while it is read."""
        raise NotImplementedError

    def finish(self, done: Any, event: Any) -> None:
        """Take the end of a collection, which is none of the open ones any more."""
        raise NotImplementedError

    def begin(self, event: Any) -> None:
        """Take the start of a document."""

    def end(self) -> None:
        """Take the end of a document."""


def is_mapping(event: Any) -> bool:
    """Whether a collection that starts is a mapping, not a list."""
    return isinstance(event, yaml.MappingStartEvent)


def scalar_tokens(text: str) -> Iterator[Any]:
    """The scalars of a text as they are scanned, up to where it is no YAML any more.

    The scanner goes on where the parser finds something in a wrong place.
    """
    try:
        for token in yaml.scan(text, LOADER):
            if isinstance(token, yaml.ScalarToken):
                yield token
    except yaml.YAMLError:
        return


def is_block(event: Any) -> bool:
    """Whether a scalar is a block: `|` or `>`, with its text in the lines below."""
    return event.style in ("|", ">")


def written(text: str, event: Any) -> str:
    """The text of a block scalar as it is written, without the line breaks after it."""
    return text[event.start_mark.index : event.end_mark.index].rstrip()


class Places:
    """Lines and columns of a text as an editor counts them, from 1."""

    __slots__ = ("_lines",)

    def __init__(self, text: str) -> None:
        self._lines: list[int] | None = None
        if _has_foreign_breaks(text):
            self._lines = [at for at, sign in enumerate(text) if sign == "\n"]

    def of(self, mark: Any) -> tuple[int, int]:
        """Line and column of a mark of the parser."""
        if self._lines is None:
            return mark.line + 1, mark.column + 1
        line = bisect_left(self._lines, mark.index)
        start = self._lines[line - 1] + 1 if line else 0
        return line + 1, mark.index - start + 1


def _has_foreign_breaks(text: str) -> bool:
    if not text.isascii() and any(sign in text for sign in _FOREIGN):
        return True
    return "\r" in text and text.count("\r") != text.count("\r\n")
