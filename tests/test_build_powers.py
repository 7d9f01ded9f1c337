"""What compose lets the RUN steps of a build do, in every spelling."""

import os

import pytest

from hardenlint.model import BuildLink
from hardenlint.sources import compose
from hardenlint.workspace import Workspace


def link(tmp_path: os.PathLike[str], build: str) -> BuildLink:
    path = os.path.join(tmp_path, "compose.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"services: {{app: {{image: 'a:1', build: {build}}}}}\n")
    loaded = compose.read([path], Workspace())
    assert loaded.project is not None
    found = loaded.project.services[0].provenance.build_link
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("build", "privileged"),
    [
        (".", None),
        ("{context: .}", None),
        ("{context: ., privileged: true}", True),
        ('{context: ., privileged: "true"}', True),
        ("{context: ., privileged: false}", False),
    ],
)
def test_privileged(tmp_path: os.PathLike[str], build: str, privileged: bool | None) -> None:
    field = link(tmp_path, build).privileged
    assert (None if field is None else field.value) is privileged


@pytest.mark.parametrize(
    ("build", "network"),
    [
        ("{context: .}", None),
        ("{context: ., network: host}", "host"),
        ('{context: ., network: "${HARDENLINT_X:-none}"}', "none"),
    ],
)
def test_network(tmp_path: os.PathLike[str], build: str, network: str | None) -> None:
    field = link(tmp_path, build).network
    assert (None if field is None else field.value) == network


def test_unknown_network(tmp_path: os.PathLike[str]) -> None:
    field = link(tmp_path, '{context: ., network: "${HARDENLINT_X}"}').network
    assert field is not None
    assert field.value is None


def test_entitlements(tmp_path: os.PathLike[str]) -> None:
    found = link(tmp_path, "{context: ., entitlements: [network.host, security.insecure]}")
    assert [field.value for field in found.entitlements] == ["network.host", "security.insecure"]
    assert link(tmp_path, ".").entitlements == ()
