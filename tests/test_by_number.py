"""Checks found by the numbers of other tools and of CIS, and by what they are about."""

import json
import os

import pytest

from hardenlint import registry
from hardenlint.knowledge.foreign_checks import TABLE

from .cli import hardenlint


@pytest.mark.parametrize(
    ("number", "checks"),
    [
        ("DL3002", ["run-as-root"]),
        ("dl3007", ["image-latest-tag", "image-floating-tag"]),
        ("CKV_DOCKER_8", ["run-as-root"]),
        ("AVD-DS-0010", ["sudo-used"]),
        ("CL-0002", ["privileged-container"]),
        ("CIS-5.1", ["swarm-enabled-unneeded"]),
    ],
)
def test_explain(number: str, checks: list[str]) -> None:
    run = hardenlint("explain", number)
    assert run.code == 0
    heads = [line.partition(":")[0] for line in run.out.splitlines()]
    assert [head for head in heads if head in registry.names()][: len(checks)] == checks


@pytest.mark.parametrize("number", ["DL3008", "CIS-99.9", "CKV_AWS_1"])
def test_what_nothing_here_looks_at(number: str) -> None:
    assert hardenlint("explain", number).code == 2


def test_every_number_names_checks_of_today() -> None:
    names = registry.names()
    assert all(names.get(check) == check for _, checks in TABLE.values() for check in checks)


@pytest.mark.parametrize(
    ("args", "key", "value"),
    [
        (("--severity", "critical"), "severity", "critical"),
        (("--profile", "restricted"), "profile", "restricted"),
        (("--source", "dockerfile", "--severity", "high"), "severity", "high"),
    ],
)
def test_checks_are_filtered(args: tuple[str, ...], key: str, value: str) -> None:
    found = json.loads(hardenlint("checks", "--format", "json", *args).out)["checks"]
    assert found
    assert {each[key] for each in found} == {value}
    if "--source" in args:
        assert all(args[1] in each["sources"] for each in found)


def test_checks_by_words_subject_and_control() -> None:
    def ids(*args: str) -> set[str]:
        found = json.loads(hardenlint("checks", "--format", "json", *args).out)["checks"]
        return {each["id"] for each in found}

    assert "docker-socket-mounted" in ids("docker", "SOCKET")
    assert "privileged-container" in ids("--control", "5.5")
    assert "flat-network" not in ids("--subject", "host")
    assert ids("no-such-word") == set()
    assert hardenlint("checks", "--source", "nothing").code == 2


def test_import_of_the_same_comment_twice(
    tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stage = "FROM debian:13\n# hadolint ignore=DL3004\nRUN sudo make\n"
    with open("Dockerfile", "w", encoding="utf-8") as file:
        file.write(stage + "# hadolint ignore=DL3004\nRUN sudo make install\n")
    assert "Imported 2 exceptions" in hardenlint("suppressions", "import", "--apply", ".").out
    assert "Nothing to import" in hardenlint("suppressions", "import", ".").out
    assert "sudo-used" not in hardenlint("scan", "--format", "json", ".").checks


def test_import_writes_what_counts_and_is_done_once(
    tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        "# check=skip=x\n# syntax=a\nFROM debian:13\n# hadolint ignore=DL3002,DL3008\nUSER root\n"
    )
    with open("Dockerfile", "w", encoding="utf-8", newline="") as file:
        file.write(text.replace("\n", "\r\n") + 'CMD ["server"]\r\n')
    shown = hardenlint("suppressions", "import", ".")
    assert "+# hardenlint: ignore[run-as-root] -- as for hadolint (DL3002, DL3008)" in shown.out
    assert "left Dockerfile:4 DL3008: no check here" in shown.out
    assert "run-as-root" in hardenlint("scan", "--format", "json", ".").checks
    assert "Imported 1 exception" in hardenlint("suppressions", "import", "--apply", ".").out
    assert "run-as-root" not in hardenlint("scan", "--format", "json", ".").checks
    assert "Nothing to import" in hardenlint("suppressions", "import", ".").out
    with open("Dockerfile", encoding="utf-8", newline="") as file:
        assert file.read().count("\r\n") == 7
    listed = json.loads(hardenlint("suppressions", "--format", "json", ".").out)
    assert [each["state"] for each in listed["suppressions"]] == ["used"]
