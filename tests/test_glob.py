"""Patterns for paths and names: the classes of characters, as in .gitignore and shells."""

import pytest

from hardenlint.text import glob


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("[ab]c", "bc", "cc"),
        ("[!ab]c", "cc", "bc"),
        ("[^ab]c", "cc", "bc"),
        ("[!ab]c", "!c", "ac"),
        ("[a!]c", "!c", "bc"),
        ("[=a]c", "=c", "bc"),
        ("[!a-c]", "d", "b"),
        ("[]a]", "]", "b"),
        ("[!]a]", "b", "]"),
        ("[-a]", "-", "b"),
    ],
)
def test_classes(pattern: str, yes: str, no: str) -> None:
    tokens = glob.parse(pattern)
    assert tokens is not None
    assert (glob.fits(tokens, yes), glob.fits(tokens, no)) == (True, False)


@pytest.mark.parametrize("pattern", ["[", "[]", "[!", "[!]", "[^]", "a[b"])
def test_an_open_class_is_no_pattern(pattern: str) -> None:
    assert glob.parse(pattern) is None


def test_other_signs_of_negation() -> None:
    tokens = glob.parse("[!a]", negation="^")
    assert tokens is not None
    assert [char for char in "!ab" if glob.fits(tokens, char)] == ["!", "a"]
