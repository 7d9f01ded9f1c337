"""Answers that do not come are counted over all rounds of questions, not in each anew."""

from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest

from hardenlint.sources.api.engine import Engine
from hardenlint.sources.live.questions import Questions


class Slow:
    """A client whose answers to some paths do not come; it takes down what it was asked."""

    lost = full = False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, path: str) -> Any:
        self.asked.append(path)
        if path.startswith("slow"):
            raise TimeoutError
        return path

    def many(self, paths: Sequence[str], _: str, enough: Callable[[Exception], bool]) -> list[Any]:
        answers: list[Any] = [None] * len(paths)
        for index, path in enumerate(paths):
            try:
                answers[index] = self.get(path)
            except TimeoutError as error:
                answers[index] = error
                if enough(error):
                    break
        return answers


@pytest.fixture
def slow() -> tuple[Slow, Questions]:
    class Asked:
        client = Slow()
        label, address = "box", "tcp://box:1"

    return Asked.client, Questions(cast("Engine", Asked()))


def test_three_that_do_not_come_are_enough_over_several_rounds(
    slow: tuple[Slow, Questions],
) -> None:
    client, questions = slow
    questions.prepare(["slow 1", "a"], "containers")
    questions.prepare(["slow 2", "b"], "images")
    assert not questions.stopped
    assert questions.answered("b") == "b"
    questions.prepare(["slow 3", "c"], "volumes")
    assert questions.stopped
    assert questions.answered("c") is None
    questions.prepare(["d"], "networks")
    assert questions.get("e") is None
    assert client.asked == ["slow 1", "a", "slow 2", "b", "slow 3"]


def test_those_asked_one_by_one_count_too(slow: tuple[Slow, Questions]) -> None:
    client, questions = slow
    for number in (1, 2):
        with pytest.raises(TimeoutError):
            questions.get(f"slow {number}")
    assert questions.get("a") == "a"
    questions.prepare(["slow 3", "b"], "containers")
    assert questions.stopped
    assert client.asked == ["slow 1", "slow 2", "a", "slow 3"]


def test_what_is_known_is_not_asked_for_again(slow: tuple[Slow, Questions]) -> None:
    client, questions = slow
    questions.know("a", "known")
    questions.prepare(["a", "b", "b"], "containers")
    assert (questions.get("a"), questions.get("b")) == ("known", "b")
    assert client.asked == ["b"]
