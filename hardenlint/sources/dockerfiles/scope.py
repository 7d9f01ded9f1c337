"""Variables: what ARG and ENV have said so far, and what nobody knows."""

from collections.abc import Mapping

from ...model import Field, Span, Word
from .words import Expanded, Lexer

PLATFORM: Mapping[str, str] = {
    "TARGETPLATFORM": "linux/amd64",
    "TARGETOS": "linux",
    "TARGETARCH": "amd64",
    "TARGETVARIANT": "",
    "BUILDPLATFORM": "linux/amd64",
    "BUILDOS": "linux",
    "BUILDARCH": "amd64",
    "BUILDVARIANT": "",
}
"""The arguments BuildKit predefines, with the values of linux/amd64."""


class Scope:
    """The variables of FROM lines, or of one stage.

    `strict` answers as BuildKit does with the given build arguments only: an ARG without a value
    is empty. Otherwise such an ARG is unknown, and so is a name that an unknown base may set.
    """

    def __init__(
        self, variables: dict[str, str | None], escape: str, *, strict: bool, open_base: bool
    ) -> None:
        self.variables = variables
        self.escape = escape
        self.strict = strict
        self.missing: str | None = None if open_base and not strict else ""

    def expand(self, raw: str) -> Expanded:
        """Expand a word; raises WordError."""
        return Lexer(raw, self.escape, self.variables, self.missing).expand()

    def field(self, raw: str, span: Span) -> Field[str]:
        """Expand a word into a field; unknown variables make it unknown. Raises WordError."""
        expanded = self.expand(raw)
        if expanded.unknown:
            return Field(None, span, "stated", f"${expanded.unknown[0]} has no value here")
        note = f"default value of ${expanded.defaults[0]}" if expanded.defaults else ""
        return Field(expanded.value, span, "stated", note)

    def resolved(self, word: Word) -> Word:
        """A word with its expanded value; None when a variable is unknown. Raises WordError."""
        return word._replace(resolved=self.field(word.raw, word.span).value)
