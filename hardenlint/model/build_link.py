"""How a compose service names the Dockerfile it is built from."""

from typing import NamedTuple

from .image_ref import ImageRef
from .span import Field, Span


class BuildLink(NamedTuple):
    """How a service names the Dockerfile it is built from.

    `path` is the Dockerfile ("" for `dockerfile_inline`), `target` the chosen stage with the span
    of the `target` value; `args` the build arguments, each with its place (the value None:
    taken from the environment, or unknown). `source` is the context as written, `contexts` are
    the additional ones by name; `attested` what is said about provenance and sbom, as text;
    `labels` those that the build puts on the image. `entitlements`, `network` and `privileged`
    say what its RUN steps may do, None where nobody said.
    """

    span: Span
    context: str
    path: str
    target: Field[str]
    args: dict[str, Field[str]]
    inline: Field[str]
    source: Field[str] | None = None
    contexts: tuple[tuple[str, Field[str]], ...] = ()
    attested: tuple[tuple[str, Field[str]], ...] = ()
    labels: tuple[tuple[str, Field[str]], ...] = ()
    entitlements: tuple[Field[str], ...] = ()
    network: Field[str] | None = None
    privileged: Field[bool] | None = None

    @property
    def images(self) -> tuple[Field[ImageRef], ...]:
        """The images among the additional contexts (`docker-image://…`)."""
        return tuple(
            Field(ImageRef.parse(field.value.removeprefix("docker-image://")), *field[1:])
            for _, field in self.contexts
            if field.value is not None and field.value.startswith("docker-image://")
        )
