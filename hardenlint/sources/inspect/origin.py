"""Where a container was declared, as Compose labels tell."""

from collections.abc import Mapping
from typing import NamedTuple

from hardenlint.model import Field

_FILES = "com.docker.compose.project.config_files"
_FOLDER = "com.docker.compose.project.working_dir"
_ENVIRONMENT = "com.docker.compose.project.environment_file"
_SERVICE = "com.docker.compose.service"


class Origin(NamedTuple):
    """The compose files, in order, and the env files of a project, and the service in it."""

    files: tuple[str, ...]
    env_files: tuple[str, ...]
    service: str


def compose_origin(labels: Mapping[str, Field[str]]) -> Origin | None:
    """Find the declaration behind a container; None when unknown.

    The paths are those of the machine where Compose ran. A project that came from standard
    input ("-") has no file to go back to. Source: docker/compose pkg/api/labels.go.
    """
    service = _value(labels, _SERVICE)
    files = _paths(labels, _FILES)
    if not service or not files or "-" in files:
        return None
    return Origin(files, _env_files(labels, files), service)


def _env_files(labels: Mapping[str, Field[str]], files: tuple[str, ...]) -> tuple[str, ...]:
    """Those that were named, else the usual one where it does not lie beside the first file."""
    folder = _value(labels, _FOLDER).rstrip("/")
    if named := _paths(labels, _ENVIRONMENT):
        return named
    return (f"{folder}/.env",) if folder and folder != files[0].rpartition("/")[0] else ()


def _paths(labels: Mapping[str, Field[str]], name: str) -> tuple[str, ...]:
    folder = _value(labels, _FOLDER)
    return tuple(_absolute(path, folder) for path in _value(labels, name).split(",") if path)


def _value(labels: Mapping[str, Field[str]], name: str) -> str:
    field = labels.get(name)
    return (field.value or "") if field else ""


def _absolute(path: str, folder: str) -> str:
    """Versions before 2.0 wrote names relative to the working directory."""
    path = path.strip()
    if path == "-" or path.startswith("/") or not folder or path[1:2] == ":":
        return path
    return f"{folder.rstrip('/')}/{path}"
