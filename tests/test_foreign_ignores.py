"""Exceptions for other tools: read on demand, by the numbers of those tools."""

import os

import pytest

from .cli import hardenlint

CHECKS = ("run-as-root", "image-latest-tag", "sudo-used", "pipe-without-pipefail")
DOCKERFILE = """\
FROM debian:latest
RUN sudo make
USER root
CMD ["server"]
"""
COMPOSE = """\
services:
  a:
    image: redis:7.4
    privileged: true
    ports:
      - "8080:80"
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(path: str, text: str, *args: str) -> set[str]:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    args = ("--profile", "restricted", "--format", "json", *args)
    run = hardenlint("scan", *args, path)
    assert not [note for note in run.document["notes"] if note["kind"] == "suppression"]
    return {each["check"] for each in run.document["findings"]}


@pytest.mark.parametrize(
    ("before", "line", "check"),
    [
        ("# hadolint ignore=DL3002", 3, "run-as-root"),
        ("# hadolint ignore=DL3008,DL3002", 3, "run-as-root"),
        ("# hadolint global ignore=DL3002", 1, "run-as-root"),
        ("# hadolint ignore=DL3007", 1, "image-latest-tag"),
        ("# trivy:ignore:DS-0010", 2, "sudo-used"),
        ("# trivy:ignore:AVD-DS-0010", 2, "sudo-used"),
        ("#trivy:ignore:DS010", 2, "sudo-used"),
        ("# trivy:ignore:DS-0010:exp:2099-12-31", 2, "sudo-used"),
        ("# trivy:ignore:DS-0002", 1, "run-as-root"),
        ("# checkov:skip=CKV_DOCKER_8:the entrypoint gives it up", 1, "run-as-root"),
        ("# checkov:skip=CKV_DOCKER_8: the entrypoint gives it up", 4, "run-as-root"),
        ("# kics-scan ignore-line", 3, "run-as-root"),
        ("# kics-scan ignore", 1, "run-as-root"),
        ("# nosemgrep", 3, "run-as-root"),
        ("# nosemgrep: dockerfile.security.last-user-is-root.last-user-is-root", 3, "run-as-root"),
    ],
)
def test_a_dockerfile(before: str, line: int, check: str) -> None:
    lines = DOCKERFILE.splitlines()
    lines.insert(line - 1, before)
    text = "\n".join(lines) + "\n"
    assert check in told("Dockerfile", text)
    assert check not in told("Dockerfile", text, "--honour-foreign-ignores")


@pytest.mark.parametrize(
    "before",
    [
        "# hadolint ignore=DL3008",
        "# trivy:ignore:DS-0010:exp:2020-01-31",
        "# trivy:ignore:CVE-2020-1",
        "# checkov:skip=CKV_AWS_1:x",
        "# hadolint",
        "# nosemgrep: other-rule",
        "# we check=skip nothing",
    ],
)
def test_what_means_nothing_here(before: str) -> None:
    lines = DOCKERFILE.splitlines()
    lines.insert(1, before)
    path, text = "Dockerfile", "\n".join(lines) + "\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    args = ("--format", "json", "--honour-foreign-ignores")
    found = {each["check"] for each in hardenlint("scan", *args, path).document["findings"]}
    assert {"run-as-root", "image-latest-tag", "sudo-used"} <= found


def test_build_checks() -> None:
    text = (
        "# check=skip=SecretsUsedInArgOrEnv\nFROM debian:13\nENV API_TOKEN=k3Zt9vQ2mB7x\nUSER 1\n"
    )
    assert "secret-in-env" in told("Dockerfile", text)
    assert "secret-in-env" not in told("Dockerfile", text, "--honour-foreign-ignores")


@pytest.mark.parametrize(
    ("line", "comment", "check"),
    [
        (6, "# dclint disable-line no-unbound-port-interfaces", "port-bound-all-interfaces"),
        (6, "# dclint disable-line", "port-bound-all-interfaces"),
        (4, "# nosemgrep: privileged-service", "privileged-container"),
        (4, "# kics-scan ignore-line", "privileged-container"),
    ],
)
def test_a_compose_file(line: int, comment: str, check: str) -> None:
    lines = COMPOSE.splitlines()
    lines[line - 1] += f"  {comment}"
    text = "\n".join(lines) + "\n"
    assert check in told("compose.yaml", text)
    assert check not in told("compose.yaml", text, "--honour-foreign-ignores")


def test_the_configuration_may_ask_for_it() -> None:
    os.mkdir(".git")
    with open(".hardenlint.yaml", "w", encoding="utf-8") as file:
        file.write("foreign-ignores: true\n")
    text = DOCKERFILE.replace("USER", "# hadolint ignore=DL3002\nUSER")
    assert "run-as-root" not in told("Dockerfile", text)
    assert "run-as-root" in told("Dockerfile", text, "--no-inline-ignores")


def test_a_reason_says_whose_exception_it_is() -> None:
    text = "# checkov:skip=CKV_DOCKER_8:gives it up\n" + DOCKERFILE
    told("Dockerfile", text)
    args = ("--format", "json", "--honour-foreign-ignores", "--show-suppressed", "Dockerfile")
    found = hardenlint("scan", *args).document["findings"]
    reasons = {f["check"]: f["suppressed"]["reason"] for f in found if f["suppressed"]}
    assert reasons == {"run-as-root": "as for checkov (CKV_DOCKER_8): gives it up"}


def test_everything_on_a_line() -> None:
    text = "FROM debian:13\n# hardenlint: ignore[*] -- a test box\nUSER root\nCMD ['x']\n"
    assert "run-as-root" not in told("Dockerfile", text)


@pytest.mark.parametrize(
    "comment", ["ignore[*]", "ignore-file[*] -- why", "ignore-stage[*] -- why", "ignore[*] -- "]
)
def test_everything_needs_a_reason_and_a_line(comment: str) -> None:
    with open("Dockerfile", "w", encoding="utf-8") as file:
        file.write(f"FROM debian:13\n# hardenlint: {comment}\nUSER root\nCMD ['x']\n")
    run = hardenlint("scan", "--format", "json", "Dockerfile")
    assert "run-as-root" in run.checks
    assert [note["message"] for note in run.document["notes"]] == [
        "ignore[*] is about a line, and says why: ignore[*] -- reason"
    ]


def test_everything_that_nothing_needs_is_told() -> None:
    with open("Dockerfile", "w", encoding="utf-8") as file:
        file.write("FROM debian:13\n# hardenlint: ignore[*] -- why\nWORKDIR /a\nUSER 1000\n")
    run = hardenlint("scan", "--format", "json", "Dockerfile")
    assert [note["message"] for note in run.document["notes"]] == [
        "nothing here needs an exception any more"
    ]
