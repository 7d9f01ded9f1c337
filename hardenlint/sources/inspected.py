"""Saved `docker inspect` data and snapshots: read, compared with what declares the containers."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..model import Span
from . import declared, inspect
from .kinds import INSPECT

if TYPE_CHECKING:
    from ..workspace import Workspace
    from .collect import Options
    from .load import Loading


def read(files: Sequence[str], loading: "Loading") -> None:
    """Read a file of documents."""
    path = files[0]
    loaded = inspect.read(loading.workspace.text(path), path)
    loading.errors += loaded.errors
    loading.notes += loaded.notes
    loading.subjects += loaded.subjects
    loading.count(INSPECT)
    with loading.telling("comparing containers with what declares them", Span(path)):
        loading.notes += declared.declare(loaded.subjects, loading.workspace)


def show(
    files: Sequence[str], options: "Options", workspace: "Workspace", *, as_text: bool
) -> Iterable[str]:
    """What is understood of the documents; raises InputError."""
    path = files[0]
    if as_text:
        return inspect.describe(workspace.text(path), path).split("\n")[:-1]
    import json  # noqa: PLC0415 - only for this format

    return (json.dumps(inspect.show(workspace.text(path), path), indent=1),)
