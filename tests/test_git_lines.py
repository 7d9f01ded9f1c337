"""What counts as changed: lines, blocks whose head tells what is missing, renames, line ends."""

import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardenlint.model import Span
from hardenlint.policy.blocks import Blocks
from hardenlint.policy.lines import changed
from tests import clean_home
from tests.cli import inside

from .clock import cpu_since

Capture = pytest.CaptureFixture[str]


def lines(text: str) -> list[bytes]:
    return text.encode().split()


@pytest.mark.parametrize(
    ("old", "new", "ranges"),
    [
        ("a b c", "a b c", []),
        ("a b c", "a x c", [(2, 2)]),
        ("a b c", "a c", [(2, 1)]),
        ("a b", "x a b y", [(1, 1), (4, 4)]),
        ("", "a", [(1, 1)]),
        ("a", "", [(1, 0)]),
        # Of blocks that end alike, the one that was added is new as a whole.
        ("a: p", "a: p b: p", [(3, 4)]),
        ("a: p z", "a: p b: p z", [(3, 4)]),
        ("s: a: p b: q", "s: a: p n: p b: q", [(4, 5)]),
    ],
)
def test_ranges(old: str, new: str, ranges: list[tuple[int, int]]) -> None:
    assert changed(lines(old), lines(new)) == ranges


TEXTS = st.lists(st.sampled_from([b"a", b"b", b"c", b"d"]), max_size=12)


@given(TEXTS, TEXTS)
def test_what_is_not_new_was_there_in_the_same_order(old: list[bytes], new: list[bytes]) -> None:
    found = changed(old, new)
    fresh = {line for first, last in found for line in range(first, last + 1)}
    rest = iter(old)
    assert all(line in rest for at, line in enumerate(new, 1) if at not in fresh)
    assert (found == []) == (old == new)
    assert found == sorted(found)


RANDOM = random.Random(1)  # noqa: S311 - the same in each run
N = 50_000
HARD: dict[str, tuple[Sequence[int], Sequence[int]]] = {
    "two kinds of lines": ([RANDOM.randrange(2) for _ in range(N)],
                           [RANDOM.randrange(2) for _ in range(N)]),
    "turned around": (range(N), range(N, 0, -1)),
    "one kind": ([1] * N, [2, *[1] * (3 * N), 3]),
    "every third": ([n // 2 for n in range(N)], [n // 2 for n in range(1, 2 * N, 3)]),
    "swapped pairs": ([m for n in range(N) for m in (n, -1, -2)],
                      [m for n in range(N) for m in (n, -2, -1)]),
}  # fmt: skip


@pytest.mark.parametrize("case", HARD)
def test_a_comparison_ends_soon(case: str) -> None:
    old, new = ([b"%d" % number for number in numbers] for numbers in HARD[case])
    start = time.process_time()
    assert changed(old, new)
    assert cpu_since(start) < 5


# blocks

FLOW = """\
services:
  web: {image: x,
read_only: true,
command: "} {"}
  db: {}
"""
SHARED = """\
x-base: &base
  read_only: true
services:
  web:
    <<: *base
    image: x
  db:
    image: y
"""


@pytest.mark.parametrize(
    ("text", "place", "line", "is_in"),
    [
        ("s:\n  web: &a\n    image: x\n    b: c\n  db: {}\n", (2, 3), 4, True),
        ("s:\n  web: &a\n    image: x\n    b: c\n  db: {}\n", (2, 3), 5, False),
        ("s:\n  web: !!map\n    image: x\n", (2, 3), 3, True),
        ("s:\n  web: # note\n# note\n    image: x\n", (2, 3), 4, True),
        ("s:\n  ? web\n  : image: x\n    b: c\n  ? db\n  : a: b\n", (2, 5), 4, True),
        ("s:\n  ? web\n  : image: x\n    b: c\n  ? db\n  : a: b\n", (2, 5), 6, False),
        ('{"s":{"web":{"image":\n"x",\n"b":1},\n"db":{}}}', (1, 7), 3, True),
        ('{"s":{"web":{"image":\n"x",\n"b":1},\n"db":{}}}', (1, 7), 4, False),
        ("web:\n- a\n- b\ndb:\n", (1, 1), 3, True),
        ("web:\n- a\n- b\ndb:\n", (1, 1), 4, False),
        ("web:\n  a: |\n    x\n\n   # y\nb: c\n", (1, 1), 3, True),
        (FLOW, (2, 3), 3, True),
        (FLOW, (2, 3), 4, True),
        (FLOW, (2, 3), 5, False),
        (SHARED, (4, 3), 2, True),
        (SHARED, (7, 3), 2, False),
        ("s:\r\n  web: &a\r\n    b: c\r\n", (2, 3), 3, True),
        ("# \u2028\ns:\n  web:\n    b: c\n  db:\n", (3, 3), 4, True),
        ("# \u2028\ns:\n  web:\n    b: c\n  db:\n", (3, 3), 5, False),
        ("web:\n\tb: [\n", (1, 1), 2, True),  # what is no YAML counts to its end
    ],
)
def test_blocks_of_yaml(text: str, place: tuple[int, int], line: int, is_in: bool) -> None:
    blocks = Blocks(text, lambda first, last: first <= line <= last)
    assert blocks.touched(Span("c.yaml", *place, pointer="/services/web")) is is_in


STAGES = "FROM a AS x\nUSER 1\nFROM b AS y\nUSER 2\nFROM --platform=p X\nRUN z\n"


@pytest.mark.parametrize(
    ("head", "line", "is_in"),
    [(1, 2, True), (1, 4, False), (3, 4, True), (5, 6, True), (5, 2, True), (5, 4, False)],
)
def test_blocks_of_dockerfiles(head: int, line: int, is_in: bool) -> None:
    """What a stage lacks, the one that it is built from may have lost."""
    blocks = Blocks(STAGES, lambda first, last: first <= line <= last)
    assert blocks.touched(Span("Dockerfile", head, pointer="/stages/0")) is is_in


def test_blocks_take_time_as_their_text_grows() -> None:
    shared = "".join(
        f"a{n}: &a{n} {{b: *a{n - 1}}}\n" if n else "a0: &a0 {}\n" for n in range(9999)
    )
    stages = "FROM a AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\n" for n in range(9999))
    start = time.process_time()
    blocks = Blocks(shared, lambda *_: False)
    assert not any(blocks.touched(Span("a.yaml", n, 1, pointer="/x")) for n in range(1, 9999))
    blocks = Blocks(stages, lambda *_: False)
    assert not any(blocks.touched(Span("D", n, pointer="/stages")) for n in range(1, 9999))
    assert cpu_since(start) < 5


# through the command line

BODIES = {
    "anchor": "services:\n  web: &web\n    image: nginx:1.27\n    read_only: true\n",
    "flow": "services:\n  web: {image: 'nginx:1.27',\n    read_only: true}\n",
    "json": '{"services": {\n"web": {\n"image": "nginx:1.27"\n,"read_only": true\n}}}\n',
    "merged": "x-a: &a\n  init: true\n  read_only: true\nservices:\n"
              "  web:\n    <<: *a\n    image: nginx:1.27\n",
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(capfd: Capture, *args: str) -> set[str]:
    words = ("--profile", "restricted", "--format", "json", "--diff-base", "HEAD")
    document = inside(capfd, "scan", *words, *args).document
    return {f"{each['check']} {each['location']['path']}" for each in document["findings"]}


@pytest.mark.parametrize("kind", BODIES)
def test_what_was_taken_away_from_a_service(kind: str, root: Path, capfd: Capture) -> None:
    (root / "compose.yaml").write_text(BODIES[kind])
    clean_home.commit(root)
    assert found(capfd) == set()
    lines = BODIES[kind].splitlines(keepends=True)
    text = "".join(line for line in lines if "read_only" not in line)
    text = text + "    }\n" if kind == "flow" else text
    (root / "compose.yaml").write_text(text)
    assert "writable-root-filesystem compose.yaml" in found(capfd)


FLAWS = "FROM alpine:3.20\n" + "".join(f"RUN curl http://x{n} | sh\n" for n in range(5))


def test_other_line_ends_are_no_change(root: Path, capfd: Capture) -> None:
    (root / "Dockerfile").write_bytes(FLAWS.encode())
    clean_home.commit(root)
    (root / "Dockerfile").write_bytes(FLAWS.replace("\n", "\r\n").encode())
    assert found(capfd) == set()
    text = FLAWS.replace("x3", "x9").replace("\n", "\r\n")
    (root / "Dockerfile").write_bytes(text.encode())
    assert {check.split()[0] for check in found(capfd)} >= {"pipe-to-shell"}


def test_one_old_file_becomes_one_new_file(root: Path, capfd: Capture) -> None:
    for name in ("a", "b"):
        (root / name).mkdir()
        (root / name / "Dockerfile").write_text(FLAWS.replace("x", name))
    clean_home.commit(root)
    clean_home.git(root, "mv", "a", "c")
    (root / "d").mkdir()
    (root / "d/Dockerfile").write_text(FLAWS.replace("x", "a"))
    clean_home.git(root, "add", ".")
    paths = {each.split()[1] for each in found(capfd)}
    assert paths == {"d/Dockerfile"}


def test_many_renames_take_little_time(root: Path, capfd: Capture) -> None:
    for number in range(300):
        folder = root / f"old/s{number}"
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text(FLAWS.replace("x", f"host{number}-"))
    clean_home.commit(root)
    clean_home.git(root, "mv", "old", "new")
    for number in range(300):
        path = root / f"new/s{number}/Dockerfile"
        path.write_text(path.read_text() + "RUN curl https://y | sh\n")
    clean_home.git(root, "add", ".")
    document = inside(capfd, "scan", "--format", "json", "--diff-base", "HEAD").document
    assert {each["location"]["line"] for each in document["findings"]} == {1, 7}
