"""Dockerfiles, as BuildKit reads them.

`parse` gives the typed tree of a text; `read` what `scan` judges; `show` and `describe` what
`hardenlint show` prints. All raise InputError("parse") where BuildKit refuses the file.
"""

from collections.abc import Mapping
from typing import Any

from ...model import Build
from .stages import Evaluation

_NO_ARGS: Mapping[str, str | None] = {}


def read(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NO_ARGS,
    target: str | None = None,
) -> Build:
    """Read a Dockerfile into the model; what an ARG without a value feeds is unknown."""
    evaluation = Evaluation(text, path, build_args, strict=False)
    evaluation.run()
    evaluation.choose(target)
    return evaluation.build


def evaluate(
    text: str, path: str, *, build_args: Mapping[str, str | None], target: str | None
) -> Evaluation:
    """Read a Dockerfile as BuildKit does: an ARG without a value is empty."""
    evaluation = Evaluation(text, path, build_args, strict=True)
    evaluation.run()
    evaluation.choose(target)
    return evaluation


def show(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NO_ARGS,
    target: str | None = None,
) -> dict[str, Any]:
    """Return the document of `show --format json`."""
    from .show import document  # noqa: PLC0415 - only for show

    return document(evaluate(text, path, build_args=build_args, target=target), path)


def describe(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NO_ARGS,
    target: str | None = None,
) -> str:
    """Return the text form of `show`."""
    from .show import describe as render  # noqa: PLC0415 - only for show

    return render(evaluate(text, path, build_args=build_args, target=target), path)
