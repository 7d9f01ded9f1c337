"""What the project says of itself: version, address, Pythons, locks, in all places the same."""

import os
import re
import subprocess
import tomllib
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

import hardenlint
from hardenlint.policy import known
from tests.cli import hardenlint as program
from tests.test_packaging import PYTHONS

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NOWHERE = "https://git.example.org/hardenlint"
"""Stands for the address of the repository as long as it has none; nobody can own that name."""


def read(name: str) -> str:
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def project() -> Any:
    return tomllib.loads(read("pyproject.toml"))["project"]


def test_the_pythons_named_are_those_tested() -> None:
    """test_workflows compares them with the Pythons of the workflows."""
    prefix = "Programming Language :: Python :: 3."
    named = [name for name in project()["classifiers"] if name.startswith(prefix)]
    assert named == [f"Programming Language :: Python :: {version}" for version in PYTHONS]
    assert project()["requires-python"] == f">={PYTHONS[0]}"


def test_who_and_what() -> None:
    assert project()["authors"] == [{"name": "The hardenlint authors"}]
    assert project()["keywords"] == sorted(set(project()["keywords"]))


def test_one_address_is_named_everywhere() -> None:
    """docs/releasing.md tells how it is filled in; README.md has to be mended by hand then."""
    urls = project()["urls"]
    address = urls["Repository"]
    assert {"Documentation", "Changelog", "Issues"} < urls.keys()
    for url in urls.values():
        assert url == address or url.startswith((f"{address}/", f"{address}#"))
    assert yaml.safe_load(read("CITATION.cff"))["repository-code"] == address
    if address != NOWHERE:
        for name in ("pyproject.toml", "CITATION.cff", "SECURITY.md", "README.md"):
            assert NOWHERE not in read(name), f"{name} still names {NOWHERE}"


def test_the_version_is_the_same_everywhere() -> None:
    version = hardenlint.__version__
    entries = re.findall(r"^## (\S+)(?: - (.+))?$", read("CHANGELOG.md"), re.MULTILINE)
    assert next(name for name, _ in entries if name != "Unreleased") == version
    assert re.fullmatch(r"\d{4}-\d\d-\d\d|not released yet", dict(entries)[version])
    assert str(yaml.safe_load(read("CITATION.cff"))["version"]) == version


def test_the_lock_holds_what_the_wheel_asks_for() -> None:
    lock = re.split(r"\n(?=[a-z])", read(".ci/locks/runtime.txt"))
    direct = {part.partition("==")[0]: part for part in lock if "hardenlint (pyproject" in part}
    wanted = {each.name.lower(): each for each in map(Requirement, project()["dependencies"])}
    assert direct.keys() == wanted.keys(), "run .ci/locks/refresh"
    for name, part in direct.items():
        version = part.split("==")[1].split()[0]
        assert wanted[name].specifier.contains(version), "run .ci/locks/refresh"


@pytest.mark.parametrize("name", ["runtime", "build", "release"])
def test_everything_locked_has_its_hashes(name: str) -> None:
    lock = re.split(r"\n(?=[a-z])", read(f".ci/locks/{name}.txt"))[1:]
    assert lock
    assert all("--hash=sha256:" in part for part in lock)


def test_the_image_is_described_as_the_package_is() -> None:
    pattern = r'org\.opencontainers\.image\.(\w+)="?([^"\n]+?)"?(?: \\)?\n'
    assert dict(re.findall(pattern, read("Dockerfile"))) == {
        "title": project()["name"],
        "description": project()["description"],
        "licenses": project()["license"],
    }


def test_what_is_not_of_the_image_stays_out_of_it() -> None:
    """The build sees what the Dockerfile copies, and nothing else of the repository."""
    copied = {
        name.removeprefix("./")
        for line in re.findall(r"^COPY (?!--from)(.+)$", read("Dockerfile"), re.MULTILINE)
        for name in line.split()[:-1]
    }
    seen = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    assert copied == seen


def test_the_page_of_versions_names_what_is_there() -> None:
    page = read("docs/versions.md")
    assert "JSON and JSON lines, `version` 1" in page
    shop = os.path.join(ROOT, "fixtures", "projects", "shop")
    assert program("scan", "--format", "json", shop).document["version"] == 1
    assert f"file of known findings, `version` {known.VERSION}" in page
    assert "hardenlint/v1" in page
    sarif = program("scan", "--format", "sarif", shop).document
    found = sarif["runs"][0]["results"]
    assert found
    assert all("hardenlint/v1" in each["partialFingerprints"] for each in found)


def test_the_documents_link_to_what_is_there() -> None:
    for name in ("SECURITY.md", "docs/versions.md", "docs/releasing.md"):
        folder = os.path.dirname(os.path.join(ROOT, name))
        for link in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", read(name)):
            assert os.path.exists(os.path.join(folder, link)), f"{name} links to {link}"


def test_scripts_of_ci_are_bash() -> None:
    for name in (".ci/release", ".ci/locks/refresh"):
        path = os.path.join(ROOT, name)
        assert os.access(path, os.X_OK)
        subprocess.run(["bash", "-n", path], check=True)
