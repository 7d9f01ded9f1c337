"""Hardening that somebody wrote down and that does not reach the container."""

from .span import Span


class Lost:
    """One setting that is gone.

    `setting` is the compose key ("cap_drop"), `entries` what it said (("ALL",)), `span` where.
    `by` is the text that took its place: of an override file or an extending service
    (`manner` "override"), of a `!reset` ("reset"), or beside a `<<` ("merge key").
    """

    __slots__ = ("by", "entries", "manner", "setting", "span")

    def __init__(
        self, setting: str, entries: tuple[str, ...], span: Span, by: Span, manner: str
    ) -> None:
        self.setting = setting
        self.entries = entries
        self.span = span
        self.by = by
        self.manner = manner

    def __str__(self) -> str:
        return f"{self.setting}: {', '.join(self.entries)}"

    @property
    def place(self) -> str:
        """Where it was said, for a sentence: the line, and the file when it is another one."""
        if self.span.path == self.by.path:
            return f"line {self.span.line}"
        path, other = self.span.path or "", self.by.path or ""
        name = path.rpartition("/")[2]
        # Two files of one name are told apart by their paths.
        return f"{path if name == other.rpartition('/')[2] else name}:{self.span.line}"
