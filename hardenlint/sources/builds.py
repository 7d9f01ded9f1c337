"""Dockerfiles: those that are inputs, and those that services build.

Each is read once for each target and set of arguments, for however many services build it so.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from ..errors import InputError, Problem
from ..model import Build, Span
from ..workspace import Workspace
from .kinds import DOCKERFILE

if TYPE_CHECKING:
    from ..model import BuildLink
    from .collect import Options
    from .dockerfile import ignore
    from .load import Loading


def read(files: Sequence[str], loading: "Loading") -> None:
    """Read a Dockerfile that is an input."""
    loading.builds.read_own(files[0])
    loading.count(DOCKERFILE)


def show(
    files: Sequence[str], options: "Options", workspace: Workspace, *, as_text: bool
) -> Iterable[str]:
    """What is understood of a Dockerfile; raises InputError for what BuildKit refuses."""
    from . import dockerfile  # noqa: PLC0415 - only where there is one

    render = dockerfile.describe_lines if as_text else dockerfile.show_pieces
    path, arguments = files[0], options.build_args
    return render(workspace.text(path), path, build_args=arguments, target=options.target)


BAKE_FILES = ("docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl")


class Builds:
    """The Dockerfiles of the inputs that are being read."""

    def __init__(self, loading: "Loading") -> None:
        self._loading = loading
        self._own: set[str] = set()
        self._linked: dict[tuple[str, str | None], BuildLink] = {}
        self._builds: dict[tuple[object, ...], Build] = {}

    def read_own(self, path: str) -> None:
        """Read a Dockerfile that is judged by itself."""
        options, workspace = self._loading.options, self._loading.workspace
        text = workspace.text(path)
        try:
            build = self._build(text, path, options.build_args, options.target)
        except InputError as error:
            build = self._read_partly(text, path, error)
        build.reached = build.stages
        if path not in workspace.stdin:
            build.ignored = _ignored(None, path, workspace)
            build.context_file = _context_file(None, path, workspace)
            build.developer = _developer(path, workspace)
        self._own.add(os.path.realpath(path))
        self._loading.subjects.append(build)

    def _read_partly(self, text: str, path: str, refused: InputError) -> Build:
        """Read what there is to judge of a file that is refused; raises InputError for nothing."""
        from . import settled  # noqa: PLC0415 - only where something is wrong
        from .dockerfile import partly  # noqa: PLC0415 - see above

        loading = self._loading
        if refused.problem.kind != "parse" or settled.is_of_template(
            refused.problem, loading.workspace
        ):
            raise refused
        options = loading.options
        build, found = partly.read(text, path, refused, options.build_args, options.target)
        loading.errors += [error.problem for error in found]
        self._complete(build, None)
        return build

    def of_link(self, link: "BuildLink") -> Build:
        """Read the Dockerfile of a service as the service builds it; raises InputError."""
        args = {name: arg.value for name, arg in link.args.items()}
        target = link.target.value or None
        if link.inline.value is not None:
            return self._inline(link, args, target)
        self._loading.workspace.text(link.path)  # also where it is known: it is a part of this one
        build = self._built(link, args, target)
        self._linked.setdefault((os.path.realpath(link.path), target), link)
        return build

    def without_arguments(self, link: "BuildLink") -> Build:
        """Read the same as if the service gave it no arguments; raises InputError."""
        return self._built(link, {}, link.target.value or None)

    def read_linked(self) -> None:
        """Judge the Dockerfiles that services build.

        One that is an input of this scan is judged by itself, as everywhere; another one is judged
        for the stages that services build.
        """
        loading, judged = self._loading, set[str]()
        self._tell_services()
        self._tell_names()
        # As texts, since there may be no target, and None has no order.
        for (real, target), link in sorted(self._linked.items(), key=lambda item: str(item[0])):
            if real in self._own:
                continue
            with loading.telling("reading", Span(link.path)):
                if real in loading.own:
                    self.read_own(link.path)  # the part that was given it counts it
                    continue
                with loading.discretion():
                    loading.workspace.reach.touched(link.path)
                    loading.subjects.append(self._built(link, {}, target))
            judged.add(real)
        if judged:
            loading.count(DOCKERFILE, len(judged))

    def _tell_services(self) -> None:
        """Tell the Dockerfiles that are judged by themselves which services run them."""
        subjects = self._loading.subjects
        own = {os.path.realpath(each.name): each for each in subjects if isinstance(each, Build)}
        if not own or len(own) == len(subjects):
            return
        from ..model import Project  # noqa: PLC0415 - only beside compose files

        projects = [each for each in subjects if isinstance(each, Project)]
        for service in (service for project in projects for service in project.services):
            link = service.provenance.build_link
            build = own.get(os.path.realpath(link.path)) if link is not None and link.path else None
            last = build is not None and build.target is build.stages[-1]
            if link is not None and build is not None and last:
                target = link.target.value or build.target.name
                if target in (build.target.name, str(build.target.index)):
                    build.run_by += (service,)

    def _tell_names(self) -> None:
        """Tell these Dockerfiles which of their images the project itself brings."""
        loading = self._loading
        others = [each for each in loading.subjects if not isinstance(each, Build)]
        for build in loading.subjects:
            if not isinstance(build, Build) or build.name in loading.workspace.stdin:
                continue
            folders = loading.workspace.reach.above(build.name)
            baked = [folder for folder in folders if _bakes(folder)]
            if not baked and not others:
                continue
            from ..model import Project  # noqa: PLC0415 - only beside compose files
            from . import local_names, named_contexts  # noqa: PLC0415 - see above

            names = set(local_names.of_bake(baked, loading.workspace))
            for project in others:
                if isinstance(project, Project):
                    names |= set(local_names.of_project(project, build.name))
            if names:
                named_contexts.put(build, dict.fromkeys(names))

    def _build(
        self,
        text: str,
        path: str,
        build_args: Mapping[str, str | None],
        target: str | None,
        inline: Span | None = None,
    ) -> Build:
        """Read a text; the image that it ships knows what it was built from."""
        from . import dockerfile  # noqa: PLC0415 - only where there is one

        build = dockerfile.read(text, path, build_args=build_args, target=target)
        self._complete(build, inline)
        return build

    def _complete(self, build: Build, inline: Span | None) -> None:
        """Tell what was too much, and what the images here are known to be."""
        build.image.build = build
        if build.exceeded is not None:
            message, span = build.exceeded
            self._loading.errors.append(Problem("parse", message, _placed(span, inline)))
        images = self._loading.options.images
        if images is not None:
            for stage in build.stages:
                images.complete(stage.image)

    def _built(
        self, link: "BuildLink", args: Mapping[str, str | None], target: str | None
    ) -> Build:
        """Read a Dockerfile with these arguments once, for however many services build it."""
        key = (link.path, link.context, target, link.contexts, *args.items())
        if key not in self._builds:
            workspace = self._loading.workspace
            build = self._build(workspace.text(link.path), link.path, args, target)
            build.ignored = _ignored(link.context, link.path, workspace)
            build.context_file = _context_file(link.context, link.path, workspace)
            _replace_contexts(build, link)
            self._builds[key] = build
        return self._builds[key]

    def _inline(
        self, link: "BuildLink", args: Mapping[str, str | None], target: str | None
    ) -> Build:
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
        build.ignored = _ignored(link.context, "", self._loading.workspace)
        build.context_file = _context_file(link.context, link.context, self._loading.workspace)
        return build

    def _block(self, span: Span) -> Span:
        """Find where the text of a block scalar begins: below its `|`, indented."""
        lines = self._loading.workspace.text(span.path or "").split("\n")
        row = lines[span.line - 1] if span.line <= len(lines) else ""
        if row[span.column - 1 : span.column] not in ("|", ">") or span.line >= len(lines):
            return span
        first = next((line for line in lines[span.line :] if line.strip()), "")
        return span._replace(line=span.line + 1, column=len(first) - len(first.lstrip()) + 1)


def _placed(span: Span, inline: Span | None) -> Span:
    """A place in a Dockerfile; of one inside a compose file, that line there."""
    return span if inline is None else inline._replace(line=inline.line + span.line - 1)


def _replace_contexts(build: Build, link: "BuildLink") -> None:
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


def _context_file(
    context: str | None, dockerfile: str, workspace: Workspace
) -> Callable[[str], tuple[str, str] | None]:
    """Give the path and the text of a file of the context, when asked."""
    folders: list[tuple[str, ...]] = []  # looked for once, when a file is asked for

    def file(path: str) -> tuple[str, str] | None:
        from . import context as files  # noqa: PLC0415 - only where a check asks

        if not folders:
            folders.append(files.folders(context, dockerfile, workspace))
        return files.file(path, folders[0], workspace)

    return file


def _bakes(folder: str) -> bool:
    return any(os.path.isfile(os.path.join(folder, name)) for name in BAKE_FILES)


def _developer(path: str, workspace: Workspace) -> str | None:
    """The user of the development container that a Dockerfile is for; None where it is for none."""
    folder = os.path.dirname(path)
    places = (
        os.path.join(folder, "devcontainer.json"),
        os.path.join(folder, ".devcontainer.json"),
        os.path.join(folder, ".devcontainer", "devcontainer.json"),
        os.path.join(folder, "..", ".devcontainer", "devcontainer.json"),
    )
    found = [place for place in places if os.path.isfile(place)]
    if not found:
        return None
    from . import devcontainers  # noqa: PLC0415 - few projects have one

    return devcontainers.user_of(path, found, workspace)
