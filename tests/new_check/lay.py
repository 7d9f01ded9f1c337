"""Where a new check goes: its file, its fixtures, its theme, the list of checks."""

import importlib
import os
import re
from keyword import iskeyword

from hardenlint import registry
from tests import index

from . import skeleton

ROOT = index.ROOT
_WORDS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_THEME = re.compile(r"[a-z][a-z0-9_]*")


class RefusedError(Exception):
    """The check cannot be laid; the text says why."""


def lay(name: str, subject: str, theme: str, severity: str, profile: str) -> list[str]:
    """Write a check; return the paths that were written. Nothing is written when it is refused."""
    _refuse(name, theme)
    identifier = name.replace("-", "_")
    inner = "/".join(filter(None, (skeleton.SKELETONS[subject].folder, theme)))
    path = f"checks/{inner}/{identifier}.py"
    written = [path]
    if theme and not os.path.isdir(os.path.join(ROOT, "checks", inner)):
        written += _new_theme(inner)
    _write(path, skeleton.module(identifier, subject, severity, profile))
    for file, text in skeleton.fixtures(name, subject, severity).items():
        written.append(f"fixtures/{name}/{file}")
        _write(written[-1], text)
    importlib.invalidate_caches()  # the folder has a module more
    index.main()
    return [*written, os.path.relpath(index.PATH, ROOT)]


def _refuse(name: str, theme: str) -> None:
    if not _WORDS.fullmatch(name) or iskeyword(name):
        raise RefusedError(f"{name!r} is no id: small words and digits, with - between them")
    if theme and (not _THEME.fullmatch(theme) or iskeyword(theme)):
        raise RefusedError(f"{theme!r} is no theme: it is the name of a folder, as in `mounts`")
    for check in registry.load()[0]:
        if name == check.id:
            raise RefusedError(f"{name} is there already: {_file(check.module)}")
        if name in check.aliases:
            raise RefusedError(f"{name} was an id of {check.id}, and is never given again")
    if os.path.exists(os.path.join(ROOT, "fixtures", name)):
        raise RefusedError(f"fixtures/{name} is there already")


def _file(module: str) -> str:
    return f"{module.removeprefix('hardenlint.').replace('.', '/')}.py"


def _new_theme(inner: str) -> list[str]:
    """Make the package of a theme, and declare it in pyproject.toml."""
    package = f"checks/{inner}/__init__.py"
    _write(package, f'"""Checks: {inner.replace("/", " ").replace("_", " ")}."""\n')
    path = os.path.join(ROOT, "pyproject.toml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(declared(text, f"hardenlint.checks.{inner.replace('/', '.')}"))
    return [package, "pyproject.toml"]


def declared(text: str, package: str) -> str:
    """pyproject.toml with a package more, in its place in the list of those of the checks."""
    listed = re.findall(r'^    "(hardenlint\.checks[\w.]*)",\n', text, re.MULTILINE)
    before = max(name for name in listed if name < package)
    return text.replace(f'    "{before}",\n', f'    "{before}",\n    "{package}",\n', 1)


def themes(subject: str) -> list[str]:
    """The themes that there are for a kind of subject."""
    folder = os.path.join(ROOT, "checks", skeleton.SKELETONS[subject].folder)
    with os.scandir(folder) as found:
        return sorted(
            entry.name for entry in found if entry.is_dir() and not entry.name.startswith("_")
        )


def _write(path: str, text: str) -> None:
    target = os.path.join(ROOT, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "x", encoding="utf-8") as file:
        file.write(text)
