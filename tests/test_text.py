"""What is about text alone: numbers as Go reads them, JSON pointers, words that were meant."""

import pytest

from hardenlint.text import numbers, pointer, wording

HOUR, DAY = 3600 * 10**9, 24 * 3600 * 10**9


@pytest.mark.parametrize(
    ("text", "whole", "signed"),
    [
        ("0", 0, 0),
        ("007", 7, 7),
        ("-7", None, -7),
        ("+7", None, 7),
        ("", None, None),
        ("-", None, None),
        ("--7", None, None),
        (" 7", None, None),
        ("1_000", None, None),
        ("²", None, None),
        ("٣", None, None),
        ("9" * 19, 10**19 - 1, 10**19 - 1),
        ("9" * 20, None, None),
        ("9" * 5000, None, None),
    ],
)
def test_whole_numbers(text: str, whole: int | None, signed: int | None) -> None:
    assert (numbers.whole(text), numbers.signed(text)) == (whole, signed)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", True), ("T", True), ("True", True), ("f", False), ("FALSE", False), ("tRUE", None),
     ("yes", None), ("on", None), ("", None)],
)  # fmt: skip
def test_booleans(text: str, value: bool | None) -> None:
    assert numbers.boolean(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("1h30m", HOUR * 3 // 2),
        ("1.5s", 15 * 10**8),
        (".5s", 5 * 10**8),
        ("1.s", 10**9),
        ("-2us", -2000),
        ("1µs", 1000),
        ("1μs", 1000),
        ("1ms1ns", 10**6 + 1),
        ("2562047h", 2562047 * HOUR),
        ("2562048h", None),
        ("1d", None),
        ("1", None),
        ("h", None),
        (".s", None),
        ("1.2.3s", None),
        ("1hm", None),
        ("1h-5m", None),
        ("", None),
        ("-", None),
        ("0h" * 1000, None),
    ],
)
def test_durations(text: str, value: int | None) -> None:
    assert numbers.nanoseconds(text) == value


def test_durations_in_more_units() -> None:
    assert numbers.nanoseconds("1d1h", {"d": DAY}) == DAY + HOUR


@pytest.mark.parametrize("key", ["web", "a/b", "~", "~1", "a~0/b", ""])
def test_a_key_comes_back_from_a_pointer(key: str) -> None:
    assert pointer.unescaped(pointer.escaped(key)) == key
    assert pointer.parts(pointer.joined("/services", key, "x")) == ["services", key, "x"]


def test_signs_of_pointers_are_escaped() -> None:
    assert pointer.joined("", "a/b", "~1") == "/a~1b/~01"


def test_the_nearest_word_is_meant() -> None:
    known = ["privileged", "profiles", "ports"]
    assert wording.near("privilegd", known) == "privileged"
    assert wording.near("image", known) == ""
    assert wording.all_near("profile", [*known, "profil"], 0.5, 2) == ["profiles", "profil"]
    assert wording.near("x" * 100_000, known) == ""
