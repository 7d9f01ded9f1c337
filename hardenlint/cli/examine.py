"""Read and judge inputs, on several processors where there are many of them."""

import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from hardenlint import registry
from hardenlint.engine import Result, judge
from hardenlint.engine.about import About
from hardenlint.errors import Problem, internal
from hardenlint.model import Span, Subject
from hardenlint.policy import Policy
from hardenlint.policy.gather import Exceptions, gather
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

if TYPE_CHECKING:
    from hardenlint.engine import Crash
    from hardenlint.model.source import Source
    from hardenlint.policy.suppressions import Suppressions

NO_EXCEPTIONS = Exceptions()

MANY = 600
"""From this number of inputs on more processes save more time than they cost."""


class Read:
    """What was read, and the exceptions that are in it; nothing is judged yet."""

    __slots__ = ("errors", "files", "notes", "subjects", "suppressions")

    def __init__(
        self,
        subjects: list[Subject],
        errors: list[Problem],
        notes: list[Problem],
        files: "dict[Source, int]",
        suppressions: "Suppressions | None" = None,
    ) -> None:
        self.subjects = subjects
        self.errors = errors
        self.notes = notes
        self.files = files
        self.suppressions = suppressions


class Part(NamedTuple):
    """A part of a scan, or all of it: what was looked at and what was found.

    `suppressions` are the exceptions that were met; `crashes` become errors at the end, since
    parts of a scan may meet the same bug.
    """

    subjects: list[About]
    results: list[Result]
    errors: list[Problem]
    notes: list[Problem]
    files: "dict[Source, int]"
    suppressions: "Suppressions | None" = None
    crashes: "tuple[Crash, ...]" = ()


def examine(
    inputs: Sequence[Input],
    how: Options,
    policy: Policy,
    workspace: Workspace,
    exceptions: Exceptions = NO_EXCEPTIONS,
) -> Part:
    """Read and judge all inputs, on several processors where there are several hundred."""
    own = load.dockerfiles(inputs)
    work = partial(
        _examine, how=how, policy=policy, workspace=workspace, exceptions=exceptions, own=own
    )
    # Standard input can be read once, by one process.
    if len(inputs) < MANY or any("-" in item.files for item in inputs):
        return _crashes_told(work(inputs))
    return _crashes_told(_joined(_in_parallel(inputs, work, how)))


def judged(found: Read, policy: Policy, workspace: Workspace) -> Part:
    """Judge subjects with the checks that concern them."""
    return _crashes_told(_judged(found, policy, workspace))


def read(
    inputs: Sequence[Input],
    how: Options,
    workspace: Workspace,
    exceptions: Exceptions,
    own: frozenset[str] | None = None,
) -> Read:
    """Read inputs, and gather the exceptions that are in them."""
    loaded, errors = load.load(inputs, how, workspace, own), list[Problem]()
    suppressions = gather(loaded.subjects, exceptions, workspace.text_of, registry.renamed, errors)
    errors = [*loaded.errors, *errors]
    return Read(loaded.subjects, errors, loaded.notes, loaded.files, suppressions)


def _examine(
    inputs: Sequence[Input],
    how: Options,
    policy: Policy,
    workspace: Workspace,
    exceptions: Exceptions,
    own: frozenset[str],
) -> Part:
    try:
        return _judged(read(inputs, how, workspace, exceptions, own), policy, workspace)
    except Exception as error:  # noqa: BLE001, RUF100 - a bug that no nearer place has told of
        if len(inputs) == 1:
            return _lost(internal(error, "reading and judging", _span(inputs[0], how)))
        # Which of them meets it is found out by trying each alone.
        alone = ([item] for item in inputs)
        return _joined([_examine(i, how, policy, workspace, exceptions, own) for i in alone])


def _span(item: Input, how: Options) -> Span:
    return Span(item.files[0] if item.files[0] != "-" else how.stdin_filename or "<stdin>")


def _lost(problem: Problem) -> Part:
    """A part of which nothing is known but what went wrong."""
    return Part([], [], [problem], [], {})


def _judged(found: Read, policy: Policy, workspace: Workspace) -> Part:
    checks, broken = registry.load()
    results, crashes = judge(found.subjects, checks, policy, found.suppressions)
    subjects = [About.of(subject) for subject in found.subjects]
    if any(about.is_discreet for about in subjects):
        from hardenlint.engine import discretion  # noqa: PLC0415 - only with --allow-outside

        discreet = discretion.Discretion(workspace.reach)
        subjects, results = discreet.subjects(subjects), discreet.results(results)
        crashes = discreet.crashes(crashes)
    errors = [*found.errors, *broken]
    return Part(
        subjects, results, errors, found.notes, found.files, found.suppressions, tuple(crashes)
    )


def _in_parallel(
    inputs: Sequence[Input], work: Callable[[Sequence[Input]], Part], how: Options
) -> list[Part]:
    """Share the inputs between the processors; neighbours stay together, they belong together."""
    from .progress import counted  # noqa: PLC0415 - only for many files

    # macOS and Windows have no such call, and no fork that can be relied on.
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if count == 1:
        return [work(inputs)]
    with closing(_parts(inputs, work, count, how)) as parts:
        return [part for _, part in counted(parts, len(inputs), lambda each: each[0], "files")]


def _parts(
    inputs: Sequence[Input], work: Callable[[Sequence[Input]], Part], count: int, how: Options
) -> Generator[tuple[int, Part]]:
    """Examine the inputs in processes; yields in order, each part with the number of its inputs."""
    from . import workers  # noqa: PLC0415 - only for many files

    done, modules = 0, tuple[str, ...]()
    # What the first one imports, the others inherit; one that kills its process imports nothing.
    while not modules and done < len(inputs):
        item = inputs[done]
        first = next(workers.shared(partial(_with_modules, work=work), [[item]], 1))
        if isinstance(first, workers.Died):
            part = _dead(item, first.how, how)
        else:
            part, modules = first
        yield 1, part
        done += 1
    workers.import_all(modules)
    # Several for each processor: large files keep only one of them busy.
    size = max(-(-len(inputs) // (4 * count)), 1)
    chunks = [inputs[start : start + size] for start in range(done, len(inputs), size)]
    for chunk, part in zip(chunks, _sound(chunks, work, count, how), strict=True):
        yield len(chunk), part


def _with_modules(
    inputs: Sequence[Input], work: Callable[[Sequence[Input]], Part]
) -> tuple[Part, tuple[str, ...]]:
    return work(inputs), tuple(sys.modules)


def _sound(
    chunks: Sequence[Sequence[Input]],
    work: Callable[[Sequence[Input]], Part],
    count: int,
    how: Options,
) -> Iterator[Part]:
    """Examine each chunk in a process; what dies is tried again until what kills it is alone."""
    from . import workers  # noqa: PLC0415 - see above

    with closing(workers.shared(work, chunks, count)) as parts:
        for chunk, part in zip(chunks, parts, strict=True):
            half = len(chunk) // 2
            if not isinstance(part, workers.Died):
                yield part
            elif not half:
                yield _dead(chunk[0], part.how, how)
            else:
                # One at a time: both may have died of sharing the memory.
                yield _joined([*_sound((chunk[:half], chunk[half:]), work, 1, how)])


def _dead(item: Input, how_it_died: str, how: Options) -> Part:
    message = f"internal error: the process that read and judged this {how_it_died}"
    return _lost(Problem("unreadable", message, _span(item, how)))


def _joined(parts: Sequence[Part]) -> Part:
    """Add up the parts of a scan."""
    from hardenlint.engine import merged  # noqa: PLC0415 - only for many files

    files: dict[Source, int] = {}
    for part in parts:
        for source, count in part.files.items():
            files[source] = files.get(source, 0) + count
    suppressions: Suppressions | None = None
    for part in parts:
        suppressions = (
            suppressions.join(part.suppressions)
            if suppressions and part.suppressions
            else suppressions or part.suppressions
        )
    return Part(
        [subject for part in parts for subject in part.subjects],
        merged(result for part in parts for result in part.results),
        # Each part tells of what could not be loaded.
        list(dict.fromkeys(error for part in parts for error in part.errors)),
        [note for part in parts for note in part.notes],
        files,
        suppressions,
        tuple(crash for part in parts for crash in part.crashes),
    )


def _crashes_told(part: Part) -> Part:
    """Make errors of the checks that crashed, each bug once."""
    if not part.crashes:
        return part
    from hardenlint.engine.crash import problems  # noqa: PLC0415 - only after a bug

    return part._replace(errors=[*part.errors, *problems(part.crashes)], crashes=())
