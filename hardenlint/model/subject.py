"""What is judged, in general: an image, a container, a build, a project, a host.

Sources create these, assign what they know field by field, and nobody changes them afterwards.
A field that no source assigned is unknown (its value is None). `is_windows` tells that a subject is
known to be of Windows, where no rule of Linux holds. What follows from the fields is
worked out when a check first asks, and kept: some two hundred checks ask. A source never asks,
since what it has assigned by then may not be all.
"""

from typing import Any, ClassVar

from .source import Source
from .span import Field, Span

INSTRUCTIONS = frozenset(
    """ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL
    STOPSIGNAL USER VOLUME WORKDIR""".split()
)
"""What a Dockerfile is made of besides FROM."""


class Subject:
    """Anything that findings can be about."""

    __slots__ = (
        "__dict__",
        "is_windows",
        "name",
        "source",
        "span",
    )  # the dictionary is cached_property's
    kind: ClassVar[str] = ""
    classes: ClassVar[frozenset[str]] = frozenset(("Subject",))
    """Its class and those that it is derived from, by name: a Container is an Image too."""
    discreet = False
    """Whether a file outside of the project is a part of it: none of its words is told then."""

    def __init_subclass__(cls) -> None:
        cls.classes = frozenset(base.__name__ for base in cls.__mro__)

    def __init__(self, name: str, span: Span, source: Source) -> None:
        self.name = name
        self.span = span
        self.source = source
        self.is_windows = False

    def has(self, name: str) -> bool:
        """Whether it has such a fact ("env", "storage.mounts"); unknown and empty ones are none.

        In capitals it is an instruction of the Dockerfile ("COPY"), wherever it stands there; with
        a text behind it ("RUN chown") one in which that text stands.
        """
        keyword, _, text = name.partition(" ")
        if keyword.isupper():
            return keyword in self.keywords and (not text or self.mentions(keyword, text))
        first, *parts = name.split(".")
        # Asked of the class: a fact that fails while it is worked out is a bug, and none is "none".
        fact: Any = getattr(self, first) if hasattr(type(self), first) else None
        for part in parts:
            fact = getattr(fact, part) if fact is not None else None
        return fact.value is not None if isinstance(fact, Field) else bool(fact)

    def mentions(self, keyword: str, text: str) -> bool:
        """Whether an instruction of the Dockerfile behind it has a text."""
        return False

    @property
    def keywords(self) -> frozenset[str]:
        """The instructions of the Dockerfile behind it."""
        return frozenset()
