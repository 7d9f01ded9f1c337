"""What `show` prints of a Dockerfile: the JSON document."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from ...errors import InputError
from ...model import Field, Instruction, Port, Span, Stage
from . import parse
from .config import Config
from .instructions import is_list
from .nodes import KEYWORDS

MAX_ITEMS = 1_000_000
"""Most variables, labels, volumes and ports that one document lists."""


def document(
    text: str, path: str, build_args: Mapping[str, str | None], target: str | None
) -> dict[str, Any]:
    """Read a Dockerfile as a build would, and tell what came out."""
    head, stages, instructions = _told(text, path, build_args, target)
    return {**head, "stages": list(stages), "instructions": list(instructions)}


def pieces(
    text: str, path: str, build_args: Mapping[str, str | None], target: str | None
) -> Iterator[str]:
    """The document as JSON text, a piece for each stage and instruction.

    A long file need not be held as data and as text. Raises InputError before the first piece.
    """
    from json import JSONEncoder  # noqa: PLC0415 - only for this form

    head, stages, instructions = _told(text, path, build_args, target)
    encode = JSONEncoder().encode

    def written() -> Iterator[str]:
        yield encode(head)[:-1]
        for name, items in (("stages", stages), ("instructions", instructions)):
            yield f',\n "{name}": ['
            for number, item in enumerate(items):
                yield (",\n  " if number else "\n  ") + encode(item)
            yield "\n ]"
        yield "}"

    return written()


def _told(
    text: str, path: str, build_args: Mapping[str, str | None], target: str | None
) -> tuple[dict[str, Any], Iterator[dict[str, Any]], Iterator[dict[str, Any]]]:
    """What the document begins with, its stages, its instructions."""
    effective = _Effective(path)
    build = parse(text, path, build_args=build_args, target=target, visit=effective.add)
    head = {"source": "dockerfile", "path": path, "directives": build.directives}
    stages = (_stage(stage) | {"effective": effective.found[stage.index]} for stage in build.stages)
    before = (_instruction(None, instruction) for instruction in build.preamble)
    within = (_instruction(stage.index, i) for stage in build.stages for i in stage.instructions)
    return head, stages, chain(before, within)


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "index": stage.index,
        "name": stage.name,
        "base": _base(stage),
        "base_raw": stage.base_raw,
        "platform": stage.platform,
        "line": stage.span.line,
    }


def _base(stage: Stage) -> str | None:
    """The name after expansion: of an earlier stage, or of an image."""
    if stage.parent is not None:
        return stage.parent.name
    reference = stage.reference and stage.reference.value
    return reference.text if reference else None


class _Effective:
    """The configuration that every stage ends with."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: dict[int, dict[str, Any]] = {}
        self._items = 0

    def add(self, stage: Stage, config: Config) -> None:
        """Take the configuration of a stage."""
        self._count(len(config.environment) + len(config.labels) + len(config.volumes))
        check = config.healthcheck and config.healthcheck.value
        self.found[stage.index] = {
            "user": config.user_text or None,
            "workdir": config.workdir.value if config.workdir else None,
            "env": {name: field.value for name, field in config.environment.items()},
            "cmd": _words(config.command),
            "entrypoint": _words(config.entrypoint),
            "shell": list(config.shell) or None,
            "healthcheck": check and (["NONE"] if check.disabled else list(check.test)),
            "exposed_ports": self._listed(config),
            "volumes": list(config.volumes),
            "labels": {name: field.value for name, field in config.labels.items()},
            "stop_signal": config.stop_signal,
        }

    def _listed(self, config: Config) -> list[str]:
        ports = dict.fromkeys(
            f"{number}/{port.protocol}"
            for port in {field.value: None for field in config.exposed.values()}
            if port is not None
            for number in self._numbers(port)
        )
        return list(ports)

    def _numbers(self, port: Port) -> range:
        numbers = range(port.number, (port.last or port.number) + 1)
        self._count(len(numbers))
        return numbers

    def _count(self, items: int) -> None:
        # A range of ports, or a chain of stages that inherit, makes much out of a short file.
        self._items += items
        if self._items > MAX_ITEMS:
            raise InputError("parse", "holds more than can be listed", Span(self.path))


def _words(field: Field[tuple[str, ...]] | None) -> list[str] | None:
    return list(field.value) if field and field.value is not None else None


def _instruction(stage: int | None, instruction: Instruction) -> dict[str, Any]:
    return {
        "stage": stage,
        "keyword": instruction.keyword,
        "flags": _flags(instruction),
        "form": instruction.form,
        "args": _arguments(instruction),
        "heredocs": [
            {"name": heredoc.name, "content": heredoc.content} for heredoc in instruction.heredocs
        ],
        "line": instruction.span.line,
        "end_line": instruction.span.end_line,
        "onbuild": instruction.onbuild,
    }


def _flags(instruction: Instruction) -> dict[str, list[str]]:
    flags: dict[str, list[str]] = {}
    for flag in instruction.flags:
        flags.setdefault(flag.name, []).append(flag.value)
    return flags


def _arguments(instruction: Instruction) -> Any:
    keyword, words = instruction.keyword, instruction.words
    if keyword in ("ENV", "LABEL", "ARG"):
        return [[name.value, value and value.value] for name, value in instruction.pairs]
    if keyword == "HEALTHCHECK" and words:
        return [words[0].value.upper(), *(word.value for word in words[1:])]
    if instruction.form == "shell" and keyword != "SHELL":
        return words[0].value if words else ""
    # What ONBUILD holds is not checked before it runs, so its keyword may be none.
    if keyword not in KEYWORDS:
        return [""]
    listed = instruction.form or is_list(instruction)
    return [word.value if listed else word.raw for word in words]
