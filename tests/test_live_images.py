"""`scan --local-images`: how an engine at hand has the images that files name."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from hardenlint.errors import Problem
from hardenlint.model import Container, ImageRef, Port, User
from hardenlint.sources import dockerfile
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.sources.load import load
from hardenlint.sources.local_images import LocalImages
from hardenlint.workspace import Workspace

from . import real_engine
from .cli import hardenlint

CONFIGURED = ["USER 101:101", "EXPOSE 8080", 'HEALTHCHECK CMD ["/bin/idle", "once"]']


@pytest.fixture
def image(api: Any) -> Iterator[str]:
    name = f"hardenlint-base-{os.getpid()}:1"
    try:
        real_engine.image(api, name, CONFIGURED)
        yield name
    finally:
        real_engine.sweep(api)


@pytest.mark.live
def test_a_base_image_decides_who_runs(image: str, tmp_path: Any) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(f"FROM {image} AS base\nFROM base\nCMD x\n")
    options = ["--select", "user-not-set", "--select", "healthcheck-missing"]
    assert hardenlint("scan", "--format", "json", *options, str(file)).checks == {
        "user-not-set",
        "healthcheck-missing",
    }
    found = hardenlint("scan", "--format", "json", "--local-images", *options, str(file))
    assert found.checks == set()


@pytest.mark.live
def test_a_service_is_what_its_image_is(image: str, tmp_path: Any) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(
        f"services: {{app: {{image: '{image}'}}, new: {{image: 'absent.invalid/x:1'}}}}"
    )
    images = LocalImages()
    loaded = load([Input("compose", (str(file),))], Options(images=images), Workspace())
    images.close()
    app, new = (s for s in loaded.subjects if isinstance(s, Container))
    assert app.user.value == User.parse("101:101")
    assert (app.user.origin, app.base_user) == ("inherited", "non-root")
    assert [field.value for field in app.exposed] == [Port(8080, "tcp")]
    assert app.healthcheck.value is not None
    assert app.healthcheck.value.test == ("CMD", "/bin/idle", "once")
    assert (new.user.stated, new.base_user, loaded.errors) == (False, None, [])


def test_no_engine_is_an_error_and_files_are_judged(tmp_path: Any) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:12\nUSER root\n")
    found = hardenlint(
        "scan", "--format", "json", "--local-images", str(tmp_path),
        env={"DOCKER_HOST": f"unix://{tmp_path}/none.sock"},
    )  # fmt: skip
    assert found.code == 3
    assert [error[0] for error in found.errors] == ["unreachable"]
    assert "run-as-root" in found.checks


def test_an_engine_that_goes_away_is_told_once() -> None:
    images = LocalImages("unix:///nowhere/docker.sock")
    build = dockerfile.read("FROM debian:12\n", "D")
    for name in ("debian:12", "alpine:3"):
        assert images.find(ImageRef.parse(name)) is None
    images.complete(build.image)
    (problem,) = images.problems
    assert isinstance(problem, Problem)
    assert build.image.base_user == "root"
