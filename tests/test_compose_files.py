"""Projects of several files: what is not readable, what lies outside, who decided what."""

import json
import os
import sys

import pytest

from hardenlint import reach
from hardenlint.errors import InputError
from hardenlint.model import Container, Namespace
from hardenlint.model.causes import said
from hardenlint.sources import compose, discover, kinds
from hardenlint.sources.compose.documents import parse
from hardenlint.sources.compose.log import Log
from hardenlint.workspace import Workspace
from tests.workspaces import holding

ONE = 'services:\n  a:\n    image: "x:1"\n    privileged: true\n'


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = os.path.join(tmp_path, "p")
    os.mkdir(folder)
    monkeypatch.chdir(folder)


def write(**files: str) -> list[str]:
    """Write files named by keyword (`_` for the dot before yaml); return their names."""
    names = [f"{name}.yaml" for name in files]
    for name, text in zip(names, files.values(), strict=True):
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    return names


def services(files: list[str]) -> dict[str, Container]:
    project = compose.read(files, Workspace()).project
    assert project is not None
    return {service.name: service for service in project.services}


@pytest.mark.parametrize("broken", ["services:\n  a: [\n", "a: b: c\n", "\tx: 1\n"])
@pytest.mark.parametrize("first", [True, False])
def test_a_broken_file_does_not_hide_the_others(broken: str, first: bool) -> None:
    files = write(base=broken, over=ONE) if first else write(base=ONE, over=broken)
    loaded = compose.read(files, Workspace())
    assert [e.kind for e in loaded.errors] == ["parse"]
    assert loaded.project is not None
    (service,) = loaded.project.services
    assert service.privileges.privileged.value is True
    assert service.privileges.read_only.value is None, "what the broken file says is not known"
    with pytest.raises(InputError):
        compose.show(files, Workspace())


def test_when_no_file_is_readable_the_first_error_counts() -> None:
    with pytest.raises(InputError) as caught:
        compose.read(write(base="a: [", over="b: {"), Workspace())
    assert caught.value.problem.span.path == "base.yaml"


def test_an_override_alone_claims_nothing_about_the_rest() -> None:
    found = services(write(over="services: {a: {environment: {A: b}}}"))
    assert found["a"].privileges.read_only.value is None
    assert found["a"].user.value is None
    assert compose.read(["over.yaml"], Workspace()).errors == ()


@pytest.mark.parametrize(
    ("text", "network", "networks"),
    [
        ("network_mode: 'service:host'", "host", []),
        ("network_mode: 'service:front'", "service:front", ["n"]),
        ("network_mode: 'service:chain'", "host", []),
        ("network_mode: 'service:ring'", "service:ring", []),
        ("network_mode: 'service:nobody'", "service:nobody", []),
        ("network_mode: 'service:plain'", "service:plain", ["default"]),
    ],
)
def test_a_service_sees_the_network_it_shares(text: str, network: str, networks: list[str]) -> None:
    files = write(
        c="services:\n  host: {image: a, network_mode: host}\n  front: {image: a, networks: [n]}\n"
        "  chain: {image: a, network_mode: 'service:host'}\n  plain: {image: a}\n"
        "  ring: {image: a, network_mode: 'service:gnir'}\n"
        "  gnir: {image: a, network_mode: 'service:ring'}\n"
        f"  a: {{image: a, {text}}}\nnetworks: {{n: {{}}}}\n"
    )
    service = services(files)["a"]
    assert str(service.namespaces.network.value) == network
    assert list(service.joined_networks) == networks
    assert service.namespaces.network.span.line == 8


def test_other_namespaces_are_shared_too() -> None:
    found = services(
        write(c="services:\n  h: {image: a, pid: host, ipc: '${X}'}\n"
              "  a: {image: a, pid: 'service:h', ipc: 'service:h'}\n")
    )  # fmt: skip
    assert found["a"].namespaces.pid.value == Namespace("host")
    assert said(found["a"].namespaces.pid.causes) == "through h"
    assert found["a"].namespaces.ipc.value is None


def test_what_is_elsewhere_is_named_and_never_fetched() -> None:
    os.mkdir("../other")
    write(**{"../other/inc": "services: {i: {image: a}}\n"})
    with open("../other/e.env", "w", encoding="utf-8") as file:
        file.write("A=b\n")
    files = write(
        c="include:\n  - https://example.com/a.git\n  - {path: ../other/inc.yaml, "
        "env_file: ../other/e.env}\nservices:\n  a: {build: 'https://example.com/b.git#main'}\n"
        "  b: {image: a, env_file: ../other/e.env}\n"
        "  c: {build: {context: ., additional_contexts: {x: 'https://example.com/c.git'}}}\n"
    )
    for allowed in ((), ("../other",)):
        loaded = compose.read(files, Workspace(reach.of(["."], allowed=allowed)))
        assert loaded.project is not None
        names = [service.name for service in loaded.project.services]
        errors = [(error.kind, error.span.line) for error in loaded.errors]
        assert errors == ([] if allowed else [("missing", 3)])
        assert ("i" in names) is bool(allowed)
        notes = {(note.kind, note.span.line) for note in loaded.notes}
        assert notes == {
            ("remote", 2), ("remote", 5), ("outside", 6), ("remote", 7),
            *([("outside", 3)] if allowed else []),
        }  # fmt: skip


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029", "\r"])
def test_lines_are_those_of_an_editor(sign: str) -> None:
    text = f"a: 'x{sign}  y'\nb:\n  - c\n  - d: [\n"
    (root,) = parse(text.removesuffix("[\n") + "1\n", "c.yaml", Log(Workspace(), strict=True))
    found = root.at("b")
    assert found is not None
    assert found.items[0].span()[1:3] == (3, 5)
    assert found.items[1].span()[1:3] == (4, 5)
    with pytest.raises(InputError) as caught:
        parse(text, "c.yaml", Log(Workspace(), strict=True))
    assert caught.value.problem.span.line in (4, 5)


def test_a_large_file_is_read_and_a_bomb_is_not() -> None:
    label = "as generated files have it".ljust(280, "-")
    items = "".join(
        f"  s{n}: {{image: a, user: '1', cap_drop: [ALL], labels: [{label}]}}\n"
        for n in range(6_000)
    )
    loaded = compose.read(["c.yaml"], holding("c.yaml", "services:\n" + items))
    assert loaded.project is not None
    assert len(loaded.project.services) == 6_000
    levels = "".join(
        f"x-{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 9)
    )  # fmt: skip
    with pytest.raises(InputError, match="aliases expand"):
        compose.read(
            ["c.yaml"], holding("c.yaml", f"x-0: &l0 [a]\n{levels}services: {{a: {{image: a}}}}\n")
        )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{services: {a: {image: x}}}", "compose"),
        ('{"services": {"a": {"image": "x"}}}', "compose"),
        ('{"name": "p", "services": {}}', "compose"),
        ("{name: p, services: {a: {image: x}}}", "compose"),
        ('{"Id": "1", "Config": {"Labels": {"services": "x"}}}', "inspect"),
        ('[{"Id": "1"}]', "inspect"),
        ("{", "inspect"),
        ('{"Id": "1", ', "inspect"),
    ],
)
def test_what_starts_with_a_brace_is_told_by_its_content(text: str, kind: str) -> None:
    assert kinds.by_content(text) == kind


def test_the_files_that_compose_file_names_are_one_project() -> None:
    base, over = write(base=ONE, over="services: {a: {privileged: false}}")
    (default,) = write(compose=ONE)
    assert discover.project_files(base, Workspace()) == (base,)
    with open(".env", "w", encoding="utf-8") as file:
        file.write("COMPOSE_FILE=base.yaml;over.yaml\nCOMPOSE_PATH_SEPARATOR=;\n")
    assert discover.project_files(base, Workspace()) == (base, over)
    assert discover.project_files(f"./{over}", Workspace()) == (base, over)
    assert discover.project_files(default, Workspace()) == (default,)
    assert discover.Input("compose", (base, over)) in discover.projects([default], Workspace())
    os.remove(over)
    assert discover.project_files(base, Workspace()) == (base,)


@pytest.mark.parametrize("folder", [".", "sub"])
def test_the_files_that_compose_file_names_are_found_whatever_they_are_called(folder: str) -> None:
    os.makedirs(folder, exist_ok=True)
    for name, text in (("base.yml", ONE), ("prod.yml", ONE), ("other.yml", ONE)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    assert discover.find(".", Workspace()) == ([], [])
    with open(os.path.join(folder, ".env"), "w", encoding="utf-8") as file:
        file.write("COMPOSE_FILE=base.yml:prod.yml\n")
    files = tuple(
        os.path.normpath(os.path.join(folder, f"{name}.yml")) for name in ("base", "prod")
    )
    found, _ = discover.find(".", Workspace())
    assert tuple(found) == files
    assert discover.projects(found, Workspace()) == [discover.Input("compose", files)]


def test_only_a_list_says_that_there_is_no_health_check() -> None:
    """A text is a command for a shell, whatever it says."""
    text = "services: {a: {image: x, healthcheck: {test: NONE}}, b: {image: x, healthcheck: "
    loaded = compose.read(["c.yaml"], holding("c.yaml", text + "{test: [NONE]}}}\n"))
    assert loaded.project is not None
    checks = [service.healthcheck.value for service in loaded.project.services]
    assert [check is not None and check.disabled for check in checks] == [False, True]


def test_show_tells_who_decided_what() -> None:
    base, over = write(
        base='services:\n  a:\n    image: "x:${TAG:-1}"\n    user: "1"\n    ports: ["80:80"]\n',
        over="services:\n  a:\n    user: app\n    command: ['x: y', 'on', '']\n    build: .\n",
    )
    shown = compose.describe([base, over], Workspace())
    lines = {line.partition("#")[0].strip(): line.partition("#")[2] for line in shown.split("\n")}
    assert lines["image: x:1"] == " [1] 3, default value of $TAG"
    assert lines["user: app"] == " [2] 3"
    assert lines['- {target: 80, published: "80", protocol: tcp}'] == " [1] 5"
    assert lines['command: ["x: y", on, ""]'] == " [2] 4"
    assert lines["dockerfile: Dockerfile"] == " added by compose"
    assert "# [2] over.yaml" in shown.split("\n")


def test_reading_leaves_the_garbage_collector_as_it_was() -> None:
    import gc

    assert gc.isenabled()
    compose.read(write(c=ONE), Workspace())
    assert gc.isenabled()
    gc.disable()
    try:
        compose.read(["c.yaml"], Workspace())
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_only_what_is_wrong_loads_the_schema() -> None:
    from subprocess import run

    probe = (
        "import json, sys\nfrom hardenlint.sources import compose\n"
        "from hardenlint.workspace import Workspace\n"
        "errors = compose.read([sys.argv[1]], Workspace()).errors\n"
        "print(json.dumps([len(errors), 'jsonschema' in sys.modules]))"
    )
    (good, bad) = write(good=ONE, bad=ONE + "    user: 1\n")
    for name, expected in ((good, [0, False]), (bad, [1, True])):
        done = run([sys.executable, "-c", probe, name], capture_output=True, text=True, check=True)
        assert json.loads(done.stdout) == expected


@pytest.mark.parametrize(
    "services",
    [
        "".join(f'  s{i}: {{image: x, ports: ["1-65535:1-65535"]}}\n' for i in range(200)),
        "  s0: {image: x, ports: [" + ", ".join(f'"1-{i}"' for i in range(40000, 60000)) + "]}\n",
    ],
)
def test_a_few_lines_cannot_publish_millions_of_ports(services: str) -> None:
    files = write(many=f"services:\n{services}  end: {{image: x, privileged: true}}\n")
    loaded = compose.read(files, Workspace())
    assert {error.message for error in loaded.errors} == {
        "the project publishes more than 100,000 ports"
    }
    assert loaded.project is not None
    assert loaded.project.services[-1].privileges.privileged.value is True
    assert sum(len(service.networking.ports) for service in loaded.project.services) <= 100_000
    with pytest.raises(InputError, match="more than 100,000 ports"):
        compose.show(files, Workspace())


def test_ranges_of_exposed_ports_stay_ranges() -> None:
    ranges = ", ".join(f'"1-{last}"' for last in range(40000, 50000))
    (service,) = services(
        write(many=f"services: {{a: {{image: x, expose: [{ranges}]}}}}\n")
    ).values()
    assert len(service.exposed) == 10_000
