"""From running containers back to the compose files that declare them."""

import json
from typing import Any

import pytest

from hardenlint.model import Container, Host, Span
from hardenlint.sources import declared, inspect
from hardenlint.sources.kinds import LIVE
from hardenlint.workspace import Workspace

COMPOSE = "services:\n  web:\n    image: app:1\n    user: ${WHO}\n    privileged: true\n"


def container(files: str, service: str = "web", name: str = "web-1", **labels: str) -> Container:
    prefix = "com.docker.compose"
    keys = {f"{prefix}.project.{key}": value for key, value in labels.items()}
    config = {
        "Image": "app:1",
        "Labels": {f"{prefix}.project.config_files": files, f"{prefix}.service": service, **keys},
    }
    document = [{"Id": name, "Name": f"/{name}", "Config": config, "HostConfig": {}}]
    (found,) = inspect.read(json.dumps(document), "saved.json").subjects
    assert isinstance(found, Container)
    return found


@pytest.fixture
def shop(tmp_path: Any) -> Any:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    return tmp_path


def on(endpoint: str, found: Container) -> Container:
    found.host = Host("vm", Span(None, host="vm"), LIVE)
    found.host.endpoint = endpoint
    return found


def user_of(found: Container) -> str | None:
    assert found.declared is not None
    user = found.declared.user.value
    return str(user) if user is not None else None


def test_a_container_is_given_its_service(shop: Any) -> None:
    found = container(f"{shop}/compose.yaml")
    assert declared.declare([found], Workspace()) == []
    assert found.declared is not None
    assert found.declared.privileges.privileged.span.line == 5


@pytest.mark.parametrize(
    ("endpoint", "here"),
    [
        ("", True),
        ("unix:///var/run/docker.sock", True),
        ("/var/run/docker.sock", True),
        ("npipe:////./pipe/docker_engine", True),
        ("tcp://127.0.0.1:2375", True),
        ("tcp://localhost:2375", True),
        ("tcp://[::1]:2375", True),
        ("tcp://10.0.0.7:2376", False),
        ("tcp://docker.lan", False),
        ("ssh://ops@web1", False),
    ],
)
def test_files_of_other_machines_are_not_looked_for(shop: Any, endpoint: str, here: bool) -> None:
    found = on(endpoint, container(f"{shop}/compose.yaml"))
    notes = declared.declare([found], Workspace())
    assert (found.declared is not None) is here
    assert (notes == []) is here


def test_a_file_here_is_not_that_of_the_same_name_elsewhere(shop: Any) -> None:
    ours = on("unix:///run/docker.sock", container(f"{shop}/compose.yaml"))
    theirs = on("ssh://ops@web1", container(f"{shop}/compose.yaml"))
    for order in ([ours, theirs], [theirs, ours]):
        declared.declare(order, Workspace())
        assert (ours.declared is None, theirs.declared is None) == (False, True)


def test_what_cannot_be_read_is_said_once(shop: Any) -> None:
    (shop / "broken.yaml").write_text("services: [")
    paths = [f"{shop}/{name}.yaml" for name in ("gone", "broken", "gone", "b", "c")]
    found = [container(path, name=f"web-{i}") for i, path in enumerate(paths)]
    (note,) = declared.declare(found, Workspace())
    assert (note.kind, note.span.container) == ("undeclared", "")
    assert note.message == (
        f"whether 5 containers run as declared is unknown: {shop}/b.yaml, {shop}/broken.yaml, "
        f"{shop}/c.yaml and 1 more cannot be read here"
    )


def test_a_service_that_is_gone_is_said(shop: Any) -> None:
    found = container(f"{shop}/compose.yaml", "old", "old-1")
    (note,) = declared.declare([found], Workspace())
    assert note.message == f"its service old is no longer in {shop}/compose.yaml"
    assert note.span.container == "old-1"


def test_the_environment_is_that_of_the_project(shop: Any) -> None:
    path = f"{shop}/compose.yaml"
    found = container(path)
    declared.declare([found], Workspace())
    assert user_of(found) is None
    (shop / ".env").write_text("WHO=10001")
    (shop / "prod.env").write_text("WHO=10002")
    (shop / "sub").mkdir()
    (shop / "sub" / ".env").write_text("WHO=10003")
    for labels, expected in (
        ({}, "10001"),
        ({"working_dir": str(shop)}, "10001"),
        ({"environment_file": f"{shop}/prod.env"}, "10002"),
        ({"working_dir": f"{shop}/sub"}, "10003"),
        ({"environment_file": f"{shop}/gone.env"}, "10001"),
    ):
        found = container(path, **labels)
        declared.declare([found], Workspace())
        assert user_of(found) == expected, labels
