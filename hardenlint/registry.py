"""Find the checks: every package declared under the entry point group `hardenlint.checks`.

Ours and third parties' come through the same door. The declarations are read from the
`entry_points.txt` files along sys.path, which costs a fraction of importlib.metadata, and of a
package only the folders whose subject the inputs have are imported.
"""

import importlib
import os
import sys
from collections.abc import Collection, Iterator
from types import ModuleType

from .check import Check
from .errors import Problem
from .model import Span

GROUP = "hardenlint.checks"
FOLDERS = frozenset(("image", "container", "project", "host"))


def load(folders: Collection[str] = FOLDERS) -> tuple[list[Check], list[Problem]]:
    """Return the checks in those folders sorted by id, and what could not be loaded.

    Modules outside the four folders (a third party's flat package) are always imported.
    """
    checks: dict[str, Check] = {}
    problems: list[Problem] = []
    for check in _found(folders, problems):
        first = checks.setdefault(check.id, check)
        if first is not check:
            used = f"{first.module} is used, {check.module} is not"
            problems.append(_crash(f"two checks claim the id {check.id!r}: {used}"))
    return sorted(checks.values(), key=lambda check: check.id), problems


def _found(folders: Collection[str], problems: list[Problem]) -> Iterator[Check]:
    """Yield what is a check in the modules of all packages."""
    for package in declared():
        for name in _modules(package, folders, problems):
            module = _import(name, problems)
            if module is not None:
                yield from (value for value in vars(module).values() if isinstance(value, Check))


def names() -> list[str]:
    """Return the ids of all checks; those in the four folders without importing them."""
    found: list[str] = []
    for package in declared():
        module = _import(package, [])
        for path in getattr(module, "__path__", ()):
            for folder in FOLDERS.intersection(os.listdir(path)):
                modules = _walk(f"{package}.{folder}", os.path.join(path, folder))
                found += (name.rpartition(".")[2].replace("_", "-") for name in modules)
    others = [check.id for check in load(frozenset())[0]]
    return sorted({*found, *others})


def declared() -> list[str]:
    """Return the packages declared under the group, ours first."""
    found: list[str] = []
    for folder in sys.path:
        try:
            installed = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for name in installed:
            if name.endswith((".dist-info", ".egg-info")):
                found += _declarations(os.path.join(folder, name, "entry_points.txt"))
    return sorted(dict.fromkeys(found), key=lambda package: package != GROUP)


def _declarations(path: str) -> Iterator[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return
    _, found, section = text.partition(f"[{GROUP}]")
    for line in section.splitlines() if found else ():
        if line.startswith("["):
            return
        _, equals, value = line.partition("=")
        if equals:
            yield value.strip()


def _modules(package: str, folders: Collection[str], problems: list[Problem]) -> Iterator[str]:
    module = _import(package, problems)
    paths = getattr(module, "__path__", None)
    if module is not None and paths is None:
        yield package
    for path in paths or ():
        yield from _walk(package, path, FOLDERS - set(folders))


def _walk(package: str, path: str, without: Collection[str] = ()) -> Iterator[str]:
    """Name the modules in a folder and in those below it, without `__init__` and the like."""
    for name in sorted(os.listdir(path)):
        stem, dot, kind = name.partition(".")
        if stem in without or stem.startswith("_"):
            continue
        if kind == "py":
            yield f"{package}.{stem}"
        elif stem and not dot and os.path.isdir(os.path.join(path, name)):
            yield from _walk(f"{package}.{stem}", os.path.join(path, name))


def _import(name: str, problems: list[Problem]) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except Exception as error:  # noqa: BLE001, RUF100 - a plugin may fail in any way
        reason = f"{type(error).__name__}: {error}"
        problems.append(_crash(f"the checks in {name} cannot be loaded: {reason}"))
        return None


def _crash(message: str) -> Problem:
    return Problem("check-crash", message, Span(None))
