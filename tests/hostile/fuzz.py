"""`python -m tests.hostile.fuzz [SECONDS [SEED]]`: hostile projects, made and judged.

Each project is a folder of files made by `tests.hostile.projects` from a seed, each run is the real
command line in a process with limits. What is wrong is printed with the seed that makes it again:
`python -m tests.hostile.fuzz --again SEED`.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter

from . import projects, trial

COMMANDS = (
    ("scan", "--profile", "restricted"),
    ("scan", "--profile", "restricted", "--format", "json"),
    ("scan", "--profile", "restricted", "--format", "sarif"),
    ("scan", "--profile", "restricted", "--format", "github"),
    ("scan", "--profile", "restricted", "--format", "markdown"),
    ("scan", "--format", "junit", "-v"),
    ("scan", "--format", "gitlab", "."),
    ("scan", "--format", "concise", "--allow-outside", ".."),
    ("fix", "--unsafe", "--profile", "restricted"),
    ("suppressions",),
    ("suppressions", "--format", "json"),
    ("config", "show"),
    ("show", "{file}"),
    ("show", "--format", "json", "{file}"),
    ("scan", "--format", "json", "{file}"),
    ("scan", "--diff-base", "HEAD", "--format", "json"),
)


def attempt(seed: int, folder: str) -> list[str]:
    """Make the project of a seed and run one command over it; return what is wrong."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    home = os.path.join(folder, "project")
    size = projects.write(chance, home)
    files = sorted(os.listdir(home)) or ["."]
    arguments = [part.format(file=chance.choice(files)) for part in chance.choice(COMMANDS)]
    outcome = trial.run(home, arguments)
    found = trial.faults(outcome, arguments, size)
    return [f"seed {seed}: {' '.join(arguments)}: {fault}" for fault in found]


def campaign(seconds: float, seed: int) -> tuple[int, list[str]]:
    """Try projects for some time; return how many, and what is wrong."""
    ends = time.monotonic() + seconds
    number, found = 0, []
    while time.monotonic() < ends:
        folder = tempfile.mkdtemp(prefix="hostile-")
        try:
            wrong = attempt(seed + number, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        for line in wrong:
            print(line, flush=True)
        found += wrong
        number += 1
    return number, found


if __name__ == "__main__":
    if sys.argv[1:2] == ["--again"]:
        place = tempfile.mkdtemp(prefix="hostile-")
        print(*attempt(int(sys.argv[2]), place), place, sep="\n")
    else:
        lasting, *first = [*map(float, sys.argv[1:]), *([] if sys.argv[1:] else [60.0])]
        count, faults = campaign(lasting, int(first[0]) if first else int(time.time()) * 1000)
        kinds = Counter(line.split(": ", 2)[2][:40] for line in faults)
        print(f"{count} projects, {len(faults)} faults", *kinds.most_common(), sep="\n")
        sys.exit(bool(faults))
