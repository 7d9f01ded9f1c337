"""From inputs to subjects: read each, join services with their Dockerfiles, lose nothing.

Whatever cannot be read becomes an error; everything else goes on.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError, Problem, internal
from ..model import Build, BuildLink, Image, Project, Span, Subject
from ..workspace import Workspace
from . import discover
from .collect import Options
from .discover import Input

if TYPE_CHECKING:
    from ..model import Container
    from .dockerfile import ignore


class Loaded(NamedTuple):
    """What was read: subjects, errors, notes, counts of files by kind."""

    subjects: list[Subject]
    errors: list[Problem]
    notes: list[Problem]
    files: dict[str, int]


def dockerfiles(inputs: Iterable[Input]) -> frozenset[str]:
    """Return the real paths of the Dockerfiles among the inputs: those are judged by themselves."""
    return frozenset(
        os.path.realpath(item.files[0]) for item in inputs if item.kind == "dockerfile"
    )


def load(
    inputs: Sequence[Input],
    options: Options,
    workspace: Workspace,
    own: frozenset[str] | None = None,
) -> Loaded:
    """Read every input and join what belongs together.

    `own` are the Dockerfiles of the whole scan when `inputs` is only a part of it.
    """
    loader = _Loader(options, workspace, dockerfiles(inputs) if own is None else own)
    for item in inputs:
        with loader.telling("reading", Span(loader.name_of(item))), loader.discretion():
            loader.read(item)
    # After all inputs: the Dockerfile of a service may be one of them.
    loader.read_built_images()
    if options.images is not None:
        loader.errors += options.images.problems
    for subject in loader.subjects:
        image = subject.image if isinstance(subject, Build) else subject
        if isinstance(image, Image) and options.allow_images:
            image.allowed_images = options.allow_images
    errors = list(dict.fromkeys(loader.errors))
    return Loaded(loader.subjects, errors, loader.notes, loader.files)


class _Loader:
    """Reads inputs one after the other; remembers Dockerfiles so that each is read once."""

    def __init__(self, options: Options, workspace: Workspace, own: frozenset[str]) -> None:
        self.options = options
        self.workspace = workspace
        self.own = own
        self.subjects: list[Subject] = []
        self.errors: list[Problem] = []
        self.notes: list[Problem] = []
        self.files: dict[str, int] = {}
        self._read: set[str] = set()
        self._linked: dict[tuple[str, str | None], BuildLink] = {}
        self._builds: dict[tuple[object, ...], Build] = {}

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
        kind = item.kind or discover.kind_by_content(self.workspace.text(path))
        if kind == "dockerfile":
            self._dockerfile(path)
        elif kind == "compose":
            self._compose((path, *item.files[1:]))
        elif kind == "inspect":
            self._inspect(path)
        else:
            message = "is no Dockerfile, no compose file and no `docker inspect` output"
            self.notes.append(Problem("skipped-input", message, Span(path)))

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

    def _count(self, kind: str, number: int = 1) -> None:
        self.files[kind] = self.files.get(kind, 0) + number

    def _dockerfile(self, path: str) -> None:
        options = self.options
        text = self.workspace.text(path)
        build = self._build(text, path, options.build_args, options.target)
        build.reached = build.stages
        if path not in self.workspace.stdin:
            build.ignored = _ignored(None, path, self.workspace)
        self._read.add(os.path.realpath(path))
        self.subjects.append(build)
        self._count("dockerfile")

    def _compose(self, files: Sequence[str]) -> None:
        from . import compose  # noqa: PLC0415 - PyYAML costs start-up time

        options = self.options
        loaded = compose.read(
            files,
            self.workspace,
            env_files=options.env_files,
            profiles=options.compose_profiles,
        )
        self.errors += loaded.errors
        self.notes += loaded.notes
        if loaded.project is None:
            return
        self._count("compose", len(files))
        from .join import join  # noqa: PLC0415 - only for compose

        self.errors += join(loaded.project, self._read_build, self.workspace.reach)
        for service in loaded.project.services:
            with self.telling(f"reading service {service.name}", service.span):
                self._complete(loaded.project, service)
        self.subjects += [loaded.project, *loaded.project.services]

    def _complete(self, project: Project, service: "Container") -> None:
        """Tell a service what its arguments make of a Dockerfile; name one that lies outside."""
        link, build, images = service.build_link, service.build, self.options.images
        if link is None and images is not None:
            images.complete(service)
        if link is None or build is None or not link.path:
            return
        from .join import decided  # noqa: PLC0415 - only for compose

        if link.args:
            with suppress(InputError):  # it may need the arguments
                plain = self._built(link, {}, link.target.value or None)
                service.bases = decided(build, plain)
        if not self.workspace.reach.is_ours(link.path):
            from ..facts.telling import address  # noqa: PLC0415 - only where it is told

            message = f"the Dockerfile {address(link.path)} lies outside the project"
            self.notes.append(Problem("outside", message, link.span))

    def _inspect(self, path: str) -> None:
        from . import declared, inspect  # noqa: PLC0415 - json costs start-up time

        loaded = inspect.read(self.workspace.text(path), path)
        self.errors += loaded.errors
        self.notes += loaded.notes
        self.subjects += loaded.subjects
        self._count("inspect")
        with self.telling("comparing containers with what declares them", Span(path)):
            self.notes += declared.declare(loaded.subjects, self.workspace)

    def _build(
        self,
        text: str,
        path: str,
        build_args: Mapping[str, str | None],
        target: str | None,
        inline: Span | None = None,
    ) -> Build:
        build = read_build(text, path, build_args, target)
        if build.exceeded is not None:
            message, span = build.exceeded
            self.errors.append(Problem("parse", message, _placed(span, inline)))
        if self.options.images is not None:
            for stage in build.stages:
                self.options.images.complete(stage.image)
        return build

    def _read_build(self, link: BuildLink) -> Build:
        """Read the Dockerfile of a service as the service builds it."""
        args = {name: arg.value for name, arg in link.args.items()}
        target = link.target.value or None
        if link.inline.value is not None:
            return self._inline(link, args, target)
        self.workspace.text(link.path)  # also where the build is known: it is a part of this one
        build = self._built(link, args, target)
        self._linked.setdefault((os.path.realpath(link.path), target), link)
        return build

    def _built(self, link: BuildLink, args: Mapping[str, str | None], target: str | None) -> Build:
        """Read a Dockerfile with these arguments once, for however many services build it."""
        key = (link.path, link.context, target, link.contexts, *args.items())
        if key not in self._builds:
            build = self._build(self.workspace.text(link.path), link.path, args, target)
            build.ignored = _ignored(link.context, link.path, self.workspace)
            _replace_contexts(build, link)
            self._builds[key] = build
        return self._builds[key]

    def _inline(self, link: BuildLink, args: Mapping[str, str | None], target: str | None) -> Build:
        """Read a `dockerfile_inline`; its places are those inside the compose file."""
        start = self._block(link.inline.span)
        name = f"{start.path} (dockerfile_inline)"
        try:
            text = link.inline.value or ""
            build = self._build(text, name, args, target, start)
        except InputError as error:
            kind, message, span = error.problem
            raise InputError(kind, message, _placed(span, start)) from None
        _replace_contexts(build, link)
        build.inline = start
        build.ignored = _ignored(link.context, "", self.workspace)
        return build

    def _block(self, span: Span) -> Span:
        """Find where the text of a block scalar begins: below its `|`, indented."""
        lines = self.workspace.text(span.path or "").split("\n")
        row = lines[span.line - 1] if span.line <= len(lines) else ""
        if row[span.column - 1 : span.column] not in ("|", ">") or span.line >= len(lines):
            return span
        first = next((line for line in lines[span.line :] if line.strip()), "")
        return span._replace(line=span.line + 1, column=len(first) - len(first.lstrip()) + 1)

    def read_built_images(self) -> None:
        """Judge the Dockerfiles that services build.

        One that is an input of this scan is judged by itself, as everywhere; another one is judged
        for the stages that services build.
        """
        judged: set[str] = set()
        # As texts, since there may be no target, and None has no order.
        for (real, target), link in sorted(self._linked.items(), key=lambda item: str(item[0])):
            if real in self._read:
                continue
            with self.telling("reading", Span(link.path)):
                if real in self.own:
                    self._dockerfile(link.path)
                    self._count("dockerfile", -1)  # the part that was given it counts it
                    continue
                with self.discretion():
                    self.workspace.reach.touched(link.path)
                    self.subjects.append(self._built(link, {}, target))
            judged.add(real)
        if judged:
            self._count("dockerfile", len(judged))


def _untold(problem: Problem) -> Problem:
    """The same, without a word of what it is about."""
    if problem.kind == "outside":
        return problem  # it names the file, as the project does
    message = "concerns a project that a file outside is a part of, so it is told without its words"
    return Problem(problem.kind, message, problem.span._replace(pointer=""))


def _placed(span: Span, inline: Span | None) -> Span:
    """A place in a Dockerfile; of one inside a compose file, that line there."""
    return span if inline is None else inline._replace(line=inline.line + span.line - 1)


def read_build(
    text: str, path: str, build_args: Mapping[str, str | None], target: str | None
) -> Build:
    """Read a Dockerfile; the image that it ships knows what it was built from."""
    from . import dockerfile  # noqa: PLC0415 - only where there is one

    build = dockerfile.read(text, path, build_args=build_args, target=target)
    build.image.build = build
    return build


def _replace_contexts(build: Build, link: BuildLink) -> None:
    """Put the additional contexts of a service in the place of the images that they replace."""
    if link.contexts:
        from .named_contexts import replace  # noqa: PLC0415 - few services have such contexts

        replace(build, link)


def _ignored(
    context: str | None, dockerfile: str, workspace: Workspace
) -> Callable[[str], bool | None]:
    """Tell what a context leaves out, when asked; without a context, as the usual one does."""

    @cache  # read once, for however many paths
    def rules() -> "ignore.Rules | None":
        from .dockerfile import ignore  # noqa: PLC0415 - only where a check asks

        folder = context
        if folder is None:
            folder = ignore.usual_context(dockerfile, workspace.reach)
        return ignore.of_context(folder, dockerfile, workspace)

    def ignored(path: str) -> bool | None:
        found = rules()
        return None if found is None else found.keep_out(path)

    return ignored
