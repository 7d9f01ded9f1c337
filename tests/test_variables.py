"""What `$NAME` stands for where a Dockerfile runs commands."""

import pytest

from hardenlint.facts.variables import Variables
from hardenlint.sources import dockerfile

TEXT = """\
ARG GLOBAL=g
ARG HIDDEN=h
FROM debian:12 AS base
ARG A=1
ENV B=2 C=${A} D=${NOWHERE}
FROM base AS child
ENV A=3
FROM debian:12
ARG GLOBAL
ENV B=4
"""


@pytest.fixture(scope="module")
def seen() -> Variables:
    """The variables of a file with three stages."""
    build = dockerfile.read(TEXT, "Dockerfile", target=None)
    variables = Variables(build)
    for stage in build.stages:
        for instruction in stage.instructions:
            variables.see(instruction)
    return variables


@pytest.mark.parametrize(
    ("text", "stage", "filled"),
    [
        ("$A/${B}", 0, "1/2"),
        ("$C", 0, "1"),
        ("$D", 0, "$D"),
        ("$A$B", 1, "32"),
        ("$A", 2, "$A"),
        ("${B}", 2, "4"),
        ("$GLOBAL", 2, "g"),
        ("$HIDDEN", 2, "$HIDDEN"),
        ("$ABC ${A:-x} $(A) $$", 0, "$ABC ${A:-x} $(A) $$"),
    ],
)
def test_filled(seen: Variables, text: str, stage: int, filled: str) -> None:
    assert seen.fill(text, stage) == filled


def test_words(seen: Variables) -> None:
    words = ("chmod", "$A", "/x")
    assert seen.fill_all(words, 0) == ("chmod", "1", "/x")
    assert seen.fill_all(("ls", "/x"), 0) == ("ls", "/x")
