"""What a Dockerfile means: stages and their inheritance, scopes, the configuration that ships."""

import posixpath
from collections.abc import Callable, Mapping

from ...errors import InputError
from ...model import (
    Build,
    ExternalImage,
    Field,
    Healthcheck,
    Image,
    ImageRef,
    Instruction,
    Port,
    Span,
    Stage,
    User,
)
from .grammar import Grammar, Parsed, stage_name
from .lines import Reader
from .scope import PLATFORM, Scope
from .words import WordError


class Effective:
    """The configuration of a stage while its instructions are read; a copy starts its children."""

    __slots__ = (
        "cmd", "cmd_set_here", "entrypoint", "env", "exposed", "healthcheck", "labels", "onbuild",
        "shell", "stop_signal", "user", "volumes", "workdir",
    )  # fmt: skip

    def __init__(self) -> None:
        self.user: Field[str] | None = None
        self.workdir: Field[str] | None = None
        self.env: dict[str, Field[str]] = {}
        self.cmd: Field[tuple[str, ...]] | None = None
        self.entrypoint: Field[tuple[str, ...]] | None = None
        self.shell: tuple[str, ...] | None = None
        self.healthcheck: Field[Healthcheck] | None = None
        self.exposed: dict[str, Span] = {}
        self.volumes: dict[str, Span] = {}
        self.labels: dict[str, Field[str]] = {}
        self.stop_signal: str | None = None
        self.onbuild: list[Parsed] = []
        self.cmd_set_here = False

    def child(self) -> "Effective":
        """What a stage built from this one starts with; triggers fire once."""
        other = Effective()
        for slot in Effective.__slots__:
            value = getattr(self, slot)
            setattr(other, slot, dict(value) if isinstance(value, dict) else value)
        other.onbuild, other.cmd_set_here = [], False
        return other


class Evaluation:
    """One pass over the instructions of a Dockerfile."""

    def __init__(
        self, text: str, path: str, build_args: Mapping[str, str | None], *, strict: bool
    ) -> None:
        self.reader = Reader(text, path)
        self.path = path
        self.strict = strict
        self.build_args = build_args
        self.build = Build(path, Span(path), )
        self.build.directives = self.reader.directives
        self.globals: dict[str, str | None] = {}
        self.effective: dict[int, Effective] = {}
        self.variables: dict[int, dict[str, str | None]] = {}
        self.stages: list[Stage] = []
        self.by_name: dict[str, Stage] = {}
        self.external: list[ExternalImage] = []
        self.needs: dict[int, set[int]] = {}
        self.preamble: list[Instruction] = []
        self.order: list[Instruction] = []
        self._parsed: list[Parsed] = []

    def run(self) -> Build:
        """Read the file; raises InputError."""
        for parsed in Grammar(self.reader).parse():
            try:
                self._take(parsed)
            except WordError as error:
                raise self.reader.error(str(error), parsed.line.start) from None
        self._close()
        if not self.stages:
            last = max(len(self.reader.rows), 1)
            what = "holds no instruction" if not self.order else "holds no FROM"
            raise self.reader.error(what, last if not self.order else self.order[-1].span.line)
        build = self.build
        build.stages = tuple(self.stages)
        build.preamble = tuple(self.preamble)
        build.external = tuple(self.external)
        self.choose(None)
        return build

    def choose(self, target: str | None) -> None:
        """Say which stage ships, and which stages it needs."""
        build, stage = self.build, self.stages[-1]
        if target is not None:
            found = self._find(target)
            if found is None:
                span = stage.span
                raise InputError("missing", f"there is no stage named {target!r}", span)
            stage = found
        build.target = stage
        build.span = stage.span
        reached, open_stages = {stage.index}, [stage.index]
        while open_stages:
            for index in self.needs.get(open_stages.pop(), ()):
                if index not in reached:
                    reached.add(index)
                    open_stages.append(index)
        build.reached = tuple(self.stages[index] for index in sorted(reached))

    def _find(self, name: str) -> Stage | None:
        if name.lower() in self.by_name:
            return self.by_name[name.lower()]
        if name.isascii() and name.isdigit() and int(name) < len(self.stages):
            return self.stages[int(name)]
        return None

    # One instruction after the other

    def _take(self, parsed: Parsed) -> None:
        instruction = parsed.instruction
        if instruction.keyword == "FROM":
            self._close()
            self._from(parsed)
            return
        pointer = f"/instructions/{len(self.order)}"
        instruction.span = instruction.span._replace(pointer=pointer)
        self.order.append(instruction)
        if not self.stages:
            self._before_from(parsed)
            return
        stage = self.stages[-1]
        instruction.stage = stage.index
        self._parsed.append(parsed)
        self._apply(parsed, stage, self.effective[stage.index])

    def _before_from(self, parsed: Parsed) -> None:
        instruction = parsed.instruction
        if instruction.keyword != "ARG" or instruction.onbuild:
            message = f"{instruction.keyword} comes before the first FROM"
            raise self.reader.error(message, parsed.line.start)
        self.preamble.append(instruction)
        scope = self._global_scope()
        for key, value in instruction.pairs:
            name = key.value
            if self.build_args.get(name) is not None:
                self.globals[name] = self.build_args[name]
            elif value is not None:
                self.globals[name] = scope.field(value.raw, value.span).value
            elif not self.strict:
                self.globals.setdefault(name, None)

    def _global_scope(self) -> Scope:
        given = {k: v for k, v in self.build_args.items() if v is not None and k in PLATFORM}
        variables = {**PLATFORM, **given, **self.globals}
        return Scope(variables, self.reader.escape, strict=self.strict, open_base=False)

    def _from(self, parsed: Parsed) -> None:
        instruction = parsed.instruction
        index = len(self.stages)
        name, _ = stage_name(instruction.words)
        word = instruction.words[0]
        span = instruction.span._replace(pointer=f"/stages/{index}")
        stage = Stage(index, name, span, word.span._replace(pointer=f"/stages/{index}"))
        stage.base_raw = word.value
        scope = self._global_scope()
        base = scope.field(word.raw, stage.base_span)
        if base.value == "":
            raise self.reader.error("the image of FROM is empty", parsed.line.start)
        platform = instruction.flag("platform")
        if platform is not None:
            stage.platform = scope.field(platform.value, platform.span).value
        parent = self.by_name.get(base.value) if base.value is not None else None
        self.stages.append(stage)
        self._inherit(stage, parent, base)
        if name is not None:
            self.by_name[name] = stage

    def _inherit(self, stage: Stage, parent: Stage | None, base: Field[str]) -> None:
        stage.parent = parent
        if parent is None:
            reference = None if base.value is None else ImageRef.parse(base.value)
            stage.reference = Field(reference, base.span, base.origin, base.note)
            self.effective[stage.index] = Effective()
            self.variables[stage.index] = {}
            return
        self.needs.setdefault(stage.index, set()).add(parent.index)
        origin = self.effective[parent.index]
        self.effective[stage.index] = effective = origin.child()
        self.variables[stage.index] = dict(self.variables[parent.index])
        for trigger in origin.onbuild:
            self._apply(trigger, stage, effective, triggered=True)

    def _scope(self, stage: Stage) -> Scope:
        root = stage
        while root.parent is not None:
            root = root.parent
        scratch = root.reference is not None and root.reference.value is not None
        scratch = scratch and root.reference.value.text == "scratch"  # type: ignore[union-attr]
        variables = self.variables[stage.index]
        return Scope(variables, self.reader.escape, strict=self.strict, open_base=not scratch)

    def _apply(
        self, parsed: Parsed, stage: Stage, effective: Effective, *, triggered: bool = False
    ) -> None:
        instruction = parsed.instruction
        instruction.shell = effective.shell or ()
        if instruction.onbuild and not triggered:
            effective.onbuild.append(parsed)
            self._images(instruction, stage)
            return
        handler = _HANDLERS.get(instruction.keyword)
        scope = self._scope(stage)
        if handler is not None:
            handler(parsed, effective, scope)
        if instruction.keyword == "ARG":
            self._arg(instruction, scope)
        self._images(instruction, stage)

    def _arg(self, instruction: Instruction, scope: Scope) -> None:
        for key, value in instruction.pairs:
            name = key.value
            if self.build_args.get(name) is not None:
                scope.variables[name] = self.build_args[name]
            elif value is not None:
                scope.variables[name] = scope.field(value.raw, value.span).value
            elif name in self.globals:
                scope.variables[name] = self.globals[name]
            elif name in PLATFORM:
                scope.variables[name] = PLATFORM[name]
            elif not self.strict:
                scope.variables.setdefault(name, None)

    def _images(self, instruction: Instruction, stage: Stage) -> None:
        """Remember the stages and images that COPY --from and RUN --mount=from= read."""
        for flag in instruction.flags:
            source = None
            if flag.name == "from":
                source = flag.value
            elif flag.name == "mount":
                parts = dict(part.partition("=")[::2] for part in flag.value.split(","))
                source = parts.get("from")
            if not source or (source.lower() == "scratch"):
                continue
            found = self._find(source)
            if found is not None and found.index != stage.index:
                self.needs.setdefault(stage.index, set()).add(found.index)
            elif found is None:
                value = None if "$" in source else ImageRef.parse(source)
                pointed = flag.span._replace(pointer=instruction.span.pointer)
                self.external.append(ExternalImage(Field(value, pointed), stage.index))

    def _close(self) -> None:
        """Finish the stage that is open."""
        if not self.stages or not self.effective:
            return
        stage = self.stages[-1]
        stage.instructions = tuple(parsed.instruction for parsed in self._parsed)
        self._parsed = []
        stage.image = image_of(stage, self.effective[stage.index], self.path)
        stage.image.build = self.build


def image_of(stage: Stage, effective: Effective, path: str) -> Image:
    """Turn the configuration a stage ends with into the model's image."""
    from ...knowledge.base_images import default_user  # noqa: PLC0415 - once per file

    image = Image(path, stage.span, "dockerfile")
    root = stage
    while root.parent is not None:
        root = root.parent
    reference = root.reference
    if reference is not None:
        image.reference = reference
        if reference.value is not None:
            image.base_user = default_user(reference.value)
    if image.base_user == "drops" and effective.entrypoint is not None:
        image.base_user = "root"
    user = effective.user
    if user is None:
        image.user = Field(User(""), stage.span, "defaulted")
    else:
        parsed = None if user.value is None else User.parse(user.value)
        image.user = Field(parsed, user.span, "stated", user.note)
    image.env = effective.env
    image.labels = effective.labels
    image.exposed = tuple(port for text, span in effective.exposed.items() for port in _port(text, span))
    none: Field[Healthcheck] = Field(Healthcheck(), stage.span, "defaulted")
    image.healthcheck = effective.healthcheck or none
    unset: Field[tuple[str, ...]] = Field((), stage.span, "defaulted")
    image.entrypoint = effective.entrypoint or unset
    image.command = effective.cmd or unset
    image.workdir = effective.workdir or Field(None, stage.span, "defaulted")
    return image


def _port(text: str, span: Span) -> list[Field[Port]]:
    numbers, _, protocol = text.partition("/")
    low, _, high = numbers.partition("-")
    if not (low.isascii() and low.isdigit() and (not high or high.isdigit())) or len(low) > 5:
        return []
    return [Field(Port(int(low), protocol.lower() or "tcp", int(high or 0)), span)]


# What each instruction does to the configuration

Handler = Callable[[Parsed, Effective, Scope], None]


def _user(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    word = parsed.instruction.words[0]
    effective.user = scope.field(word.raw, _pointed(parsed, word.span))


def _pointed(parsed: Parsed, span: Span) -> Span:
    return span._replace(pointer=parsed.instruction.span.pointer)


def _workdir(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    word = parsed.instruction.words[0]
    field = scope.field(word.raw, _pointed(parsed, word.span))
    before = effective.workdir
    value = field.value
    if value is not None and not value.startswith("/") and value[1:3] not in (":\\", ":/"):
        start = "/" if before is None else before.value
        value = None if start is None else posixpath.join(start, value)
    if value is not None:
        value = posixpath.normpath(value)
        value = "/" + value.lstrip("/") if value.startswith("//") else value
    effective.workdir = field._replace(value=value)


def _env(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    fields = {
        scope.expand(key.raw).value: scope.field(value.raw, _pointed(parsed, value.span))
        for key, value in parsed.instruction.pairs
        if value is not None
    }
    effective.env.update(fields)
    scope.variables.update({name: field.value for name, field in fields.items()})


def _label(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    for key, value in parsed.instruction.pairs:
        if value is not None:
            name = scope.expand(key.raw).value
            effective.labels[name] = scope.field(value.raw, _pointed(parsed, value.span))


def _argv(parsed: Parsed, effective: Effective) -> Field[tuple[str, ...]]:
    instruction = parsed.instruction
    words = tuple(word.value for word in instruction.words)
    span = instruction.words[0].span if instruction.words else instruction.span
    if instruction.words:
        last = instruction.words[-1].span
        span = span._replace(end_line=last.end_line, end_column=last.end_column)
    if instruction.form == "shell" and words:
        words = (*(effective.shell or ("/bin/sh", "-c")), *words)
    return Field(words, _pointed(parsed, span))


def _cmd(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    effective.cmd = _argv(parsed, effective)
    effective.cmd_set_here = True


def _entrypoint(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    effective.entrypoint = _argv(parsed, effective)
    if not effective.cmd_set_here:
        effective.cmd = None


def _shell(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    effective.shell = tuple(word.value for word in parsed.instruction.words)


def _healthcheck(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    instruction = parsed.instruction
    if parsed.healthcheck == "NONE":
        effective.healthcheck = Field(Healthcheck(disabled=True), instruction.span)
        return
    words = tuple(word.value for word in instruction.words)
    kind = "CMD" if instruction.form == "exec" else "CMD-SHELL"
    effective.healthcheck = Field(Healthcheck((kind, *words)), instruction.span)


def _expose(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    for word in parsed.instruction.words:
        field = scope.field(word.raw, _pointed(parsed, word.span))
        for text in (field.value or "").split():
            effective.exposed.setdefault(text if "/" in text else f"{text}/tcp", field.span)


def _volume(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    for word in parsed.instruction.words:
        field = scope.field(word.raw, _pointed(parsed, word.span))
        if field.value:
            effective.volumes.setdefault(field.value, field.span)


def _stop_signal(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    word = parsed.instruction.words[0]
    effective.stop_signal = scope.field(word.raw, word.span).value


def _copy(parsed: Parsed, effective: Effective, scope: Scope) -> None:
    instruction = parsed.instruction
    instruction.words = tuple(scope.resolved(word) for word in instruction.words)


_HANDLERS: dict[str, Handler] = {
    "ADD": _copy,
    "CMD": _cmd,
    "COPY": _copy,
    "ENTRYPOINT": _entrypoint,
    "ENV": _env,
    "EXPOSE": _expose,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _label,
    "SHELL": _shell,
    "STOPSIGNAL": _stop_signal,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _workdir,
}
