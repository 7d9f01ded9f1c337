"""The text of a configuration file as plain data, with the line of every part of it."""

from typing import Any, NamedTuple

from hardenlint import reach
from hardenlint.errors import UsageError

SIZE_MAX = 1_000_000
PARTS_MAX = 20_000
DEPTH_MAX = 20
_BITS = 64  # those of a number, as TOML has them

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
    if file.endswith(".toml"):
        return _toml(file, text)
    from . import yaml_text  # noqa: PLC0415 - only where there is such a configuration

    return Data(file, *yaml_text.read(file, text))


_PARTS_OF_KEY = 100
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
_DOTTED = rf"(?<![A-Za-z0-9_-]){_PART}(?:\.[ \t]*+{_PART}){{{_PARTS_OF_KEY}}}"
"""A key of more parts than are understood: tomllib takes time that grows with their square."""


def _toml(file: str, text: str) -> Data:
    import re  # noqa: PLC0415 - only for pyproject.toml
    import tomllib  # noqa: PLC0415 - see above

    from hardenlint.text.parser_words import parser_words  # noqa: PLC0415 - see above

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
