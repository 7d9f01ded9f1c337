"""What each check costs: the slow ones first, on the generated tree or on folders of yours."""

import time
from collections import Counter
from collections.abc import Sequence

from hardenlint import registry
from hardenlint.model import Build, Container, Subject
from hardenlint.sources import load
from hardenlint.sources.collect import Options, collect
from hardenlint.workspace import Workspace

ROUNDS = 3


def main(paths: Sequence[str], shown: int = 15) -> None:
    """Print microseconds a file of the slowest checks, and of all together."""
    inputs, _ = collect(list(paths), (), Options(), Workspace())
    started = time.process_time()
    loaded = load.load(inputs, Options(), Workspace())
    reading = time.process_time() - started
    checks, _ = registry.load()
    cost: Counter[str] = Counter()
    parts = [part for subject in loaded.subjects for part in _parts(subject)]
    for _ in range(ROUNDS):
        for check in checks:
            wanted = [part for part in parts if check.judges(part) and check.concerns(part.has)]
            started = time.perf_counter()
            for part in wanted:
                list(check.run(part))
            cost[check.id] += int((time.perf_counter() - started) * 1e9)
    count = max(len(inputs), 1)
    total = sum(cost.values()) / ROUNDS / count / 1e3
    reading_us = reading / count * 1e6
    print(f"{count} inputs: reading {reading_us:.0f} us, {len(checks)} checks {total:.0f} us each")
    for name, spent in cost.most_common(shown):
        print(f"  {spent / ROUNDS / count / 1e3:7.1f} us  {name}")


def _parts(subject: Subject) -> tuple[Subject, ...]:
    if isinstance(subject, Build):
        return (subject, subject.image)
    if isinstance(subject, Container) and subject.own_build is not None:
        return (subject, subject.own_build)
    return (subject,)
