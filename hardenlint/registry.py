"""Find the checks: every package declared under the entry point group `hardenlint.checks`.

Ours and third parties' come through the same door. The declarations are read from the
`entry_points.txt` files along sys.path, which costs a fraction of importlib.metadata. A package
may list its checks in a module `_index` (ours does; `python -m tests.index` writes it): they are
known by that list, and a check's own module is imported when it first runs. Of a package without
one, all modules are imported.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from .check import Check
from .errors import Problem
from .model import Span

GROUP = "hardenlint.checks"
INDEX = "_index"
_OURS = "hardenlint."
"""What the names of our groups of entry points begin with."""


@cache  # a run asks for checks, for their names and for former ones
def load() -> tuple[tuple[Check, ...], tuple[Problem, ...]]:
    """Return all checks sorted by id, and what could not be loaded."""
    checks: dict[str, Check] = {}
    claimed: dict[str, Check] = {}
    problems: list[Problem] = []
    for check in _found(problems):
        clash = next((name for name in (check.id, *check.aliases) if name in claimed), None)
        if clash is None:
            checks[check.id] = check
            claimed.update(dict.fromkeys((check.id, *check.aliases), check))
        elif claimed[clash] is not check:
            used = f"{claimed[clash].module} is used, {check.module} is not"
            problems.append(_crash(f"two checks claim the id {clash!r}: {used}"))
    return tuple(sorted(checks.values(), key=lambda check: check.id)), tuple(problems)


def names() -> dict[str, str]:
    """Return the names that checks go by, each with the id: that itself, and former ones."""
    return {check.id: check.id for check in load()[0]} | renamed()


def renamed() -> dict[str, str]:
    """Return the former ids of checks, each with the id of today."""
    return {former: check.id for check in load()[0] for former in check.aliases}


def unlisted(name: str) -> bool:
    """Whether there is a file of such a check of ours that the index does not tell of."""
    files = {module.rpartition(".")[2] for module in _modules(GROUP, [])}
    return name.replace("-", "_") in files and name not in names()


def imported(package: str, problems: list[Problem]) -> Iterator[Check]:
    """Yield the checks of a package, each from its module."""
    for name in _modules(package, problems):
        module = _import(name, problems)
        if module is not None:
            yield from (value for value in vars(module).values() if isinstance(value, Check))


def _found(problems: list[Problem]) -> Iterator[Check]:
    # Ours come first: where two claim one id the first counts, so no plugin replaces our check.
    packages = sorted(dict.fromkeys(declared(GROUP)), key=lambda package: package != GROUP)
    for package in packages:
        module = _import(package, problems)
        if module is None:
            continue
        try:
            listed = _listed(package)
        except (Exception, SystemExit) as error:  # noqa: BLE001, RUF100 - as an import may
            reason = f"{type(error).__name__}: {error}"
            problems.append(_crash(f"the index of the checks in {package} is wrong: {reason}"))
            listed = None
        yield from imported(package, problems) if listed is None else listed


def _listed(package: str) -> list[Check] | None:
    """The checks that a package's index tells of, None where it carries none."""
    name = f"{package}.{INDEX}"
    try:
        entries = importlib.import_module(name).CHECKS
    except ModuleNotFoundError as error:
        if error.name in (name, package):  # a package that is a single module has no index
            return None
        raise
    return [Check.listed(entry) for entry in entries]


def declared(group: str) -> list[str]:
    """Return what packages declare under a group of entry points."""
    return _declared().get(group, [])


@cache  # for checks and for kinds of input; it opens a file for each package that is installed
def _declared() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for folder in sys.path:
        try:
            installed = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for name in installed:
            if name.endswith((".dist-info", ".egg-info")):
                for group, value in _declarations(os.path.join(folder, name, "entry_points.txt")):
                    found.setdefault(group, []).append(value)
    return found


def _declarations(path: str) -> Iterator[tuple[str, str]]:
    """Yield the entry points that a file declares: the group of each, and what it names."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return
    group = ""
    for line in text.splitlines() if _OURS in text else ():
        if line.startswith("["):
            group = line.strip("[] \t")
        elif group.startswith(_OURS):
            _, equals, value = line.partition("=")
            if equals:
                yield group, value.strip()


def _modules(package: str, problems: list[Problem]) -> Iterator[str]:
    module = _import(package, problems)
    paths = getattr(module, "__path__", None)
    if module is not None and paths is None:
        yield package
    for path in paths or ():
        yield from _walk(package, path)


def _walk(package: str, path: str) -> Iterator[str]:
    """Name the modules in a folder and in those below it, without `__init__` and the like."""
    for name in sorted(os.listdir(path)):
        stem, dot, kind = name.partition(".")
        if stem.startswith("_"):
            continue
        if kind == "py":
            yield f"{package}.{stem}"
        elif stem and not dot and os.path.isdir(os.path.join(path, name)):
            yield from _walk(f"{package}.{stem}", os.path.join(path, name))


def _import(name: str, problems: list[Problem]) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:  # noqa: BLE001, RUF100 - a plugin may fail in any way
        reason = f"{type(error).__name__}: {error}"
        problems.append(_crash(f"the checks in {name} cannot be loaded: {reason}"))
        return None


def _crash(message: str) -> Problem:
    return Problem("check-crash", message, Span(None))
