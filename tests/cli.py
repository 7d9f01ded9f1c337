"""Run the program as its users do: a process of its own."""

import json
import os
import signal
import subprocess
import sys
from typing import Any, NamedTuple

import pytest

from hardenlint.cli import main

COMMAND = (sys.executable, "-m", "hardenlint")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Run(NamedTuple):
    """What a run printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def errors(self) -> list[tuple[str, str, int]]:
        """(kind, path, line) of the errors of a JSON report."""
        return [
            (error["kind"], error["location"]["path"], error["location"]["line"])
            for error in self.document["errors"]
        ]

    @property
    def checks(self) -> set[str]:
        return {finding["check"] for finding in self.document["findings"]}


def hardenlint(
    *args: str | bytes,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
    timeout: float = 60,
    folder: str | None = None,
) -> Run:
    """Run `hardenlint ARGS`; whatever happens, there must be no traceback."""
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.run(
        [*COMMAND, *args],
        input=stdin,
        capture_output=True,
        env={**environment, **(env or {})},
        timeout=timeout,
        check=False,
        cwd=folder,
    )
    out = done.stdout.decode("utf-8", "backslashreplace")
    err = done.stderr.decode("utf-8", "backslashreplace")
    assert "Traceback" not in out + err, err
    return Run(done.returncode, out, err)


def heed_interrupts() -> None:
    """Whoever runs these tests may ignore the signal (nohup does), and children take that over."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def inside(capfd: pytest.CaptureFixture[str], *args: str) -> Run:
    """Run `hardenlint ARGS` in this process, which is faster; there must be no bug behind it."""
    run = with_a_bug(capfd, *args)
    assert "internal error" not in run.err, run.err
    return run


def with_a_bug(capfd: pytest.CaptureFixture[str], *args: str) -> Run:
    """Run `hardenlint ARGS` in this process, where a test has put a bug."""
    capfd.readouterr()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["hardenlint", *args])
        with pytest.raises(SystemExit) as end:
            main()
    code = end.value.code
    out, err = capfd.readouterr()
    return Run(code if isinstance(code, int) else 1, out, err)


def on_terminal(
    *args: str, folder: str | os.PathLike[str] = ".", env: dict[str, str] | None = None
) -> tuple[bytes, bytes]:
    """Run with a terminal as standard error; return what was written to it, and the report."""
    import pty

    ours, theirs = pty.openpty()
    environment = {name: text for name, text in os.environ.items() if name != "CI"}
    environment |= {"TERM": "xterm", "PYTHONPATH": ROOT, **(env or {})}
    with subprocess.Popen(
        [*COMMAND, *args], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=theirs
    ) as process:
        os.close(theirs)
        out = process.stdout.read() if process.stdout else b""
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:
        pass  # the other end is closed
    os.close(ours)
    return said, out
