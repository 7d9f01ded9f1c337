"""A network that containers join."""

from typing import NamedTuple

from .span import Field, Span


class Network(NamedTuple):
    """A network of a project or an engine.

    `settings` are its driver's `options` again, each with its place (the value None: unknown).
    `attachable` is None when nobody said. `owner` is the compose project that made it, "" for
    none and None when that is not known.
    """

    name: str
    span: Span
    driver: str = ""
    internal: Field[bool] | None = None
    external: bool = False
    options: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, Field[str]], ...] = ()
    attachable: Field[bool] | None = None
    owner: str | None = None

    @property
    def encloses(self) -> bool:
        """Whether it publishes nothing; a swarm's does, through its ingress network."""
        if self.external or self.driver not in ("", "bridge"):
            return False
        return self.internal is not None and self.internal.value is True

    def setting(self, name: str) -> Field[str] | None:
        """One of the driver's options with its place."""
        return next((field for key, field in self.settings if key == name), None)
