"""Where things come from: addresses, and the words of the model that say so."""

import json

import pytest

from hardenlint.facts import running, telling
from hardenlint.knowledge import package_managers, remote
from hardenlint.model import Image
from hardenlint.sources import compose, dockerfile, inspect
from tests.workspaces import holding

COMMIT = "24454f830cdb571e2c4ad15481119c43b3cafd48"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"https://example.com/a.git#{COMMIT}", True),
        (f"https://example.com/a.git#{COMMIT[:7]}:folder", True),
        (f"https://example.com/a.git?ref={COMMIT}", True),
        (f"oci://example.com/a@sha256:{COMMIT}", True),
        (f"git+https://example.com/a.git@{COMMIT}", True),
        ("https://example.com/a.git#main", False),
        ("https://example.com/a.git#v1.2.3", False),
        ("https://example.com/a.git", False),
        ("https://deadbeef@example.com/a.git", False),
        ("oci://example.com/a:1", False),
    ],
)
def test_fixed_addresses(address: str, expected: bool) -> None:
    assert remote.is_fixed(address) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://me:secret@example.com/a.git?token=t#main", "https://example.com/a.git#main"),
        ("git@example.com:a.git", "git@example.com:a.git"),
        ("oci://example.com/a@sha256:1", "oci://example.com/a@sha256:1"),
    ],
)
def test_shown_addresses_hold_no_secret(address: str, expected: str) -> None:
    assert telling.address(address) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://me:secret@example.com:8080/a?key=k", "http://example.com:8080"),
        ("git+http://example.com/a", "http://example.com"),
        ("FTP://example.com/a", "ftp://example.com"),
        ("https://example.com/a", ""),
        ("http://localhost:80/", ""),
        ("http://127.0.0.1/", ""),
        ("http://[::1]:80/", ""),
        ("http://$HOST/", ""),
        ("http://", ""),
        ("example.com", ""),
    ],
)
def test_cleartext_servers(text: str, expected: str) -> None:
    assert remote.cleartext_server(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("apt-get -y install gcc=4:12 curl", ("gcc", "curl")),
        ("apt-get -o a=b install -t sid gcc", ("gcc",)),
        ("apk add --virtual .build gcc~=13", ("gcc",)),
        ("apt-get update", ()),
        ("apt-get remove gcc", ()),
        ("echo install gcc", ()),
    ],
)
def test_installed_packages(line: str, expected: tuple[str, ...]) -> None:
    argv = line.split()
    assert package_managers.installed(argv[0], argv) == expected


def test_words_of_a_service() -> None:
    text = """
services:
  app:
    pull_policy: never
    build:
      context: https://example.com/a.git
      additional_contexts: [tools=docker-image://busybox:1, here=./here]
      provenance: false
      sbom: true
  cloud: {provider: {type: awesome}}
  unknown: {provider: {type: "${PLUGIN}"}}
include: ["oci://example.com/a:1"]
"""
    project = compose.read(["compose.yaml"], holding("compose.yaml", text)).project
    assert project is not None
    (app,) = project.services
    link = app.provenance.build_link
    assert link is not None
    assert link.source is not None
    assert app.provenance.pull_policy.value == "never"
    assert link.source.value == "https://example.com/a.git"
    assert [field.value and field.value.name for field in link.images] == ["busybox"]
    assert app.references[-1:] == link.images
    assert [(name, field.value) for name, field in link.attested] == [
        ("provenance", "false"),
        ("sbom", "true"),
    ]
    assert [(n, f.value) for n, f in project.providers] == [("cloud", "awesome"), ("unknown", None)]
    assert [field.value for field in project.remotes] == ["oci://example.com/a:1"]


def test_words_of_an_image() -> None:
    document = {
        "Id": "sha256:1",
        "RepoTags": ["a:1"],
        "RootFS": {},
        "Created": "2020-01-01T00:00:00Z",
        "Config": {"OnBuild": ["RUN curl -O https://example.com/a"]},
    }
    (image,) = inspect.read(json.dumps([document]), "a.json").subjects
    assert isinstance(image, Image)
    assert image.created.value == "2020-01-01T00:00:00Z"
    assert [field.value for field in image.onbuild] == ["RUN curl -O https://example.com/a"]
    assert [(what, commands[0].name) for what, _, commands in running.hidden(image)] == [
        ("ONBUILD", "curl")
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# syntax=a/b:1\nFROM scratch", 1),
        ("#!/bin/x\n# syntax = a/b:1\nFROM scratch", 2),
        ("# escape=`\n# syntax=a/b:1\r\nFROM scratch", 2),
        ("# note\n# syntax=a/b:1\nFROM scratch", 0),
    ],
)
def test_directives_have_a_place(text: str, line: int) -> None:
    build = dockerfile.read(text, "Dockerfile")
    span = build.directive_spans.get("syntax")
    assert (span.line if span is not None else 0) == line
