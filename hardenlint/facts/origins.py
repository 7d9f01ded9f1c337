"""Literals that one variable hands to another: `ARG P=x` and `ENV DB_PASSWORD=$P`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hardenlint.knowledge.secrets import is_literal_secret, literal_part
from hardenlint.model import Build, Instruction, Stage, Word

_MAX_ANCESTORS = 16
_match_reference = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)[:}-])").match


class Origin(NamedTuple):
    """Where a value was written: the keyword and the name it got there, and the value itself."""

    keyword: str
    name: str
    value: Word


class HandedOn(NamedTuple):
    """A secret variable of ENV, the instruction that sets it, and the literal that it is given."""

    name: Word
    instruction: Instruction
    origin: Origin


def handed_on(build: Build) -> Iterator[HandedOn]:
    """Every literal that becomes a secret of ENV by a reference, for the first that it becomes.

    A literal under the name of a secret is told by that name.
    """
    told: set[Word] = set()
    known: dict[tuple[str, int | None, str], Origin] = {}
    for instruction in (*build.preamble, *build.built):
        for name, value in instruction.pairs if instruction.keyword in ("ENV", "ARG") else ():
            home = None if instruction.stage is None else build.stages[instruction.stage]
            origin = _origin(instruction.keyword, name.value, value, home, known)
            # What the name meant before is over.
            known.pop((instruction.keyword, instruction.stage, name.value), None)
            if origin is None:
                continue
            known[instruction.keyword, instruction.stage, name.value] = origin
            is_reference = value is not None and value is not origin.value
            is_new = is_reference and instruction.keyword == "ENV" and origin.value not in told
            if is_new and _is_secret(name, origin):
                told.add(origin.value)
                yield HandedOn(name, instruction, origin)


def _is_secret(name: Word, origin: Origin) -> bool:
    text = origin.value.value
    return is_literal_secret(name.value, text) and not is_literal_secret(origin.name, text)


def _origin(
    keyword: str,
    name: str,
    value: Word | None,
    home: Stage | None,
    known: dict[tuple[str, int | None, str], Origin],
) -> Origin | None:
    """Where the value of a variable was written; None for what a build or a template gives."""
    if value is None:
        # An ARG without a default takes that of the preamble.
        return known.get(("ARG", None, name)) if keyword == "ARG" else None
    if "$" not in value.value:
        return Origin(keyword, name, value)
    match = _match_reference(value.value)
    if match is None or literal_part(value.value):
        return Origin(keyword, name, value)
    found = _of_name(match[1] or match[2], home, known)
    # A build argument from outside replaces the default.
    is_used = found is not None and found.value.value in (value.resolved or "")
    return found if is_used else None


def _of_name(
    name: str, home: Stage | None, known: dict[tuple[str, int | None, str], Origin]
) -> Origin | None:
    """What a variable stands for in a stage: ENV goes before ARG, a stage before its base."""
    stage = home
    for _ in range(_MAX_ANCESTORS):
        index = None if stage is None else stage.index
        found = known.get(("ENV", index, name)) or known.get(("ARG", index, name))
        if found is not None or stage is None:
            return found
        if stage.parent is None:
            return None
        stage = stage.parent
    return None
