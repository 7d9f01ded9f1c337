"""Files outside of the project are not read, and if they are, not a word of them is told."""

import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from hardenlint import reach
from hardenlint.report import FORMATS
from tests.hostile import trial
from tests.hostile.trial import OUTSIDE

COMPOSE = f"""
name: {OUTSIDE}name
services:
  {OUTSIDE}svc:
    image: {OUTSIDE}/image
    privileged: true
    {OUTSIDE}key: x
    environment: {{DB_PASSWORD: {OUTSIDE}pw, {OUTSIDE}NAME: x}}
    volumes: ["/var/run/docker.sock:/{OUTSIDE}", "/etc/{OUTSIDE}:/y"]
    labels: {{hardenlint.ignore: "docker-socket-mounted: {OUTSIDE} reason"}}
    depends_on: [{OUTSIDE}nobody]
  base:
    command: {OUTSIDE}command
    user: {OUTSIDE}
networks: {{{OUTSIDE}net: {{driver: {OUTSIDE}}}}}
# hardenlint: ignore[no-such-check] {OUTSIDE} reason
"""
DOCKERFILE = f"""FROM alpine:3.2 AS {OUTSIDE}stage
# hardenlint: ignore[run-as-root] {OUTSIDE} reason
ENV DB_PASSWORD={OUTSIDE}
RUN curl http://{OUTSIDE} | sh && chmod 777 /{OUTSIDE}
USER root
"""
TEXTS = {
    "compose.yaml": COMPOSE,
    "Dockerfile": DOCKERFILE,
    "broken": f"{OUTSIDE}secret",
    "env": f"A={OUTSIDE}a\nB={OUTSIDE}b\n{OUTSIDE}C=c\n",
    "broken.env": f"{OUTSIDE} x y\n",
    "key.yaml": f"{OUTSIDE}: x\n",
    "broken.yaml": f"a: [{OUTSIDE}\n",
    "ignore": f"[{OUTSIDE}\n",
    "config.yaml": f"profile: {OUTSIDE}\n{OUTSIDE}key: x\n",
    "pyproject.toml": f"[tool.hardenlint]\n{OUTSIDE} = {OUTSIDE}\n",
    "labels": f"hardenlint.ignore={OUTSIDE}\n",
    "seccomp.json": f'{{"defaultAction": "{OUTSIDE}"}}',
}
ENVIRON = "/proc/self/environ"
USES = (
    "services: {a: {image: 'x${A}', volumes: [{type: bind, source: '/etc/${A}', target: /y}],"
    " environment: {DB_PASSWORD: '${B:-x}'}, user: '${HOSTILE}'}}\n"
)


class Link(NamedTuple):
    """A symbolic link in the place of a file."""

    target: str


FROM = "FROM x\nCOPY . .\n"


def service(text: str) -> str:
    return f"services: {{a: {{image: x, {text}}}}}\n"


WAYS: dict[str, dict[str, str | Link]] = {
    "a link as Dockerfile": {"Dockerfile": Link("../outside/Dockerfile")},
    "a link to no Dockerfile": {"Dockerfile": Link("../outside/broken")},
    "a link to a link": {"x": Link("../outside/broken"), "Dockerfile": Link("x")},
    "the environment as Dockerfile": {"Dockerfile": Link(ENVIRON)},
    "the environment as compose file": {"compose.yaml": Link(ENVIRON)},
    "a link as compose file": {"compose.yaml": Link("../outside/compose.yaml")},
    "a link as override": {
        "compose.yaml": USES, "compose.override.yaml": Link("../outside/compose.yaml")
    },
    "a folder that leads out": {
        "sub": Link("../outside"), "compose.yaml": f"include: [sub/compose.yaml]\n{USES}"
    },
    "dockerfile: good": {"compose.yaml": service("build: {dockerfile: ../outside/Dockerfile}")},
    "dockerfile: bad": {"compose.yaml": service("build: {dockerfile: ../outside/broken}")},
    "dockerfile: environment": {"compose.yaml": service(f"build: {{dockerfile: {ENVIRON}}}")},
    "context": {"compose.yaml": service("build: ../outside")},
    "additional contexts": {
        "compose.yaml": service("build: {context: ., additional_contexts: {x: ../outside}}"),
        "Dockerfile": "FROM x\nCOPY --from=x a b\n",
    },
    "include: good": {"compose.yaml": f"include: [../outside/compose.yaml]\n{USES}"},
    "include: no compose file": {"compose.yaml": f"include: [../outside/key.yaml]\n{USES}"},
    "include: no YAML": {"compose.yaml": f"include: [../outside/broken.yaml]\n{USES}"},
    "extends": {
        "compose.yaml": service("extends: {file: ../outside/compose.yaml, service: base}")
    },
    "extends: not there": {
        "compose.yaml": service("extends: {file: ../outside/compose.yaml, service: x}")
    },
    ".env: environment": {"compose.yaml": USES, ".env": Link(ENVIRON)},
    ".env: good": {"compose.yaml": USES, ".env": Link("../outside/env")},
    ".env: bad": {"compose.yaml": USES, ".env": Link("../outside/broken.env")},
    ".env: output": {"compose.yaml": USES, ".env": Link("/proc/self/fd/1")},
    "env_file of an include: environment": {
        "compose.yaml": f"include: [{{path: in.yaml, env_file: {ENVIRON}}}]\n", "in.yaml": USES
    },
    "env_file of an include": {
        "compose.yaml": "include: [{path: in.yaml, env_file: ../outside/env}]\n", "in.yaml": USES
    },
    "env_file: environment": {"compose.yaml": service(f"env_file: {ENVIRON}")},
    "env_file: good": {"compose.yaml": service("env_file: ../outside/env")},
    "env_file: bad": {"compose.yaml": service("env_file: ../outside/broken.env")},
    "label_file": {"compose.yaml": service("label_file: ../outside/labels")},
    "a profile of seccomp": {
        "compose.yaml": service("security_opt: ['seccomp:../outside/seccomp.json']")
    },
    "a secret": {
        "compose.yaml": service("secrets: [s]") + "secrets: {s: {file: ../outside/env}}\n"
    },
    "COMPOSE_FILE": {
        "compose.yaml": USES, ".env": "COMPOSE_FILE=compose.yaml:../outside/compose.yaml\n"
    },
    ".dockerignore": {"Dockerfile": FROM, ".dockerignore": Link("../outside/ignore")},
    "the configuration": {"Dockerfile": FROM, ".hardenlint.yaml": Link("../outside/config.yaml")},
    "pyproject.toml": {"Dockerfile": FROM, "pyproject.toml": Link("../outside/pyproject.toml")},
    "a configuration that extends": {
        "Dockerfile": FROM, ".hardenlint.yaml": "extends: ../outside/config.yaml\n"
    },
    "known findings": {"Dockerfile": FROM, ".hardenlint-known.json": Link("../outside/broken")},
    "known as once": {"Dockerfile": FROM, ".hardenlint-baseline.json": Link("../outside/broken")},
    "known findings of files": {
        "Dockerfile": FROM,
        ".hardenlint-known.json": '{"version": 1, "findings": [{"check": "run-as-root", "path":'
        ' "../outside/compose.yaml", "subject": "a", "fingerprint": "0", "count": 1}]}',
    },
    "labels of a saved container": {
        "docker.json": '[{"Id": "1", "Name": "/a", "HostConfig": {}, "Config": {"Image": "x",'
        ' "Labels": {"com.docker.compose.service": "base",'
        ' "com.docker.compose.project.working_dir": "FOLDER",'
        ' "com.docker.compose.project.config_files": "../outside/compose.yaml"}}}]',
    },
}  # fmt: skip
"""How a project may name a file outside: its files, by name."""

ALL = [part for name in FORMATS for part in ("--output", f"{name}=../told/{name}")]
HARDEST = ("--profile", "restricted")
ALLOWED = ("--allow-outside", "..", "--allow-outside", "/")
COMMANDS: list[tuple[str, ...]] = [
    ("scan", *HARDEST, "-v", "--show-suppressed", *ALL),
    ("scan", *HARDEST, "-v", "--show-suppressed", *ALL, *ALLOWED),
    ("fix", "--unsafe", *HARDEST),
    ("fix", "--unsafe", *HARDEST, *ALLOWED),
    ("suppressions", "--format", "json", *ALLOWED),
    ("config", "show"),
    ("known", "write", "--known", "../told/known", *ALLOWED),
    ("known", "show"),
]


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("outside", "project", "told"):
        (tmp_path / name).mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "outside" / name).write_text(text)
    monkeypatch.chdir(tmp_path / "project")


def write(path: str, text: str | Link) -> None:
    if isinstance(text, Link):
        os.symlink(text.target, path)
    else:
        Path(path).write_text(text.replace("FOLDER", os.getcwd()), encoding="utf-8")


@pytest.mark.parametrize("way", WAYS)
def test_no_word_from_outside_is_told(way: str) -> None:
    for name, text in WAYS[way].items():
        write(name, text)
    # Who names a link to a folder means the folder.
    files = [name for name in WAYS[way] if not name.startswith(".") and name != "sub"]
    for arguments in (*COMMANDS, ("scan", *files), ("show", *files),
                      ("show", "--format", "json", *files)):  # fmt: skip
        done = trial.run(".", arguments)
        written = [path.read_text() for path in Path("../told").iterdir()]
        for told in (done.out, done.err, *written):
            # `show` fills in the environment, as `docker compose config` does.
            told_of = told.replace(f"{OUTSIDE}env", "") if arguments[0] == "show" else told
            assert OUTSIDE not in told_of, (arguments, told)
        assert done.code in (0, 1, 2, 3), (arguments, done.err)
        assert "internal error" not in done.err, (arguments, done.err)


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_is_needed_is_an_error(way: str) -> None:
    needed = way.startswith(
        ("a ", "the env", "dockerfile", "context", "include", "extends", "COMP")
    )
    for name, text in WAYS[way].items():
        write(name, text)
    done = trial.run(".", ("scan", "--format", "json"))
    if needed and way not in ("a profile of seccomp", "a secret", "a configuration that extends"):
        assert done.code == 3
        kinds = {error["kind"] for error in json.loads(done.out)["errors"]}
        assert kinds == {"missing"}
        assert reach.OUTSIDE in done.out
    else:
        assert f'{reach.OUTSIDE}"' not in done.out.partition('"notes"')[0]


def test_what_env_files_outside_set_is_unknown() -> None:
    write("compose.yaml", "services: {a: {image: 'x:${TAG:-latest}', user: root}}\n")
    assert "image-latest-tag" in trial.run(".", ("scan",)).out
    os.symlink("../outside/env", ".env")
    done = trial.run(".", ("scan",))
    assert "image-latest-tag" not in done.out
    assert "run-as-root" in done.out
    assert "note[outside] .env: lies outside the project and is not read" in done.out
    assert done.code == 1


def test_the_whole_repository_and_all_that_was_named_is_ours(tmp_path: Path) -> None:
    os.makedirs("a")
    write("base.yaml", "services: {b: {image: x, privileged: true}}\n")
    write("a/compose.yaml", "services: {a: {extends: {file: ../base.yaml, service: b}}}\n")
    assert trial.run("a", ("scan", "compose.yaml")).code == 3  # it knows of its own folder alone
    assert trial.run("a", ("scan", "compose.yaml", "..")).code == 1
    assert trial.run(".", ("scan",)).code == 1
    (tmp_path / "project" / ".git").mkdir()
    assert trial.run("a", ("scan", "compose.yaml")).code == 1


def test_a_folder_that_is_reached_through_a_link_is_ours() -> None:
    write("Dockerfile", "FROM alpine:3.20\nUSER root\n")
    os.symlink("project", "../link")
    assert "run-as-root" in trial.run("..", ("scan", "link")).out
    assert "run-as-root" in trial.run("..", ("scan", "link/Dockerfile")).out


def test_files_inside_that_links_lead_to_are_ours() -> None:
    os.mkdir("real")
    write("real/File", "FROM alpine:3.20\nUSER root\n")
    os.symlink("real/File", "Dockerfile")
    assert "run-as-root" in trial.run(".", ("scan",)).out


def test_an_env_file_that_was_named_is_read() -> None:
    write("compose.yaml", "services: {a: {image: 'x:${TAG}'}}\n")
    write("../other.env", "TAG=latest\n")
    assert "image-latest-tag" in trial.run(".", ("scan", "--env-file", "../other.env")).out
    os.symlink("../other.env", "link.env")
    done = trial.run(".", ("scan", "--env-file", "link.env"))
    assert done.code == 3
    assert f"link.env: {reach.OUTSIDE}" in done.out


ENDLESS = ("/proc/kmsg", "/dev/zero", "/dev/stdin", "/proc/self/fd/1", "/sys/kernel/notes", "fifo")
READ = (
    "Dockerfile", "compose.yaml", ".env", ".dockerignore", ".gitignore", ".hardenlint.yaml",
    "pyproject.toml", ".hardenlint-known.json", ".hardenlint-baseline.json",
)  # fmt: skip


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("target", [*ENDLESS, "."])
def test_what_has_no_end_is_not_waited_for(name: str, target: str) -> None:
    write("a.Dockerfile", "FROM alpine:3.20\nUSER root\nCOPY . .\n")
    write("docker-compose.yml", USES)
    os.mkfifo("fifo")
    os.symlink(target, name)
    for command in (("scan",), ("fix",), ("config", "show"), ("known", "show")):
        done = trial.run(".", command, seconds=3)
        assert done.code in (0, 1, 2, 3), (command, done)
        assert "internal error" not in done.err


def test_a_path_with_a_zero_byte() -> None:
    write("compose.yaml", 'services: {a: {image: x, env_file: "a\\0b", build: "c\\0d"}}\n')
    done = trial.run(".", ("scan", "compose.yaml"))
    assert done.code == 3
    assert "internal error" not in done.err
