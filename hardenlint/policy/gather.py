"""Gather the exceptions of a scan: from the configuration, from comments, from labels."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from hardenlint.errors import Problem, internal
from hardenlint.model import Build, Span, Subject

if TYPE_CHECKING:
    from .suppression import Malformed, Suppression
    from .suppressions import Suppressions

    Said = tuple[list[Suppression], list[Malformed]]

MARK = "hardenlint"
"""What a comment of ours contains."""


class Exceptions:
    """How exceptions are treated, and those that the configuration has.

    `inline` is whether comments and labels count, `foreign` those for other tools too; `locked`
    are checks that none of them silences; `root` is the folder that paths in the configuration
    start from.
    """

    __slots__ = ("config", "foreign", "inline", "locked", "require_reason", "root")

    def __init__(
        self,
        config: "tuple[Suppression, ...]" = (),
        inline: bool = True,
        locked: frozenset[str] = frozenset(),
        require_reason: bool = False,
        root: str = "",
        foreign: bool = False,
    ) -> None:
        self.config = config
        self.inline = inline
        self.locked = locked
        self.require_reason = require_reason
        self.root = root
        self.foreign = foreign


def gather(
    subjects: Iterable[Subject],
    exceptions: Exceptions,
    text_of: Callable[[str], str | None],
    renamed: Callable[[], Mapping[str, str]],
    errors: list[Problem] | None = None,
) -> "Suppressions | None":
    """Return the exceptions that concern some subjects, None when there are none.

    `text_of` gives the text of a file, None where there is none any more; `renamed` the former
    ids of checks, each with that of today. A bug that one of them meets is
    added to `errors`, and raised without.
    """
    found: list[Suppression] = list(exceptions.config)
    malformed: list[Malformed] = []
    if exceptions.inline:
        known = list(subjects)
        for own, bad in (
            *_labels(known, errors),
            *_comments(known, text_of, errors, foreign=exceptions.foreign),
        ):
            found += own
            malformed += bad
    if not found and not malformed:
        return None
    from .suppressions import Suppressions  # noqa: PLC0415 - only where there are exceptions

    today = renamed()
    return Suppressions(
        [each.with_ids_of(today) for each in found],
        malformed,
        root=exceptions.root,
        locked=exceptions.locked,
        require_reason=exceptions.require_reason,
    )


def _labels(subjects: Iterable[Subject], errors: list[Problem] | None) -> "Iterator[Said]":
    for subject in subjects:
        # What a file outside says is not told, and so it cannot be a reason either.
        if getattr(subject, "labels", None) and not subject.discreet:
            from . import labels  # noqa: PLC0415 - only where there are labels

            try:
                yield labels.read(subject)
            except Exception as error:  # noqa: BLE001, RUF100 - a bug that one subject meets
                if errors is None:
                    raise
                errors.append(internal(error, f"reading labels of {subject.name}", subject.span))


def _comments(
    subjects: Iterable[Subject],
    text_of: Callable[[str], str | None],
    errors: list[Problem] | None,
    *,
    foreign: bool,
) -> "Iterator[Said]":
    for path, build in files(subjects).items():
        try:
            text = text_of(path)
            if text is not None and (MARK in text or (foreign and _is_foreign(text))):
                from . import comments  # noqa: PLC0415 - only where there are comments of ours

                yield comments.read(text, path, build, foreign=foreign)
        except Exception as error:  # noqa: BLE001, RUF100 - a bug that one file meets
            if errors is None:
                raise
            errors.append(internal(error, "reading comments", Span(path)))


def _is_foreign(text: str) -> bool:
    from .foreign import may_be_in  # noqa: PLC0415 - only where somebody asks for them

    return may_be_in(text)


def files(subjects: Iterable[Subject]) -> dict[str, Build | None]:
    """List the files that the subjects are written in, each with its Dockerfile if it is one."""
    files: dict[str, Build | None] = {}
    for subject in subjects:
        path = subject.span.path
        if path and subject.source.is_written:
            build = subject if isinstance(subject, Build) else None
            files[path] = files.get(path) or build
        for path in getattr(subject, "files", ()) if subject.kind == "project" else ():
            files.setdefault(path, None)
    return files
