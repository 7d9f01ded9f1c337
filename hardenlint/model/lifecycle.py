"""The life of a container: health checks, restart policies, hooks."""

from typing import TYPE_CHECKING, NamedTuple

from .span import Field, Span

if TYPE_CHECKING:
    from .image_ref import ImageRef
    from .user import User


class Healthcheck(NamedTuple):
    """A health check; `test` is empty when nobody set one, `disabled` when it was switched off."""

    test: tuple[str, ...] = ()
    disabled: bool = False

    @classmethod
    def of(cls, words: tuple[str, ...]) -> "Healthcheck":
        """What a list means; a text is a command for a shell, `NONE` too."""
        return cls(disabled=True) if words[:1] == ("NONE",) else cls(words)


class Hook:
    """A command that compose runs around the life of a service.

    `event` is pre_start, post_start or pre_stop; watch where `develop` runs it at a change of a
    file. `user` is `User("")` when the hook runs as the service does; `image` is unknown where the
    hook runs in the service's own container.
    """

    __slots__ = ("command", "event", "image", "privileged", "span", "user")

    def __init__(self, event: str, span: Span) -> None:
        self.event = event
        self.span = span
        self.command: Field[tuple[str, ...]] = Field(None, span, "defaulted")
        self.image: Field[ImageRef] = Field(None, span, "defaulted")
        self.privileged: Field[bool] = Field(None, span, "defaulted")
        self.user: Field[User] = Field(None, span, "defaulted")
