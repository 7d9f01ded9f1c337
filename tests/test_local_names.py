"""Names in FROM that are no images to pull: the project itself brings them."""

import os
import time

import pytest

from .cli import hardenlint
from .clock import cpu_since


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


BAKE = """target "app" {
  contexts = {
    "acme/base" = "target:base"
    "tools:1" = "./tools"
  }
}
"""
TAGS = 'target "base" {\n  tags = ["acme/base", "${REGISTRY}/base:1"]\n}\n'
JSON = '{"target": {"app": {"contexts": {"acme/base": "target:base"}}}}'
COMPOSE = "services:\n  base: {image: acme/base, build: base}\n  app: {build: app}\n"
CONTEXTS = "services:\n  app: {build: {context: app, additional_contexts: {acme/base: ./base}}}\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker-bake.hcl", BAKE),
        ("docker-bake.hcl", TAGS),
        ("docker-bake.json", JSON),
        ("compose.yaml", COMPOSE),
        ("compose.yaml", CONTEXTS),
    ],
)
def test_what_the_project_brings_has_no_tag(path: str, text: str) -> None:
    write("app/Dockerfile", "FROM acme/base\nCOPY --from=acme/base /a /a\nUSER 1000\n")
    write("base/Dockerfile", "FROM debian:13\nUSER 1000\n")
    assert "image-untagged" in hardenlint("scan", "--format", "json", ".").checks
    write(path, text)
    assert "image-untagged" not in hardenlint("scan", "--format", "json", ".").checks


def test_an_image_named_as_its_own_base_is_none_of_these() -> None:
    write("Dockerfile", "FROM nginx\nUSER 1000\n")
    write("compose.yaml", "services: {web: {image: nginx, build: .}}\n")
    assert "image-untagged" in hardenlint("scan", "--format", "json", ".").checks
    write("docker-bake.hcl", 'target "app" {\n  # contexts = { nginx = "x" }\n}\n')
    assert "image-untagged" in hardenlint("scan", "--format", "json", ".").checks


@pytest.mark.parametrize(
    "part", ["tags = [", "contexts = {\n", "/*", "\n", '"', '\\"', "${", ", ", 'tags = ["\\\\"']
)
@pytest.mark.parametrize("name", ["docker-bake.hcl", ".devcontainer/devcontainer.json"])
def test_what_is_never_closed_is_read_once(name: str, part: str) -> None:
    write("Dockerfile", "FROM our/base\nUSER 1000\n")
    write(name, part * (500_000 // len(part)))
    start = time.process_time()
    hardenlint("scan", "--format", "json", ".")
    assert cpu_since(start) < 5


def test_a_name_that_no_registry_knows_is_worth_a_word() -> None:
    write("Dockerfile", "FROM our-base\nCOPY --from=sources /a /a\nUSER 1000\n")
    run = hardenlint("scan", "--format", "json", ".")
    assert {f["severity"] for f in run.document["findings"] if f["check"] == "image-untagged"} == {
        "info"
    }
