"""Where a container was declared, as Compose labels tell."""

from collections.abc import Mapping

from hardenlint.model import Field

_FILES = "com.docker.compose.project.config_files"
_FOLDER = "com.docker.compose.project.working_dir"
_SERVICE = "com.docker.compose.service"


def compose_origin(labels: Mapping[str, Field[str]]) -> tuple[tuple[str, ...], str] | None:
    """The compose files, in order, and the service behind a container; None when unknown.

    The paths are those of the machine where Compose ran. A project that came from standard
    input ("-") has no file to go back to. Source: docker/compose pkg/api/labels.go.
    """
    files, service = _value(labels, _FILES), _value(labels, _SERVICE)
    paths = tuple(_absolute(path, _value(labels, _FOLDER)) for path in files.split(",") if path)
    if not service or not paths or "-" in paths:
        return None
    return paths, service


def _value(labels: Mapping[str, Field[str]], name: str) -> str:
    field = labels.get(name)
    return (field.value or "") if field else ""


def _absolute(path: str, folder: str) -> str:
    """Versions before 2.0 wrote names relative to the working directory."""
    path = path.strip()
    if path == "-" or path.startswith("/") or not folder or path[1:2] == ":":
        return path
    return f"{folder.rstrip('/')}/{path}"
