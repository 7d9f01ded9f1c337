"""Where in a script a parser is."""

from typing import Final

Within = tuple[tuple[int, int], ...]
"""The (pipeline, position) of each group around a command, outermost first."""

# Every command keeps a copy, so deep nesting would cost its square.
_MAX_WITHIN: Final = 16


class Flow:
    """Where in a script the parser is: the pipeline, the groups around it, whose words hold it."""

    __slots__ = ("closing", "frames", "parens", "parent", "pipeline", "position", "role", "within")

    def __init__(self, parent: int | None, role: str, pipeline: int, *, closing: bool) -> None:
        self.parent = parent
        self.role = role
        self.closing = closing
        self.pipeline = pipeline
        self.position = 0
        self.within: Within = ()
        self.frames: list[tuple[str, int, int, Within]] = []
        self.parens = 0

    def enter(self, closer: str) -> None:
        """Note the group that begins here and the word that ends it."""
        self.frames.append((closer, self.pipeline, self.position, self.within))
        if len(self.within) < _MAX_WITHIN:
            self.within = (*self.within, (self.pipeline, self.position))
        self.parens += closer == ")"

    def leave(self, closer: str) -> bool:
        """Go back to where a group began, and whether there is one to leave.

        What was left open in it is left too; a closer without a group is nothing.
        """
        if closer == ")" and not self.parens:
            return False
        if closer != ")" and (not self.frames or self.frames[-1][0] != closer):
            return False
        found = ""
        while found != closer:
            found, self.pipeline, self.position, self.within = self.frames.pop()
        self.parens -= closer == ")"
        return True
