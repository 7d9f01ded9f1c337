"""Who an image runs as where its Dockerfile alone does not say: what lies beside it decides."""

import os

import pytest

from .cli import hardenlint

FILE = 'FROM debian:13\nCOPY {copy}\nENTRYPOINT ["/start"]\nCMD ["server"]\n'


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def told() -> dict[str, str]:
    """The severity of what is found about users, by the path of the file."""
    run = hardenlint("scan", "--format", "json", ".")
    return {
        finding["location"]["path"]: finding["severity"]
        for finding in run.document["findings"]
        if finding["check"] in ("user-not-set", "run-as-root")
    }


@pytest.mark.parametrize(
    ("copy", "path"),
    [
        ("start.sh /start", "start.sh"),
        ("docker/start.sh /start", "docker/start.sh"),
        ("rootfs/ /", "rootfs/start"),
        ("rootfs /", "rootfs/start"),
        ("start /", "start"),
        ("*.sh start /", "start"),
    ],
)
def test_a_script_of_the_context_is_read(copy: str, path: str) -> None:
    write("Dockerfile", FILE.format(copy=copy))
    write(path, '#!/bin/sh\nset -e\nexec su-exec app:app "$@"\n')
    assert told() == {"Dockerfile": "info"}
    write(path, '#!/bin/sh\nexec su-exec root "$@"\n')
    assert told() == {"Dockerfile": "medium"}


def test_a_service_runs_a_program_of_an_image_without_instructions() -> None:
    build = "{dockerfile_inline: FROM scratch}"
    write("compose.yaml", f"services: {{web: {{image: 'app:1', build: {build}, command: app}}}}\n")
    assert hardenlint("scan", ".", timeout=20).code in (0, 1)


def test_a_script_that_starts_another_one() -> None:
    write("Dockerfile", FILE.format(copy="start run /"))
    write("start", "#!/bin/bash\n. /run\n")
    write("run", "exec setpriv --reuid=app --init-groups server\n")
    assert told() == {"Dockerfile": "info"}


def test_a_script_is_followed_through_stages() -> None:
    text = (
        "FROM alpine:3.22 AS files\nCOPY rootfs/ /out/\nFROM debian:13\nCOPY --from=files /out /\n"
    )
    write("Dockerfile", text + 'CMD ["/start"]\n')
    write("rootfs/start", "exec gosu 1000 server\n")
    assert told() == {"Dockerfile": "info"}


def test_a_script_is_found_from_the_root_of_the_repository() -> None:
    os.mkdir(".git")
    write("docker/Dockerfile", FILE.format(copy="docker/start /"))
    write("docker/start", "exec gosu 1000 server\n")
    assert told() == {"docker/Dockerfile": "info"}


def test_a_script_outside_is_not_read() -> None:
    write("project/Dockerfile", FILE.format(copy="../start /start"))
    write("start", "exec gosu 1000 server\n")
    assert told() == {"project/Dockerfile": "medium"}


SERVER = 'FROM debian:13\nCMD ["server"]\n'


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ('{a: {build: ., user: "1000"}}', {}),
        ('{a: {build: ., user: "1000"}, b: {build: .}}', {"Dockerfile": "medium"}),
        ('{a: {build: ., user: "0"}}', {"Dockerfile": "medium", "compose.yaml": "high"}),
        ('{a: {image: "app:1", user: "1000"}}', {"Dockerfile": "medium"}),
    ],
)
def test_the_services_that_run_it_decide(services: str, expected: dict[str, str]) -> None:
    write("Dockerfile", SERVER)
    write("compose.yaml", f"services: {services}\n")
    assert told() == expected


def test_a_service_runs_what_would_run_nothing() -> None:
    write("Dockerfile", "FROM debian:13\nCOPY app /srv/app\n")
    assert told() == {"Dockerfile": "info"}
    write("compose.yaml", "services: {a: {build: ., command: /srv/app}}\n")
    assert told() == {"Dockerfile": "medium"}


@pytest.mark.parametrize(
    ("script", "command", "severity"),
    [
        ('set -e\nexec "$@"\n', "", "info"),
        ('set -e\nexec "$@"\n', 'CMD ["server"]\n', "medium"),
        ("exec server\n", "", "medium"),
        ('exec server "$@"\n', "", "medium"),
    ],
)
def test_an_entrypoint_that_starts_what_it_is_given(
    script: str, command: str, severity: str
) -> None:
    text = 'FROM debian:13\nCOPY start /\nENTRYPOINT ["/start"]\n'
    write("Dockerfile", text + command)
    write("start", "#!/bin/sh\n" + script)
    assert told() == {"Dockerfile": severity}


@pytest.mark.parametrize("path", ["docker/devenv/Dockerfile", "dev.Dockerfile", "ci/Dockerfile"])
def test_a_box_is_no_service(path: str) -> None:
    write(path, SERVER)
    assert told() == {path: "info"}


def test_the_user_of_a_development_container_decides() -> None:
    write(".devcontainer/Dockerfile", SERVER)
    text = '{\n// whose\n"build": {"dockerfile": "Dockerfile",},\n"remoteUser": "vscode"}\n'
    write(".devcontainer/devcontainer.json", text)
    assert told() == {}
    write(".devcontainer/devcontainer.json", text.replace("vscode", "root"))
    assert told() == {".devcontainer/Dockerfile": "info"}


LINUX = (
    "capabilities-not-dropped", "no-new-privileges-missing", "pids-unlimited", "ulimits-unset",
    "writable-root-filesystem", "pipe-without-pipefail", "net-raw-effective", "root-group",
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "is_windows"),
    [
        ("compose.yaml", 'services: {a: {image: "a:1", isolation: hyperv}}', True),
        ("compose.yaml", 'services: {a: {image: "a:1", isolation: default}}', False),
        ("compose.yaml", 'services: {a: {image: "a:1", platform: windows/amd64}}', True),
        ("compose.yaml", 'services: {a: {image: "golang:1.26-nanoserver-ltsc2025"}}', True),
        ("compose.yaml", 'services: {a: {image: "a:1", platform: linux/amd64}}', False),
        (
            "containers.json",
            '[{"Id": "1", "Name": "/a", "Platform": "windows", "Config": {"User": "ContainerUser"},'
            ' "HostConfig": {}}]',
            True,
        ),
        (
            "containers.json",
            '[{"Id": "1", "Name": "/a", "Platform": "linux", "Config": {"User": "1"},'
            ' "HostConfig": {"CapDrop": [], "SecurityOpt": []}}]',
            False,
        ),
        (
            "Dockerfile",
            "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN dir | find x\n",
            True,
        ),
        ("Dockerfile", "FROM --platform=windows/amd64 a:1\nRUN dir | find x\n", True),
        ("Dockerfile", "FROM a:1\nRUN curl x | tar x\n", False),
    ],
)
def test_no_rule_of_linux_holds_on_windows(path: str, text: str, is_windows: bool) -> None:
    write(path, text)
    run = hardenlint("scan", "--format", "json", "--profile", "restricted", path)
    assert run.checks.isdisjoint(LINUX) is is_windows
