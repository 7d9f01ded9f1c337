"""Bad input, from a typo to a bomb: one clear message, exit 3, everything else still scanned."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.cli import COMMAND, hardenlint, heed_interrupts

GOOD = "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder that holds one readable compose file with one finding."""
    monkeypatch.chdir(tmp_path)
    write("good/compose.yaml", GOOD)


def write(path: str, content: str | bytes) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)


BOMB = "".join(f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(9))
MERGE_BOMB = "".join(
    f"x-b{n}: &b{n}\n  <<: [{', '.join([f'*b{n - 1}'] * 9)}]\n  k{n}: 1\n"
    if n
    else "x-b0: &b0 {x: 1}\n"
    for n in range(9)
)

CASES = {
    "tab": ("compose.yaml", "services:\n\tweb: {}\n", "parse", 2),
    "duplicate key": (
        "compose.yaml",
        "services:\n  a:\n    image: x\n    image: y\n",
        None,
        4,
    ),
    "unclosed quote": ("compose.yaml", 'services:\n  a:\n    image: "x\n', "parse", None),
    "unclosed bracket": ("compose.yaml", "services:\n  a: {image: x\n", "parse", None),
    "not utf-8": ("compose.yaml", b"services:\n  a:\n    image: \xff\n", "parse", 3),
    "utf-16": ("Dockerfile", "FROM a\n".encode("utf-16"), "parse", 1),
    "alias bomb": ("compose.yaml", BOMB + "services: {a: {image: x, labels: *a8}}\n", None, None),
    "50,000 brackets": ("compose.yaml", "services: " + "[" * 50_000, "parse", 1),
    "50,000 braces": ("compose.yaml", "services: " + "{a: " * 50_000, "parse", 1),
    "50,000 items": ("compose.yaml", "services:\n" + "- " * 50_000, "parse", 2),
    "3,000 keys": ("compose.yaml", "".join(" " * n + "a:\n" for n in range(3_000)), "parse", 201),
    "a scalar": ("compose.yaml", "hello\n", None, 1),
    "missing context": (
        "compose.yaml",
        "services:\n  a:\n    build: ./nowhere\n",
        "missing",
        3,
    ),
    "no FROM": ("Dockerfile", "RUN true\n", "parse", 1),
    "empty": ("Dockerfile", "", "parse", None),
    "open heredoc": ("Dockerfile", "FROM a\nRUN <<EOF\ntrue\n", "parse", 2),
    "unknown instruction": ("Dockerfile", "FROM a\n\nRNU x\n", "parse", 3),
    "no JSON": ("data.json", '[{"Id": 1,}]', "parse", 1),
    "deep JSON": ("data.json", "[" * 100_000, "parse", 1),
    "NUL bytes": ("Dockerfile", b"FROM a\x00b\nFOO\n", "parse", None),
}


@pytest.mark.parametrize(("path", "content", "kind", "line"), CASES.values(), ids=CASES)
def test_one_message_and_everything_else_is_scanned(
    path: str, content: str | bytes, kind: str | None, line: int | None
) -> None:
    write(path, content)
    run = hardenlint("scan", "--format", "json", path, "good", timeout=60)
    assert run.code == 3
    assert "privileged-container" in run.checks
    assert len(run.errors) == 1
    [(got_kind, got_path, got_line)] = run.errors
    assert got_path == path
    assert kind in (None, got_kind)
    assert line in (None, got_line)
    assert run.err.count("\n") <= 2


def test_a_merge_key_bomb_is_read_in_bounded_time() -> None:
    write("compose.yaml", MERGE_BOMB + "services: {a: {image: x, privileged: true, labels: *b8}}\n")
    run = hardenlint("scan", "--format", "json", "compose.yaml", timeout=20)
    assert run.code in (1, 3)
    assert "privileged-container" in run.checks


def test_missing_path() -> None:
    run = hardenlint("scan", "--format", "json", "nowhere/Dockerfile", "good")
    assert run.code == 3
    assert run.errors == [("missing", "nowhere/Dockerfile", 1)]
    assert "privileged-container" in run.checks


def test_git_context_is_a_note_only() -> None:
    write("compose.yaml", "services:\n  a:\n    build: https://example.com/a.git\n")
    run = hardenlint("scan", "--format", "json", "compose.yaml")
    assert run.code == 0
    assert [note["kind"] for note in run.document["notes"]] == ["remote"]


def test_nothing_to_scan() -> None:
    os.mkdir("empty")
    run = hardenlint("scan", "--format", "json", "empty")
    assert run.code == 3
    assert [kind for kind, _, _ in run.errors] == ["empty"]
    assert hardenlint("scan", "empty", "--allow-empty").code == 0


def test_json_that_is_no_inspect_data_is_skipped() -> None:
    write("package.json", '{"name": "x"}')
    run = hardenlint("scan", "--format", "json", "package.json", "good")
    assert [note["kind"] for note in run.document["notes"]] == ["skipped-input"]
    assert run.code == 1
    assert hardenlint("scan", "package.json").code == 3


def test_unreadable_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root reads everything, so the refusal is made; the rest of the way is real."""
    import builtins

    from hardenlint.errors import InputError
    from hardenlint.workspace import Workspace

    write("Dockerfile", "FROM a\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(builtins, "open", refuse)
    with pytest.raises(InputError) as caught:
        Workspace().text("Dockerfile")
    monkeypatch.undo()
    assert caught.value.problem.kind == "unreadable"
    assert "Permission denied" in caught.value.problem.message


@pytest.mark.parametrize("kind", ["fifo", "device", "directory"])
def test_what_is_no_file(kind: str) -> None:
    if kind == "fifo":
        os.mkfifo("Dockerfile")
    elif kind == "device":
        os.symlink("/dev/zero", "Dockerfile")
    else:
        write("compose.yaml", "services:\n  a:\n    build: {context: ., dockerfile: good}\n")
    path = "compose.yaml" if kind == "directory" else "Dockerfile"
    run = hardenlint("scan", "--format", "json", path, "good", timeout=20)
    assert run.code == 3
    assert len(run.errors) == 1
    assert "privileged-container" in run.checks


@pytest.mark.parametrize(
    "name", [b"Dockerfile.\xff\xfe", b"Dockerfile.a\nb", b"Dockerfile.\x1b[31m", b"Dockerfile.%0A"]
)
def test_hostile_file_names(name: bytes) -> None:
    with open(name, "wb") as file:
        file.write(b"FROM a\nUSER root\n")
    for output in ("text", "concise", "json"):
        run = hardenlint("scan", "--format", output, name)
        assert run.code == 1
        assert "\x1b" not in run.out
        assert "run-as-root" in run.out
        if output == "concise":
            assert all(
                "[" in line and line.startswith("Dockerfile") for line in run.out.splitlines()
            )


def test_hostile_values_forge_nothing() -> None:
    value = "\\r\\n::error file=x::pwned\\e[31m\\u202e"
    write(
        "compose.yaml",
        f'services:\n  a:\n    image: "x:1"\n    pid: "host{value}"\n    "u{value}": 1\n',
    )
    for output in ("text", "concise"):
        run = hardenlint("scan", "--format", output, "--profile", "restricted", "compose.yaml")
        for text in (run.out, run.err):
            assert "\x1b" not in text
            assert "\u202e" not in text
            assert not any(line.lstrip().startswith("::error") for line in text.splitlines())


def test_closed_standard_output() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "scan", "good"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 3
    assert done.stderr == ("hardenlint: standard output was closed before everything was written\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_standard_output_that_is_not_utf8(encoding: str) -> None:
    write("compose.yaml", "services:\n  web:\n    image: nginx:1\n    privileged: true  # é✓\n")
    done = subprocess.run(
        [*COMMAND, "scan", "compose.yaml"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert done.returncode == 1
    assert "privileged-container" in done.stdout.decode(encoding)
    assert done.stderr == b""


def test_interrupt() -> None:
    with subprocess.Popen(
        [*COMMAND, "scan", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_interrupts,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"#" * 1_000_000)  # more than a pipe holds: now it is reading
        for _ in range(20):
            # Python heeds a signal that comes between two reads only after the second one.
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)
                break
        error = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    assert error.strip() == "hardenlint: interrupted"


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("scna",), "'scan'"),
        (("scan", "--formt", "json"), "--format"),
        (("scan", "--profile", "restrictd"), "'restricted'"),
        (("scan", "--format", "jsn"), "'json'"),
        (("scan", "--select", "privileged-contaner"), "'privileged-container'"),
        (("scan", "--ignore", "run-as-rot"), "'run-as-root'"),
        (("explain", "run-as-rot"), "'run-as-root'"),
        (("scan", "--fail-on", "hihg"), "'high'"),
        (("scan", "--output", "jsn=x"), "'json'"),
    ],
)
def test_a_typo_gets_a_suggestion(args: tuple[str, ...], hint: str) -> None:
    run = hardenlint(*args)
    assert run.code == 2
    assert hint in run.err


def test_a_deep_tree_of_folders_and_a_symlink_loop() -> None:
    os.symlink(".", "good/loop")
    path = "good/" + "d/" * 60
    write(path + "Dockerfile", "FROM a:1\nUSER 0\n")
    run = hardenlint("scan", "--format", "json", "good")
    assert run.checks >= {"run-as-root", "privileged-container"}
    assert len(run.document["findings"]) == len(
        {(f["check"], f["location"]["path"]) for f in run.document["findings"]}
    )


def test_python_has_no_hand_in_it() -> None:
    """Nothing of the scanned folder is imported."""
    write("yaml.py", "raise SystemExit('pwned')")
    write("click.py", "raise SystemExit('pwned')")
    script = os.path.join(os.path.dirname(sys.executable), "hardenlint")
    done = subprocess.run([script, "scan", "good"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pwned" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "FROM flink:" + "9" * 5000,
        "FROM debian:12\nRUN curl -o / https://example.com/x.sh && echo hi",
        '[{"Id": "sha256:1", "RepoTags": ["a:1"], "RootFS": {}, "Config": {},'
        ' "Created": "\u00b2\u00b2\u00b2\u00b2-01-01T00:00:00Z"}]',
    ],
    ids=["a tag of digits", "a download to /", "digits that are no number"],
)
def test_what_no_check_falls_over(text: str) -> None:
    args = ("scan", "--profile", "restricted", "--format", "json", "-")
    run = hardenlint(*args, stdin=text.encode())
    assert run.document["errors"] == []
