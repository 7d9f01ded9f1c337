"""What the decorator refuses, so that a check that cannot work is not loaded."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hardenlint import Container, Finding, Severity, check
from hardenlint.engine import judge
from hardenlint.engine.crash import problems
from hardenlint.model import Span
from hardenlint.model.subject import INSTRUCTIONS
from hardenlint.policy import Policy
from hardenlint.sources.dockerfile.nodes import KEYWORDS
from hardenlint.sources.kinds import COMPOSE, LIVE


def owner_missing(container: Container) -> Iterator[Finding]:
    yield Finding(container.span, "has no owner")


def unannotated(container) -> Iterator[Finding]:  # type: ignore[no-untyped-def]
    yield from ()


def of_a_text(container: str) -> Iterator[Finding]:
    yield from ()


def of_two(container: Container, other: Container) -> Iterator[Finding]:
    yield from ()


def of_something(container: "Container") -> Iterator[Finding]:
    yield Finding(container.span, "is there")


def breaking(container: Container) -> Iterator[Finding]:
    raise RuntimeError(container.name)


def failing(container: Container) -> Iterator[Finding]:
    yield Finding(container.span, [][0])


@pytest.mark.parametrize("function", [unannotated, of_a_text, of_two])
def test_its_parameter_is_annotated_with_what_it_judges(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match=f"{function.__name__}: its one parameter"):
        check(Severity.LOW)(function)


def test_an_annotation_may_be_text() -> None:
    assert check(Severity.LOW)(of_something).subject == "Container"


def test_a_misspelled_profile_would_never_run() -> None:
    with pytest.raises(TypeError, match="baseline, restricted, opt-in"):
        check(Severity.LOW, "restrictd")(owner_missing)


@pytest.mark.parametrize("severity", list(Severity))
def test_a_configured_severity_counts(severity: Severity) -> None:
    made = check(Severity.CRITICAL)(owner_missing)
    policy = Policy(severities=(("owner-missing", severity),))
    web = Container("web", Span("compose.yaml", 1, 1, 1, 4), COMPOSE)
    (result,), _ = judge([web], [made], policy)
    assert result.severity == severity


def test_a_check_that_fails_says_where() -> None:
    web = Container("web", Span("compose.yaml", 1, 1, 1, 4), COMPOSE)
    _, crashes = judge([web], [check(Severity.LOW)(breaking)], Policy())
    (problem,) = problems(crashes)
    assert problem.kind == "check-crash"
    assert "RuntimeError in breaking (" in problem.message
    assert __file__ in problem.message


def test_a_check_that_fails_on_many_is_one_error() -> None:
    webs = [Container(f"web{n}", Span("compose.yaml", n, 1, n, 4), COMPOSE) for n in range(1, 9)]
    checks = [check(Severity.LOW)(breaking), check(Severity.LOW)(failing)]
    _, crashes = judge(webs, checks, Policy())
    messages = [problem.message for problem in problems(crashes)]
    assert [message.partition(":")[0] for message in messages] == [
        "the check breaking failed on web1 and 7 more",
        "the check failing failed on web1 and 7 more",
    ]


def test_a_check_that_fails_on_a_file_and_on_a_container_is_one_error() -> None:
    written = Container("web", Span("compose.yaml", 1, 1, 1, 4), COMPOSE)
    running = Container("app-1", Span(None, host="box", container="app-1"), LIVE)
    _, crashes = judge([written, running], [check(Severity.LOW)(breaking)], Policy())
    (problem,) = problems(crashes)
    assert "app-1 and 1 more" in problem.message


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"needs": "mounts"}, "'mounts' is a text, not a tuple"),
        ({"cis": "5.1"}, "'5.1' is a text, not a tuple"),
        ({"aliases": "old-id"}, "'old-id' is a text, not a tuple"),
        ({"needs": ("mount",)}, "needs 'mount', which is no fact"),
        ({"needs": ("COPPY",)}, "needs 'COPPY', which is no fact"),
        ({"covers": ("owner-missing",)}, "it cannot replace its own findings"),
        ({"outranks": ("owner-missing",)}, "it cannot replace its own findings"),
    ],
)
def test_what_would_keep_a_check_from_running(said: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=f"owner_missing: {words}"):
        check(Severity.LOW, **said)(owner_missing)


class Broken(Container):
    @property
    def open_ports(self) -> Any:
        raise AttributeError("a bug")


def test_a_fact_that_fails_is_a_crash_and_nothing_is_silent() -> None:
    made = check(Severity.LOW, needs=("open_ports",))(owner_missing)
    web = Broken("web", Span("compose.yaml", 1, 1, 1, 4), COMPOSE)
    results, crashes = judge([web], [made, check(Severity.LOW)(of_something)], Policy())
    assert [result.check.id for result in results] == ["of-something"]
    (problem,) = problems(crashes)
    assert "owner-missing failed on web: AttributeError in open_ports" in problem.message


def leaving(container: Container) -> Iterator[Finding]:
    raise SystemExit("this package needs a licence")


def test_a_check_cannot_end_the_program() -> None:
    web = Container("web", Span("compose.yaml", 1, 1, 1, 4), COMPOSE)
    _, crashes = judge([web], [check(Severity.LOW)(leaving)], Policy())
    (problem,) = problems(crashes)
    assert "leaving failed on web: SystemExit in leaving" in problem.message


def test_the_instructions_are_those_that_are_read() -> None:
    assert KEYWORDS - {"FROM"} == INSTRUCTIONS
