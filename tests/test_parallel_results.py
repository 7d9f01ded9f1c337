"""What a worker process judges is reported as if it had been judged here."""

import json
from collections.abc import Iterator
from pathlib import Path
from pickle import dumps, loads

import pytest

from hardenlint import Container, Finding, Severity, check, registry
from hardenlint.cli import examine
from hardenlint.engine.about import About
from hardenlint.report import FORMATS
from hardenlint.sources import dockerfile

from .cli import inside

TEXT = "FROM debian:12 AS base\nRUN id\n\nFROM base\nUSER root\n"


def test_a_dockerfile_from_another_process_tells_where_its_stages_begin() -> None:
    about = About.of(dockerfile.read(TEXT, "Dockerfile"))
    arrived = loads(dumps(about))  # noqa: S301 - our own
    assert isinstance(arrived, About)
    assert (arrived.name, arrived.span, arrived.source) == (about.name, about.span, about.source)
    assert [span.line for span in arrived.stages] == [1, 4]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(TEXT)
    services = "services:\n  a: {build: ., privileged: true}\n  b: {image: redis, pid: host}\n"
    (tmp_path / "compose.yaml").write_text(services)
    inspected = {
        "Id": "f" * 64,
        "Name": "/web",
        "Config": {"Image": "app:1", "Labels": {"com.docker.compose.project": "shop"}},
        "HostConfig": {"Privileged": True},
    }
    (tmp_path / "web.json").write_text(json.dumps([inspected]))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("grouped", ["check", "subject"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_report_is_the_same(
    form: str, grouped: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    args = ("scan", "--format", form, "--group-by", grouped, "Dockerfile", "compose.yaml")
    alone = inside(capfd, *args, "web.json")
    monkeypatch.setattr(examine, "MANY", 1)
    assert inside(capfd, *args, "web.json") == alone
    assert alone.code == 1


def breaking(container: Container) -> Iterator[Finding]:
    raise RuntimeError(container.name)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("many", [1, 300])
def test_a_bug_is_one_error(
    many: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registry, "load", lambda: ((check(Severity.LOW)(breaking),), ()))
    monkeypatch.setattr(examine, "MANY", many)
    run = inside(capfd, "scan", "--format", "json", "compose.yaml", "web.json")
    (error,) = run.document["errors"]
    assert "the check breaking failed on a and 2 more: RuntimeError in breaking" in error["message"]
    assert error["location"]["path"] == "compose.yaml"
