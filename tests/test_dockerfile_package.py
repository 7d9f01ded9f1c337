"""The parser by itself: from a text to a typed tree."""

import pytest

from hardenlint.errors import InputError
from hardenlint.facts.running import commands_of
from hardenlint.sources.dockerfile import parse

TEXT = """\
FROM debian:12 AS base
USER app
FROM base
COPY --chown=app a b
RUN set -e; curl -o x https://example.com \\
 && cat <<E | sh
apt-get update
E
"""


def test_a_text_becomes_a_tree() -> None:
    build = parse(TEXT, "Dockerfile")
    base, last = build.stages
    assert (base.reference is not None, last.parent) == (True, base)
    assert (str(build.image.user.value), build.image.user.origin) == ("app", "inherited")
    copy, run = last.instructions
    assert [(flag.name, flag.value) for flag in copy.flags] == [("chown", "app")]
    assert [word.value for word in copy.words] == ["a", "b"]
    assert [(c.name, c.span.line, c.span.column) for c in commands_of(run)] == [
        ("set", 5, 5),
        ("curl", 5, 13),
        ("cat", 6, 5),
        ("sh", 6, 15),
        ("apt-get", 7, 1),
    ]


def test_what_no_build_takes_is_an_input_error() -> None:
    with pytest.raises(InputError) as raised:
        parse("FROM a\nCOPPY a b\n", "Dockerfile")
    assert raised.value.problem.span.line == 2
