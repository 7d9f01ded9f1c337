"""What `show` makes of the rarer keys and of files that lie in several folders."""

import json
import os
from typing import Any

import pytest

from hardenlint.errors import InputError
from hardenlint.sources import compose
from hardenlint.workspace import Workspace
from tests.cli import hardenlint
from tests.workspaces import holding


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/u")


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)


def shown(body: str) -> Any:
    write({"compose.yaml": f"services:\n  a:\n    image: i\n    {body}\n"})
    return compose.show(["compose.yaml"], Workspace())["services"]["a"]


@pytest.mark.parametrize(
    ("body", "key", "value"),
    [
        ('attach: "yes"', "attach", True),
        ("cpu_shares: 7.5", "cpu_shares", 7),
        ("mem_limit: 1e9", "mem_limit", 0),
        ("provider: {type: x, options: {a: b, c: [1]}}", "provider",
         {"type": "x", "options": {"a": ["b"], "c": ["1"]}}),
        ("environment: {A: 2020-01-02}", "environment", {"A": "2020-01-02 00:00:00 +0000 UTC"}),
        ("environment: {A: 2020-1-2T3:4:5.60-01:00}", "environment",
         {"A": "2020-01-02 03:04:05.6 -0100 -0100"}),
        ('environment: {A: "2020-01-02", B: 2020-02-30}', "environment",
         {"A": "2020-01-02", "B": "2020-02-30"}),
        ("environment: {A: 1e6, B: 123456.5, C: 1e-7, D: 1.10, E: -0}", "environment",
         {"A": "1e+06", "B": "123456.5", "C": "1e-07", "D": "1.1", "E": "-0"}),
        ("blkio_config: {device_read_bps: [{path: /dev/a, rate: 1k}]}", "blkio_config",
         {"device_read_bps": [{"path": "/dev/a", "rate": 1024}]}),
        ("post_start: [{command: a, privileged: 'yes'}]", "post_start",
         [{"command": ["a"], "privileged": True}]),
        ("develop: {watch: [{path: ~/a, action: rebuild, ignore: x}]}", "develop",
         {"watch": [{"path": "/home/u/a", "action": "rebuild", "ignore": ["x"]}]}),
        ("gpus: [{driver: x, options: [a=b]}]", "gpus",
         [{"driver": "x", "options": {"a": "b"}, "count": "all"}]),
        ("volumes: [{type: bind, source: /a, target: /b, bind: {create_host_path: 'no'}}]",
         "volumes", [{"type": "bind", "source": "/a", "target": "/b", "read_only": False,
                      "create_host_path": False}]),
        ("deploy: {labels: [a=b]}\n    scale: 2", "deploy",
         {"labels": {"a": "b"}, "replicas": 2}),
    ],
)  # fmt: skip
def test_rarer_keys(body: str, key: str, value: Any) -> None:
    assert shown(body)[key] == value


@pytest.mark.parametrize(
    "body",
    [
        "ports: [80.5]",
        "ports: [{target: -5}]",
        "healthcheck: {retries: -1}",
        "mem_swappiness: x",
        'blkio_config: {weight: "300"}',
        'extra_hosts: ["a:b=c"]',
        "secrets: [{target: x}]",
        "environment: {A: .inf}",
        "environment: {2020-01-01: x}",
        'volumes: [{type: tmpfs, target: /t, tmpfs: {mode: "0755"}}]',
        "command: a(b",
    ],
)
def test_what_compose_refuses(body: str) -> None:
    with pytest.raises(InputError) as caught:
        shown(body)
    assert caught.value.problem.span.line == 4


def test_a_service_with_an_empty_image_runs_nothing() -> None:
    write({"compose.yaml": 'services: {a: {image: ""}}\n'})
    with pytest.raises(InputError, match="neither an image nor a build"):
        compose.show(["compose.yaml"], Workspace())


def test_a_written_number_and_a_written_text_are_two_ports() -> None:
    ports = shown('ports: ["8080:80", {target: 80, published: 8080}]')["ports"]
    assert [port["published"] for port in ports] == ["8080", "8080"]


@pytest.mark.parametrize("home", ["~/x", "~x"])
def test_what_follows_the_tilde_lies_below_home(home: str) -> None:
    assert shown(f'volumes: ["{home}:/x"]')["volumes"][0]["source"] == "/home/u/x"


def test_paths_of_nested_includes_and_extends_lie_beside_their_files() -> None:
    write({
        "compose.yaml": "include: [sub/nest.yaml]\n",
        "sub/nest.yaml": "include: [deep/d.yaml]\nservices:\n"
        "  n: {image: n, extends: {file: ext/e.yaml, service: e}, volumes: ['./n:/n']}\n",
        "sub/ext/e.yaml": "services: {e: {env_file: [e.env], build: .}}\n",
        "sub/deep/d.yaml": "services: {d: {build: ., volumes: ['./q:/q', '/abs:/abs']}}\n",
    })  # fmt: skip
    services = compose.show(["compose.yaml"], Workspace())["services"]
    assert services["d"]["build"]["context"] == "sub/deep"
    assert [v["source"] for v in services["d"]["volumes"]] == ["sub/deep/q", "/abs"]
    assert services["n"]["build"]["context"] == "sub/ext"
    assert services["n"]["env_file"][0]["path"] == "sub/ext/e.env"
    assert services["n"]["volumes"][0]["source"] == "sub/n"


def test_each_include_reads_an_extended_file_with_its_own_variables() -> None:
    include = "services: {NAME: {extends: {file: ../ext.yaml, service: e}}}\n"
    write({
        "compose.yaml": "include: [one/c.yaml, two/c.yaml]\n",
        "one/c.yaml": include.replace("NAME", "a"), "one/.env": "V=1\n",
        "two/c.yaml": include.replace("NAME", "b"), "two/.env": "V=2\n",
        "ext.yaml": "services: {e: {image: 'i:$V'}}\n",
    })  # fmt: skip
    services = compose.show(["compose.yaml"], Workspace())["services"]
    assert {name: service["image"] for name, service in services.items()} == {
        "a": "i:1",
        "b": "i:2",
    }


@pytest.mark.parametrize(("include", "fails"), [
    ("[{env_file: x.env}]", False), ("[~]", False), ("[{path: []}]", False),
    ("[5]", True), ('[{path: ""}]', True), ('[""]', True),
])  # fmt: skip
def test_an_include_without_a_path_is_none(include: str, fails: bool) -> None:
    write({"compose.yaml": f"include: {include}\nservices: {{a: {{image: i}}}}\n"})
    if fails:
        with pytest.raises(InputError):
            compose.show(["compose.yaml"], Workspace())
    else:
        assert list(compose.show(["compose.yaml"], Workspace())["services"]) == ["a"]


def test_the_text_says_what_runs_first_and_who_is_left_out() -> None:
    write({
        "compose.yaml": "services:\n  a:\n    extends: {file: base.yaml, service: b}\n"
        "    image: i\n    environment: {DB_PASSWORD: hunter22aZ, A: b}\n"
        "    depends_on: [c]\n    ports: ['80:80']\n  c: {image: c}\n"
        "  d: {image: d, profiles: [x, y]}\n",
        "base.yaml": "services: {b: {user: '1', volumes: ['./v:/v']}}\n",
    })  # fmt: skip
    lines = compose.describe(["compose.yaml"], Workspace()).splitlines()
    assert "# not started: d, only in profile x, y" in lines
    rows = [line.partition("#") for line in lines if not line.startswith("#")]
    shown = {text.strip(): place.strip() for text, _, place in rows}
    keys = [text.strip().partition(":")[0] for text, *_ in rows if text.startswith("    ")]
    assert keys.index("image") < keys.index("user")
    assert shown["image: i"] == "[1] 4"
    assert shown['user: "1"'] == "[2] 1"
    assert shown["- {type: bind, source: v, target: /v}"] == "[2] 1"
    assert shown["DB_PASSWORD: ********"] == "[1] 5"
    assert shown["c: {condition: service_started, required: true}"] == "[1] 6"
    assert shown["default: {}"] == "added by compose"
    columns = {line.index("  # ") for line in lines if "  # " in line and len(line) < 80}
    assert len(columns) == 1


def test_an_error_of_another_file_is_told_with_its_line() -> None:
    write({
        "a.yaml": "services: {a: {image: i}}\n",
        "b.yaml": "services:\n  a:\n    imag: x\n",
    })  # fmt: skip
    run = hardenlint("show", "-f", "a.yaml", "-f", "b.yaml")
    assert run.code == 3
    assert run.err == "hardenlint: b.yaml:3: unknown key 'imag' in a: is it image?\n"


def test_the_default_network_is_there_for_services_that_do_not_start_too() -> None:
    write({"compose.yaml": "services: {a: {image: i, profiles: [p]}}\n"})
    shown = compose.show(["compose.yaml"], Workspace())
    assert (shown["services"], list(shown["networks"])) == ({}, ["default"])


@pytest.mark.parametrize(
    ("given", "name"), [("proj", "proj"), ("", "written"), ("X y", None), ("_a", None)]
)
def test_the_environment_names_the_project(
    given: str, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"compose.yaml": "name: written\nservices: {a: {image: i}}\n"})
    write({".env": f"COMPOSE_PROJECT_NAME={given}\n"})
    if name is not None:
        shown = compose.show(["compose.yaml"], Workspace())
        assert shown["name"] == name
        assert shown["networks"]["default"]["name"] == f"{name}_default"
        return
    with pytest.raises(InputError, match="the project name") as caught:
        compose.show(["compose.yaml"], Workspace())
    assert (caught.value.problem.span.path, caught.value.problem.span.line) == (".env", 1)
    assert [error.span.line for error in compose.read(["compose.yaml"], Workspace()).errors] == [1]


def test_a_project_without_a_name_is_shown_without_one() -> None:
    write({"compose.yaml": "services: {a: {image: $COMPOSE_PROJECT_NAME}}\n"})
    shown = compose.show(["compose.yaml"], Workspace())
    assert "name" not in shown
    assert shown["services"]["a"]["image"] == "test_a_project_without_a_name_0"


@pytest.mark.parametrize(
    "line",
    [
        "echo k3Zt9vQ2x | passwd --stdin bob",
        "printf 'root:k3Zt9vQ2x' | chpasswd",
        "echo k3Zt9vQ2x|sudo -S ls",
        "echo 'k3Zt9vQ2x' | docker login --password-stdin",
    ],
)
def test_what_a_command_line_tells_of_a_word_is_not_lost_with_its_end(line: str) -> None:
    text = f"services: {{a: {{image: n, command: {json.dumps(line)}}}}}\n"
    shown = compose.describe(["c.yaml"], holding("c.yaml", text))
    assert "k3Zt9vQ2x" not in shown
    assert "echo hello" in compose.describe(
        ["c.yaml"], holding("c.yaml", "services: {a: {image: n, command: [sh, -c, echo hello]}}\n")
    )
