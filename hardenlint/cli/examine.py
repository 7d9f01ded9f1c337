"""Read and judge inputs, on several processors where there are many of them."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from hardenlint import registry
from hardenlint.engine import Result, judge
from hardenlint.errors import Problem
from hardenlint.model import Subject
from hardenlint.policy import Policy
from hardenlint.policy.gather import Exceptions, gather
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input

from .texts import texts

if TYPE_CHECKING:
    from hardenlint.engine import Crash
    from hardenlint.policy.excuses import Excuses

NO_EXCEPTIONS = Exceptions()

MANY = 600
"""From this number of inputs on more processes save more time than they cost."""


class Part(NamedTuple):
    """A part of a scan, or all of it: what was looked at and what was found.

    `stdin` is what came from standard input, by name; `excuses` are the exceptions that were met;
    `crashes` become errors at the end, since parts of a scan may meet the same bug.
    """

    subjects: list[Subject]
    results: list[Result]
    errors: list[Problem]
    notes: list[Problem]
    files: dict[str, int]
    stdin: dict[str, str]
    excuses: "Excuses | None" = None
    crashes: "tuple[Crash, ...]" = ()


def examine(
    inputs: Sequence[Input],
    how: Options,
    policy: Policy,
    exceptions: Exceptions = NO_EXCEPTIONS,
) -> Part:
    """Read and judge all inputs, on several processors where there are several hundred."""
    own = load.dockerfiles(inputs)
    work = partial(_examine, how=how, policy=policy, exceptions=exceptions, own=own)
    # Standard input can be read once, by one process.
    if len(inputs) < MANY or any("-" in item.files for item in inputs):
        return _crashes_told(work(inputs))
    return _crashes_told(_joined(_in_parallel(inputs, work)))


def judged(part: Part, policy: Policy) -> Part:
    """Judge subjects with the checks that concern them."""
    return _crashes_told(_judged(part, policy))


def read(
    inputs: Sequence[Input],
    how: Options,
    exceptions: Exceptions,
    own: frozenset[str] | None = None,
) -> Part:
    """Read inputs, and gather the exceptions that are in them; nothing is judged yet."""
    loaded = load.load(inputs, how, own)
    excuses = gather(loaded.subjects, exceptions, texts(loaded.stdin), registry.renamed)
    return Part(
        loaded.subjects, [], loaded.errors, loaded.notes, loaded.files, loaded.stdin, excuses
    )


def _examine(
    inputs: Sequence[Input],
    how: Options,
    policy: Policy,
    exceptions: Exceptions,
    own: frozenset[str],
) -> Part:
    return _judged(read(inputs, how, exceptions, own), policy)


def _judged(part: Part, policy: Policy) -> Part:
    checks, broken = registry.load()
    results, crashes = judge(part.subjects, checks, policy, part.excuses)
    return part._replace(
        results=results, errors=[*part.errors, *broken], crashes=(*part.crashes, *crashes)
    )


def _in_parallel(inputs: Sequence[Input], work: Callable[[Sequence[Input]], Part]) -> list[Part]:
    """Share the inputs between the processors; neighbours stay together, they belong together.

    The first is examined here: what that imports, the workers inherit.
    """
    import multiprocessing  # noqa: PLC0415 - only for many files
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    from .progress import counted  # noqa: PLC0415

    # macOS and Windows have no such call, and no fork that can be relied on.
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if count == 1:
        return [work(inputs)]
    first = work(inputs[:1])
    # Several for each processor: large files keep only one of them busy.
    size = -(-len(inputs) // (4 * count))
    chunks = [inputs[start : start + size] for start in range(1, len(inputs), size)]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        jobs = [pool.submit(work, chunk) for chunk in chunks]
        sizes = iter([1, *map(len, chunks)])
        parts = chain([first], (job.result() for job in jobs))
        return list(counted(parts, len(inputs), lambda _: next(sizes), "files"))


def _joined(parts: Sequence[Part]) -> Part:
    """Add up the parts of a scan."""
    from hardenlint.engine import merged  # noqa: PLC0415 - only for many files

    files: dict[str, int] = {}
    for part in parts:
        for kind, count in part.files.items():
            files[kind] = files.get(kind, 0) + count
    excuses: Excuses | None = None
    for part in parts:
        excuses = (
            excuses.join(part.excuses) if excuses and part.excuses else excuses or part.excuses
        )
    return Part(
        [subject for part in parts for subject in part.subjects],
        merged(result for part in parts for result in part.results),
        # Each part tells of what could not be loaded.
        list(dict.fromkeys(error for part in parts for error in part.errors)),
        [note for part in parts for note in part.notes],
        files,
        {},
        excuses,
        tuple(crash for part in parts for crash in part.crashes),
    )


def _crashes_told(part: Part) -> Part:
    """Make errors of the checks that crashed, each bug once."""
    if not part.crashes:
        return part
    from hardenlint.engine.crash import problems  # noqa: PLC0415 - only after a bug

    return part._replace(errors=[*part.errors, *problems(part.crashes)], crashes=())
