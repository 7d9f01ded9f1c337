"""Command lines of compose files, and the sizes beside them, as compose splits and counts them."""

import pytest

from hardenlint.sources.compose.command_line import to_words
from hardenlint.sources.compose.units import to_bytes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("a  b", ("a", "b")),
        ("a 'b c' \"d e\"", ("a", "b c", "d e")),
        ("a'b'c", ("abc",)),
        ("a ''", ("a", "")),
        ("a\\ b", ("a b",)),
        ("'a\\b'", ("a\\b",)),
        ("a && b", ("a",)),
        ("a '&&' b", ("a", "&&", "b")),
        ("`x y` z", ("`x y`", "z")),
        ("$(x y) z", ("$(x y)", "z")),
        ("a=$(x 'y') z", ("a=$(x 'y')", "z")),
        ("'a(b'", ("a(b",)),
        ("a\nb", ("a", "b")),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert to_words(text) == words


@pytest.mark.parametrize("text", ["it's", '"a', "`a", "a(b", "(a)", "a)", "$(a $(b))", "a\\"])
def test_what_is_left_open_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="this command line"):
        to_words(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("5", 5),
        ("-1", -1),
        ("1k", 1024),
        ("1kB", 1024),
        ("1KiB", 1024),
        ("1 gb", 1024**3),
        ("1.5g", 3 * 1024**3 // 2),
        (".5g", 1024**3 // 2),
        ("1e3", 1000),
        ("1e3k", 1024000),
        ("5b", 5),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert to_bytes(text) == size


@pytest.mark.parametrize("text", ["", "x", "5ib", "1g ", " ", "1 G B", "-1g", "1,5", "5bb", "1kk"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="invalid size"):
        to_bytes(text)
