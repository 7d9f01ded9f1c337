"""Errors that the configuration accepts: told, but they do not make a scan incomplete."""

import datetime
import os

import pytest

from hardenlint import registry
from hardenlint.errors import UsageError
from hardenlint.policy import config

from .cli import Run, hardenlint

BROKEN = "FROM debian:13\nUSRE app\nRUN curl http://example.com/a | sh\n"
PAST = "2026-01-31"


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir(".git")
    write("app/Dockerfile", BROKEN)


def write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def scan(*args: str) -> Run:
    return hardenlint("scan", "--format", "json", "--fail-on", "never", *(args or (".",)))


def accept(pattern: str, text: str) -> None:
    write(".hardenlint.yaml", f"incomplete: {{'{pattern}': '{text}'}}\n")


@pytest.mark.parametrize("pattern", ["app/Dockerfile", "Dockerfile", "app/**", "app", "**/Dock*"])
def test_an_accepted_error_does_not_count(pattern: str) -> None:
    assert scan().code == 3
    accept(pattern, "generated; until=2099-12-31")
    run = scan()
    assert run.code == 0
    assert [error["accepted"]["reason"] for error in run.document["errors"]] == ["generated"]
    assert run.document["errors"][0]["accepted"]["until"] == "2099-12-31"
    assert run.document["summary"]["accepted"] == 1
    assert "pipe-to-shell" in run.checks  # what was understood is told all the same
    assert scan("app/Dockerfile").code == 0  # as the hook names it


def test_it_holds_from_a_folder_below(monkeypatch: pytest.MonkeyPatch) -> None:
    accept("app/Dockerfile", "generated")
    monkeypatch.chdir("app")
    assert scan().code == 0


def test_another_file_counts() -> None:
    accept("app/Dockerfile", "generated")
    write("other/Dockerfile", BROKEN)
    run = scan()
    assert run.code == 3
    assert ["accepted" in error for error in run.document["errors"]] == [False, True]


def test_text_says_how_many() -> None:
    accept("app/Dockerfile", "generated")
    run = hardenlint("scan", "--fail-on", "never", ".")
    assert "1 accepted as incomplete" in run.out
    assert "unknown instruction" not in run.out
    run = hardenlint("scan", "--fail-on", "never", "--show-suppressed", ".")
    assert "accepted[parse] app/Dockerfile:2:1: unknown instruction" in run.out


def test_one_that_has_expired_is_told_and_does_not_count() -> None:
    accept("app/Dockerfile", f"generated; until={PAST}")
    run = scan()
    assert run.code == 3
    assert [note["message"] for note in run.document["notes"] if note["kind"] == "suppression"] == [
        f"what is accepted as incomplete here expired on {PAST}"
    ]
    for name in ("concise", "github", "markdown"):
        out = hardenlint("scan", "--format", name, ".").out
        assert f"what is accepted as incomplete here expired on {PAST}" in out


def test_today_is_the_last_day() -> None:
    accept("app/Dockerfile", f"generated; until={datetime.date.today()}")
    assert scan().code == 0


def test_one_that_nothing_needs_is_told() -> None:
    accept("gone/Dockerfile", "generated")
    notes = [note for note in scan().document["notes"] if note["kind"] == "suppression"]
    assert [note["message"] for note in notes] == ["nothing here is incomplete any more"]
    assert notes[0]["location"]["path"] == ".hardenlint.yaml"
    # Who names a file has not looked everywhere.
    assert not [n for n in scan("app/Dockerfile").document["notes"] if n["kind"] == "suppression"]


@pytest.mark.parametrize(
    "text",
    [
        "incomplete: {a: ''}",
        "incomplete: {a: null}",
        "incomplete: [a]",
        "incomplete: {a: 'x; until=soon'}",
        "incomplete: {'[': x}",
    ],
)
def test_what_is_no_reason(text: str) -> None:
    write(".hardenlint.yaml", text + "\n")
    with pytest.raises(UsageError, match=r"\.hardenlint\.yaml:1"):
        config.load(".hardenlint.yaml", registry.names)


def test_who_extends_locked_checks_accepts_nothing() -> None:
    write("base.yaml", "lock: [privileged-container]\n")
    write(".hardenlint.yaml", "extends: base.yaml\nincomplete: {app: 'x'}\n")
    with pytest.raises(UsageError, match="may stay incomplete"):
        config.load(".hardenlint.yaml", registry.names)


def test_config_show_tells_it() -> None:
    accept("app/Dockerfile", "generated; until=2099-12-31")
    shown = hardenlint("config", "show").out
    assert "incomplete.app/Dockerfile  generated; until=2099-12-31" in shown
