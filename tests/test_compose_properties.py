"""Whatever a compose file holds: one kind of exception, and places that lie in the file."""

from collections.abc import Callable, Iterator

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hardenlint.errors import InputError
from hardenlint.model import Container, Field, Image, Span, container_parts
from hardenlint.sources import compose
from hardenlint.sources.compose.documents import parse
from hardenlint.sources.compose.log import Log
from hardenlint.sources.compose.nodes import Node
from hardenlint.workspace import Workspace
from tests.workspaces import holding

WORDS = st.sampled_from(
    """services web image build ports volumes environment privileged cap_add networks extends
    include deploy resources limits memory healthcheck test secrets configs external name
    command ${A} ${A:-b} $ 80:80 ./a:/b host true null 1 -1 1.5 x-a file target source type bind
    *""".split()
)
VALUES = st.recursive(
    st.one_of(WORDS, st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=25,
)


def attempt(text: str) -> None:
    readers: tuple[Callable[..., object], ...] = (compose.read, compose.show, compose.describe)
    for read in readers:
        try:
            read(["no/compose.yaml"], holding("no/compose.yaml", text))
        except InputError as error:
            problem = error.problem
        else:
            continue
        assert problem.span.line >= 1
        assert problem.message


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    attempt(text)


@given(st.text(alphabet="ab:-[]{}&*!#|>'\"$,?<%@ \n\t\r", max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    attempt(text)


@given(st.dictionaries(WORDS, VALUES, max_size=8), WORDS)
@settings(max_examples=100, deadline=None)
def test_any_service_is_read_or_refused(service: dict[str, object], key: str) -> None:
    document = {"services": {"web": {"image": "n", **service}}, key: service}
    attempt(yaml.safe_dump(document, allow_unicode=True))


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in (*node.entries.values(), *node.items):
        yield from nodes(child)


def written(text: str, span: Span) -> str:
    lines = text.split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first, last = lines[span.line - 1][span.column - 1 :], lines[span.end_line - 1]
    middle = lines[span.line : span.end_line - 1]
    return "\n".join([first, *middle, last[: span.end_column - 1]])


@given(
    st.dictionaries(
        st.text("abcxyz", min_size=1, max_size=5),
        st.recursive(
            st.text("abc 日é'\"#:-0159.", max_size=12),
            lambda inner: st.lists(inner, max_size=3),
            max_leaves=8,
        ),
        max_size=6,
    ),
    st.booleans(),
    st.sampled_from((None, "'", '"')),
)
@settings(max_examples=100, deadline=None)
def test_a_place_reads_back_as_its_scalar(
    document: dict[str, object], flow: bool, style: str | None
) -> None:
    text = yaml.safe_dump(
        document, allow_unicode=True, default_flow_style=flow, default_style=style, width=10**6
    )
    for node in nodes(parse(text, "c.yaml", Log(Workspace(), strict=False))[0]):
        if isinstance(node.value, (dict, list)):
            continue
        span = node.span()
        again = parse(written(text, span), "c.yaml", Log(Workspace(), strict=False))
        assert (again[0].value if again else None) == node.value


def facts_of(container: Container) -> Iterator[object]:
    """The values of a container and of its parts."""
    for name in (*Container.__slots__, *Image.__slots__):
        value = getattr(container, name)
        yield value
        if type(value).__module__ == container_parts.__name__:
            yield from (getattr(value, each) for each in value.__slots__)


@given(st.dictionaries(WORDS, VALUES, max_size=6))
@settings(max_examples=100, deadline=None)
def test_every_field_lies_in_the_file(service: dict[str, object]) -> None:
    text = yaml.safe_dump({"services": {"web": {"image": "n", **service}}}, allow_unicode=True)
    try:
        project = compose.read(["c.yaml"], holding("c.yaml", text)).project
    except InputError:
        return
    lines = text.split("\n")
    for found in project.services if project else ():
        for value in facts_of(found):
            for field in value if isinstance(value, tuple) else (value,):
                if isinstance(field, Field):
                    assert 1 <= field.span.line <= field.span.end_line <= len(lines)
                    assert field.span.column <= len(lines[field.span.line - 1]) + 1
