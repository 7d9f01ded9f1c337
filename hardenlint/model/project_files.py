"""Files that a compose project takes secrets from: env files, and files under `secrets:`."""

from collections.abc import Callable
from typing import NamedTuple

from .span import Field, Span


class EnvFile(NamedTuple):
    """An `env_file`, or the `.env` that fills in variables.

    `span` is the first place that refers to it; `entries` the variables it sets, each with its
    place in the file, None when it could not be read. `committed` tells whether it lies in the
    project and is not ignored by its repository; None when nobody can know.
    """

    path: str
    span: Span
    entries: dict[str, Field[str]] | None
    committed: Callable[[], bool | None]


class SecretFile(NamedTuple):
    """A file under the `secrets:` of a project; `text` reads it, None where it is not readable."""

    name: str
    path: str
    span: Span
    text: Callable[[], str | None]
    committed: Callable[[], bool | None]


class SecretMount(NamedTuple):
    """A secret that a service, or its build, is given; `mode` None when nobody said one."""

    source: str
    mode: int | None = None
    in_build: bool = False
