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


class Put:
    """Set a key of the service that the finding is about, or of the port or mount at a place.

    Where the port or mount is written short, `host_ip` and `read_only` are set in its text.
    """

    __slots__ = ("at", "key", "value")

    def __init__(self, key: str, value: str, at: Span | None = None) -> None:
        self.key = key
        self.value = value
        self.at = at


class Append:
    """Add an item to a list of the service that the finding is about, made if need be."""

    __slots__ = ("item", "key")

    def __init__(self, key: str, item: str) -> None:
        self.key = key
        self.item = item


Edit = Replace | Reword | Remove | Put | Append


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
