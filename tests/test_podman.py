"""Where Podman's answers differ from Docker's: the same container means the same."""

import json
import os
from typing import Any

import pytest

from hardenlint.model import Container
from hardenlint.model.capability import ALL, DOCKER, PODMAN
from hardenlint.sources import inspect

from .cli import hardenlint

DROPPED = ["AUDIT_WRITE", "MKNOD", "NET_RAW"]


def read(**host_config: Any) -> Container:
    config = {"Runtime": "oci", "CapDrop": DROPPED, **host_config}
    document = {"Id": "1", "Name": "app", "Config": {"Image": "app:1"}, "HostConfig": config}
    (container,) = inspect.read(json.dumps([document]), "saved.json").subjects
    assert isinstance(container, Container)
    return container


def test_its_runtime_is_its_own() -> None:
    assert read().privileges.runtime.value == ""
    assert read(Runtime="runsc").privileges.runtime.value == "runsc"


@pytest.mark.parametrize(("mode", "known"), [("shareable", False), ("host", True), ("none", True)])
def test_it_tells_host_and_shareable_memory_not_apart(mode: str, known: bool) -> None:
    assert (read(IpcMode=mode).namespaces.ipc.value is not None) is known
    assert read(IpcMode=mode, Runtime="runc").namespaces.ipc.value is not None


def test_it_spells_all_capabilities_out() -> None:
    spelt = sorted(ALL - DOCKER - {"SYS_RESOURCE"})
    assert set(read(CapAdd=spelt).privileges.capabilities.added) == {"ALL"}
    assert len(read(CapAdd=spelt, Runtime="runc").privileges.capabilities.added) == len(spelt)
    assert set(read(CapAdd=["SYS_ADMIN"]).privileges.capabilities.added) == {"SYS_ADMIN"}


def test_it_drops_all_by_name() -> None:
    assert read(CapDrop=sorted(DOCKER)).privileges.capabilities.drops_all
    assert not read().privileges.capabilities.drops_all


def test_what_podman_grants_and_says_of_it() -> None:
    default = read().privileges.capabilities
    assert "NET_RAW" not in default.effective()
    assert default.effective() == PODMAN
    named = read(CapDrop=[*DROPPED, *(f"CAP_{name}" for name in PODMAN)]).privileges.capabilities
    assert named.drops_all
    assert named.effective() == frozenset()


def native(**facts: object) -> str:
    document = {"Id": "1", "Name": "a", "Config": {"Image": "x"}, "HostConfig": {}, **facts}
    with open("c.json", "w", encoding="utf-8") as file:
        json.dump([document], file)
    return hardenlint("scan", "c.json", "--profile", "restricted").out


def test_the_bounding_set_that_podman_tells_is_believed(
    tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dropped = {"CapAdd": [], "CapDrop": [f"CAP_{name}" for name in PODMAN]}
    typed = {"Image": "x", "CreateCommand": ["podman", "run", "--cap-drop=all", "x"]}
    cases: tuple[dict[str, object], ...] = (
        {"BoundingCaps": []},
        {"BoundingCaps": None, "HostConfig": dropped},
        {"BoundingCaps": ["CAP_CHOWN"], "Config": typed},
    )
    for facts in cases:
        told = native(**facts)
        assert "capabilities-not-dropped" not in told
        assert "net-raw-effective" not in told
    told = native(BoundingCaps=["CAP_CHOWN", "CAP_NET_RAW"], HostConfig={"CapDrop": []})
    assert "keeps CHOWN, NET_RAW" in told
    assert "keeps AUDIT_WRITE" not in native(BoundingCaps=None, HostConfig={"CapDrop": []})
