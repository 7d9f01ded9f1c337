"""`.gitignore` without git: what git itself would list, and nothing that blocks or blows up."""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardenlint.sources.checkout import Checkout
from hardenlint.sources.gitignore import SIZE_MAX, WILD_MAX, Rules, TooMuchError, expressed

from .clock import cpu_since

ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
PATHS = (
    "a", "b", "ab", "abc", "a b", "a ", "é", "[a]", "!a", "#a", "a.txt", ".a", "-", "A1", "a\\b",
    "d/a", "d/ab", "d/.a", "d/d/a", "d/d/b.txt", "d/d/d/a", "d/e/a b", "e/a", "e/d/a", "e/d/d/ab",
    "e/f.txt/a", "a.b/a.txt", "f/d/e/a", "x y/a", "\udcff", "d/\udcffa", "line\nend", "]",
)  # fmt: skip
PLACES = (".gitignore", "d/.gitignore", "d/d/.gitignore", "e/.gitignore", ".git/info/exclude")


@pytest.fixture(autouse=True, scope="module")
def no_excludes_of_the_user() -> Iterator[None]:
    """Neither here nor for git, whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hardenlint.sources.checkout._users_excludes", str)
        yield


def git(*words: str, folder: str = ".") -> bytes:
    return subprocess.run(
        ["git", "-C", folder, *words], check=True, capture_output=True, env={**os.environ, **ALONE}
    ).stdout


def plant(root: str, paths: Sequence[str], text: bytes = b"") -> None:
    for path in paths:
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(text)


def listed_by_git(folder: str = ".") -> set[bytes]:
    told = git("ls-files", "-co", "--exclude-standard", "-z", folder=folder).split(b"\0")
    return {name.removesuffix(b"/") for name in told if name}


def listed(root: str = ".", below: bytes = b"") -> set[bytes]:
    return {name[len(below) :] for name in Checkout(root).files(below)}


# whole files of patterns, as git reads them

QUIRK = re.compile(rb"[^/*]\*\*")
"""Behind plain text git takes `**` for folders too (`a**/b`), against its own manual."""

USUAL = st.sampled_from("a b d e * ** a* *a *.txt ? d?d".split())
ODD = st.sampled_from(
    r"ab f a.txt f.txt .a *** a*c [a] [!a] [^a] [a-c] [^\]] .* *b* *a*b* [[:alpha:]] [[:digit:]]"
    r" [[:punct:]] [[:nope:]] [[:space:]] [[:upper:]]* [] []a] [a [\]] [z-a] [a-\d] [--a] [a-] [:a]"
    r" [[:] [a[:b] \a \* \[a\] \!a \#a a\\b a\ \ [*] é ?? ??? [/] a[/]b".split()
)
PATTERNS = st.builds(
    lambda bang, start, words, end: f"{bang}{start}{'/'.join(words)}{end}",
    st.sampled_from(["", "!"]),
    st.sampled_from(["", "", "", "/", "**/", "//", " "]),
    st.lists(st.one_of(USUAL, USUAL, USUAL, ODD), min_size=1, max_size=3),
    st.sampled_from([*[""] * 9, "/", "/", "/**", "/*", " ", "  ", "\\ ", "\r", "\t", "//", "/ "]),
).map(os.fsencode)
RAW = st.lists(st.sampled_from(list(b"aabd*?[]!^-/\\ .#:\r\xff")), max_size=8).map(bytes)
LINES = st.one_of(
    PATTERNS, PATTERNS, PATTERNS, RAW, st.sampled_from([b"", b"# a", b"#a", b"!", b"/", b"a\0b"])
)


def is_told(line: bytes) -> bool:
    """Whether the manual says what git makes of a line."""
    return not QUIRK.search(line)


TEXTS = st.builds(
    lambda mark, lines, end: mark + b"\n".join(lines) + end,
    st.sampled_from([b"", b"", b"", b"\xef\xbb\xbf"]),
    st.lists(LINES.filter(is_told), max_size=6),
    st.sampled_from([b"", b"\n"]),
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A repository with nothing in its index, and names of all sorts."""
    root = os.fspath(tmp_path_factory.mktemp("tree"))
    git("init", "-q", root)
    plant(root, PATHS)
    here = os.getcwd()
    os.chdir(root)
    yield root
    os.chdir(here)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(PLACES), TEXTS, min_size=1), st.data())
def test_git_would_list_the_same(tree: str, texts: dict[str, bytes], data: st.DataObject) -> None:
    for place in PLACES:
        plant(tree, [place], texts.get(place, b""))
    assert listed() == listed_by_git()
    below = data.draw(st.sampled_from(["d", "d/d", "e", "e/d"]))
    assert listed(below=below.encode() + b"/") == listed_by_git(below)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.sets(st.sampled_from(PATHS)), st.sampled_from([2, 3, 4]))
def test_what_is_tracked_is_listed(tree: str, text: bytes, tracked: set[str], version: int) -> None:
    for place in PLACES:
        plant(tree, [place])
    plant(tree, [".gitignore"], text)
    if tracked:
        options = ["--intent-to-add"] if version == 3 else []
        git("--literal-pathspecs", "add", "--force", *options, "--", *tracked)
        git("update-index", "--index-version", str(version))
    try:
        assert listed() == listed_by_git()
    finally:
        Path(".git/index").unlink(missing_ok=True)


# special cases


@pytest.mark.parametrize(
    ("text", "path", "ignored"),
    [
        ("a", "a", True),
        ("a", "d/a", True),
        ("/a", "d/a", False),
        ("d/a", "e/d/a", False),
        ("**/d/a", "e/d/a", True),
        ("a/", "a", False),
        ("d/", "d/b", True),
        ("*", ".a", True),
        ("*.txt\n!b.txt", "b.txt", False),
        ("!b.txt\n*.txt", "b.txt", True),
        ("d\n!d/b", "d/b", True),
        ("d/*\n!d/b", "d/b", False),
        ("d/**", "d/d/b", True),
        ("d/**/b", "d/b", True),
        ("d/**/b", "d/e/f/b", True),
        ("d**b", "dxb", True),
        ("d**b", "d/b", False),
        ("a*c/d", "abc/d", True),
        ("a*c", "ab/c", False),
        ("\ufeffa", "a", True),
        ("a\r", "a", True),
        ("a  ", "a", True),
        ("a\\ ", "a ", True),
        ("a\\", "a", False),
        ("#a", "#a", False),
        ("\\#a", "#a", True),
        ("\\!a", "!a", True),
        ("[a", "[a", False),
        ("[[:digit:]]*", "1a", True),
        ("?", "é", False),
        ("??", "é", True),
        ("a/b/../c", "a/c", False),
        ("./a", "a", False),
    ],
)
def test_cases(text: str, path: str, ignored: bool, tmp_path: Path) -> None:
    git("init", "-q", folder=os.fspath(tmp_path))
    plant(os.fspath(tmp_path), [path])
    (tmp_path / ".gitignore").write_text(text)
    assert (path.encode() not in listed(os.fspath(tmp_path))) == ignored
    assert listed(os.fspath(tmp_path)) == listed_by_git(os.fspath(tmp_path))


def test_links_are_listed_and_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git("init", "-q")
    plant(".", ["d/a", "real"], b"a\n")
    os.symlink("d", "to-folder")
    os.symlink("real", ".gitignore")  # git does not follow it
    os.symlink("..", "d/loop")
    assert listed() == listed_by_git() == {b"d/a", b"d/loop", b"real", b"to-folder", b".gitignore"}


def test_checkouts_in_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (".", "inner", "ignored", "module"):
        git("init", "-q", name)
        plant(name, ["a", "b"])
    plant(".", ["empty/.git/x", "empty/b"])
    (tmp_path / ".gitignore").write_text("ignored/\nb\n")
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a", "--allow-empty",
        folder="module")  # fmt: skip
    git("-c", "advice.addEmbeddedRepo=false", "add", "module")
    assert listed() == {b".gitignore", b"a", b"inner", b"module"}
    assert listed_by_git() == {b".gitignore", b"a", b"inner", b"module"}


def test_other_work_trees_and_other_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "--object-format=sha256", "main")
    plant("main", ["a.txt", "b.txt"])
    (tmp_path / "main/.gitignore").write_text("*.txt\n")
    git("add", "-f", "a.txt", ".gitignore", folder="main")
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a", folder="main")
    git("worktree", "add", "-q", "../other", folder="main")
    (tmp_path / "main/.git/info/exclude").write_text("c\n")
    plant("other", ["b.txt", "c"])
    for name in ("main", "other"):
        assert listed(name) == listed_by_git(name) == {b".gitignore", b"a.txt"}
    os.rename("main", "moved")  # as where only the work tree is mounted
    checkout = Checkout("other")
    assert checkout.tracked is None
    assert set(checkout.files(b"")) == {b".gitignore", b"c"}


def test_a_split_index_is_read_by_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = os.fspath(tmp_path)
    git("init", "-q", folder=root)
    plant(root, ["a"])
    (tmp_path / ".gitignore").write_text("a\n")
    git("add", "-f", "a", folder=root)
    git("update-index", "--split-index", folder=root)
    checkout = Checkout(root)
    assert checkout.tracked == frozenset((b"a",))
    assert set(checkout.files(b"")) == {b"a", b".gitignore"}
    assert checkout.doubt == ""
    monkeypatch.setenv("PATH", "")
    checkout = Checkout(root)
    assert checkout.tracked is None
    assert checkout.lists(b"a") is None
    assert checkout.lists(b"b") is True
    assert set(checkout.files(b"")) == {b".gitignore"}
    assert "a tracked one that they name was missed" in checkout.doubt


# hostile ones


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 60 + "b", "a" * 255),
        ("*" * 5000 + "b", "a" * 255),
        ("?*" * 100 + "b", "a" * 255),
        ("**/a/" * 60 + "b", "a/" * 2000 + "c"),
        ("**/" * 1000 + "b", "a/" * 2000 + "c"),
        ("**/*a*a*a*a*a*a*b/" * 20 + "c", ("a" * 200 + "/") * 20 + "d"),
        ("[a-z]*" * 60 + "1", "a" * 255),
        ("(a+)+$", "a" * 255),
    ],
)
def test_a_pattern_costs_its_length_times_that_of_the_path(pattern: str, path: str) -> None:
    expression = expressed(pattern.encode())
    assert expression is not None
    start = time.process_time()
    assert expression.fullmatch(path.encode()) is None
    assert cpu_since(start) < 0.5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a\n" * (SIZE_MAX // 2 + 1), "holds more than 1000000 bytes"),
        (b"".join(b"*%d\n" % n for n in range(WILD_MAX + 1)), "more than 2000 patterns"),
    ],
)
def test_too_much_is_not_followed(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_bytes(content)
    (tmp_path / "a").touch()
    with pytest.raises(TooMuchError, match=message):
        Rules(content)
    checkout = Checkout(os.fspath(tmp_path))
    assert set(checkout.files(b"")) == {b".gitignore", b"a"}
    (note,) = checkout.notes
    assert (note.kind, note.span.path) == ("skipped-input", os.fspath(tmp_path / ".gitignore"))
    assert message in note.message


def test_ten_megabytes_and_a_pipe_are_passed_by(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "d").mkdir()
    with open(tmp_path / ".gitignore", "wb") as file:
        file.truncate(10_000_000)
    os.mkfifo(tmp_path / "d/.gitignore")
    os.mkfifo(tmp_path / ".git/index")
    (tmp_path / "d/a").touch()
    start = time.process_time()
    found = set(Checkout(os.fspath(tmp_path)).files(b""))
    assert found == {b".gitignore", b"d/.gitignore", b"d/a"}
    assert cpu_since(start) < 1


def test_as_many_plain_names_as_fit_are_looked_up(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_bytes(b"".join(b"n%d\n" % n for n in range(100_000)))
    for number in range(2000):
        (tmp_path / f"n{number}").touch()
    start = time.process_time()
    assert set(Checkout(os.fspath(tmp_path)).files(b"")) == {b".gitignore"}
    assert cpu_since(start) < 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything; run as another user")
def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "d").mkdir(mode=0)
    (tmp_path / ".gitignore").touch(mode=0)
    checkout = Checkout(os.fspath(tmp_path))
    assert set(checkout.files(b"")) == {b".gitignore"}
    assert {(note.kind, Path(note.span.path or "").name) for note in checkout.notes} == {
        ("denied", ".gitignore"), ("denied", "d"),
    }  # fmt: skip


@given(st.binary(max_size=200))
def test_any_bytes_are_rules(content: bytes) -> None:
    Rules(content).ignores(b"a/b", is_folder=False)


INDEX = (
    b"DIRC\0\0\0\2\0\0\0\1" + bytes(24) + b"\0\0\x81\xa4" + bytes(12 + 20) + b"\0\1a\0" + bytes(26)
)


@pytest.mark.parametrize(
    "pointer", ["gitdir: nowhere", "gitdir: /dev", "gitdir:", "other", "gitdir: a\0b"]
)
def test_a_pointer_to_nowhere(pointer: str, tmp_path: Path) -> None:
    (tmp_path / ".git").write_text(pointer)
    (tmp_path / "a").touch()
    assert listed(os.fspath(tmp_path)) == {b"a"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.builds(lambda at, new: INDEX[:at] + new + INDEX[at + len(new) :],
                  st.integers(0, len(INDEX)), st.binary(max_size=9)),
        st.integers(0, len(INDEX)).map(lambda size: INDEX[:size]),
    )
)  # fmt: skip
def test_any_bytes_are_an_index(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").mkdir(exist_ok=True)
    (tmp_path / ".git/HEAD").touch()
    (tmp_path / ".git/index").write_bytes(content)
    tracked = Checkout(os.fspath(tmp_path)).tracked
    assert tracked is None or len(tracked) <= 1


def test_patterns_times_names_are_bounded(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("".join(f"*a*b*{n}c*d\n" for n in range(2000)))
    names = {b"ab" * 80 + b"%d" % number for number in range(2000)}
    plant(os.fspath(tmp_path), [os.fsdecode(name) for name in names])
    checkout = Checkout(os.fspath(tmp_path))
    start = time.process_time()
    assert set(checkout.files(b"")) == {b".gitignore", *names}
    assert cpu_since(start) < 10
    (note,) = checkout.notes
    assert "too many patterns and files" in note.message
