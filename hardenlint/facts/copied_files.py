"""The files that COPY and ADD bring into the stages of a build."""

import posixpath
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from hardenlint.knowledge.secret_files import POINTERS, STORES, becomes_secret, is_secret_file
from hardenlint.model import Build, Instruction, Stage, Word

from .folders import with_workdirs

Copied = tuple[Instruction, Word, str, str]
"""The instruction, the source, its name, and where it ends up."""


def copies(instructions: Iterable[Instruction]) -> Iterator[Copied]:
    """Every source of COPY and ADD that is a file of the context or of another stage."""
    for instruction, workdir in with_workdirs(instructions):
        words = instruction.words
        if instruction.keyword not in ("COPY", "ADD") or len(words) < 2:
            continue
        written = {heredoc.name for heredoc in instruction.heredocs}
        target = words[-1].text
        for word in words[:-1]:
            name = word.text
            if "://" in name or name.startswith(("git@", "<<")) or name in written:
                continue
            folder = target.endswith(("/", "/.")) or target in (".", "..") or len(words) > 2
            place = posixpath.join(workdir, target)
            if folder:
                place = posixpath.join(place, posixpath.basename(name.rstrip("/")))
            yield instruction, word, name, posixpath.normpath(place)


def secret_copies(instructions: Iterable[Instruction]) -> Iterator[Copied]:
    """Those that are secrets by their name, and not on their way to a store of public keys."""
    for instruction, word, name, place in copies(instructions):
        is_secret = is_secret_file(name) or becomes_secret(name, place)
        if is_secret and not place.startswith(STORES):
            yield instruction, word, name, place


def is_harmless(build: Build, instruction: Instruction, name: str) -> bool:
    """Whether a file of the context is here to be read, and holds no secret."""
    if build.context_file is None or instruction.flag("from"):
        return False
    file = build.context_file(name)
    if file is None:
        return False
    from .written_secrets import is_secret_text  # noqa: PLC0415 - few are here

    return not is_secret_text(file[1])


def pointed_at(instructions: Iterable[Instruction]) -> dict[str, str]:
    """The paths that a variable calls a credential, and its name."""
    found: dict[str, str] = {}
    for instruction in instructions:
        if instruction.keyword in ("ENV", "ARG"):
            for name, value in instruction.pairs:
                if value is not None and name.value in POINTERS:
                    found[posixpath.normpath(value.text)] = name.value
    return found


def stage_of(build: Build, instruction: Instruction) -> Stage | None:
    """The stage that `COPY --from=` names; None for an image."""
    flag = instruction.flag("from")
    if flag is None:
        return None
    named = _stages(build).get(flag.value.lower(), ())
    # Only what is built before can be copied from.
    end = len(build.stages) if instruction.stage is None else instruction.stage
    at = bisect_left(named, end)
    return build.stages[named[at - 1]] if at else None


@lru_cache(maxsize=4)  # every COPY asks
def _stages(build: Build) -> dict[str, list[int]]:
    """The stages by their names and their numbers."""
    found: dict[str, list[int]] = {}
    for stage in build.stages:
        for name in {(stage.name or "").lower(), str(stage.index)}:
            found.setdefault(name, []).append(stage.index)
    for numbers in found.values():
        numbers.sort()
    return found


def instructions_of(stage: Stage) -> tuple[Instruction, ...]:
    """What made a stage: its ancestors' instructions first."""
    return tuple(i for part in reversed(stage.chain) for i in part.instructions)
