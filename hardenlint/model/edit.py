"""What would put a finding right, in words of the field; `hardenlint.fixes` makes text of it."""

from .span import Span


class Replace:
    """Write another value where a scalar, or a word of a Dockerfile, stands now."""

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text


class Reword:
    """Write one word instead of another in the command at a place; "" takes the word away."""

    __slots__ = ("new", "old", "span")

    def __init__(self, span: Span, old: str, new: str = "") -> None:
        self.span = span
        self.old = old
        self.new = new


class Remove:
    """Take away what stands at a place: an item of a list, or a key with its value.

    `text` is what must stand there, where the value may have come from elsewhere; "" for anything.
    """

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str = "") -> None:
        self.span = span
        self.text = text


class DropCapability:
    """Drop a capability, or "ALL" of them, from the container that the finding is about."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class NoNewPrivileges:
    """Forbid the processes of the container to gain privileges."""

    __slots__ = ()


class ReadOnlyRoot:
    """Make the root file system of the container read-only."""

    __slots__ = ()


class MountReadOnly:
    """Make the mount at a place read-only."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span


class BindToLoopback:
    """Bind the port that is published at a place to the loopback address of the host."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span


Edit = (
    Replace
    | Reword
    | Remove
    | DropCapability
    | NoNewPrivileges
    | ReadOnlyRoot
    | MountReadOnly
    | BindToLoopback
)


class Fix:
    """The one right answer to a finding.

    title   what it does, as an order: "bind the port to 127.0.0.1"
    safe    whether everything that works now works afterwards
    breaks  for one that is not: what it may break, the end of "this may …"
    reveals ids of checks that had nothing to say as long as this finding was there
    """

    __slots__ = ("breaks", "edits", "reveals", "safe", "title")

    def __init__(
        self,
        title: str,
        *edits: Edit,
        safe: bool = False,
        breaks: str = "",
        reveals: tuple[str, ...] = (),
    ) -> None:
        self.reveals = reveals
        self.title = title
        self.edits = edits
        self.safe = safe
        self.breaks = breaks
