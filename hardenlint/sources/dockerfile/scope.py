"""Variables: what `$X` is in a FROM line and within a stage."""

from collections.abc import Mapping

from ...errors import InputError
from ...model import Field, Instruction, Span, Word
from ...model.span import because
from .expand import ExpansionError, Lookup, TooMuchError, Value, expand

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_LEAST = 2_000_000
"""Characters that the variables of any Dockerfile may add, and the work of it."""
_GROWTH = 2
"""How many they may add for each that is written."""

BuildArgs = Mapping[str, str | None]
"""Build arguments by name; None for one whose value is not known."""


class Scope:
    """The build arguments, and the variables declared before the first FROM.

    `strict` answers as a build with these arguments does: a variable without a value is empty.
    Otherwise what may still be given, or may come from a base image, is unknown.
    `exceeded` is the first word that expands to more than a file of this `size` may.
    """

    def __init__(self, build_args: BuildArgs, escape: str, *, strict: bool, size: int = 0) -> None:
        self.strict = strict
        self.escape = escape
        self.given = {
            name: value for name, value in build_args.items() if not (strict and value is None)
        }
        self.globals: dict[str, Value] = {}
        self.exceeded: InputError | None = None
        self._allowed = self._left = _LEAST + _GROWTH * size

    def spend(self, cost: int) -> None:
        """Count what an expansion adds, before it does; raises TooMuchError."""
        if cost > self._left:
            message = f"its variables expand to more than {self._allowed:,} characters"
            raise TooMuchError(message)
        self._left -= cost

    def failed(self, error: ExpansionError, span: Span) -> None:
        """Remember the first word that expands to too much; raises what it is where `strict`."""
        if isinstance(error, TooMuchError) and self.exceeded is None:
            self.exceeded = InputError("parse", str(error), span)
            if self.strict:
                raise self.exceeded from None

    def predefine(self, stage: str) -> None:
        """Set what BuildKit defines: the platforms of linux/amd64 and the target's name."""
        for prefix in ("BUILD", "TARGET"):
            for name, text in _PLATFORM:
                self.globals[prefix + name] = Value(text)
        self.globals["TARGETSTAGE"] = Value(stage or "default")
        for name in self.globals:
            # Who builds may give these like other arguments.
            if name in self.given:
                self.globals[name] = self.argument(name, None, self.of_from)

    def declare(self, instruction: Instruction) -> None:
        """Take an ARG before the first FROM."""
        for name, value in instruction.pairs:
            found = self.argument(name.raw, value, self.of_from)
            if found.is_set or name.raw not in self.globals:
                self.globals[name.raw] = found

    def argument(self, name: str, default: Word | None, lookup: Lookup) -> Value:
        """The value of an ARG: as given, else its default."""
        if name in self.given:
            given = self.given[name]
            return Value(given, () if given is not None else because("unset", name))
        if default is None:
            return _missing(name)
        try:
            text, causes = expand(default.raw, lookup, self.escape, self.spend)
        except ExpansionError as error:
            self.failed(error, default.span)
            return Value(None, because("refused", str(error)))
        return Value(text, causes if text is None else because("default", name))

    def of_from(self, name: str) -> Value | None:
        """Find a variable in a FROM line."""
        value = self.globals.get(name)
        # What nobody has declared can be given by nobody: it is empty, whoever builds.
        if self.strict:
            return value if value is not None and value.is_set else None
        return value

    def of_from_partly(self, name: str) -> Value | None:
        """Find a variable in a FROM line; one that is unknown stands for itself: `${HUB}`."""
        value = self.of_from(name)
        if value is None or value.text is not None:
            return value
        return Value(f"${{{name}}}", is_set=value.is_set)

    def of_stage(
        self,
        arguments: Mapping[str, Value],
        environment: Mapping[str, Field[str]],
        *,
        scratch: bool,
    ) -> Lookup:
        """Return the way to find a variable in a stage that has these; arguments come first."""

        def lookup(name: str) -> Value | None:
            value = arguments.get(name)
            if value is None and name in environment:
                field = environment[name]
                return Value(field.value, field.causes)
            if value is not None and (value.is_set or not self.strict):
                return value
            # BuildKit sets PATH where the base image does not; whether it does only a look into it
            # would tell.
            if name == "PATH":
                is_ours = self.strict or scratch
                return Value(DEFAULT_PATH) if is_ours else Value(None, because("unknown", name))
            # An empty base brings no variables; any other one may.
            if self.strict or scratch or not name.isidentifier():
                return None
            if name in self.globals:
                # A stage sees such an ARG only after it has declared it again.
                return Value("", because("undeclared", name), is_set=False)
            return _missing(name)

        return lookup


def _missing(name: str) -> Value:
    return Value(None, because("unset", name), is_set=False)


_PLATFORM = (
    ("PLATFORM", "linux/amd64"),
    ("OS", "linux"),
    ("OSVERSION", ""),
    ("ARCH", "amd64"),
    ("VARIANT", ""),
)
