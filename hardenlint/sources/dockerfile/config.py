"""What a stage is configured with while the tree of stages is walked."""

from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...model import Field, Healthcheck, Image, Instruction, Span, User, Word
from ...model.span import Cause, because
from ..kinds import DOCKERFILE
from .expand import Expanded, ExpansionError, Lookup, Value, expand, expand_words
from .instructions import is_list
from .journal import Journal
from .scope import Scope

if TYPE_CHECKING:
    from ...model import Port

_NO_USER = User()
_NO_CHECK = Healthcheck()
_SAVED = (
    "user", "workdir", "shell", "entrypoint", "command", "healthcheck", "stop_signal",
    "user_text",
)  # fmt: skip

Point = tuple[int, tuple[Any, ...]]
"""A state to go back to: the changes of dictionaries up to it, and all other values."""


class Config:
    """The configuration while the tree of stages is walked.

    Dictionaries are changed in place and restored by `undo`, so that a stage costs what it says
    and not what it inherits. `environment` is what ENV sets, `arguments` what ARG has said since.
    `user_text` is the user as the image has it. `problems` are the words of this stage that cannot
    be expanded; their values are unknown. Those of USER are `errors`. `own_command` tells whether
    this stage has said what CMD is.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.arguments: dict[str, Value] = {}
        self.environment: dict[str, Field[str]] = {}
        self.labels: dict[str, Field[str]] = {}
        self.exposed: dict[tuple[Port, int] | Span, Field[Port]] = {}
        self.volumes: dict[str, Field[str]] = {}
        self.user: Field[User] | None = None
        self.user_text: str | None = None
        self.workdir: Field[str] | None = None
        self.shell: tuple[str, ...] = ()
        self.entrypoint: Field[tuple[str, ...]] | None = None
        self.command: Field[tuple[str, ...]] | None = None
        self.healthcheck: Field[Healthcheck] | None = None
        self.stop_signal: str | None = None
        self.lookup: Lookup = self._lookup(scratch=False)
        self.problems: list[InputError] = []
        self.errors: list[InputError] = []
        self.own_command = False
        self.journal = Journal()

    def begin(self, stage: Span, *, scratch: bool, last: bool) -> Point:
        """Start a stage (`stage` is its FROM); the result brings `undo` back to this point.

        After the `last` one, or a chain of stages that only lead to it, nothing is taken back.
        """
        self.own_command = False
        self.problems, self.errors = [], []
        self.lookup = self._lookup(scratch=scratch)
        self.journal.kept = not last
        # Before anything is set, so that all of it can be taken back.
        point = (len(self.journal), tuple(getattr(self, name) for name in _SAVED))
        # BuildKit's empty image begins in `/`; any other base may say something else.
        if scratch and self.workdir is None:
            self.workdir = Field("/", stage, "defaulted")
        return point

    def _lookup(self, *, scratch: bool) -> Lookup:
        return self.scope.of_stage(self.arguments, self.environment, scratch=scratch)

    def undo(self, point: Point) -> None:
        """Forget everything since `begin` gave this point."""
        length, saved = point
        self.journal.undo(length)
        for name, value in zip(_SAVED, saved, strict=True):
            setattr(self, name, value)

    def expand(self, text: str, word: Word) -> Expanded:
        """Expand a text of a word; what cannot be expanded is a problem, and unknown."""
        try:
            found = expand(text, self.lookup, self.scope.escape, self.scope.spend)
        except ExpansionError as error:
            return self.failed(error, word.span)
        return Expanded(found.text, _whole(found.causes))

    def expand_words(self, text: str) -> tuple[list[str] | None, tuple[Cause, ...]]:
        """Expand a text that may become several words; raises ExpansionError."""
        words, causes = expand_words(text, self.lookup, self.scope.escape, self.scope.spend)
        return words, _whole(causes)

    def failed(self, error: ExpansionError, span: Span) -> Expanded:
        """Note a word that cannot be expanded."""
        self.scope.failed(error, span)
        self.problems.append(InputError("parse", str(error), span))
        return Expanded(None, because("refused", str(error)))

    def words(self, instruction: Instruction) -> list[Expanded]:
        """Expand every word, and tell the instruction what became of it."""
        is_json = is_list(instruction)
        found = [
            Expanded(word.resolved)
            if word.resolved is not None
            else self.expand(word.value if is_json else word.raw, word)
            for word in instruction.words
        ]
        resolve(instruction, [text for text, _ in found])
        return found

    def image(self, path: str, span: Span, *, bare: bool) -> Image:
        """The configuration as a stage ends with it; `span` is its FROM.

        A `bare` one leaves out what grows with every ancestor.
        """
        image = Image(path, span, DOCKERFILE)
        image.user = _own(self.user, span) or Field(_NO_USER, span, "defaulted")
        image.healthcheck = _own(self.healthcheck, span) or Field(_NO_CHECK, span, "defaulted")
        image.workdir = _own(self.workdir, span) or image.workdir
        image.entrypoint = _own(self.entrypoint, span) or image.entrypoint
        image.command = _own(self.command, span) or image.command
        if bare:
            return image
        image.env = dict(self.environment)
        image.labels = dict(self.labels)
        image.exposed = tuple(self.exposed.values())
        image.volumes_declared = tuple(self.volumes.values())
        return image


def _whole(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """The causes of a value: of what an instruction sets nobody asks which part they gave."""
    if len(causes) < 2:
        return causes
    from ...model.span import whole  # noqa: PLC0415 - only where there are several variables

    return whole(causes)


def _own(field: Field[Any] | None, stage: Span) -> Field[Any] | None:
    """Mark a field that an earlier stage decided as inherited."""
    if field is not None and field.span.line < stage.line:
        return field._replace(origin="inherited")
    return field


def resolve(instruction: Instruction, resolved: list[str | None]) -> None:
    """Tell an instruction what became of its words."""
    if any(word.resolved is None for word in instruction.words):
        instruction.resolve(resolved)
