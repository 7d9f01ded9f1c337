"""The kinds of input, one entry each: how it is called, how it is recognised, what reads it.

A package adds one by an entry point of the group `hardenlint.kinds` that names its `Kind`. What
reads a kind is a module, imported when there is such an input; it has

    read(files, loading)                       puts subjects, errors and notes into a
                                               `sources.load.Loading`
    show(files, options, workspace, as_text)   the lines of `hardenlint show`, or pieces of JSON
"""

import importlib
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from .. import registry
from ..errors import Problem
from ..model import Span
from ..model.source import Source

if TYPE_CHECKING:
    from types import ModuleType

GROUP = "hardenlint.kinds"

UNKNOWN = "is no Dockerfile, no compose file and no `docker inspect` output"

DOCKERFILE = Source(
    "dockerfile",
    files=("Dockerfile", "Dockerfiles"),
    judged=("Build", "Image"),
    remedy="In a Dockerfile",
    is_written=True,
    is_fixable=True,
    builds=True,
)
COMPOSE = Source(
    "compose",
    files=("compose file", "compose files"),
    judged=("Image", "Container", "Project"),
    remedy="In compose",
    container="service",
    is_written=True,
    is_fixable=True,
)
INSPECT = Source(
    "inspect",
    files=("inspect file", "inspect files"),
    judged=("Image", "Container", "Host"),
    remedy="With docker run",
)
LIVE = Source("live", judged=INSPECT.judged, remedy=INSPECT.remedy)


class Kind:
    """A kind of input.

    `has_name` tells one by its path, so that a search finds it; `has_content` by its text, where a
    file is named that is called otherwise. `reader` is the module that reads it.
    """

    __slots__ = ("has_content", "has_name", "reader", "source")

    def __init__(
        self,
        source: Source,
        reader: str,
        has_name: Callable[[str], bool],
        has_content: Callable[[str], bool],
    ) -> None:
        self.source = source
        self.reader = reader
        self.has_name = has_name
        self.has_content = has_content

    @property
    def module(self) -> "ModuleType":
        """The module that reads it."""
        return importlib.import_module(self.reader)


# The names docker compose looks for, in its order (compose-go cli/options.go).
BASES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")

_DOCKERFILE = r"(docker|container)file([._-][^/]*)?|[^/]+[._-](docker|container)file"
_COMPOSE = r"([^/]*[._-])?(docker-|podman-)?compose([._-][^/]*)?\.ya?ml"
_OTHERS = frozenset(
    """dockerignore md mdx rst txt py js jsx ts tsx go rs rb java kt hs sh yaml yml json golden toml
    lock patch diff orig rej bak tmpl tpl j2 jinja jinja2 gotmpl erb mustache html""".split()
)
"""Endings of what has the name of a Dockerfile and is none."""

FILES = f"(?i)(^|/)({_DOCKERFILE}|{_COMPOSE})$"
"""The paths of files that a search finds, as a hook asks for them."""
EXCLUDE = rf"(?i)(docker|container)file[^/]*\.({'|'.join(sorted(_OTHERS))})$"
"""What has such a name and is none."""


def _is_called_dockerfile(path: str) -> bool:
    name = os.path.basename(path)
    if name == "Dockerfile" or name in BASES:
        return name == "Dockerfile"
    if not _match(_DOCKERFILE)(name):
        return False
    _, dot, ending = name.rpartition(".")
    return not (dot and ending.lower() in _OTHERS)


def _is_called_compose(path: str) -> bool:
    name = os.path.basename(path)
    return name in BASES or (
        name != "Dockerfile" and not _match(_DOCKERFILE)(name) and bool(_match(_COMPOSE)(name))
    )


@cache
def _match(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """Made when a file is first called otherwise than most are: a hook scans one file."""
    return re.compile(f"(?i)^(?:{pattern})$").match


def _is_dockerfile(text: str) -> bool:
    """Whether the first thing that it says is FROM or ARG."""
    begins = r"\ufeff?(?:\s++|#[^\n]*+)*+(?:FROM|ARG)(?=\s|\Z)"
    return re.match(begins, text, re.IGNORECASE) is not None


def _is_compose(text: str) -> bool:
    """Whether it has services at its top level; it may be JSON, or YAML's flow style."""
    bracket = re.match(r"[\ufeff\s]*+([\[{])", text)
    if bracket is None:
        services = r"(?m)^\ufeff?['\"]?services['\"]?[ \t]*:"
        return re.search(services, text) is not None
    if bracket[1] == "[":
        return False
    import json  # noqa: PLC0415 - only for such texts

    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return re.search(r"[{,\s]['\"]?services['\"]?\s*:", text) is not None
    return isinstance(document, dict) and "services" in document


def _is_inspect(text: str) -> bool:
    """Whether it begins as `docker inspect` does: an object, or lists that hold one or nothing."""
    # What begins otherwise is a template (`{{ … }}`), an INI file (`[section]`), a list of texts.
    begins = r"[\ufeff\s]*+(?=[\[{])(?:\[\s*+)*+(?:\{\s*+(?:[\"}]|\Z)|\]|\Z)"
    return re.match(begins, text) is not None


def _is_called_inspect(_: str) -> bool:
    """JSON is read when it is named; a search does not look for it."""
    return False


_OURS = (
    Kind(DOCKERFILE, "hardenlint.sources.builds", _is_called_dockerfile, _is_dockerfile),
    Kind(COMPOSE, "hardenlint.sources.services", _is_called_compose, _is_compose),
    Kind(INSPECT, "hardenlint.sources.inspected", _is_called_inspect, _is_inspect),
)


@cache
def every() -> dict[str, Kind]:
    """All kinds by name, ours first."""
    return {kind.source.name: kind for kind in (*_OURS, *_of_others())}


def problems() -> tuple[Problem, ...]:
    """What packages declare and nobody can use."""
    every()
    return tuple(_problems)


_problems: list[Problem] = []


def sources() -> tuple[Source, ...]:
    """Where subjects come from: the kinds of input, and engines."""
    return (*(kind.source for kind in every().values()), LIVE)


def by_name(path: str) -> str:
    """Tell the kind of a file by its path; "" for what is none of them."""
    return next((name for name, kind in every().items() if kind.has_name(path)), "")


def by_content(text: str) -> str:
    """Tell the kind of a text; "" for what is none of them."""
    return next((name for name, kind in every().items() if kind.has_content(text)), "")


def _of_others() -> Iterator[Kind]:
    """The kinds that packages declare; one that claims a name of ours is not used."""
    ours = {kind.source.name for kind in _OURS}
    for entry in registry.declared(GROUP):
        module, _, name = entry.partition(":")
        try:
            found = getattr(importlib.import_module(module), name)
            if not isinstance(found, Kind) or found.source.name in ours:
                raise TypeError("it is no kind of its own")
        except (Exception, SystemExit) as error:  # noqa: BLE001, RUF100 - it may fail in any way
            reason = f"{type(error).__name__}: {error}"
            message = f"the kind of input {entry} cannot be loaded: {reason}"
            _problems.append(Problem("check-crash", message, Span(None)))
        else:
            yield found
