"""A compose project: services, networks and files together."""

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from .container import Container
from .source import Source
from .span import Field, Span
from .subject import Subject

if TYPE_CHECKING:
    from .network import Network
    from .project_files import EnvFile, SecretFile


class Project(Subject):
    """A compose project: its services and networks together.

    `files` are all that it is written in, included and extended ones too. `providers` are the
    services that a plugin creates: name and type. `remotes` are the files elsewhere that it
    includes or extends. `config_texts` are the `content` of its configs by name, `env_files` what
    fills in variables (`.env`), `secret_files` those under `secrets:`.
    """

    __slots__ = (
        "config_texts", "env_files", "files", "networks", "providers", "remotes", "secret_files",
        "services",
    )  # fmt: skip
    kind: ClassVar[str] = "project"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        self.files: tuple[str, ...] = ()
        self.services: tuple[Container, ...] = ()
        self.networks: dict[str, Network] = {}
        self.providers: tuple[tuple[str, Field[str]], ...] = ()
        self.remotes: tuple[Field[str], ...] = ()
        self.config_texts: dict[str, Field[str]] = {}
        self.env_files: tuple[EnvFile, ...] = ()
        self.secret_files: tuple[SecretFile, ...] = ()

    @cached_property
    def built(self) -> frozenset[tuple[str, str]]:
        """The images that its services build: (repository, tag)."""
        refs = (s.reference.value for s in self.services if s.provenance.build_link is not None)
        return frozenset((ref.repository, ref.tag or "latest") for ref in refs if ref is not None)
