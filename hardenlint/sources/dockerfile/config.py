"""What a stage is configured with, instruction by instruction."""

from collections.abc import Callable, Hashable
from typing import Any

from ...errors import InputError
from ...model import Field, Healthcheck, Image, Instruction, Port, Span, User, Word
from .expand import Expanded, ExpansionError, Lookup, Value, check_document, expand, expand_words
from .instructions import arguments_span, command_of
from .nodes import Node
from .scope import Scope
from .space import SPACE

_ABSENT = object()
_SAVED = (
    "user", "workdir", "shell", "entrypoint", "command", "healthcheck", "stop_signal",
    "user_text",
)  # fmt: skip


class Config:
    """The configuration while the tree of stages is walked.

    Dictionaries are changed in place and restored by `undo`, so that a stage costs what it says
    and not what it inherits. `environment` is what ENV sets, `variables` what `$X` is (ARG too).
    `user_text` is the user as the image has it. `problems` are the words of this stage that cannot
    be expanded; their values are unknown. Those of USER are `errors`.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.variables: dict[str, Value] = {}
        self.environment: dict[str, Field[str]] = {}
        self.labels: dict[str, Field[str]] = {}
        self.exposed: dict[Port | Span, Field[Port]] = {}
        self.volumes: dict[str, None] = {}
        self.user: Field[User] | None = None
        self.user_text: str | None = None
        self.workdir: Field[str] | None = None
        self.shell: tuple[str, ...] = ()
        self.entrypoint: Field[tuple[str, ...]] | None = None
        self.command: Field[tuple[str, ...]] | None = None
        self.healthcheck: Field[Healthcheck] | None = None
        self.stop_signal: str | None = None
        self.lookup: Lookup = scope.of_stage(self.variables, scratch=False)
        self.problems: list[InputError] = []
        self.errors: list[InputError] = []
        self._own_command = False
        self._journal: list[tuple[dict[Any, Any], Hashable, Any]] = []

    def begin(self, stage: Span, *, scratch: bool) -> tuple[int, tuple[Any, ...]]:
        """Start a stage (`stage` is its FROM); the result brings `undo` back to this point."""
        self._own_command = False
        self.problems, self.errors = [], []
        self.lookup = self.scope.of_stage(self.variables, scratch=scratch)
        point = (len(self._journal), tuple(getattr(self, name) for name in _SAVED))
        if scratch and self.workdir is None:
            self.workdir = Field("/", stage, "defaulted")
        return point

    def undo(self, point: tuple[int, tuple[Any, ...]]) -> None:
        """Forget everything since `begin` gave this point."""
        length, saved = point
        while len(self._journal) > length:
            mapping, key, old = self._journal.pop()
            if old is _ABSENT:
                del mapping[key]
            else:
                mapping[key] = old
        for name, value in zip(_SAVED, saved, strict=True):
            setattr(self, name, value)

    def _set(self, mapping: dict[Any, Any], key: Hashable, value: object) -> None:
        self._journal.append((mapping, key, mapping.get(key, _ABSENT)))
        mapping[key] = value

    def apply(self, node: Node, instruction: Instruction) -> None:
        """Expand the words of an instruction, and do what it says."""
        method = _METHODS.get(instruction.keyword)
        if method is not None:
            instruction.shell = self.shell
            method(self, node.child or node, instruction)

    def _expand(self, text: str, word: Word) -> Expanded:
        try:
            found = expand(text, self.lookup, self.scope.escape)
            self.scope.spend(found, len(text))
        except ExpansionError as error:
            return self._failed(error, word.span)
        return found

    def _failed(self, error: ExpansionError, span: Span) -> Expanded:
        self.problems.append(InputError("parse", str(error), span))
        return Expanded(None, str(error))

    def _words(self, node: Node, instruction: Instruction) -> list[Expanded]:
        """Expand every word, and tell the instruction what became of it."""
        found = [
            Expanded(word.resolved)
            if word.resolved is not None
            else self._expand(word.value if node.json else word.raw, word)
            for word in instruction.words
        ]
        _resolve(instruction, [text for text, _ in found])
        return found

    def _copy(self, node: Node, instruction: Instruction) -> None:
        self._words(node, instruction)
        for flag in instruction.flags:
            if flag.name in ("chown", "chmod", "checksum") and "$" in flag.value:
                self._expand(flag.value, Word(flag.value, flag.value, flag.span))
        for body in node.bodies:
            if body.expand:
                try:
                    check_document(body.content, self.lookup)
                except ExpansionError as error:
                    self._failed(error, body.span)

    def _user(self, node: Node, instruction: Instruction) -> None:
        known = len(self.problems)
        text, note = self._words(node, instruction)[0]
        self.errors += self.problems[known:]
        self.user_text = text
        user = None if text is None else User.parse(text)
        self.user = Field(user, instruction.words[0].span, "stated", note)

    def _workdir(self, node: Node, instruction: Instruction) -> None:
        text, note = self._words(node, instruction)[0]
        span = instruction.words[0].span
        current = self.workdir.value if self.workdir else "/"
        path = None if text is None else _join(current, text)
        self.workdir = Field(path, span, "stated", note)

    def _stop_signal(self, node: Node, instruction: Instruction) -> None:
        self.stop_signal = self._words(node, instruction)[0].text

    def _volume(self, node: Node, instruction: Instruction) -> None:
        for (text, _), word in zip(self._words(node, instruction), instruction.words, strict=True):
            bare = word.value.strip(SPACE)
            volume = text if bare == word.value else self._expand(bare, word).text
            if volume:
                self._set(self.volumes, volume, None)

    def _expose(self, _node: Node, instruction: Instruction) -> None:
        from . import ports  # noqa: PLC0415 - only where there are some

        resolved: list[str | None] = []
        for word in instruction.words:
            try:
                words, note = expand_words(word.raw, self.lookup, self.scope.escape)
            except ExpansionError as error:
                words, note = None, self._failed(error, word.span).note
            resolved.append(None if words is None else " ".join(words))
            if words is None:
                self._set(self.exposed, word.span, Field[Port](None, word.span, "stated", note))
            for text in words or ():
                port = ports.parse(text)
                if port is not None:
                    self._set(self.exposed, port, Field(port, word.span, "stated", note))
        _resolve(instruction, resolved)

    def _shell(self, _node: Node, instruction: Instruction) -> None:
        self.shell = tuple(word.value for word in instruction.words)

    def _command(self, _node: Node, instruction: Instruction) -> None:
        self.command = command_of(instruction, instruction.words)
        self._own_command = True

    def _entrypoint(self, _node: Node, instruction: Instruction) -> None:
        self.entrypoint = command_of(instruction, instruction.words)
        if not self._own_command:
            self.command = None

    def _healthcheck(self, _node: Node, instruction: Instruction) -> None:
        span = arguments_span(instruction)
        words = instruction.words
        if words[0].value.upper() == "NONE":
            check = Healthcheck(disabled=True)
        elif instruction.form == "exec":
            check = Healthcheck(("CMD", *(word.value for word in words[1:])))
        else:
            check = Healthcheck(("CMD-SHELL", words[1].value))
        self.healthcheck = Field(check, span)

    def _env(self, _node: Node, instruction: Instruction) -> None:
        is_env = instruction.keyword == "ENV"
        found = [
            (self._pair_word(name), name, self._pair_word(value), value)
            for name, value in instruction.pairs
            if value is not None
        ]
        instruction.pairs = tuple(
            (name._replace(resolved=key.text), value._replace(resolved=text.text))
            for key, name, text, value in found
        )
        for key, _, (text, note), value in found:
            if key.text is None:
                continue
            field = Field(text, value.span, "stated", note)
            self._set(self.environment if is_env else self.labels, key.text, field)
            if is_env:
                self._set(self.variables, key.text, Value(text, note))

    def _pair_word(self, word: Word) -> Expanded:
        if word.resolved is not None:
            return Expanded(word.resolved)
        return self._expand(word.raw, word)

    def _arg(self, _node: Node, instruction: Instruction) -> None:
        pairs: list[tuple[Word, Word | None]] = []
        for name, word in instruction.pairs:
            value = self._argument(name.raw, word)
            pairs.append((name, word and word._replace(resolved=value.text)))
            if value.is_set or name.raw not in self.variables:
                self._set(self.variables, name.raw, value)
        instruction.pairs = tuple(pairs)

    def _argument(self, name: str, word: Word | None) -> Value:
        scope = self.scope
        if name not in scope.given and word is None and name in scope.globals:
            return scope.globals[name]
        return scope.argument(name, None if word is None else word.raw, self.lookup)

    def image(self, path: str, span: Span, *, bare: bool) -> Image:
        """The configuration as a stage ends with it; `span` is its FROM.

        A `bare` one leaves out what grows with every ancestor.
        """
        image = Image(path, span, "dockerfile")
        image.user = _own(self.user, span) or Field(User(), span, "defaulted")
        image.healthcheck = _own(self.healthcheck, span) or Field(Healthcheck(), span, "defaulted")
        image.workdir = _own(self.workdir, span) or image.workdir
        image.entrypoint = _own(self.entrypoint, span) or image.entrypoint
        image.command = _own(self.command, span) or image.command
        if bare:
            return image
        image.env = dict(self.environment)
        image.labels = dict(self.labels)
        image.exposed = tuple(self.exposed.values())
        return image


def _own(field: Field[Any] | None, stage: Span) -> Field[Any] | None:
    """Mark a field that an earlier stage decided as inherited."""
    if field is not None and field.span.line < stage.line:
        return field._replace(origin="inherited")
    return field


def _resolve(instruction: Instruction, resolved: list[str | None]) -> None:
    if any(word.resolved is None for word in instruction.words):
        words = zip(instruction.words, resolved, strict=True)
        instruction.words = tuple(word._replace(resolved=text) for word, text in words)


def _join(current: str | None, path: str) -> str | None:
    """A working directory: relative to the one before, an absolute one as it is written."""
    if path.startswith("/"):
        return path
    if current is None:
        return None
    if not path:
        return current
    import posixpath  # noqa: PLC0415 - only for relative ones

    return "/" + posixpath.normpath(f"{current}/{path}").lstrip("/")


_Method = Callable[[Config, Node, Instruction], None]

_METHODS: dict[str, _Method] = {
    "RUN": lambda *_: None,
    "COPY": Config._copy,
    "ADD": Config._copy,
    "USER": Config._user,
    "WORKDIR": Config._workdir,
    "STOPSIGNAL": Config._stop_signal,
    "VOLUME": Config._volume,
    "EXPOSE": Config._expose,
    "SHELL": Config._shell,
    "CMD": Config._command,
    "ENTRYPOINT": Config._entrypoint,
    "HEALTHCHECK": Config._healthcheck,
    "ENV": Config._env,
    "LABEL": Config._env,
    "ARG": Config._arg,
}
