"""A bug that one input meets is that input's error, with its place; everything else is told."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from hardenlint import Container, Finding, Severity, check, registry
from hardenlint.cli import examine
from hardenlint.engine import Result
from hardenlint.model import Span
from hardenlint.report import FORMATS
from hardenlint.sources import compose, dockerfile, inspect, join

from .cli import ROOT, Run, heed_interrupts, with_a_bug

SERVICES = "services:\n  bad: {image: a, privileged: true}\n  good: {image: b, privileged: true}\n"
"""What a check finds in both; the bugs that follow are met by the one named bad."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("bad", "good"):
        os.mkdir(name)
        Path(name, "Dockerfile").write_text("FROM debian:12\nUSER root\n")
        Path(name, "compose.yaml").write_text(
            f"services: {{{name}: {{image: x, privileged: true}}}}"
        )
    Path("both.yaml").write_text(SERVICES)


def failing(real: Callable[..., Any], is_bad: Callable[..., bool]) -> Callable[..., Any]:
    """A function that meets a bug with some arguments."""

    def fail(*args: Any, **kwargs: Any) -> Any:
        if is_bad(*args):
            raise RuntimeError("the words of this may be a secret")
        return real(*args, **kwargs)

    return fail


def told(run: Run, kind: str, path: str) -> None:
    """One error, with its place and without the words of the exception; all else is there."""
    assert run.code == 3
    [error] = run.document["errors"]
    assert (error["kind"], error["location"]["path"]) == (kind, path)
    assert "RuntimeError in fail" in error["message"]
    assert "secret" not in run.out
    assert run.document["summary"]["exit_code"] == 3


Patch = pytest.MonkeyPatch
Capture = pytest.CaptureFixture[str]


def run_with_a_bug(capfd: Capture, *args: str) -> Run:
    """Run in this process; what catches the bug is not the last resort of the program."""
    run = with_a_bug(capfd, *args)
    assert "please report it" not in run.err
    return run


def is_of_bad_file(*args: Any) -> bool:
    """Whether one of the arguments is that file, or is what was read from it."""
    paths = (
        getattr(getattr(one, "span", None), "path", one) for each in args for one in _all(each)
    )
    return any(isinstance(path, str) and path.startswith("bad/") for path in paths)


def _all(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else [value]


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml"])
@pytest.mark.parametrize("step", ["read", "gather"])
def test_a_bug_with_one_file_is_its_error(
    step: str, name: str, monkeypatch: Patch, capfd: Capture
) -> None:
    reader = compose if name == "compose.yaml" else dockerfile
    # Nothing near to `gather` tells of a bug in it: each input is tried alone.
    module: Any = reader if step == "read" else examine
    monkeypatch.setattr(module, step, failing(getattr(module, step), is_of_bad_file))
    run = run_with_a_bug(capfd, "scan", "--format", "json", f"bad/{name}", f"good/{name}")
    told(run, "unreadable", f"bad/{name}")
    assert {finding["location"]["path"] for finding in run.document["findings"]} == {f"good/{name}"}


def is_bad(*args: Any) -> bool:
    """Whether one of the arguments is, or is about, the subject of that name."""
    subjects = [getattr(each, "subject", each) for each in args]
    return "bad" in subjects or "bad" in [getattr(each, "name", "") for each in subjects]


@pytest.mark.parametrize("step", ["_service", "_complete"])
def test_a_bug_with_one_service_keeps_the_others(
    step: str, monkeypatch: Patch, capfd: Capture
) -> None:
    module: Any = join if step == "_complete" else compose.project
    monkeypatch.setattr(module, step, failing(getattr(module, step), is_bad))
    run = run_with_a_bug(capfd, "scan", "--format", "json", "both.yaml")
    told(run, "unreadable", "both.yaml")
    assert "good" in {finding["subject"]["name"] for finding in run.document["findings"]}


def test_a_bug_with_one_container_keeps_the_others(monkeypatch: Patch, capfd: Capture) -> None:
    two = [
        {"Id": name, "Name": f"/{name}", "Config": {}, "HostConfig": {"Privileged": True}}
        for name in ("bad", "good")
    ]
    Path("two.json").write_text(json.dumps(two))
    document: Any = inspect.document
    fail = failing(document.read_container, lambda element, *_: element.value["Id"] == "bad")
    monkeypatch.setattr(document, "read_container", fail)
    run = run_with_a_bug(capfd, "scan", "--format", "json", "two.json")
    told(run, "unreadable", "two.json")
    assert run.document["errors"][0]["location"]["pointer"] == "/0"
    assert {finding["subject"]["name"] for finding in run.document["findings"]} == {"good"}


@pytest.mark.parametrize("step", ["judge._parts", "placing._inherited", "placing.fingerprint"])
def test_a_bug_while_judging_keeps_the_other_subjects(
    step: str, monkeypatch: Patch, capfd: Capture
) -> None:
    name, _, function = step.partition(".")
    module = import_module(f"hardenlint.engine.{name}")
    monkeypatch.setattr(module, function, failing(getattr(module, function), is_bad))
    run = run_with_a_bug(capfd, "scan", "--format", "json", "both.yaml")
    assert run.code == 3
    assert {error["kind"] for error in run.document["errors"]} == {"check-crash"}
    assert {error["location"]["path"] for error in run.document["errors"]} == {"both.yaml"}
    assert {finding["subject"]["name"] for finding in run.document["findings"]} == {"good"}
    assert "secret" not in run.out


def wrong(found: Any) -> Callable[[Container], Iterator[Finding]]:
    def made_up(container: Container) -> Iterator[Finding]:
        if container.name == "bad":
            yield found
        yield Finding(container.span, "what is right")

    return made_up


HERE = Span("both.yaml", 2, 3)


@pytest.mark.parametrize(
    "found",
    [
        None,
        "text",
        Finding(None, "no place"),  # type: ignore[arg-type]
        Finding(HERE, None),  # type: ignore[arg-type]
        Finding(HERE, "x", severity="high"),  # type: ignore[arg-type]
        Finding(HERE, "x", severity=99),  # type: ignore[arg-type]
        Finding(HERE, "x", evidence=5),  # type: ignore[arg-type]
        Finding(HERE, "x", related=(("x", None),)),  # type: ignore[arg-type]
        Finding(HERE, "x", related=3),  # type: ignore[arg-type]
        Finding(HERE, "x", covers=3),  # type: ignore[arg-type]
        Finding(HERE, "x", why=object()),  # type: ignore[arg-type]
        Finding(Span("both.yaml", 2, None), "x"),  # type: ignore[arg-type]
    ],
)
@pytest.mark.parametrize("form", FORMATS)
def test_a_finding_of_a_plugin_may_be_anything(
    found: Any, form: str, monkeypatch: Patch, capfd: Capture
) -> None:
    made = check(Severity.MEDIUM)(wrong(found))
    monkeypatch.setattr(registry, "load", lambda: ((made,), ()))
    monkeypatch.setattr(type(made), "doc", "Made up.\n\n## Why\nx\n\n## Fix\nx\n")
    run = run_with_a_bug(capfd, "scan", "--format", form, "both.yaml")
    assert "what is right" in run.out
    assert run.code in (1, 3)


@pytest.mark.parametrize("form", FORMATS)
def test_a_finding_that_cannot_be_written_is_an_error(
    form: str, monkeypatch: Patch, capfd: Capture
) -> None:
    real = Result.__getattribute__

    def refuse(self: Any, attribute: str) -> Any:
        if attribute == "finding" and real(self, "subject").name == "bad" and is_writing():
            raise RuntimeError("secret")
        return real(self, attribute)

    monkeypatch.setattr(Result, "__getattribute__", refuse)
    run = run_with_a_bug(capfd, "scan", "--format", form, "both.yaml")
    assert run.code == 3
    assert "secret" not in run.out + run.err
    assert "cannot be written: RuntimeError in refuse" in run.out + run.err
    assert "privileged-container" in run.out


def is_writing() -> bool:
    """Whether a format is at work."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if "hardenlint/report/" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


# in processes

PROGRAM = """
import os, signal, sys
from hardenlint.sources import compose
real = compose.read
def read(files, *others, **options):
    if "bad" in files[0]:
        {bug}
    return real(files, *others, **options)
compose.read = read
from hardenlint.cli import examine
from hardenlint.engine import Result
examine.MANY = 2
os.sched_getaffinity = lambda _: (0, 1)
from hardenlint.__main__ import run
run()
"""


def project(names: Sequence[str]) -> None:
    for name in names:
        os.makedirs(f"many/{name}")
        Path(f"many/{name}/compose.yaml").write_text(
            f"services: {{{name}: {{image: x, pid: host}}}}"
        )


def started(bug: str, *args: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(bug=bug), *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT},
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no worker processes here")
@pytest.mark.parametrize(
    ("bug", "how"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "was ended by a signal (Killed)"),
        ("import ctypes; ctypes.string_at(0)", "was ended by a signal (Segmentation fault)"),
        ("os._exit(0)", "ended with code 0 and without a result"),
        ("os._exit(9)", "ended with code 9 and without a result"),
    ],
)
@pytest.mark.parametrize("bad", [("a-bad",), ("m-bad",), ("a-bad", "b-bad", "m-bad", "z-bad")])
def test_a_process_that_dies_is_told_by_its_input(bad: Sequence[str], bug: str, how: str) -> None:
    good = [f"{letter}-good" for letter in "bcdefghijklnopq"]
    project([*bad, *good])
    out, err = started(bug, "scan", "--format", "json", "many").communicate(timeout=60)
    run = Run(0, out, err)
    assert [path for _, path, _ in run.errors] == [f"many/{name}/compose.yaml" for name in bad]
    for error in run.document["errors"]:
        assert error["message"] == f"internal error: the process that read and judged this {how}"
    assert {each["subject"]["name"] for each in run.document["findings"]} == set(good)
    assert "Traceback" not in err


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no worker processes here")
@pytest.mark.parametrize("whom", ["the program", "all of its processes"])
@pytest.mark.parametrize("bad", ["a-bad", "m-bad", "z-bad"])
def test_an_interrupt_ends_every_process(bad: str, whom: str) -> None:
    project([bad, "b", "c", "n", "o"])
    busy = "open('busy', 'w').close()\n        while True: pass"
    with started(busy, "scan", "many") as process:
        while not os.path.exists("busy"):
            time.sleep(0.05)
        (os.kill if whom == "the program" else os.killpg)(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out == ""
    assert err.strip() == "hardenlint: interrupted"
    with pytest.raises(ProcessLookupError):  # nobody is left in its group
        os.killpg(process.pid, 0)
