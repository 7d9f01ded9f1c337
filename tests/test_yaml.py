"""The reader of YAML: a text as it is written, with the places of everything."""

import pytest

from hardenlint.text.yaml import tags
from hardenlint.text.yaml.events import UNREADABLE, NoYamlError, TooDeepError
from hardenlint.text.yaml.nodes import Node, Tree


def value(text: str, name: str = "a") -> Node:
    found = Tree(text).nodes[0].get(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a: b # c", "b"),
        ("a: 'b c' # d", "'b c'"),
        ("a: |\n  b\n  c\n\n# d\n", "|\n  b\n  c"),
        ("a: [b, c] # d", "[b, c]"),
        ("a:\n  b: c\n\n# d\ne: f", "b: c"),
        ("a:\n  - b\n  - |\n    c\n\n# d\n", "- b\n  - |\n    c"),
        ("a: &x b", "&x b"),
        ("x: &x b\na: *x", "*x"),
        ("é: b\na: 日本", "日本"),
    ],
)
def test_a_node_is_where_it_is_written(text: str, written: str, yaml_parser: None) -> None:
    node = value(text)
    assert text[node.start : node.end] == written


def test_an_alias_is_a_node_of_its_own(yaml_parser: None) -> None:
    root = Tree("a: &x {b: c}\nd: *x\ne: *y\n").nodes[0]
    anchored, named, unnamed = (value for _, value in root.entries)
    assert (anchored.kind, anchored.marked, anchored.flow) == ("map", True, True)
    assert (named.kind, named.marked, named.target) == ("alias", True, anchored)
    assert (unnamed.kind, unnamed.target) == ("alias", None)


def test_nodes_know_what_is_around_them(yaml_parser: None) -> None:
    text = "a:\n  - b\n  - c: d\n"
    tree = Tree(text)
    key, item = text.index("c"), text.index("d")
    # The mapping begins where its first key does.
    mapping, scalar = tree.find(key, -1), tree.find(key, key + 1)
    assert mapping is not None
    assert scalar is not None
    assert (mapping.kind, mapping.position, mapping.line) == ("map", 1, 3)
    assert (scalar.value, scalar.position, scalar.parent) == ("c", 0, mapping)
    assert tree.value_of(key) is mapping.children[1] is tree.find(item, -1)
    assert tree.find(1, 2) is None
    assert tree.value_of(item) is None


@pytest.mark.parametrize("text", ["a: 'b", "a: b: c", "]", "a: \x01"])
def test_what_is_no_yaml_is_refused(text: str, yaml_parser: None) -> None:
    with pytest.raises(NoYamlError):
        Tree(text)


def test_levels_count_where_somebody_asks(yaml_parser: None) -> None:
    text = "x: " + "[" * 30 + "]" * 30
    assert len(Tree(text).nodes) == len(Tree(text, 31).nodes) == 32
    with pytest.raises(TooDeepError) as error:
        Tree(text, 30)
    assert isinstance(error.value, UNREADABLE)
    mark = error.value.problem_mark
    assert mark is not None
    assert mark.column == text.index("[") + 29


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes", "bool"), ("off", "bool"), ("y", "str"), ("'yes'", "str"), ("!!str yes", "str"),
        ("~", "null"), ("", "null"), ("''", "str"), ("<<", "merge"), ("'<<'", "str"),
        ("12", "int"), ("1.5", "float"), ("2026-11-21", "timestamp"), ("!!bool x", "bool"),
        ("|\n  yes", "str"),
    ],
)  # fmt: skip
def test_a_scalar_is_what_most_programs_take_it_for(
    text: str, kind: str, yaml_parser: None
) -> None:
    assert tags.kind_of(value(f"a: {text}")) == kind


def test_a_byte_order_mark_shows_no_secret() -> None:
    from hardenlint.facts.masking.yaml_values import ranges

    text = "{name: DB_PASSWORD, value: s3cr3tvalue}\n"
    start = text.index("s3cr3t")
    assert list(ranges(text)) == [(start, start + 11)]
    assert list(ranges("\ufeff" + text)) == [(start + 1, start + 12)]
