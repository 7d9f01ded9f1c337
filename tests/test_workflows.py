"""The folder .github: linted, valid, pinned, and allowed no more than it needs."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.test_packaging import PYTHONS

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n")
SCHEMAS = [
    *((path, "vendor.github-workflows") for path in WORKFLOWS),
    *((path, "custom.github-workflows-require-timeout") for path in WORKFLOWS),
    *((path, "vendor.github-issue-forms")
      for path in sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml")) if path.stem != "config"),
    (GITHUB / "ISSUE_TEMPLATE" / "config.yml", "vendor.github-issue-config"),
    (GITHUB / "dependabot.yml", "vendor.dependabot"),
    (ROOT / "CITATION.cff", "vendor.citation-file-format"),
]  # fmt: skip


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs(name: str) -> Any:
    return load(GITHUB / "workflows" / name)["jobs"]


def run_lines() -> Iterator[tuple[str, str]]:
    for path in WORKFLOWS:
        for job, content in load(path)["jobs"].items():
            for step in content["steps"]:
                if "run" in step:
                    yield f"{path.stem}-{job}-{step['name']}", step["run"]


SCRIPTS = list(run_lines())


def tool(name: str) -> str:
    """Find a program that the test environment has."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} is missing: `pip install -e '.[test]'`"
    return found


def test_zizmor_finds_nothing() -> None:
    """As an auditor: permissions have their reason, too."""
    command = [tool("zizmor"), "--offline", "--no-progress", "--persona", "auditor",
               "--strict-collection", "--format", "json", str(GITHUB)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)) == (0, []), done.stdout + done.stderr


def test_actionlint_finds_nothing() -> None:
    if shutil.which("actionlint") is None:
        pytest.skip("actionlint is not installed; its package on PyPI downloads it from elsewhere")
    done = subprocess.run(["actionlint", *WORKFLOWS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("path", "schema"), SCHEMAS, ids=[f"{path.stem}-{schema}" for path, schema in SCHEMAS]
)
def test_it_is_valid(path: Path, schema: str) -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_named_by_commit_and_checkouts_keep_no_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(PINNED.findall(text)) == text.count("uses:") > 0
    for job in load(path)["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            options = step.get("with", {})
            assert not any(options[name] for name in options if name.startswith("cache"))


def test_what_builds_the_image_is_named_by_digest() -> None:
    """By default these actions run the newest images of theirs; their caches are off as well."""
    options = {step["uses"].partition("@")[0]: step["with"]
               for step in jobs("release.yml")["image"]["steps"] if "uses" in step}  # fmt: skip
    digest = re.compile(r"docker\.io/[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")
    assert digest.fullmatch(options["docker/setup-qemu-action"]["image"])
    assert options["docker/setup-qemu-action"]["cache-image"] is False
    buildx, build = options["docker/setup-buildx-action"], options["docker/build-push-action"]
    assert digest.fullmatch(buildx["driver-opts"].removeprefix("image="))
    assert buildx["cache-binary"] is False
    assert digest.fullmatch(build["sbom"].removeprefix("generator="))
    assert (build["provenance"], build["no-cache"]) == ("mode=max", True)
    assert "push-by-digest=true" in build["outputs"]


def test_one_action_has_one_version() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    found = set(re.findall(r"uses: (\S+?)@(\S+) # (\S+)", text))
    assert len({name for name, _, _ in found}) == len(found)


def test_what_the_jobs_of_the_release_may_do() -> None:
    workflow = load(GITHUB / "workflows" / "release.yml")
    assert workflow[True] == {"push": {"tags": ["v[0-9]*"]}}  # YAML 1.1 reads `on` as true
    assert workflow["permissions"] == {}
    assert "secrets" not in (GITHUB / "workflows" / "release.yml").read_text(encoding="utf-8")
    writes = {
        name: {key for key, value in job["permissions"].items() if value == "write"}
        for name, job in workflow["jobs"].items()
    }
    assert writes == {
        "build": set(),
        "reproduce": set(),
        "test": set(),
        "attest": {"id-token", "attestations"},
        "image": {"packages", "id-token", "attestations", "artifact-metadata"},
        "pypi": {"id-token"},
        "tag": {"packages"},
        "page": {"contents"},
    }
    assert workflow["jobs"]["pypi"]["environment"]["name"] == "pypi"


def test_nothing_is_published_before_it_is_tested() -> None:
    needs = {name: job.get("needs", []) for name, job in jobs("release.yml").items()}

    def before(name: str) -> set[str]:
        direct = [needs[name]] if isinstance(needs[name], str) else needs[name]
        return set(direct).union(*map(before, direct))

    assert {"build", "reproduce", "test"} <= before("attest") & before("image")
    assert "pypi" in before("tag")
    assert {"attest", "image"} <= before("pypi")
    assert {"pypi"} <= before("page")


def test_pull_requests_run_the_documented_commands_on_every_python() -> None:
    """What they run may read the repository, and that is all."""
    found = jobs("ci.yml")
    assert all(job["permissions"] == {"contents": "read"} for job in found.values())
    ran = {name: [step["run"] for step in job["steps"] if "run" in step]
           for name, job in found.items()}  # fmt: skip
    assert ran["test"] == ["bash tests/run"]
    assert ran["engine"][0].endswith("bash .ci/run")
    assert ran["release"] == [".ci/release release"]
    for job in (found["test"], jobs("release.yml")["test"]):
        assert job["strategy"]["matrix"]["python"] == list(PYTHONS)


@pytest.mark.parametrize(("name", "script"), SCRIPTS, ids=[name for name, _ in SCRIPTS])
def test_scripts_are_bash_without_expressions(name: str, script: str, tmp_path: Path) -> None:
    assert "${{" not in script
    subprocess.run(["bash", "-n", "-c", script], check=True)
    if shutil.which("shellcheck"):
        file = tmp_path / "step.sh"
        file.write_text(f"#!/usr/bin/env bash\n{script}")
        done = subprocess.run(
            ["shellcheck", str(file)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{name}: {done.stdout}"


def step_with_a_fake(
    folder: Path, step: str, program: str, says: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a step whose program would talk to a registry; the fake notes what it was asked."""
    (script,) = [script for name, script in SCRIPTS if name == step]
    fake = folder / "bin" / program
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$*" >>"{folder}/asked"\necho "{says}"\n')
    fake.chmod(0o755)
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": f"{fake.parent}:{os.environ['PATH']}",
             "GITHUB_REPOSITORY": "Some-Body/hardenlint", "GITHUB_REF_NAME": "v1.2.3",
             "GITHUB_OUTPUT": str(folder / "output"), **environment},
    )  # fmt: skip


NAMES_STEP = "release-image-Name the image, and its base by digest"
TAG_STEP = "release-tag-Give it the version as its tag"


def test_the_base_is_named_by_the_digest_that_the_registry_tells(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    commit = ["git", *who, "commit", "--quiet", "--allow-empty", "--message", "x"]
    subprocess.run(commit, cwd=tmp_path, check=True)
    done = step_with_a_fake(tmp_path, NAMES_STEP, "docker", "sha256:0a", BASE="docker.io/a/b:1")
    assert done.returncode == 0, done.stderr
    output = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    assert output.pop("created").startswith("20")
    assert output == {
        "image": "ghcr.io/some-body/hardenlint",
        "base": "docker.io/a/b:1@sha256:0a",
        "base_digest": "sha256:0a",
        "version": "1.2.3",
    }


def test_without_a_digest_there_is_no_image(tmp_path: Path) -> None:
    done = step_with_a_fake(tmp_path, NAMES_STEP, "docker", "", BASE="docker.io/a/b:1")
    assert (done.returncode, done.stdout[:8]) == (1, "::error:")
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(("tagged", "code"), [("sha256:0a", 0), ("sha256:0b", 1)])
def test_the_tag_is_the_image_that_was_attested(tmp_path: Path, tagged: str, code: int) -> None:
    place = {"IMAGE": "ghcr.io/a/b", "DIGEST": "sha256:0a"}
    assert step_with_a_fake(tmp_path, TAG_STEP, "docker", tagged, **place).returncode == code
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[0] == "buildx imagetools create --tag ghcr.io/a/b:1.2.3 ghcr.io/a/b@sha256:0a"


def test_the_page_has_the_files_and_names_the_image(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    for name in ("NOTES.md", "a-1.tar.gz", "a-1.whl", "hardenlint.cdx.json", "SHA256SUMS"):
        (tmp_path / "release" / name).write_text("All.\n")
    image = "ghcr.io/a/b@sha256:0a"
    done = step_with_a_fake(tmp_path, "release-page-Make the release", "gh", "", IMAGE=image)
    assert done.returncode == 0, done.stderr
    notes = (tmp_path / "release" / "NOTES.md").read_text()
    assert notes == f"All.\n\nContainer image: {image}\n"
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith("release create v1.2.3 --repo Some-Body/hardenlint --verify-tag")
    assert all(f"release/{name}" in asked for name in ("a-1.tar.gz", "a-1.whl", "SHA256SUMS"))


def test_images_and_dependencies_are_kept_up_to_date_with_a_delay() -> None:
    updates = load(GITHUB / "dependabot.yml")["updates"]
    assert [each["package-ecosystem"] for each in updates] == ["github-actions", "docker"]
    assert all(each["cooldown"]["default-days"] >= 7 for each in updates)
