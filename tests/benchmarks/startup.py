"""What one small file costs, as users have it: the wheel, installed into an environment of its own.

Everything is compared with the bare interpreter of that environment, in CPU time. The environment
has no `.pth` file (an editable install has one, and pip's own environments may): those are read at
each start of the interpreter, which would make the divisor larger and the ratio smaller.

README.md has the three lines of shell that tell the same by hand.
"""

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .cost import cost, peer

PAIRS = 21
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SMALL = os.path.join(ROOT, "fixtures", "projects", "small")
BUDGETS = {"Dockerfile": 6.5, "compose.yaml": 8.0}
"""How many bare interpreters a scan of one file may cost."""


class Start(NamedTuple):
    """What a command cost beside a bare interpreter, run in turns; CPU seconds, each a minimum.

    `ratio` is the median over the pairs, `least` the ratio of the two minima: what the commands
    cost when nothing else disturbs them.
    """

    title: str
    spent: float
    bare: float
    ratio: float
    memory: float

    @property
    def least(self) -> float:
        return self.spent / self.bare


def install(folder: str) -> str:
    """Build the wheel, install it with what it needs into a new environment; return its bin."""
    wheels, venv = os.path.join(folder, "wheels"), os.path.join(folder, "venv")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels, ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    scripts = os.path.join(venv, "bin")
    python = os.path.join(scripts, "python")
    (wheel,) = os.listdir(wheels)
    subprocess.run(
        [*pip, "--python", python, "install", "--quiet", os.path.join(wheels, wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    return scripts


def files(folder: str) -> dict[str, str]:
    """Copy the files that are scanned out of our repository; return their paths by name.

    Here a configuration would be found, which costs PyYAML.
    """
    return {name: shutil.copy(os.path.join(SMALL, name), folder) for name in BUDGETS}


def beside(
    commands: Iterable[tuple[str, Sequence[str]]], bare: Sequence[str], pairs: int = PAIRS
) -> list[Start]:
    """Run each command and the bare interpreter in turns, so that a noisy machine cancels out."""
    found = []
    for title, command in commands:
        cost(command)
        runs = [(cost(command), cost(bare)) for _ in range(pairs)]
        found.append(
            Start(
                title,
                min(ours[0] for ours, _ in runs),
                min(theirs[0] for _, theirs in runs),
                statistics.median(ours[0] / max(theirs[0], 1e-6) for ours, theirs in runs),
                max(ours[2] for ours, _ in runs) / 1024,
            )
        )
    return found


def main(folder: str) -> None:
    """Print what one file costs, and what it costs the peers that are installed."""
    scripts = install(folder)
    paths = files(folder)
    ours = os.path.join(scripts, "hardenlint")
    commands = [(f"scan {name}", [ours, "scan", path]) for name, path in paths.items()]
    commands.append(("--version", [ours, "--version"]))
    dockerfile, compose = paths["Dockerfile"], paths["compose.yaml"]
    for program, arguments in (
        ("compose-lint", [compose]),
        ("compose-lint", ["--version"]),
        ("checkov", ["--quiet", "--compact", "--framework", "dockerfile", "--file", dockerfile]),
        ("checkov", ["--version"]),
        ("hadolint", [dockerfile]),
    ):
        path = peer(program)
        if path:
            shown = " ".join(os.path.basename(word) for word in arguments[-1:])
            commands.append((f"{program} {shown}", [path, *arguments]))
    bare = [os.path.join(scripts, "python"), "-I", "-c", "pass"]
    for start in beside(commands, bare):
        budget = BUDGETS.get(start.title.removeprefix("scan "))
        print(
            f"{start.title:24} {start.ratio:5.1f} x bare"
            + (f" (budget {budget})" if budget else "")
            + f": {start.spent * 1e3:.0f} ms of CPU, bare {start.bare * 1e3:.1f} ms,"
            f" peak {start.memory:.0f} MiB"
        )
