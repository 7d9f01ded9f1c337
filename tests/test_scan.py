"""The joins, the precedence and the options of `scan`, as its users see them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hardenlint.cli import examine, settings
from hardenlint.cli.publish import report_of
from hardenlint.policy import Policy
from hardenlint.report import document as report
from hardenlint.sources.collect import Options, collect
from hardenlint.workspace import Workspace
from tests.cli import hardenlint


@pytest.fixture(autouse=True)
def folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


TOLD = (
    "healthcheck-missing", "mitigation-missing-in-override", "pipe-to-shell", "run-as-root",
    "user-not-set",
)  # fmt: skip


def scan(*paths: str, profile: str = "baseline", **options: Any) -> list[tuple[str, str, str, int]]:
    """Return (check, subject, path, line) of every finding."""
    how = Options(**options)
    inputs, _ = collect(paths, (), how, Workspace())
    part = examine.examine(inputs, how, Policy(profile=profile), Workspace())
    return [
        (r.check.id, r.subject.name, r.span.path or "", r.span.line)
        for r in part.results
        if r.check.id in TOLD
    ]


DOCKERFILE = "FROM debian:12 AS dev\nUSER root\nFROM debian:12\nUSER 1000\n"


def test_what_the_image_decides_is_told_once_in_the_dockerfile() -> None:
    write("Dockerfile", "FROM debian:12\nUSER root\n")
    write("compose.yaml", "services:\n  a:\n    build: .\n  b:\n    build: .\n")
    assert scan(".") == [("run-as-root", "Dockerfile", "Dockerfile", 2)]
    document = hardenlint("scan", "--format", "json", "compose.yaml").document
    finding = next(f for f in document["findings"] if f["check"] == "run-as-root")
    assert [place["location"]["line"] for place in finding["related"]] == [2, 4]


def test_a_service_that_cures_its_image_has_no_finding() -> None:
    write("Dockerfile", "FROM debian:12\nUSER root\n")
    write("compose.yaml", 'services:\n  a:\n    build: .\n    user: "1000"\n')
    assert scan(".") == []
    assert scan("Dockerfile") == [("run-as-root", "Dockerfile", "Dockerfile", 2)]


def test_a_service_that_weakens_its_image_has_its_own_finding() -> None:
    write("Dockerfile", "FROM debian:12\nUSER 1000\n")
    write("compose.yaml", "services:\n  a:\n    build: .\n    user: root\n")
    assert scan(".") == [("run-as-root", "a", "compose.yaml", 4)]


def test_a_target_is_what_the_service_decides() -> None:
    write("Dockerfile", DOCKERFILE)
    write("compose.yaml", "services:\n  a:\n    build:\n      context: .\n      target: dev\n")
    assert scan("Dockerfile") == []
    assert scan(".") == [("run-as-root", "a", "compose.yaml", 5)]


def test_build_arguments_are_what_the_service_decides() -> None:
    write("Dockerfile", "FROM debian:12\nARG WHO=1000\nUSER $WHO\n")
    write("compose.yaml", "services:\n  a:\n    build: {context: ., args: {WHO: root}}\n")
    assert scan("Dockerfile") == []
    assert scan(".") == [("run-as-root", "a", "compose.yaml", 3)]


def test_an_inline_dockerfile_is_judged_inside_the_compose_file() -> None:
    write(
        "compose.yaml",
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n"
        "        FROM debian:12\n        RUN curl -s https://x.example.com | sh\n"
        "        USER root\n",
    )
    assert scan(".") == [
        ("pipe-to-shell", "a", "compose.yaml", 6),
        ("run-as-root", "a", "compose.yaml", 7),
    ]


def test_an_override_is_read_with_its_base_whichever_is_named() -> None:
    write("compose.yaml", 'services:\n  a:\n    image: debian:12\n    user: "1000"\n')
    write("compose.override.yaml", "services:\n  a:\n    user: root\n")
    expected = [("mitigation-missing-in-override", "a", "compose.override.yaml", 3)]
    for paths in (["."], ["compose.yaml"], ["compose.override.yaml"]):
        assert scan(*paths) == expected
    assert hardenlint("scan", "-f", "compose.yaml").code == 0


def test_order_and_batching_of_inputs_change_nothing() -> None:
    write("Dockerfile", DOCKERFILE)
    write("b/Dockerfile", "FROM debian:12\nUSER root\n")
    write("compose.yaml", "services:\n  a: {build: {context: ., target: dev}}\n  b: {build: b}\n")
    whole = scan(".", profile="restricted")
    assert scan("b/Dockerfile", "compose.yaml", "Dockerfile", profile="restricted") == whole
    assert scan("compose.yaml", "Dockerfile", "b/Dockerfile", profile="restricted") == whole
    assert set(scan("b/Dockerfile", profile="restricted")) <= set(whole)


def test_many_files_on_several_processors_give_the_same_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(12):
        write(f"p{number}/Dockerfile", "FROM debian:12\nUSER root\n")
        write(f"q{number}/compose.yaml", f"services:\n  s{number}: {{build: ../p{11 - number}}}\n")
    how = Options()
    inputs, _ = collect(["."], (), how, Workspace())

    def rendered() -> str:
        policy = Policy(profile="restricted")
        wanted = settings.ScanSettings(policy, examine.NO_EXCEPTIONS, (), (), "", "")
        return report.render(
            report_of(
                examine.examine(inputs, how, policy, Workspace()),
                wanted,
                Workspace(),
                complete=True,
            )
        )

    alone = rendered()
    monkeypatch.setattr(examine, "MANY", 1)
    assert json.loads(rendered()) == json.loads(alone)
    assert rendered() == rendered()


def test_allowed_images() -> None:
    write("Dockerfile", "FROM quay.io/acme/app:1\nUSER 1000\n")
    assert hardenlint("scan", "Dockerfile").code == 0
    denied = hardenlint("scan", "--format", "json", "--allow-image", "ghcr.io/**", "Dockerfile")
    assert denied.checks == {"untrusted-registry"}
    assert hardenlint("scan", "--allow-image", "quay.io/acme/*", "Dockerfile").code == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 1),
        (("--fail-on", "critical"), 0),
        (("--fail-on", "never"), 0),
        (("--min-severity", "critical"), 0),
        (("--ignore", "run-as-root"), 0),
        (("--select", "sudo-used"), 0),
        (("--select", "healthcheck-missing", "--fail-on", "info"), 1),
    ],
)
@pytest.mark.parametrize("form", ["text", "concise", "json"])
def test_exit_codes_are_the_same_in_every_format(
    args: tuple[str, ...], code: int, form: str
) -> None:
    write("Dockerfile", "FROM debian:12\nUSER root\n")
    assert hardenlint("scan", "--format", form, *args, "Dockerfile").code == code


def test_ignoring_the_stronger_check_brings_its_parts_back() -> None:
    write("compose.yaml", "services: {a: {image: 'x:1', privileged: true, cap_add: [ALL]}}\n")
    run = hardenlint("scan", "--format", "json")
    assert run.checks == {"privileged-container"}
    assert run.document["findings"][0]["covers"] == ["all-capabilities-added"]
    run = hardenlint("scan", "--format", "json", "--ignore", "privileged-container")
    assert run.checks == {"all-capabilities-added"}


def test_standard_input() -> None:
    text = b"FROM debian:12\nUSER root\n"
    run = hardenlint(
        "scan", "--format", "json", "--stdin-filename", "a/Dockerfile", "-", stdin=text
    )
    assert run.document["findings"][0]["location"]["path"] == "a/Dockerfile"
    assert hardenlint("scan", "--type", "dockerfile", "-", stdin=text).code == 1
    assert hardenlint("scan", "-", stdin=text).code == 1
    assert "USER root" in hardenlint("scan", "-", stdin=text).out


def test_outputs_beside_standard_output() -> None:
    write("Dockerfile", "FROM debian:12\nUSER root\n")
    run = hardenlint("scan", "--output", "json=r.json", "--output", "concise=r.txt", "Dockerfile")
    assert run.code == 1
    with open("r.json", encoding="utf-8") as file:
        assert json.load(file)["version"] == 1
    with open("r.txt", encoding="utf-8") as file:
        assert "run-as-root" in file.read()
    assert hardenlint("scan", "--output", "json=no/where.json", "Dockerfile").code == 2


def test_show_for_a_person_hides_secrets_and_forges_nothing() -> None:
    write(
        "compose.yaml",
        "services:\n  a:\n    image: x:1\n    hostname: 'h'\n    environment:\n"
        '      DB_PASSWORD: hunter2secret\n      NOTE: "a\\n::error::b\\e[31m"\n',
    )
    run = hardenlint("show", "-f", "compose.yaml")
    assert run.code == 0
    assert "DB_PASSWORD" in run.out
    assert "hunter2secret" not in run.out
    assert "\x1b" not in run.out
    assert not any(line.lstrip().startswith("::") for line in run.out.splitlines())
    assert "hunter2secret" in hardenlint("show", "--format", "json", "-f", "compose.yaml").out


def test_a_secret_that_comes_from_the_environment_file_is_not_in_the_compose_file() -> None:
    write(".env", "PW=hunter2secret\n")
    write("compose.yaml", "services: {a: {image: 'x:1', environment: {DB_PASSWORD: $PW}}}\n")
    assert hardenlint("scan", "--format", "json").checks == {"committed-env-file"}
    write("compose.yaml", "services: {a: {image: 'x:1', environment: {DB_PASSWORD: h8unter}}}\n")
    found = hardenlint("scan", "--format", "json").checks
    assert found == {"secret-in-env", "committed-env-file"}


def test_a_saved_container_names_the_compose_line_it_came_from() -> None:
    write("compose.yaml", "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n")
    document = [
        {
            "Id": "a" * 64,
            "Name": "/shop-web-1",
            "Config": {
                "Image": "nginx:1.27",
                "Labels": {
                    "com.docker.compose.project": "shop",
                    "com.docker.compose.service": "web",
                    "com.docker.compose.project.config_files": os.path.abspath("compose.yaml"),
                },
            },
            "HostConfig": {"Privileged": True},
        }
    ]
    write("saved.json", json.dumps(document))
    run = hardenlint("scan", "--format", "json", "saved.json")
    related = run.document["findings"][0]["related"]
    assert [(place["message"], place["location"]["line"]) for place in related] == [("set by", 4)]


def test_a_report_does_not_replace_what_is_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "services: {app: {image: 'a:1'}}\n"
    (tmp_path / "compose.yaml").write_text(text)
    (tmp_path / "link").symlink_to("compose.yaml")
    for path in ("compose.yaml", "./link"):
        run = hardenlint("scan", "--output", f"json={path}")
        assert (run.code, "the report would replace it" in run.err) == (2, True)
    assert (tmp_path / "compose.yaml").read_text() == text
    assert hardenlint("scan", "--output", "json=report.json").code == 0
