"""Fixes that may be made: what the findings of some inputs ask for, as changes of texts."""

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from hardenlint.engine import Result
from hardenlint.model import Build, Fix, Span, Subject
from hardenlint.policy.suppression import Suppression
from hardenlint.policy.suppressions import Suppressions
from hardenlint.sources import kinds

from . import comments, words
from .change import Change, RefusedError, Text
from .compose import Compose
from .difference import key_of
from .spelling import spelt


class Findings(NamedTuple):
    """What was found in some inputs.

    results   the findings that are to be fixed: by the policy, neither suppressed nor known
    all       those of every check, whoever wants to hear of them
    suppressions   the exceptions that were met
    errors    what could not be read, as text
    """

    subjects: list[Subject]
    results: list[Result]
    all: list[Result]
    suppressions: Suppressions | None
    errors: frozenset[str]


class Candidate(NamedTuple):
    """One fix: who asks for it, and the text that would change.

    `pointers` are the keys of compose files that it changes, each with what may happen there:
    "add", "remove" or "replace". `key` is what identifies it from one look to the next.
    """

    key: tuple[str, str, str]
    check: str
    about: str
    span: Span
    fix: Fix
    changes: tuple[Change, ...]
    pointers: tuple[tuple[str, str], ...]
    covers: frozenset[str]
    result: Result | None = None


class Files:
    """The texts of the files that are changed; each is read and parsed once a round."""

    def __init__(self, look: Findings, read: Callable[[str], str]) -> None:
        self._read = read
        self._texts: dict[str, Text] = {}
        self._composes: dict[str, Compose] = {}
        self._dockerfiles = set(_dockerfiles(look.subjects))

    def is_dockerfile(self, path: str) -> bool:
        return path in self._dockerfiles or kinds.by_name(path) == kinds.DOCKERFILE.name

    def text(self, path: str | None) -> Text:
        """A file's text; raises RefusedError where there is no file to change."""
        if path is None or not os.path.isfile(path):
            raise RefusedError("it is not written in a file of its own")
        if path not in self._texts:
            self._texts[path] = Text(path, self._read(path))
        return self._texts[path]

    def compose(self, path: str | None) -> Compose:
        text = self.text(path)
        if text.path not in self._composes:
            self._composes[text.path] = Compose(text)
        return self._composes[text.path]


def _dockerfiles(subjects: list[Subject]) -> Iterator[str]:
    for subject in subjects:
        build = subject if isinstance(subject, Build) else getattr(subject, "build", None)
        if isinstance(build, Build) and build.inline is None and build.span.path:
            yield build.span.path


def identity(result: Result) -> tuple[str, str, str]:
    """What identifies a finding from one look to the next."""
    return (result.check.id, result.subject.name, result.fingerprint)


def of_result(result: Result, files: Files) -> Candidate:
    """The fix of a finding as changes; raises RefusedError."""
    finding, subject = result.finding, result.subject
    assert finding.fix is not None  # noqa: S101 - for the type checker
    changes: list[Change] = []
    pointers: list[tuple[str, str]] = []
    for edit in finding.fix.edits:
        # Those without a place of their own are about the service.
        own, wanted = subject.span, spelt(edit)
        place: Span = getattr(edit, "span", None) or own
        if files.is_dockerfile(place.path or ""):
            changes.append(words.change(files.text(place.path), edit))
            continue
        changes.append(files.compose(place.path).change(edit, subject.span))
        key = f"/{wanted.key}" if place is own and wanted is not None else ""
        kind = type(edit if wanted is None else wanted).__name__
        pointers.append((key_of(f"{place.pointer}{key}"), kind))
    about = f"{'service' if subject.kind == subject.source.container else 'image'} {subject.name}"
    covers = {*result.covers, *finding.covers, *result.check.covers, *finding.fix.reveals}
    return Candidate(
        identity(result), result.check.id, about, result.span, finding.fix, tuple(changes),
        tuple(pointers), frozenset(covers), result,
    )  # fmt: skip


def of_suppressions(look: Findings) -> Iterator[Suppression]:
    """The exceptions in comments that suppress nothing: expired, or missed by all their checks."""
    suppressions = look.suppressions
    if suppressions is None:
        return
    for each in suppressions.needed:
        # One check that needs it keeps the whole comment.
        unneeded = each.expired(suppressions.day) or len(suppressions.missed(each)) == len(
            each.checks
        )
        if each.by == "comment" and unneeded:
            yield each


def of_suppression(each: Suppression, look: Findings, files: Files) -> Candidate:
    """Taking an exception's comment away as a change; raises RefusedError."""
    assert look.suppressions is not None  # noqa: S101 - for the type checker
    expired = each.expired(look.suppressions.day)
    title = f"remove the {'expired' if expired else 'unused'} exception"
    names = ", ".join(each.checks)
    change = comments.change(files.text(each.span.path), each.span)
    # By its words, not by its place: other fixes move the lines.
    key = ("suppression", each.span.path or "", f"{names} {each.reason} {each.until}")
    return Candidate(
        key, "suppression", f"exception for {names}", each.span, Fix(title, safe=True), (change,),
        (), frozenset(),
    )  # fmt: skip
