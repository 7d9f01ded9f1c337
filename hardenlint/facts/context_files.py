"""Which file of the build context lies at a path of the image, by COPY and ADD."""

import posixpath
from collections.abc import Iterator

from hardenlint.model import Build, Instruction, Stage

from .folders import with_workdirs

_MAX_STAGES = 4
"""Through how many stages a file is followed that is copied from one to the next."""


def copied_to(build: Build, path: str) -> tuple[str, str] | None:
    """The file of the context that is copied to this path, and its text; None for none."""
    if build.context_file is None:
        return None
    return _copied(build, build.target, path, _MAX_STAGES)


def _copied(build: Build, stage: Stage, path: str, depth: int) -> tuple[str, str] | None:
    written = [i for each in reversed(stage.chain) for i in each.instructions]
    # The last one that fits has overwritten what was there before.
    for instruction, workdir in reversed(list(with_workdirs(written))):
        if instruction.keyword not in ("COPY", "ADD") or len(instruction.words) < 2:
            continue
        for source in _sources(instruction, workdir, path):
            found = _read(build, instruction, source, depth)
            if found is not None:
                return found
    return None


def _read(
    build: Build, instruction: Instruction, source: str, depth: int
) -> tuple[str, str] | None:
    flag = instruction.flag("from")
    if flag is None:
        return build.context_file(source) if build.context_file is not None else None
    stages = [each for each in build.stages if flag.value in (each.name, str(each.index))]
    return _copied(build, stages[-1], f"/{source}", depth - 1) if stages and depth else None


def _sources(instruction: Instruction, workdir: str, path: str) -> Iterator[str]:
    """The paths that what lies at a path may have where it is copied from, relative."""
    *sources, last = [word.text for word in instruction.words]
    target = posixpath.normpath(posixpath.join(workdir, last))
    inside = posixpath.relpath(path, target)
    if inside.startswith(".."):
        return
    for source in sources:
        plain = posixpath.normpath(source).lstrip("/")
        if inside == "." or posixpath.basename(plain) == inside:
            yield plain
        else:
            # What stands before a wildcard is the folder.
            folder = plain.partition("*")[0] if "*" in plain else plain
            yield posixpath.normpath(posixpath.join(folder, inside)).lstrip("/")
