"""Unified diffs: they say how one text becomes the other, and long texts take no longer a line."""

import subprocess
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hardenlint.fixes import unified as module
from hardenlint.fixes.unified import unified
from tests.needs import program

LINES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=30)


def patched(before: list[str], diff: list[str]) -> list[str]:
    """Apply a diff by its line numbers, as `patch` does."""
    after: list[str] = []
    at = 0
    for line in diff[2:]:
        if line.startswith("@@"):
            start, _, count = line.split()[1][1:].partition(",")
            first = int(start) - (count != "0")
            after += before[at:first]
            at = first
        elif line[0] == "+":
            after.append(line[1:])
        else:
            assert before[at] == line[1:]
            after += [before[at]] if line[0] == " " else []
            at += 1
    return after + before[at:]


@given(before=LINES, after=LINES, window=st.integers(1, 40))
def test_it_makes_one_of_the_other(before: list[str], after: list[str], window: int) -> None:
    usual, module._WINDOW = module._WINDOW, window
    try:
        assert patched(before, list(unified(before, after, "a", "b"))) == after
    finally:
        module._WINDOW = usual


@settings(max_examples=20)
@given(before=LINES, after=LINES)
def test_patch_takes_it(before: list[str], after: list[str]) -> None:
    from tempfile import TemporaryDirectory

    diff = list(unified(before, after, "a/text", "b/text"))
    with TemporaryDirectory() as folder:
        Path(folder, "text").write_text("".join(f"{line}\n" for line in before))
        if diff:
            text = "".join(f"{line}\n" for line in diff)
            command = [program("git"), "apply", "--unidiff-zero", "-"]
            subprocess.run(command, cwd=folder, input=text, text=True, check=True)
        assert Path(folder, "text").read_text().splitlines() == after


def test_time_grows_with_the_length() -> None:
    def seconds(size: int) -> float:
        before = [f"{kind} {number}" for number in range(size) for kind in ("a", "b", "c")]
        after = [line.replace("c", "d") for line in before]
        started = time.process_time()
        assert sum(line.startswith("+d") for line in unified(before, after, "a", "b")) == size
        return time.process_time() - started

    assert min(seconds(8000) for _ in range(2)) < 16 * min(seconds(1000) for _ in range(3))
