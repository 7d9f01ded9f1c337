"""An image: the configuration that a process starts with."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .source import Source
from .span import Field, Span
from .subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .build import Build
    from .contents import ImageContents
    from .image_ref import ImageRef
    from .lifecycle import Healthcheck
    from .port import Port
    from .user import User


class Image(Subject):
    """The configuration that a process starts with: what a Dockerfile's last stage ships.

    span         the last FROM, the service's key, or the container
    reference    the image that runs or, for a Dockerfile, that the stage is built from
    user         who runs; `User("")` when it is known that nobody chose one in the whole chain
                 (then `base_user` says what that means)
    base_user    what the outermost base image runs as when nobody chooses: "root", "non-root",
                 "drops" (its entrypoint starts as root and gives it up), None when not known
    env          name -> value; a value of None is unknown (or passed through from the host)
    exposed      ports of EXPOSE and `expose:`
    healthcheck  value `Healthcheck()` when it is known that there is none
    workdir, entrypoint, command, labels
    build        the Dockerfile behind it, None when there is none to read
    contents     what a look into its layers found, None where nobody looked
    allowed_images  patterns of the images that are trusted (`ImageRef.matches`), None when nobody
                 said which ones are
    created      when the image was built, as the engine writes it (RFC 3339)
    onbuild      instructions that a built image runs in the builds that start from it
    volumes_declared  where it wants a volume (VOLUME): the path in the container
    word_places  where each word of `entrypoint` and `command` stands, by the place of the whole;
                 only where they are written as a list of words, each of which has its place
    """

    __slots__ = (
        "allowed_images", "base_user", "build", "command", "contents", "created", "entrypoint",
        "env", "exposed", "healthcheck", "labels", "onbuild", "reference", "user",
        "volumes_declared", "word_places", "workdir",
    )  # fmt: skip
    kind: ClassVar[str] = "image"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        unknown: Field[Any] = Field(None, span, "defaulted")
        self.reference: Field[ImageRef] = unknown
        self.user: Field[User] = unknown
        self.base_user: Literal["root", "non-root", "drops"] | None = None
        self.env: dict[str, Field[str]] = {}
        self.exposed: tuple[Field[Port], ...] = ()
        self.healthcheck: Field[Healthcheck] = unknown
        self.workdir: Field[str] = unknown
        self.entrypoint: Field[tuple[str, ...]] = unknown
        self.command: Field[tuple[str, ...]] = unknown
        self.labels: dict[str, Field[str]] = {}
        self.contents: ImageContents | None = None
        self.build: Build | None = None
        self.allowed_images: tuple[str, ...] | None = None
        self.created: Field[str] = unknown
        self.onbuild: tuple[Field[str], ...] = ()
        self.volumes_declared: tuple[Field[str], ...] = ()
        self.word_places: dict[Span, tuple[Span, ...]] = {}

    def mentions(self, keyword: str, text: str) -> bool:
        """Whether an instruction of the Dockerfile behind it has a text."""
        return self.build is not None and self.build.mentions(keyword, text)

    @property
    def keywords(self) -> frozenset[str]:
        """The instructions of the Dockerfile behind it."""
        return frozenset() if self.build is None else self.build.keywords

    def words(self, part: Field[tuple[str, ...]]) -> "Iterator[tuple[str, Span]]":
        """The words of `entrypoint` or `command`, each with its place."""
        words = part.value or ()
        places = self.word_places.get(part.span, ())
        # The places are those of a list as it is written; what was split from one text has one
        # place.
        if len(places) != len(words):
            places = (part.span,) * len(words)
        return zip(words, places, strict=True)

    def place_of(self, text: str, place: Span) -> Span:
        """Where the word that ends with a text, or holds it, stands in the list at a place.

        That is the place itself where no list of words is.
        """
        parts = [part for part in (self.entrypoint, self.command) if part.span == place]
        words = [each for part in parts for each in self.words(part) if text in each[0]]
        return min(words, key=lambda each: not each[0].endswith(text), default=("", place))[1]

    @property
    def may_rename_root(self) -> bool:
        """Whether its Dockerfile may give the account of USER the id of root: a cheap question."""
        user, build = self.user.value, self.build
        if build is None or user is None or user.uid is not None or user.is_root or not user.name:
            return False
        return any(
            step.keyword == "RUN"
            and step.mentions(user.name)
            and step.mentions("useradd", "adduser", "usermod")
            for step in build.shipped
        )

    @property
    def gave_root_up(self) -> bool:
        """Whether it is seen to run without root, however it was started."""
        return False

    @cached_property
    def references(self) -> "tuple[Field[ImageRef], ...]":
        """The images it is made of: what the stages of its Dockerfile are built from and copy.

        Without a Dockerfile, the image itself. Unknown references are among them.
        """
        if self.own_build is not None:
            return self.own_build.references
        return () if self.is_built or _is_image_id(self.reference) else (self.reference,)

    @property
    def own_build(self) -> "Build | None":
        """The Dockerfile that is judged as a part of this subject."""
        return self.build

    @property
    def is_built(self) -> bool:
        """Whether the image is built on the spot instead of pulled, so that its name is local."""
        return self.build is not None


def _is_image_id(reference: "Field[ImageRef]") -> bool:
    return reference.value is not None and reference.value.is_image_id
