"""What services take over from each other, and what a container knows of its surroundings."""

import json

import pytest

from hardenlint import Container, registry
from hardenlint.engine import Result, judge
from hardenlint.knowledge import admin_endpoints
from hardenlint.model import Field, Project, Span, VolumesFrom
from hardenlint.policy import Policy
from hardenlint.sources import compose, inspect
from tests.workspaces import holding

CHECKS = registry.load()[0]


def read(text: str) -> Project:
    project = compose.read(["compose.yaml"], holding("compose.yaml", text)).project
    assert project is not None
    return project


def service(text: str, name: str) -> Container:
    return next(found for found in read(text).services if found.name == name)


def containers(*documents: object) -> dict[str, Container]:
    subjects = inspect.read(json.dumps(documents), "i.json").subjects
    return {found.name: found for found in subjects if isinstance(found, Container)}


def results(project: Project, check: str) -> list[Result]:
    policy = Policy(profile="restricted", select=frozenset({check}))
    found, problems = judge([project, *project.services], CHECKS, policy)
    assert problems == []
    return found


def seen(container: Container) -> list[tuple[str, str, bool]]:
    mounts = [field.value for field in container.storage.mounts]
    return [("?", "", False) if m is None else (m.source, m.target, m.read_only) for m in mounts]


SERVICES = """
services:
  owner: {image: a, volumes: ["/etc:/a", "data:/b:ro"], tmpfs: [/tmp]}
  heir: {image: a, volumes_from: [HEIR]}
  user: {image: a, volumes: ["./own:/a"], volumes_from: [heir]}
volumes: {data: {}}
"""


@pytest.mark.parametrize(
    ("item", "name", "expected"),
    [
        ("owner", "heir", [("/etc", "/a", False), ("data", "/b", True)]),
        ("owner:rw", "heir", [("/etc", "/a", False), ("data", "/b", True)]),
        ('"owner:ro"', "heir", [("/etc", "/a", True), ("data", "/b", True)]),
        ('"container:owner"', "heir", [("?", "", False)]),
        ('"${OTHER}"', "heir", [("?", "", False)]),
        ('"${OTHER:-owner}"', "heir", [("/etc", "/a", False), ("data", "/b", True)]),
        ("nobody", "heir", [("?", "", False)]),
        ("user", "heir", [("./own", "/a", False)]),
        ("owner", "user", [("./own", "/a", False), ("data", "/b", True)]),
        ("heir", "heir", []),
    ],
)
def test_mounts_are_taken_over(item: str, name: str, expected: list[object]) -> None:
    assert seen(service(SERVICES.replace("HEIR", item), name)) == expected


def test_what_is_taken_over_lies_at_the_item_and_names_the_mount() -> None:
    (found,) = results(read(SERVICES.replace("HEIR", "owner")), "sensitive-host-path-mounted")[1:]
    assert (found.span.line, found.span.pointer) == (4, "/services/heir/volumes_from/0")
    assert [(text, place.line) for text, place in found.related] == [("mounted by owner", 3)]


def test_a_disguised_bind_names_its_volume() -> None:
    project = read(
        "services: {a: {image: a, volumes: ['vol:/v']}}\n"
        "volumes:\n  vol: {driver_opts: {type: none, o: bind, device: /etc}}\n"
    )
    (found,) = results(project, "sensitive-host-path-mounted")
    assert [place.pointer for _, place in found.related] == ["/volumes/vol"]


def test_a_long_chain_ends() -> None:
    lines = [f"  s{i}: {{image: a, volumes_from: [s{i + 1}], volumes: ['/v{i}:/v{i}']}}"
             for i in range(1500)]  # fmt: skip
    last = "  s1500: {image: a}"
    project = read("\n".join(["services:", *lines, last]))
    assert 100 <= len(project.services[0].storage.mounts) <= 102


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db", ("service", "db", False)),
        ("db:ro", ("service", "db", True)),
        ("db:ro,z", ("service", "db", True)),
        ("container:db", ("container", "db", False)),
        ("container:db:ro", ("container", "db", True)),
        ("/db:rw", ("service", "db", False)),
    ],
)
def test_volumes_from(text: str, expected: tuple[str, str, bool]) -> None:
    found = VolumesFrom.parse(text, "service")
    assert (found.kind, found.name, found.read_only) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("['a.b:1.2.3.4']", [("a.b", "1.2.3.4")]),
        ("['a.b=1.2.3.4']", [("a.b", "1.2.3.4")]),
        ("['a.b:::1']", [("a.b", "::1")]),
        ("['a.b:[::1]']", [("a.b", "::1")]),
        ("{a.b: 1.2.3.4}", [("a.b", "1.2.3.4")]),
        ("{a.b: [1.2.3.4, 1.2.3.5]}", [("a.b", "1.2.3.4"), ("a.b", "1.2.3.5")]),
        ("{a.b: '${A}'}", [None]),
    ],
)
def test_extra_hosts(written: str, expected: list[object]) -> None:
    found = service(f"services: {{a: {{image: a, extra_hosts: {written}}}}}", "a")
    assert [field.value for field in found.networking.extra_hosts] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("use_api_socket: true", True),
        ("use_api_socket: false", False),
        ("tty: true", False),
    ],
)
def test_api_socket(written: str, expected: bool) -> None:
    found = service(f"services: {{a: {{image: a, {written}}}}}", "a")
    assert found.storage.api_socket.value is expected


def test_networks_of_a_document_without_an_engine() -> None:
    network = {
        "Name": "back", "Driver": "overlay", "Internal": True, "Attachable": True,
        "Options": {"encrypted": ""}, "Labels": {"com.docker.compose.project": "shop"},
    }  # fmt: skip
    found = containers({"Id": "1", "Name": "/a", "HostConfig": {}, "Config": {}}, network)["a"]
    back = found.known_networks["back"]
    setting = back.setting("encrypted")
    assert (back.driver, back.owner, setting and setting.value) == ("overlay", "shop", "")
    assert back.attachable is not None
    assert back.attachable.value is True


def test_peers_are_those_of_the_document() -> None:
    document: dict[str, object] = {"HostConfig": {}, "Config": {}}
    found = containers({"Id": "1", "Name": "/a", **document}, {"Id": "2", "Name": "/b", **document})
    assert [peer.name for peer in found["a"].peers] == ["a", "b"]
    assert found["a"].is_first(lambda peer: peer.name in ("a", "b"))
    assert not found["b"].is_first(lambda peer: peer.name in ("a", "b"))


def test_inspect_says_dns_hosts_and_links() -> None:
    found = containers({
        "Id": "1", "Name": "/a", "Config": {},
        "HostConfig": {
            "Dns": ["1.1.1.1"], "ExtraHosts": ["a.b:1.2.3.4", "c.d:::1"],
            "Links": ["/db:/a/db"], "VolumesFrom": ["db:ro"],
        },
    })["a"]  # fmt: skip
    assert [field.value for field in found.networking.dns] == ["1.1.1.1"]
    assert [field.value for field in found.networking.extra_hosts] == [
        ("a.b", "1.2.3.4"),
        ("c.d", "::1"),
    ]
    assert [field.value for field in found.networking.links] == ["db"]
    (origin,) = found.storage.volumes_from
    assert origin.value is not None
    assert (origin.value.name, origin.value.read_only) == ("db", True)


def test_tables_of_admin_endpoints() -> None:
    for name, values, images, what, ports in (
        *admin_endpoints.OPTIONS,
        *admin_endpoints.VARIABLES,
    ):
        assert name
        assert values
        assert what
        assert all(value == value.lower() for value in (*values, *images))
        assert all(0 < port < 65536 for port in ports)
        assert not name.startswith("-") or name == name.lower()


PLACE = Span("c.yaml")
URLS = "listen-client-urls"
NONE = ", which asks for no certificate"
WIZARD = "-Djenkins.install.runSetupWizard=false"


@pytest.mark.parametrize(
    ("image", "command", "env", "expected"),
    [
        ("traefik", "--api.insecure", {}, ["--api.insecure"]),
        ("traefik", "--api.insecure=True", {}, ["--api.insecure"]),
        ("nginx", "--api.insecure", {}, []),
        ("lab", "jupyter lab --ServerApp.token=''", {}, ["--ServerApp.token="]),
        ("lab", "jupyter lab --ServerApp.token ''", {}, ["--ServerApp.token="]),
        ("lab", "jupyter lab --ServerApp.token=abc", {}, []),
        ("lab", "jupyter --ServerApp.token= --ServerApp.password=x", {}, []),
        ("kong", "", {"KONG_ADMIN_LISTEN": "0.0.0.0:8001"}, ["KONG_ADMIN_LISTEN=0.0.0.0:8001"]),
        ("kong", "", {"KONG_ADMIN_LISTEN": "127.0.0.1:8001"}, []),
        ("kong", "", {"KONG_ADMIN_LISTEN": "off"}, []),
        ("app", f"etcd --{URLS}=http://[::]:2379", {}, [f"{URLS}=http://[::]:2379{NONE}"]),
        ("app", f"etcd --{URLS} http://[::]:2379", {}, [f"{URLS}=http://[::]:2379{NONE}"]),
        ("etcd", "", {"ETCD_LISTEN_CLIENT_URLS": "https://[::]:2"}, [f"{URLS}=https://[::]:2{NONE}"]),
        ("etcd", "", {"ETCD_LISTEN_CLIENT_URLS": "http://localhost:2379"}, []),
        ("jenkins", "", {"JAVA_OPTS": WIZARD}, [WIZARD]),
        ("jenkins", "", {"JAVA_OPTS": WIZARD, "CASC_JENKINS_CONFIG": "/x"}, []),
        ("app", "", {}, []),
    ],
)  # fmt: skip
def test_opened(image: str, command: str, env: dict[str, str], expected: list[str]) -> None:
    words = Field(tuple(command.split()), PLACE)
    said = {name: Field(value, PLACE) for name, value in env.items()}
    found = admin_endpoints.opened(image, (words,), said)
    assert [opened.field.value for opened in found] == expected


@pytest.mark.parametrize(("mounted", "speaks"), [("/etc:/a", False), ("data:/a", True)])
def test_what_is_taken_over_is_told_once(mounted: str, speaks: bool) -> None:
    project = read(
        f"services:\n  a: {{image: a, volumes: ['{mounted}']}}\n"
        "  b: {image: a, volumes_from: [a]}\nvolumes: {data: {}}\n"
    )
    found, _ = judge([*project.services], CHECKS, Policy(profile="restricted"))
    told = {result.check.id for result in found if result.span.line == 3}
    assert ("volumes-from-inherited" in told) is speaks
    assert ("sensitive-host-path-mounted" in told) is not speaks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8080:8080", "insecure-admin-endpoint"),
        ("2379:2375", "docker-api-published"),
        ("5432:5432", "sensitive-service-published"),
        ("80:80", "port-bound-all-interfaces"),
    ],
)
def test_one_finding_a_published_port(text: str, expected: str) -> None:
    found, _ = judge(
        read(
            "services:\n  a:\n    image: traefik:v3.1\n    command: --api.insecure=true\n"
            f"    ports: ['{text}']\n"
        ).services,
        CHECKS,
        Policy(profile="restricted"),
    )
    told = {result.check.id for result in found if result.span.line == 5}
    assert told - {"privileged-port-published"} == {expected}
