"""Files that a compose project takes secrets from: env files, and files under `secrets:`."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from .span import Field, Span


class EnvFile(NamedTuple):
    """An `env_file`, or the `.env` that fills in variables.

    `span` is the first place that refers to it; `entries` the variables it sets, each with its
    place in the file, None when it could not be read; `uses` where a `${…}` first takes one of
    them. `committed` tells whether it lies in the
    project and is not ignored by its repository; None when nobody can know.
    """

    path: str
    span: Span
    entries: dict[str, Field[str]] | None
    # Told when a check asks: git is a process of its own.
    committed: Callable[[], bool | None]
    uses: Mapping[str, Span] = {}

    def place_of(self, names: Sequence[str]) -> Span:
        """Where the first of these variables is used; of an `env_file`, the line that names it.

        A `.env` that gives none of them away is told at the line that sets the first.
        """
        if not self.uses and self.span.path != self.path:
            return self.span
        used = [self.uses[name] for name in names if name in self.uses]
        return min(used) if used else (self.entries or {})[names[0]].span


class SecretFile(NamedTuple):
    """A file under the `secrets:` of a project; `text` reads it, None where it is not readable."""

    name: str
    path: str
    span: Span
    text: Callable[[], str | None]
    committed: Callable[[], bool | None]


class SecretMount(NamedTuple):
    """A secret that a service, or its build, is given; `mode` None when nobody said one.

    `ignored` are the keys whose values compose leaves aside, since the secret is a file.
    """

    source: str
    mode: int | None = None
    in_build: bool = False
    ignored: tuple[str, ...] = ()
