"""Lookups that stand for going through everything: they find the same, for very many as well."""

import random
import time

import pytest

from hardenlint.errors import UsageError
from hardenlint.facts.removals import Gone
from hardenlint.model import Container, Span
from hardenlint.policy.config import text as configuration
from hardenlint.policy.lookup import Index
from hardenlint.policy.suppression import Suppression
from hardenlint.sources.dockerfile import ignore
from hardenlint.sources.dockerfile.words import split_flags
from hardenlint.sources.kinds import COMPOSE
from hardenlint.text import glob
from hardenlint.text.yaml.comments import Keys

from .clock import cpu_since

LINES = ["a: 1", "b:", "- x", "- y: 1", "# c", "", "  k: v", "    - z", " # d", "  e:"]


def below(lines: list[str], first: int) -> int:
    """The last line below one, found by reading on."""
    last, start = first, lines[first - 1]
    margin = len(start) - len(start.lstrip())
    for number, line in enumerate(lines[first:], first + 1):
        shown = line.lstrip()
        if not shown or shown.startswith("#"):
            continue
        own = len(line) - len(shown)
        item = shown.startswith("- ") and not start.lstrip().startswith("- ")
        if own < margin or (own == margin and not item):
            break
        last = number
    return last


def test_what_is_below_a_key() -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    for _ in range(500):
        lines = [chance.choice(LINES) for _ in range(chance.randrange(1, 12))]
        keys = Keys("", lines)
        found = [keys.last[number] for number in range(1, len(lines) + 1)]
        assert found == [below(lines, number) for number in range(1, len(lines) + 1)], lines


def test_rules_of_a_context_are_tried_within_bounds() -> None:
    rules = ignore.parse("".join(f"**/*a*b{n}\n" for n in range(9_000)))
    assert rules is not None
    started = time.process_time()
    found = {rules.keep_out(f"a{n}/{'ab' * 30}") for n in range(2_000)}

    assert found == {False, None}, "what takes too long is not known"
    assert cpu_since(started) < 10


@pytest.mark.parametrize(
    ("removed", "path", "gone"),
    [
        ("/a", "/a", True), ("/a", "/a/b", True), ("/a", "/ab", False), ("/a/*", "/a/b", True),
        ("/a/**/k", "/a/x/k", True), ("/*", "/a", False), ("/b?", "/bc/d", True),
    ],
)  # fmt: skip
def test_what_is_removed(removed: str, path: str, gone: bool) -> None:
    known, place = Gone(), Span("Dockerfile", 7)
    known.note(2, removed, place)

    assert known.after(1, path) == (place if gone else None)
    assert known.after(2, path) is None, "it was removed before"


def test_the_first_removal_is_told() -> None:
    known = Gone()
    for number, pattern in ((1, "/a/*"), (2, "/a"), (3, "/a/b")):
        known.note(number, pattern, Span("Dockerfile", number))

    assert [known.after(number, "/a/b") for number in range(4)] == [
        Span("Dockerfile", 1), Span("Dockerfile", 2), Span("Dockerfile", 3), None,
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["a.", "'a' . ", '"a".'])
def test_a_key_of_very_many_parts_is_refused(key: str) -> None:
    text = f"[tool.hardenlint]\n[{key * 100_000}a]\n"

    with pytest.raises(UsageError, match="a key of more than"):
        configuration._toml("pyproject.toml", text)


def test_a_number_of_very_many_digits_is_refused() -> None:
    with pytest.raises(UsageError, match="a number that is too long"):
        configuration._toml("pyproject.toml", f"[tool.hardenlint]\nx = {'9' * 5000}\n")


def test_places_of_flags_count_characters() -> None:
    line = "COPY --é=1 --x=ü --à a b"

    assert split_flags(line, 5, len(line), "\\")[0][1][1:] == (11, 16)


def test_folders_above() -> None:
    assert list(glob.above("/a/b/c")) == ["", "/a", "/a/b"]
    assert list(glob.above("a")) == []


def test_the_first_exception_that_fits_is_found() -> None:
    chance = random.Random(2)  # noqa: S311 - no secret
    for _ in range(200):
        known = [_exception(chance, number) for number in range(chance.randrange(1, 9))]
        index = Index(known, "")
        for line in range(1, 12):
            subject = Container(chance.choice("ab"), Span("f", 1), COMPOSE)
            span = Span("f", line)
            fitting = (each for each in known if _fits(each, subject, span))
            assert index.find("c", subject, span) == next(fitting, None), known


def _exception(chance: random.Random, number: int) -> Suppression:
    first = chance.randrange(1, 11)
    lines = chance.choice([None, (first, first + chance.randrange(4))])
    by = chance.choice(["comment", "label", "config"])
    name = chance.choice(["a", "b"] if by == "label" else ["", "a", "?", "b*"])
    place = Span("f", number)
    return Suppression(("c",), by, "", "", place, lines, "", name, Span("f", 1))


def _fits(each: Suppression, subject: Container, span: Span) -> bool:
    if each.by == "comment":
        return each.lines is None or each.lines[0] <= span.line <= each.lines[1]
    return each.fits(subject.name, "f")
