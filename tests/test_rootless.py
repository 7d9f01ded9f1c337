"""On an engine that maps root away, what reaches the host weighs one level less, and says so."""

import json
from typing import Any

import pytest

from hardenlint import Severity, registry
from hardenlint.engine import Result, judge
from hardenlint.policy import Policy
from hardenlint.sources import inspect

CHECKS = registry.load()[0]

POWERS: dict[str, Any] = {
    "Privileged": True,
    "PidMode": "host",
    "UsernsMode": "",
    "CapAdd": None,
    "Memory": 0,
    "ReadonlyRootfs": False,
}


def told(options: list[str] | None, **settings: Any) -> dict[str, Result]:
    container: dict[str, Any] = {
        "Id": "c" * 64,
        "Name": "/app",
        "Config": {"Image": "app:1", "User": "root"},
        "HostConfig": {**POWERS, **settings},
    }
    info: dict[str, Any] = {"ID": "e", "Name": "engine", "ServerVersion": "29.0.0", "Containers": 1}
    if options is not None:
        info["SecurityOptions"] = options
    loaded = inspect.read(json.dumps([info, container]), "inspect.json")
    results, problems = judge(loaded.subjects, CHECKS, Policy(profile="restricted"))
    assert problems == []
    return {result.check.id: result for result in results if result.subject.name == "app"}


@pytest.mark.parametrize("option", ["name=rootless", "name=userns"])
def test_what_reaches_the_host_weighs_one_level_less(option: str) -> None:
    plain = told(["name=seccomp,profile=builtin"])
    mapped = told(["name=seccomp,profile=builtin", option])
    for name in ("privileged-container", "host-pid-namespace", "run-as-root"):
        assert mapped[name].severity == plain[name].severity - 1
        assert "an ordinary user of the host" in mapped[name].finding.why
        assert "an ordinary user of the host" not in plain[name].finding.why
    for name in ("memory-unlimited", "writable-root-filesystem"):
        assert mapped[name].severity == plain[name].severity
        assert mapped[name].finding.why == plain[name].finding.why


def test_the_page_s_own_reason_is_kept() -> None:
    why = told(["name=rootless"])["host-pid-namespace"].finding.why
    assert why.endswith("one level less than elsewhere.")
    assert len(why) > 150


@pytest.mark.parametrize(
    ("options", "userns", "lower"),
    [
        (None, "", False),
        ([], "", False),
        (["name=userns"], "", True),
        (["name=userns"], "host", False),
        (["name=rootless"], "host", True),
    ],
)
def test_only_where_root_is_mapped(options: list[str] | None, userns: str, *, lower: bool) -> None:
    plain = told(None)["privileged-container"].severity
    found = told(options, UsernsMode=userns)["privileged-container"].severity
    assert found == plain - int(lower)


def test_nothing_falls_below_info() -> None:
    idle = told(["name=rootless"], Privileged=False, PidMode="", UTSMode="host")
    assert idle["host-uts-namespace"].severity >= Severity.INFO
    assert all(result.severity >= Severity.INFO for result in idle.values())
