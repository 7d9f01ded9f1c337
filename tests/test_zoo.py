"""A real engine with a container for each flaw: every flaw is found once, by the right check."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from hardenlint.sources import live

from . import real_engine
from .cli import hardenlint
from .zoo import FLAWED, HARDENED, SILENT, Specimen, Zoo

pytestmark = pytest.mark.live

UNDIGESTED = "image-not-digest-pinned"
"""What an image that no registry has given a digest cannot avoid."""


class Visit(NamedTuple):
    """What was found in the zoo: by profile, and in the snapshot that the first audit saved."""

    prefix: str
    endpoint: str
    restricted: Any
    baseline: Any
    again: Any
    saved: Any
    has: frozenset[str]
    text: str
    repository: str

    def checks(self, name: str, document: Any = None) -> list[str]:
        """What was found about one container, its image's digest aside."""
        container = f"{self.prefix}-{name}"
        return [
            finding["check"]
            for finding in (document or self.restricted)["findings"]
            if finding["location"]["container"] == container and finding["check"] != UNDIGESTED
        ]


@pytest.fixture(scope="module")
def visit(
    engine: live.Engine, api: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    zoo = Zoo(api)
    path = str(tmp_path_factory.mktemp("zoo") / "snapshot.json")
    try:
        zoo.open()
        yield _visited(zoo, engine.endpoint, path)
    finally:
        real_engine.sweep(api)


def _visited(zoo: Zoo, endpoint: str, path: str) -> Visit:
    wanted = ["--host", endpoint, "--name", f"{zoo.prefix}-*", "--format", "json"]
    strict = ["--profile", "restricted"]
    restricted = hardenlint("audit", *wanted, *strict, "--save", path).document
    baseline = hardenlint("audit", *wanted).document
    again = hardenlint("scan", *strict, "--format", "json", path).document
    inspected = path.replace("snapshot", "inspected")
    with open(inspected, "w", encoding="utf-8") as file:
        json.dump([zoo.client.inspect_container(found) for found in zoo.ids.values()], file)
    saved = hardenlint("scan", *strict, "--format", "json", inspected).document
    info = zoo.client.info()
    has = {option.partition("=")[2].partition(",")[0] for option in info["SecurityOptions"]}
    has.add(f"cgroup{info.get('CgroupVersion', '1')}")
    if real_engine.lists_processes(zoo.client, zoo.ids["alias-of-root"]):
        has.add("processes")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    seen = (restricted, baseline, again, saved)
    return Visit(zoo.prefix, endpoint, *seen, frozenset(has), text, zoo.repository)


def test_the_zoo_is_large_enough() -> None:
    assert len(FLAWED) >= 60
    assert len(HARDENED) >= 8


@pytest.mark.parametrize(("name", "specimen"), FLAWED.items(), ids=list(FLAWED))
def test_a_flaw_is_found_once_by_the_right_check(
    visit: Visit, name: str, specimen: Specimen
) -> None:
    harmless = specimen.needs and specimen.needs not in visit.has
    expected = [] if harmless else sorted(filter(None, (specimen.check, specimen.beside)))
    assert sorted(visit.checks(name)) == expected


ENGINE_ONLY = ("alias-of-root", "disguised-volume", "root-exec", "volume-password")
"""Flaws that `docker inspect` does not show: processes, sessions, volumes made before."""


@pytest.mark.parametrize("name", [name for name in FLAWED if name not in ENGINE_ONLY])
def test_saved_inspect_data_gives_the_same_findings(visit: Visit, name: str) -> None:
    specimen = FLAWED[name]
    if not specimen.needs or specimen.needs in visit.has:
        assert sorted(visit.checks(name, visit.saved)) == sorted(visit.checks(name))


@pytest.mark.parametrize("name", HARDENED)
def test_the_baseline_is_silent_about_hardened_containers(visit: Visit, name: str) -> None:
    assert visit.checks(name, visit.baseline) == []


@pytest.mark.parametrize("name", SILENT)
def test_the_restricted_profile_is_silent_about_fully_hardened_ones(
    visit: Visit, name: str
) -> None:
    assert visit.checks(name) == []


def test_nothing_went_wrong(visit: Visit) -> None:
    assert visit.restricted["errors"] == visit.baseline["errors"] == []
    (host,) = visit.restricted["hosts"]
    assert (host["status"], host["containers"]) == ("ok", len(FLAWED) + len(HARDENED) + 2)


def marks(document: Any) -> list[tuple[str, str, str]]:
    return sorted((f["check"], f["message"], f["fingerprint"]) for f in document["findings"])


def test_the_snapshot_gives_the_same_findings_under_the_same_marks(visit: Visit) -> None:
    assert marks(visit.again) == marks(visit.restricted)
    found = [mark for _, _, mark in marks(visit.restricted)]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("secret", ["c0rrect-h0rse", "R8kQ2vX7mN4t"])
def test_the_snapshot_holds_no_secret(visit: Visit, secret: str) -> None:
    assert secret not in visit.text


def test_the_zoo_leaves_nothing_behind(visit: Visit, api: Any) -> None:
    """The last test of this file: the zoo is gone after it."""
    left: list[Callable[[], Any]] = [
        lambda: api.containers(all=True, filters={"name": visit.prefix}),
        lambda: api.networks(names=[visit.prefix]),
        lambda: api.images(visit.repository),
        lambda: api.volumes(filters={"name": visit.prefix})["Volumes"] or [],
    ]
    assert all(find() for find in left)
    real_engine.sweep(api)
    assert not any(find() for find in left)
