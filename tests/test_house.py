"""The house itself: what every check file, the public API and the packages must look like."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator

import pytest

import hardenlint

from . import index

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def python_files(folder: str) -> Iterator[str]:
    for root, _, files in os.walk(os.path.join(ROOT, folder)):
        for name in sorted(files):
            if name.endswith(".py"):
                yield os.path.relpath(os.path.join(root, name), ROOT)


CHECKS = [path for path in python_files("checks") if not os.path.basename(path).startswith("_")]


def parse(path: str) -> ast.Module:
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return ast.parse(file.read())


@pytest.mark.parametrize("path", CHECKS)
def test_unknown_is_never_taken_for_false(path: str) -> None:
    """`not field.value` would make an unknown speak: comparisons only."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            operand = node.operand
            assert not (isinstance(operand, ast.Attribute) and operand.attr == "value"), (
                f"{path}:{node.lineno} negates a field's value"
            )


@pytest.mark.parametrize("path", CHECKS)
def test_a_check_is_one_small_pure_function(path: str) -> None:
    module = parse(path)
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    name = os.path.basename(path).removesuffix(".py")
    checks = [function for function in functions if function.decorator_list]
    assert [function.name for function in checks] == [name]
    for node in ast.walk(module):
        assert not isinstance(node, (ast.Global, ast.Nonlocal)), path
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("open", "print", "input", "exec", "eval"), path
    for function in functions:
        first = function.body[1] if len(function.body) > 1 else function.body[0]
        lines = (function.end_lineno or 0) - first.lineno + 1
        assert lines <= 40, f"{path}: {function.name} has {lines} lines; the model lacks a word"


def test_the_public_names_are_sorted_and_there() -> None:
    assert hardenlint.__all__ == sorted(hardenlint.__all__)
    for name in hardenlint.__all__:
        assert hasattr(hardenlint, name)


def test_every_package_is_declared() -> None:
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        declared = set(tomllib.load(file)["tool"]["setuptools"]["packages"])
    found = {
        os.path.dirname(path).replace(os.sep, ".")
        for folder in ("hardenlint", "checks")
        for path in python_files(folder)
        if path.endswith("__init__.py")
    }
    expected = {f"hardenlint.{n}" if n.split(".")[0] == "checks" else n for n in found}
    assert declared == expected


TABLES = [
    path
    for path in python_files(os.path.join("hardenlint", "knowledge"))
    if os.path.basename(path) != "__init__.py"
]


@pytest.mark.parametrize("path", TABLES)
def test_a_table_says_of_when_it_is(path: str) -> None:
    assert re.search(r"\b20\d\d-\d\d\b", ast.get_docstring(parse(path)) or ""), path


VALUES = {"capability", "image_ref", "span"}
"""What tables may know of the model: plain values, and no subject, instruction or command."""


@pytest.mark.parametrize("path", TABLES)
def test_a_table_analyses_nothing(path: str) -> None:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ImportFrom):
            package, _, module = (node.module or "").removeprefix("hardenlint.").partition(".")
            assert package != "model" or module in VALUES, f"{path} imports {node.module}"


def test_the_index_of_checks_is_current() -> None:
    with open(index.PATH, encoding="utf-8") as file:
        assert file.read() == index.current(), "run `python -m tests.index`"


READS_YAML = os.path.join("hardenlint", "text", "yaml", "")
"""The one reader of it; `init` asks besides whether PyYAML would read what it writes."""


@pytest.mark.parametrize("folder", ["hardenlint", "checks"])
def test_yaml_is_read_in_one_place(folder: str) -> None:
    for path in python_files(folder):
        if path.startswith(READS_YAML) or path == os.path.join("hardenlint", "cli", "init.py"):
            continue
        for node in ast.walk(parse(path)):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names.append(node.module or "")
            assert not [name for name in names if name.split(".")[0] == "yaml"], path
