"""The day that ages are judged by: stated, it decides; exceptions expire all the same."""

import importlib
import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

from hardenlint import registry
from hardenlint.cli import examine
from hardenlint.errors import UsageError
from hardenlint.policy import Policy, config
from hardenlint.policy.policy import DATED
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace
from tests.cli import Run, inside

Capture = pytest.CaptureFixture[str]

BEFORE, LAST, AFTER = "2026-08-30", "2026-08-31", "2026-09-01"
DOCKERFILE = "FROM debian:11\nUSER 1000\n"  # ended on 2026-08-31
IMAGE = {
    "Id": "sha256:1", "RepoTags": ["app:1"], "RepoDigests": [], "RootFS": {},
    "Created": "2026-06-01T12:00:00Z", "Config": {"User": "1000"},
}  # fmt: skip
SUPPRESSED = "# hardenlint: ignore[eol-base-image] until={} -- the move is planned\n" + DOCKERFILE


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(capfd: Capture, *args: str) -> Run:
    return inside(capfd, "scan", "--format", "json", "Dockerfile", *args)


@pytest.mark.parametrize(("day", "ended"), [(BEFORE, False), (LAST, False), (AFTER, True)])
@pytest.mark.parametrize("quoted", [True, False])
def test_the_day_decides(repo: Path, day: str, ended: bool, quoted: bool, capfd: Capture) -> None:
    asked = scan(capfd, "--as-of", day)
    assert ("eol-base-image" in asked.checks) == ended
    (repo / ".hardenlint.yaml").write_text(f"as-of: {json.dumps(day) if quoted else day}\n")
    assert scan(capfd).out == asked.out


def test_in_pyproject_a_date_is_a_date(repo: Path, capfd: Capture) -> None:
    for day in (BEFORE, f'"{BEFORE}"'):
        (repo / "pyproject.toml").write_text(f"[tool.hardenlint]\nas-of = {day}\n")
        assert scan(capfd).document["as_of"] == BEFORE


def test_the_command_line_wins(repo: Path, capfd: Capture) -> None:
    (repo / ".hardenlint.yaml").write_text(f"as-of: {BEFORE}\n")
    assert "eol-base-image" in scan(capfd, "--as-of", AFTER).checks
    today = scan(capfd, "--as-of", "today")
    assert "eol-base-image" in today.checks
    assert "as_of" not in today.document


def test_the_nearer_file_wins(repo: Path, capfd: Capture) -> None:
    (repo / "base.yaml").write_text(f"as-of: {BEFORE}\n")
    (repo / ".hardenlint.yaml").write_text("extends: base.yaml\n")
    assert "eol-base-image" not in scan(capfd).checks
    (repo / ".hardenlint.yaml").write_text("extends: base.yaml\nas-of: today\n")
    assert "eol-base-image" in scan(capfd).checks


def test_it_is_before_the_environment(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert "eol-base-image" not in scan(capfd).checks
    assert "eol-base-image" in scan(capfd, "--as-of", AFTER).checks


@pytest.mark.parametrize(("day", "stale"), [("2026-08-30", False), ("2026-08-31", True)])
def test_the_age_of_an_image(repo: Path, day: str, stale: bool, capfd: Capture) -> None:
    (repo / "image.json").write_text(json.dumps([IMAGE]))
    run = scan(capfd, "image.json", "--profile", "restricted", "--as-of", day)
    assert ("image-stale" in run.checks) == stale


def test_a_stated_day_is_told(repo: Path, capfd: Capture) -> None:
    assert scan(capfd, "--as-of", AFTER).document["as_of"] == AFTER
    assert f"profile baseline · as of {AFTER}\n" in inside(capfd, "scan", "--as-of", AFTER).out
    assert "as of" not in inside(capfd, "scan").out.replace("(as known in", "")


@pytest.mark.parametrize("command", ["baseline write", "suppressions", "fix", "scan", "audit"])
def test_whatever_judges_takes_a_day(repo: Path, command: str, capfd: Capture) -> None:
    run = inside(capfd, *command.split(), "--as-of", "2026-02-30")
    assert run.code == 2
    assert "Invalid value for '--as-of': '2026-02-30' is no day. It reads YYYY-MM-DD" in run.err


def test_what_is_known_is_known_as_of_a_day(repo: Path, capfd: Capture) -> None:
    assert inside(capfd, "baseline", "write", "--as-of", BEFORE).out.endswith(
        ": 0 known findings\n"
    )
    assert "1 known finding" in inside(capfd, "baseline", "write", "--as-of", AFTER).out


# exceptions


@pytest.mark.parametrize("day", ["2020-01-01", AFTER, "9999-12-31"])
def test_no_day_brings_an_exception_back_or_ends_it(repo: Path, day: str, capfd: Capture) -> None:
    for until, counts in (("2026-09-30", False), ("9998-12-31", True)):
        text = SUPPRESSED.format(until).replace("eol-base-image", "run-as-root")
        (repo / "Dockerfile").write_text(text.replace("USER 1000", "USER 0"))
        run = inside(capfd, "suppressions", "--as-of", day, "Dockerfile", "--format", "json")
        (row,) = run.document["suppressions"]
        assert (row["state"] == "expired") != counts


def test_an_exception_for_an_end_that_has_not_come_is_unused(repo: Path, capfd: Capture) -> None:
    (repo / "Dockerfile").write_text(SUPPRESSED.format("9999-01-01"))
    assert ": unused eol-base-image" in inside(capfd, "suppressions", "--as-of", BEFORE).out
    assert ": used eol-base-image" in inside(capfd, "suppressions", "--as-of", AFTER).out


# what is locked


@pytest.mark.parametrize("check", DATED)
@pytest.mark.parametrize("day", [BEFORE, "9999-12-31", "today"])
def test_a_locked_age_is_judged_by_the_day_of_the_policy(repo: Path, check: str, day: str) -> None:
    (repo / "base.yaml").write_text(f"lock: [{check}]\n")
    (repo / ".hardenlint.yaml").write_text(f"extends: base.yaml\nas-of: {day}\n")
    with pytest.raises(UsageError, match=rf"yaml:2: {check} is locked by .*base\.yaml:1"):
        config.load(str(repo / ".hardenlint.yaml"), registry.names)


def test_a_policy_pins_the_day_of_what_it_locks(repo: Path, capfd: Capture) -> None:
    (repo / "base.yaml").write_text(f"lock: [eol-base-image]\nas-of: {AFTER}\n")
    (repo / ".hardenlint.yaml").write_text("extends: base.yaml\n")
    assert "eol-base-image" in scan(capfd).checks
    assert "eol-base-image" not in scan(capfd, "--as-of", BEFORE).checks


def test_other_locks_leave_the_day_alone(repo: Path, capfd: Capture) -> None:
    (repo / "base.yaml").write_text("lock: [run-as-root]\n")
    (repo / ".hardenlint.yaml").write_text(f"extends: base.yaml\nas-of: {BEFORE}\n")
    assert scan(capfd).document["as_of"] == BEFORE


def test_the_checks_that_ask_for_the_day_are_known() -> None:
    asking = set()
    for check in registry.load()[0]:
        text = inspect.getsource(importlib.import_module(check.module))
        if re.search(r"\bclock\.\w+\(|datetime\.now|date\.today", text):
            asking.add(check.id)
    assert asking == set(DATED)


# what is wrong with it


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-1", "2026-11-1"),
        ("2026-02-30", "2026-02-30"),
        ("20261101", "20261101"),
        ("tomorrow", ""),
        ("2026-11-01 12:00:00", ""),
        ("", ""),
        ("true", ""),
        ("[2026-11-01]", ""),
    ],
)
def test_a_wrong_day_in_the_configuration(
    repo: Path, text: str, value: str, capfd: Capture
) -> None:
    (repo / ".hardenlint.yaml").write_text(f"profile: baseline\nas-of: {text}\n")
    run = inside(capfd, "scan")
    shown = repr(value) if value else "this"
    told = f"{shown} is no day. It reads YYYY-MM-DD, as in 2026-11-01, or today."
    assert (run.code, run.out) == (2, "")
    assert f".hardenlint.yaml:2: {told}" in run.err


@pytest.mark.parametrize("day", ["2026-11-01T00:00:00", "12:00:00", "20261101", '""'])
def test_a_wrong_day_in_pyproject(repo: Path, day: str, capfd: Capture) -> None:
    (repo / "pyproject.toml").write_text(f"[tool.hardenlint]\nas-of = {day}\n")
    run = inside(capfd, "scan")
    assert run.code == 2
    assert "pyproject.toml:1: " in run.err
    assert "is no day" in run.err


# many files


def test_workers_judge_by_the_day(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine, "MANY", 4)
    inputs = []
    for number in range(8):
        (repo / f"Dockerfile.{number}").write_text(DOCKERFILE)
        inputs.append(Input("dockerfile", (f"Dockerfile.{number}",)))

    def found(day: str) -> list[Any]:
        part = examine.examine(inputs, Options(), Policy(as_of=day), Workspace())
        return [result.span.path for result in part.results if result.check.id in DATED]

    assert found(BEFORE) == []
    assert found(AFTER) == [item.files[0] for item in inputs]
