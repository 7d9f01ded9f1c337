"""What `hardenlint show` prints of a Dockerfile: the document, and the text for a person."""

from typing import Any

from ...model import Instruction, Stage
from .stages import Effective, Evaluation


def document(evaluation: Evaluation, path: str) -> dict[str, Any]:
    """Return the JSON document."""
    build = evaluation.build
    return {
        "source": "dockerfile",
        "path": path,
        "directives": build.directives,
        "stages": [_stage(stage, evaluation.effective[stage.index]) for stage in build.stages],
        "instructions": [_instruction(instruction) for instruction in evaluation.order],
    }


def _stage(stage: Stage, effective: Effective) -> dict[str, Any]:
    base = stage.parent.name if stage.parent else None
    if stage.reference is not None and stage.reference.value is not None:
        base = stage.reference.value.text
    return {
        "index": stage.index,
        "name": stage.name,
        "base": base,
        "base_raw": stage.base_raw,
        "platform": stage.platform,
        "line": stage.span.line,
        "effective": _effective(effective),
    }


def _effective(effective: Effective) -> dict[str, Any]:
    check = effective.healthcheck.value if effective.healthcheck else None
    return {
        "user": effective.user.value if effective.user else None,
        "workdir": effective.workdir.value if effective.workdir else None,
        "env": {name: field.value for name, field in effective.env.items()},
        "cmd": list(effective.cmd.value or ()) if effective.cmd else None,
        "entrypoint": list(effective.entrypoint.value or ()) if effective.entrypoint else None,
        "shell": list(effective.shell) if effective.shell else None,
        "healthcheck": None if check is None else ["NONE"] if check.disabled else list(check.test),
        "exposed_ports": list(effective.exposed),
        "volumes": list(effective.volumes),
        "labels": {name: field.value for name, field in effective.labels.items()},
        "stop_signal": effective.stop_signal,
    }


def _instruction(instruction: Instruction) -> dict[str, Any]:
    flags: dict[str, list[str]] = {}
    for flag in instruction.flags:
        flags.setdefault(flag.name, []).append(flag.value or "true")
    return {
        "stage": instruction.stage,
        "keyword": instruction.keyword,
        "flags": flags,
        "form": instruction.form,
        "args": _arguments(instruction),
        "heredocs": [
            {"name": doc.name, "content": doc.content, "expand": doc.expand}
            for doc in instruction.heredocs
        ],
        "line": instruction.span.line,
        "end_line": instruction.span.end_line,
        "onbuild": instruction.onbuild,
    }


def _arguments(instruction: Instruction) -> list[Any]:
    if instruction.pairs:
        return [[key.value, value.value if value else None] for key, value in instruction.pairs]
    words = [word.value for word in instruction.words]
    if instruction.keyword == "HEALTHCHECK":
        return ["CMD", *words] if instruction.form else ["NONE"]
    return words


def describe(evaluation: Evaluation, path: str) -> str:
    """Return the text for a person: stages, what each inherits, who it runs as and why."""
    from ...report_text import printable  # noqa: PLC0415

    return printable(path)
