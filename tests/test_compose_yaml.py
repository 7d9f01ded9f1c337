"""YAML of compose files: places, scalar types, what is refused and where."""

from typing import Any

import pytest
import yaml

from hardenlint.errors import InputError
from hardenlint.sources.compose.documents import parse
from hardenlint.sources.compose.log import Log
from hardenlint.sources.compose.nodes import Node
from hardenlint.sources.compose.scalars import resolve, text_of
from hardenlint.sources.compose.timestamps import Timestamp
from hardenlint.text.yaml import events
from hardenlint.workspace import Workspace


def root(text: str) -> Node:
    return parse(text, "compose.yaml", Log(Workspace(), strict=True))[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2222:22", "2222:22"),
        ("22:22", "22:22"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("0777", 511),
        ("0o777", 511),
        ("0x1F", 31),
        ("0b11", 3),
        ("1_000", 1000),
        ("-12", -12),
        ("08", 8.0),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("127.0.0.1", "127.0.0.1"),
        ("2024-01-01", Timestamp("2024-01-01")),
        ("=", "="),
        ("-", "-"),
        ("+", "+"),
        ("٣", "٣"),
        ("99999999999999999999", 1e20),
        ("1e400", "1e400"),
        ("-0", -0.0),
    ],
)
def test_plain_scalars_have_the_types_of_yaml_1_2(text: str, value: Any) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (1.1, "1.1"), (1000.0, "1000"), (None, ""), (511, "511"), ("x", "x")],
)
def test_values_print_as_compose_prints_them(value: Any, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: b", (1, 4, 1, 5)),
        ("a: 'b c'   # d", (1, 4, 1, 9)),
        ('a: "b"', (1, 4, 1, 7)),
        ("\ufeffa: b", (1, 4, 1, 5)),
        ("a: 日本", (1, 4, 1, 6)),
        ("x: 1\r\na: b\r\n", (2, 4, 2, 5)),
        ("a: |\n  one\n  two\n\nb: c\n", (1, 4, 3, 6)),
        ("a: [b, c] # d", (1, 4, 1, 10)),
        ("a:\n  b: c\n\n# far\nd: e\n", (2, 3, 2, 7)),
    ],
)
def test_a_value_is_where_it_is_written(text: str, place: tuple[int, int, int, int]) -> None:
    node = root(text).get("a")
    assert node is not None
    assert node.span()[1:5] == place


def test_columns_after_wide_characters_count_code_points() -> None:
    node = root("labels: {日本: a, k: vvv}").at("labels", "k")
    assert node is not None
    assert node.span()[1:3] == (1, 20)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a:\n\tb: c\n", 2, 1, "tab"),
        ("a: 1\nb: 'x\n", 2, 4, "never closed"),
        ("a: [1\nb: 2\n", 1, 4, "[ that opens here"),
        ("a: {b: 1\n", 1, 4, "{ that opens here"),
        ("a: [", 1, 4, "[ that opens here"),
        ("a:\n  - {b: [1],\n", 2, 5, "{ that opens here"),
        ("a: [1, {b: ]\n", 1, 8, "{ that opens here"),
        ("a: !x &y [1,\n", 1, 10, "[ that opens here"),
        ("a: [1, b: [2], c: \n", 1, 4, "[ that opens here"),
        ("a: b: c\n", 1, 5, "colon"),
        ("a: @b\n", 1, 4, "'@'"),
        ("a: *b\n", 1, 4, "no anchor"),
        ("a: &a [*a]\n", 1, 8, "contains itself"),
        ("? [a]\n: b\n", 1, 3, "collection"),
        ("a: 1\nb: \x01\n", 2, 4, "U+0001"),
        ("a: 1\na: 2\n", 2, 1, "line 1"),
        ("1: 2\n", 1, 1, "quote it"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_place(
    text: str, line: int, column: int, words: str, yaml_parser: None
) -> None:
    with pytest.raises(InputError) as error:
        root(text)
    problem = error.value.problem
    assert (problem.span.line, problem.span.column) == (line, column), problem
    assert words in problem.message


def test_the_latest_anchor_of_a_name_counts() -> None:
    node = root("a: &x 1\nb: &x 2\nc: *x\n").get("c")
    assert node is not None
    assert node.value == 2


BLOCKS = "".join(f"{' ' * depth}a:\n" for depth in range(3_000))
BOMBS = {
    # what, and where its 201st level opens
    "brackets": ("x: " + "[" * 50_000, (1, 203)),
    "closed brackets": ("x: " + "[" * 2_000 + "]" * 2_000, (1, 203)),
    "braces": ("x: " + "{a: " * 50_000, (1, 800)),
    "brackets as a key": ("[" * 50_000, (1, 201)),
    "items": ("- " * 50_000, (1, 401)),
    "keys": ("? " * 50_000, (1, 401)),
    "indented keys": (BLOCKS, (201, 201)),
    "below other keys": ("a: 1\n# b\nc:\n - " + "[" * 5_000, (4, 202)),
    "a document later": ("a: 1\n---\nb: é" + "\n---\n" + "[" * 5_000, (5, 201)),
    "lines": ("x: " + "[\n" * 5_000, (200, 1)),
}


@pytest.mark.parametrize(("text", "place"), BOMBS.values(), ids=BOMBS)
def test_deep_nesting_is_told_as_that(text: str, place: tuple[int, int], yaml_parser: None) -> None:
    with pytest.raises(InputError, match="is nested more than 200 levels deep") as error:
        root(text)
    span = error.value.problem.span
    assert (span.line, span.column) == place


def test_two_hundred_levels_are_read(yaml_parser: None) -> None:
    root("x: " + "[" * 199 + "]" * 199)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(InputError, match="100,000"):
        root("[" + "1, " * 100_001 + "]")


def test_without_libyaml_the_places_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: 'b'\nc: |\n  d\ne: [f, g]\nh:\n  i: j\n"
    expected = {key: node.span() for key, node in root(text).entries.items()}
    monkeypatch.setattr(events, "LOADER", yaml.SafeLoader)
    assert {key: node.span() for key, node in root(text).entries.items()} == expected
