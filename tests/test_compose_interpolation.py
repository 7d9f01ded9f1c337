"""Variables in compose files, and the `.env` files that give them values."""

import os

import pytest

from hardenlint.errors import InputError
from hardenlint.model.causes import said
from hardenlint.sources.compose import dotenv
from hardenlint.sources.compose.interpolate import (
    Expanded,
    TemplateError,
    Variable,
    substitute,
)
from hardenlint.sources.compose.log import Log
from hardenlint.workspace import Workspace

ENVIRONMENT = {"A": Variable("val"), "EMPTY": Variable(""), "F": Variable("x", ".env")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$A", "val"),
        ("${A}", "val"),
        ("$A-b", "val-b"),
        ("${A}1", "val1"),
        ("$$A", "$A"),
        ("$$$A", "$val"),
        ("$", "$"),
        ("a $ b", "a $ b"),
        ("$1", "$1"),
        ("100%$", "100%$"),
        ("$U", ""),
        ("${U:-d}", "d"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${U-d}", "d"),
        ("${A:+alt}", "alt"),
        ("${EMPTY:+alt}", ""),
        ("${EMPTY+alt}", "alt"),
        ("${U+alt}", ""),
        ("${A:?no}", "val"),
        ("${EMPTY?no}", ""),
        ("${U:-${A}}", "val"),
        ("${U:-${V:-${W:-deep}}}", "deep"),
        ("${U:-a}${U:-b}", "ab"),
        ("${U:-{}}", "{}"),
        ("${U:-a?b}", "a?b"),
        ("${U:-a:-b}", "a:-b"),
        ("${U:-$$x}", "$x"),
        ("${A}:${U:-80}/x", "val:80/x"),
    ],
)
def test_variables_are_replaced(text: str, value: str) -> None:
    assert substitute(text, ENVIRONMENT, Expanded()) == value


@pytest.mark.parametrize("text", ["${}", "${1A}", "${A", "${A!b}", "${A:b}", "${ A}", "${U:-x"])
def test_malformed_templates_are_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        substitute(text, ENVIRONMENT, Expanded())


@pytest.mark.parametrize("text", ["${U:?tell}", "${U?tell}", "${EMPTY:?tell}"])
def test_a_required_variable_is_named(text: str) -> None:
    with pytest.raises(TemplateError, match="is missing a value") as error:
        substitute(text, ENVIRONMENT, Expanded())
    assert error.value.missing in ("U", "EMPTY")
    assert "tell" not in str(error.value)  # the message may hold anything


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("$A", ""),
        ("$U", "$U has no value"),
        ("${U:-1}", "default value of $U"),
        ("${F}", "$F from .env"),
        ("${U:-1}$V", "$V has no value"),
        ("${U:+1}", ""),
    ],
)
def test_the_origin_of_a_value_is_known(text: str, note: str) -> None:
    used = Expanded()
    substitute(text, ENVIRONMENT, used)
    assert said(used.causes) == note


def test_nesting_is_limited() -> None:
    with pytest.raises(TemplateError, match="deeply"):
        substitute("${U:-" * 5000 + "}" * 5000, ENVIRONMENT, Expanded())


def read(text: str, tmp_path: os.PathLike[str]) -> dict[str, str]:
    path = os.path.join(tmp_path, ".env")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    known: dict[str, Variable] = {}
    dotenv.read(path, {"OUT": Variable("o")}, known, Log(Workspace(), strict=False))
    assert all(variable.source == ".env" for variable in known.values() if variable.value != "o")
    return {name: variable.value for name, variable in known.items()}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1\n", {"A": "1"}),
        ("A=1", {"A": "1"}),
        ("\ufeffA=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("# c\n\nA = v # c\n", {"A": "v"}),
        ("A=v#c\n", {"A": "v#c"}),
        ("A='p$w'\n", {"A": "p$w"}),
        ('A="x\\ny"\n', {"A": "x\ny"}),
        ('A="two\nlines"\nB=1\n', {"A": "two\nlines", "B": "1"}),
        ("A='it\\'s'\n", {"A": "it's"}),
        ("B=2\nA=x${B}\n", {"A": "x2", "B": "2"}),
        ("A=$OUT\n", {"A": "o"}),
        ("A=p$$w\n", {"A": "p$w"}),
        ("export A=1\n", {"A": "1"}),
        ("A: yaml\n", {"A": "yaml"}),
        ("A=\nB=2\n", {"A": "", "B": "2"}),
        ("OUT\nA=1\n", {"OUT": "o", "A": "1"}),
        ("NOPE\nA=1\n", {"A": "1"}),
    ],
)
def test_env_files_are_read_as_compose_reads_them(
    text: str, values: dict[str, str], tmp_path: os.PathLike[str]
) -> None:
    assert read(text, tmp_path) == values


@pytest.mark.parametrize(
    ("text", "line"), [("A=1\nB='x\n", 2), ("A b=1\n", 1), ("\n!=1\n", 2), ("A=${}\n", 1)]
)
def test_broken_env_files_are_told_without_their_values(
    text: str, line: int, tmp_path: os.PathLike[str]
) -> None:
    with pytest.raises(InputError) as error:
        read(text, tmp_path)
    assert error.value.problem.span.line == line
