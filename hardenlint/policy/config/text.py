"""The text of a configuration file as plain data, with the line of every part of it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from hardenlint import reach
from hardenlint.errors import UsageError

SIZE_MAX = 1_000_000
PARTS_MAX = 20_000
DEPTH_MAX = 20
_BITS = 64  # those of a number, as TOML has them

_TAGS = frozenset(
    (None, *(f"tag:yaml.org,2002:{kind}" for kind in "str bool null int float map seq".split()))
)

Path = tuple[str | int, ...]
"""Where a part is: the keys and positions that lead to it."""


class Data(NamedTuple):
    """What a configuration file says; `lines` has the line of each part, where it is known."""

    file: str
    value: Any
    lines: dict[Path, int]

    def error(self, path: Path, message: str) -> UsageError:
        """Build the error about a part: file, line, what is wrong."""
        known = [
            self.lines[path[:size]] for size in range(len(path) + 1) if path[:size] in self.lines
        ]
        place = f"{self.file}:{known[-1]}" if known else self.file
        return UsageError(f"{place}: {message}")


def read(file: str) -> Data:
    """Read a YAML configuration, or the table `[tool.hardenlint]` of a pyproject.toml.

    Raises UsageError with file and line.
    """
    try:
        content = reach.read_named(file, SIZE_MAX)
    except (reach.OutsideError, reach.NoFileError, ValueError) as error:
        raise UsageError(f"{file}: {error}") from None
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from None
    if len(content) > SIZE_MAX:
        raise UsageError(f"{file}: is larger than {SIZE_MAX} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file}: is not UTF-8") from None
    return _toml(file, text) if file.endswith(".toml") else _yaml(file, text)


_PARTS_OF_KEY = 100
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
_DOTTED = rf"(?<![A-Za-z0-9_-]){_PART}(?:\.[ \t]*+{_PART}){{{_PARTS_OF_KEY}}}"
"""A key of more parts than are understood: tomllib takes time that grows with their square."""


def _toml(file: str, text: str) -> Data:
    import re  # noqa: PLC0415 - only for pyproject.toml
    import tomllib  # noqa: PLC0415 - see above

    from hardenlint.facts.telling import parser_words  # noqa: PLC0415 - see above

    if deep := re.search(_DOTTED, text):
        line = text.count("\n", 0, deep.start()) + 1
        raise UsageError(f"{file}:{line}: a key of more than {_PARTS_OF_KEY} parts")
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise UsageError(f"{file}: is nested too deep") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: is not TOML: {parser_words(str(error))}") from None
    except ValueError:  # Python reads no number of thousands of digits
        raise UsageError(f"{file}: holds a number that is too long") from None
    line = text[: text.find("[tool.hardenlint")].count("\n") + 1
    tools = document.get("tool")
    table = tools.get("hardenlint", {}) if isinstance(tools, dict) else {}
    return Data(file, _Plain(f"{file}:{line}").value(table, 0), {(): line})


class _Plain:
    """The values of a table, refused where they are too much: as much as YAML may hold."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.count = 0

    def value(self, found: Any, depth: int) -> Any:
        self.count += 1
        if self.count > PARTS_MAX or depth > DEPTH_MAX:
            raise UsageError(f"{self.place}: holds too much for a configuration")
        if isinstance(found, dict):
            return {key: self.value(item, depth + 1) for key, item in found.items()}
        if isinstance(found, list):
            return [self.value(item, depth + 1) for item in found]
        # Written in hexadecimal, a number may be longer than Python prints.
        if isinstance(found, int) and found.bit_length() > _BITS:
            raise UsageError(f"{self.place}: holds a number that is too long")
        return found


def _yaml(file: str, text: str) -> Data:
    import yaml  # noqa: PLC0415 - only where there is a configuration

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _look_over(file, yaml.parse(text, loader))
        node = yaml.compose(text, loader)
    except yaml.MarkedYAMLError as error:
        from hardenlint.facts.telling import parser_words  # noqa: PLC0415 - only for what is no YAML
        from hardenlint.nesting import too_deep  # noqa: PLC0415 - see above

        deep = too_deep(text, error, loader, DEPTH_MAX)
        if deep is not None:
            raise _nested(file, deep) from None
        mark = error.problem_mark or error.context_mark
        place = f"{file}:{mark.line + 1}" if mark else file
        said = parser_words(str(error.problem or error.context))
        raise UsageError(f"{place}: is not YAML: {said}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UsageError(f"{file}: is not YAML: {type(error).__name__}") from None
    reader = _Nodes(file)
    value = {} if node is None else reader.value(node, ())
    return Data(file, value, reader.lines)


def _look_over(file: str, events: Iterable[Any]) -> None:
    """Refuse what is nested too deep (composing it would exhaust the stack), and tags of others."""
    depth = -2  # the stream and the document are no levels
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if depth > DEPTH_MAX:
            raise _nested(file, event.start_mark)
        if getattr(event, "tag", None) not in _TAGS:
            line = event.start_mark.line + 1
            raise UsageError(f"{file}:{line}: this tag is not understood here")


def _nested(file: str, mark: Any) -> UsageError:
    return UsageError(f"{file}:{mark.line + 1}: is nested more than {DEPTH_MAX} levels deep")


class _Nodes:
    """Turns YAML nodes into plain data; remembers lines, refuses what is too much."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.count = 0

    def value(self, node: Any, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.count += 1
        if self.count > PARTS_MAX or len(path) > DEPTH_MAX:
            raise UsageError(f"{self.file}:{line}: holds too much for a configuration")
        self.lines.setdefault(path, line)
        if node.id == "mapping":
            return self._mapping(node, path)
        if node.id == "sequence":
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if key.id != "scalar" or key.tag.endswith(":merge"):
                raise UsageError(f"{self.file}:{line}: only plain keys are understood here")
            # PyYAML would take the last one without a word.
            if key.value in found:
                from hardenlint.facts.telling import name  # noqa: PLC0415 - only for a mistake

                raise UsageError(f"{self.file}:{line}: the key {name(key.value)!r} is there twice")
            self.lines[(*path, key.value)] = line
            found[key.value] = self.value(item, (*path, key.value))
        return found


def _scalar(node: Any) -> Any:
    kind = node.tag.rpartition(":")[2]
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on")
    # A number stays as it is written: nothing here takes one, and a reason may look like one.
    return None if kind == "null" else node.value
