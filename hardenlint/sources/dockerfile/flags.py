"""Flags of instructions: which there are, and which values they take."""

from hardenlint.text.numbers import boolean, nanoseconds, signed

from . import csv_fields
from .nodes import Node

BOOLEAN, ONE, MANY = range(3)

FLAGS: dict[str, dict[str, int]] = {
    "RUN": {"mount": MANY, "network": ONE, "security": ONE, "device": MANY},
    "COPY": {
        "from": ONE, "chown": ONE, "chmod": ONE, "link": BOOLEAN, "parents": BOOLEAN,
        "exclude": MANY,
    },
    "ADD": {
        "chown": ONE, "chmod": ONE, "link": BOOLEAN, "keep-git-dir": BOOLEAN, "checksum": ONE,
        "unpack": BOOLEAN, "exclude": MANY,
    },
    "FROM": {"platform": ONE},
    "HEALTHCHECK": {
        "interval": ONE, "timeout": ONE, "start-period": ONE, "start-interval": ONE,
        "retries": ONE,
    },
}  # fmt: skip
"""The flags that each instruction knows; those left out know none."""

_CHOICES = {
    "network": ("default", "none", "host"),
    "security": ("sandbox", "insecure"),
}
_MILLISECOND = 10**6
_LONGEST_COUNT = 100  # leading zeros are legal


def check(node: Node) -> None:
    """Raise InputError for a flag that the instruction does not know or whose value is wrong."""
    known = FLAGS.get(node.keyword, {})
    seen: set[str] = set()
    for text, start, _ in node.flags:
        written, equals, value = text.partition("=")
        name = written[2:]
        kind = known.get(name)
        if kind is None:
            from hardenlint.text.wording import near  # noqa: PLC0415 - only for a mistake

            meant = near(name, known)
            raise node.error("unknown flag" + (f": is it --{meant}?" if meant else ""), start)
        if name in seen and kind != MANY:
            raise node.error(f"duplicate flag specified: {written}", start)
        seen.add(name)
        if (not equals and kind != BOOLEAN) or (equals and not value and kind == BOOLEAN):
            raise node.error(f"missing a value on flag: {written}", start)
        if kind == BOOLEAN and value.lower() not in ("", "true", "false"):
            raise node.error(f"expecting boolean value for flag {written}", start)
    if node.keyword == "RUN":
        _check_run(node)
    elif node.keyword == "HEALTHCHECK":
        _check_healthcheck(node)


def _check_run(node: Node) -> None:
    for text, start, _ in node.flags:
        name, _, value = text[2:].partition("=")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise node.error(f"invalid value for flag --{name}", start)
        if name not in ("mount", "device"):
            continue
        fields = csv_fields.split(value)
        if fields is None:
            raise node.error(f"cannot read the fields of --{name}", start)
        problem = _mount_problem(fields) if name == "mount" else _device_problem(fields)
        if problem:
            raise node.error(problem, start)


def _mount_problem(fields: list[str]) -> str:
    for field in fields:
        key, equals, value = field.partition("=")
        # BuildKit looks for a `$` with a character behind it, so a last `$` is text.
        if equals and key.lower() == "from" and 0 <= value.find("$") < len(value) - 1:
            return "'from' doesn't support variable expansion, define alias stage instead"
    return ""


def _device_problem(fields: list[str]) -> str:
    name = ""
    for field in fields:
        key, equals, value = field.partition("=")
        key = key.lower()
        if key == "required":
            if equals and boolean(value) is None:
                return "invalid value for required"
        elif key == "name" and equals:
            if name:
                return "the name of the device is set twice"
            name = value
        elif name:
            return "unexpected field in --device"
        else:
            name = field
    return ""


def _check_healthcheck(node: Node) -> None:
    for text, start, _ in node.flags:
        name, _, value = text[2:].partition("=")
        if name == "retries":
            number = signed(value, _LONGEST_COUNT)
            if value and (number is None or not 0 <= number < 2**31):
                raise node.error("--retries takes a number that is not negative", start)
        elif value:
            duration = nanoseconds(value)
            if duration is None or (duration and duration < _MILLISECOND):
                raise node.error(f"--{name} takes a duration of at least 1ms, like 30s", start)
