"""The line about an audit that takes its time: on a terminal, and nowhere else."""

import sys
from collections.abc import Callable

import pytest

from .cli import on_terminal
from .fake_engine import Server
from .test_fleet import engine
from .test_live_cost import large

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
Serve = Callable[..., Server]


def said_by(*args: str, **more: str) -> list[str]:
    """Audit with a terminal as standard error; return what was written to its line."""
    arguments = ("audit", "--no-config", "--format", "json", *args)
    said, _ = on_terminal(*arguments, env=more)
    return [line for line in said.decode().split("\r\x1b[K") if line]


def test_one_host_by_its_containers(serve: Serve) -> None:
    lines = said_by("--host", serve(large(30, images=3)).url)
    for last in ("30 of 30 containers", "3 of 3 images", "30 of 30 lists of processes"):
        assert f"[{'#' * 30}] {last}" in lines


def test_many_hosts_by_host(serve: Serve) -> None:
    urls = [serve(engine(name, name * 64)).url for name in ("a", "b", "c")]
    lines = said_by(*(word for url in urls for word in ("--host", url)))
    assert f"[{'#' * 30}] 3 of 3 hosts asked" in lines
    assert f"[{'#' * 30}] 3 of 3 hosts read" in lines
    assert not any("containers" in line for line in lines)


@pytest.mark.parametrize("more", [{"CI": "true"}, {"TERM": "dumb"}])
def test_silence_where_nobody_watches(serve: Serve, more: dict[str, str]) -> None:
    assert said_by("--host", serve(large(30)).url, **more) == []


def test_silence_when_asked_for(serve: Serve) -> None:
    assert said_by("--quiet", "--host", serve(large(30)).url) == []
