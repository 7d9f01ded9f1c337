"""Where Podman's answers differ from Docker's: the same container means the same."""

import json
from typing import Any

import pytest

from hardenlint.model import Container
from hardenlint.model.capability import ALL, DEFAULT
from hardenlint.sources import inspect

DROPPED = ["AUDIT_WRITE", "MKNOD", "NET_RAW"]


def read(**host_config: Any) -> Container:
    config = {"Runtime": "oci", "CapDrop": DROPPED, **host_config}
    document = {"Id": "1", "Name": "app", "Config": {"Image": "app:1"}, "HostConfig": config}
    (container,) = inspect.read(json.dumps([document]), "saved.json").subjects
    assert isinstance(container, Container)
    return container


def test_its_runtime_is_its_own() -> None:
    assert read().runtime.value == ""
    assert read(Runtime="runsc").runtime.value == "runsc"


@pytest.mark.parametrize(("mode", "known"), [("shareable", False), ("host", True), ("none", True)])
def test_it_tells_host_and_shareable_memory_not_apart(mode: str, known: bool) -> None:
    assert (read(IpcMode=mode).ipc.value is not None) is known
    assert read(IpcMode=mode, Runtime="runc").ipc.value is not None


def test_it_spells_all_capabilities_out() -> None:
    spelt = sorted(ALL - DEFAULT - {"SYS_RESOURCE"})
    assert set(read(CapAdd=spelt).capabilities.added) == {"ALL"}
    assert len(read(CapAdd=spelt, Runtime="runc").capabilities.added) == len(spelt)
    assert set(read(CapAdd=["SYS_ADMIN"]).capabilities.added) == {"SYS_ADMIN"}


def test_it_drops_all_by_name() -> None:
    assert read(CapDrop=sorted(DEFAULT)).capabilities.drops_all
    assert not read().capabilities.drops_all
