"""From inputs to subjects: each is read by what reads its kind, and nothing is lost.

Whatever cannot be read becomes an error; everything else goes on.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ..errors import InputError, Problem, internal
from ..model import Build, Image, Span, Subject
from ..model.source import Source
from ..workspace import Workspace
from . import kinds
from .builds import Builds
from .collect import Options
from .discover import Input


class Loaded:
    """What was read: subjects, errors, notes, how many files of each source."""

    __slots__ = ("errors", "files", "notes", "subjects")

    def __init__(
        self,
        subjects: list[Subject],
        errors: list[Problem],
        notes: list[Problem],
        files: dict[Source, int],
    ) -> None:
        self.subjects = subjects
        self.errors = errors
        self.notes = notes
        self.files = files


def dockerfiles(inputs: Iterable[Input]) -> frozenset[str]:
    """Return the real paths of the Dockerfiles among the inputs: those are judged by themselves."""
    name = kinds.DOCKERFILE.name
    return frozenset(os.path.realpath(item.files[0]) for item in inputs if item.kind == name)


def load(
    inputs: Sequence[Input],
    options: Options,
    workspace: Workspace,
    own: frozenset[str] | None = None,
) -> Loaded:
    """Read every input and join what belongs together.

    `own` are the Dockerfiles of the whole scan when `inputs` is only a part of it.
    """
    loading = Loading(options, workspace, dockerfiles(inputs) if own is None else own)
    loading.errors += kinds.problems()
    for item in inputs:
        place = Span(loading.name_of(item))
        with loading.marking(item), loading.telling("reading", place), loading.discretion():
            loading.read(item)
    loading.leave_out_included()
    # After all inputs: the Dockerfile of a service may be one of them.
    loading.builds.read_linked()
    if options.images is not None:
        loading.errors += options.images.problems
    for subject in loading.subjects:
        image = subject.image if isinstance(subject, Build) else subject
        if isinstance(image, Image) and options.allow_images:
            image.allowed_images = options.allow_images
    errors = list(dict.fromkeys(loading.errors))
    return Loaded(loading.subjects, errors, loading.notes, loading.files)


class _Marks(NamedTuple):
    """How many subjects, errors and notes there are at a moment."""

    subjects: int
    errors: int
    notes: int


class Loading:
    """Inputs that are being read: how, and what has come of it so far.

    `own` are the real paths of the Dockerfiles that are inputs; `builds` reads Dockerfiles.
    """

    def __init__(self, options: Options, workspace: Workspace, own: frozenset[str]) -> None:
        self.options = options
        self.workspace = workspace
        self.own = own
        self.subjects: list[Subject] = []
        self.errors: list[Problem] = []
        self.notes: list[Problem] = []
        self.files: dict[Source, int] = {}
        self.builds = Builds(self)
        self.included: set[str] = set()
        self.extended: set[tuple[str, str]] = set()
        self._found: list[tuple[Input, _Marks, _Marks]] = []

    @contextmanager
    def marking(self, item: Input) -> Iterator[None]:
        """Within, one input is read; then what is missing in it is told as fits how it came in."""
        before = self._marks()
        yield
        if len(self.errors) > before.errors:
            from . import settled  # noqa: PLC0415 - only where something is wrong

            found = self.errors[before.errors :]
            self.errors[before.errors :], notes = settled.told(found, item, self.workspace)
            self.notes += notes
        if not item.named and item.kind == kinds.COMPOSE.name:
            self._found.append((item, before, self._marks()))

    def leave_out_included(self) -> None:
        """Forget the files that a search found and another project brings in: it has judged them.

        Of a file whose services are extended, those that nobody extends are judged.
        """
        for item, before, after in reversed(self._found):
            real = os.path.realpath(item.files[0])
            place = slice(before.subjects, after.subjects)
            read = self.subjects[place]
            kept = [] if real in self.included else self._own_subjects(real, read)
            self.subjects[place] = kept
            if real in self.included or (read and not kept):
                del self.errors[before.errors : after.errors]
                del self.notes[before.notes : after.notes]

    def _own_subjects(self, real: str, subjects: list[Subject]) -> list[Subject]:
        """What is left of a file without the services that others extend."""
        if not self.extended:
            return subjects
        from ..model import Project, Service  # noqa: PLC0415 - only beside compose files

        def is_own(each: Subject) -> bool:
            return not isinstance(each, Service) or (real, each.service) not in self.extended

        for project in (each for each in subjects if isinstance(each, Project)):
            project.services = tuple(filter(is_own, project.services))
        kept = list(filter(is_own, subjects))
        has_left = len(kept) == len(subjects) or any(isinstance(each, Service) for each in kept)
        return kept if has_left else []

    def _marks(self) -> "_Marks":
        return _Marks(len(self.subjects), len(self.errors), len(self.notes))

    @contextmanager
    def telling(self, doing: str, span: Span) -> Iterator[None]:
        """Within, whatever is raised is told of this input, and the others go on."""
        try:
            yield
        except InputError as error:
            skipped = error.problem.kind == "skipped-input"
            (self.notes if skipped else self.errors).append(error.problem)
        except Exception as error:  # noqa: BLE001, RUF100 - a bug that one input meets
            self.errors.append(internal(error, doing, span))

    def name_of(self, item: Input) -> str:
        """What an input is called in a report."""
        path = item.files[0]
        return path if path != "-" else self.options.stdin_filename or "<stdin>"

    def read(self, item: Input) -> None:
        """Read one input by its kind, or by what its text looks like."""
        path = self.name_of(item)
        if item.files[0] == "-":
            self.workspace.standard_input(path)
        kind = kinds.every().get(item.kind or kinds.by_content(self.workspace.text(path)))
        if kind is None:
            self.notes.append(Problem("skipped-input", kinds.UNKNOWN, Span(path)))
        else:
            kind.module.read((path, *item.files[1:]), self)

    def count(self, source: Source, number: int = 1) -> None:
        """Count files that were read."""
        self.files[source] = self.files.get(source, 0) + number

    @contextmanager
    def discretion(self) -> Iterator[None]:
        """Mark what comes of reading a file outside, which the user allows: it is not told."""
        reach = self.workspace.reach
        touched = reach.number_touched
        subjects, errors, notes = len(self.subjects), len(self.errors), len(self.notes)
        try:
            yield
        except InputError as error:
            if reach.number_touched > touched:
                raise InputError(*_untold(error.problem)) from None
            raise
        finally:
            if reach.number_touched > touched:
                for subject in self.subjects[subjects:]:
                    subject.discreet = True
                self.errors[errors:] = map(_untold, self.errors[errors:])
                self.notes[notes:] = map(_untold, self.notes[notes:])


def _untold(problem: Problem) -> Problem:
    """The same, without a word of what it is about."""
    if problem.kind == "outside":
        return problem  # it names the file, as the project does
    message = "concerns a project that a file outside is a part of, so it is told without its words"
    return Problem(problem.kind, message, problem.span._replace(pointer=""))
