"""Services as containers of the model: each field, its place, what is unknown."""

import os
from operator import attrgetter
from typing import Any

import pytest

from hardenlint.errors import InputError
from hardenlint.model import (
    Container,
    Device,
    Healthcheck,
    Mount,
    Namespace,
    PublishedPort,
    RestartPolicy,
    SecurityOpt,
)
from hardenlint.model.causes import said
from hardenlint.sources import compose
from hardenlint.sources.compose import Loaded
from tests.workspaces import holding


def load(body: str, rest: str = "") -> Loaded:
    return compose.read(
        ["compose.yaml"], holding("compose.yaml", f"services:\n  web:\n{body}\n{rest}")
    )


def web(body: str, rest: str = "") -> Container:
    text = "    image: nginx\n" + "\n".join("    " + line for line in body.splitlines())
    project = load(text, rest).project
    assert project is not None
    return project.services[0]


def place(span: Any) -> tuple[int, int, int, int]:
    return (span.line, span.column, span.end_line, span.end_column)


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ("privileged: true", "privileges.privileged", True),
        ("privileged: yes", "privileges.privileged", True),
        ("privileged: 'true'", "privileges.privileged", True),
        ("privileged: ${P:-true}", "privileges.privileged", True),
        ("read_only: on", "privileges.read_only", True),
        ("pid: host", "namespaces.pid", Namespace("host")),
        ("ipc: service:db", "namespaces.ipc", Namespace("service", "db")),
        ("network_mode: container:x", "namespaces.network", Namespace("container", "x")),
        ("userns_mode: host", "namespaces.userns", Namespace("host")),
        ("cgroup: host", "namespaces.cgroup", Namespace("host")),
        ("uts: host", "namespaces.uts", Namespace("host")),
        ("mem_limit: 512m", "limits.memory", 512 * 1024**2),
        ("mem_limit: 1.5gb", "limits.memory", 1536 * 1024**2),
        ("mem_limit: -1", "limits.memory", 0),
        ("deploy: {resources: {limits: {memory: 1g}}}", "limits.memory", 1024**3),
        ("deploy: {resources: {limits: {cpus: '0.5', pids: 9}}}", "limits.cpus", 0.5),
        ("deploy: {resources: {limits: {cpus: '0.5', pids: 9}}}", "limits.pids", 9),
        ("deploy: {resources: {reservations: {memory: 1g}}}", "limits.memory", 0),
        ("cpu_quota: 50000", "limits.cpus", 0.5),
        ("pids_limit: -1", "limits.pids", 0),
        ("restart: always", "lifecycle.restart", RestartPolicy("always")),
        ("restart: no", "lifecycle.restart", RestartPolicy("no")),
        ("restart: on-failure:3", "lifecycle.restart", RestartPolicy("on-failure", 3)),
        ("deploy: {restart_policy: {condition: on-failure, max_attempts: 2}}", "lifecycle.restart",
         RestartPolicy("on-failure", 2)),
        ("deploy: {restart_policy: {}}", "lifecycle.restart", RestartPolicy("always")),
        ("restart: 'no'\ndeploy: {restart_policy: {condition: any}}", "lifecycle.restart",
         RestartPolicy("always")),
        ("healthcheck: {disable: true}", "healthcheck", Healthcheck(disabled=True)),
        ("healthcheck: {test: [NONE]}", "healthcheck", Healthcheck(disabled=True)),
        ("healthcheck: {test: curl x}", "healthcheck", Healthcheck(("CMD-SHELL", "curl x"))),
        ("command: a 'b c' \"d\"", "command", ("a", "b c", "d")),
        ("entrypoint: [x, y]", "entrypoint", ("x", "y")),
        ("cgroup_parent: /x", "namespaces.cgroup_parent", "/x"),
        ("runtime: runsc", "privileges.runtime", "runsc"),
        ("security_opt: ['systempaths=unconfined']", "privileges.masked_paths", False),
    ],
)  # fmt: skip
def test_stated_fields(body: str, field: str, value: Any) -> None:
    assert attrgetter(field)(web(body)).value == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("privileges.privileged", False),
        ("privileges.read_only", False),
        ("limits.memory", 0),
        ("limits.pids", 0),
        ("limits.cpus", 0),
        ("lifecycle.restart", RestartPolicy()),
        ("healthcheck", Healthcheck()),
        ("privileges.masked_paths", True),
        ("networking.implicit_network", True),
        ("namespaces.pid", Namespace("")),
    ],
)
def test_defaults_are_at_the_service(field: str, value: Any) -> None:
    found = attrgetter(field)(web(""))
    assert found.value == value
    assert found.origin == "defaulted"
    assert place(found.span) == (2, 3, 2, 6)


@pytest.mark.parametrize(
    ("body", "ports"),
    [
        ("ports: [80]", [PublishedPort(80)]),
        ("ports: [8080:80]", [PublishedPort(80, "8080")]),
        ("ports:\n- 2222:22", [PublishedPort(22, "2222")]),
        ("ports:\n- 22:22", [PublishedPort(22, "22")]),
        ("ports: ['127.0.0.1::80/udp']", [PublishedPort(80, "", "127.0.0.1", "udp")]),
        ("ports: ['[::1]:81:80']", [PublishedPort(80, "81", "::1")]),
        ("ports: ['8000-8001:80-81']", [PublishedPort(80, "8000"), PublishedPort(81, "8001")]),
        ("ports: ['8000-8010:80']", [PublishedPort(80, "8000-8010")]),
        ("ports: [{target: 80, published: 8080, host_ip: '::'}]",
         [PublishedPort(80, "8080", "::")]),
        ("ports: ['${P:-8080}:80']", [PublishedPort(80, "8080")]),
    ],
)  # fmt: skip
def test_ports(body: str, ports: list[PublishedPort]) -> None:
    assert [port.value for port in web(body).networking.ports] == ports


@pytest.mark.parametrize(
    ("item", "mount"),
    [
        ("/a:/b", Mount("bind", "/a", "/b")),
        ("./a:/b:ro", Mount("bind", "./a", "/b", read_only=True)),
        ("~/a:/b:ro,rslave,z", Mount("bind", "~/a", "/b", True, "rslave", "z")),
        ("${HOME}/a:/b", Mount("bind", "~/a", "/b")),
        ("/var/run/docker.sock", Mount("volume", "", "/var/run/docker.sock")),
        ("data:/d", Mount("volume", "data", "/d", volume="data")),
        ("v:/data", Mount("volume", "", "v:/data")),
        ("C:\\x:/y", Mount("bind", "C:\\x", "/y")),
        ("{type: bind, source: /a, target: /b, bind: {propagation: rshared}}",
         Mount("bind", "/a", "/b", propagation="rshared")),
        ("{type: tmpfs, target: /t}", Mount("tmpfs", "", "/t")),
        ("disguised:/d", Mount("bind", "/etc", "/d", volume="disguised", options="bind")),
        ("{type: volume, source: disguised, target: /d}",
         Mount("bind", "/etc", "/d", volume="disguised", options="bind")),
    ],
)  # fmt: skip
def test_mounts(item: str, mount: Mount) -> None:
    quoted = item if item.startswith("{") else f"'{item}'"
    rest = "volumes:\n  data:\n  disguised: {driver_opts: {type: none, o: bind, device: /etc}}\n"
    found = web(f"volumes:\n  - {quoted}", rest).storage.mounts
    assert [field.value and field.value._replace(related=()) for field in found] == [mount]
    assert found[0].span.pointer == "/services/web/volumes/0"
    # One with keys of its own is told at its source.
    column = 9 + (item.index("source: ") + 8 if "source: " in item else 0)
    assert place(found[0].span)[:2] == (5, column)


def test_other_lists() -> None:
    body = (
        "cap_add: [cap_sys_admin, '${C}']\ncap_drop: [all]\n"
        "security_opt: ['no-new-privileges=true', 'seccomp:unconfined']\ngroup_add: [0, docker]\n"
        "devices: ['/dev/a', '/dev/b:/dev/c:r']\nexpose: [80, 8000-8002/udp]\ntmpfs: /t:ro"
    )
    service = web(body)
    assert [item.value for item in service.privileges.capabilities.add] == ["SYS_ADMIN", None]
    assert service.privileges.capabilities.drops_all
    assert place(service.privileges.capabilities.span) == (5, 5, 5, 13)
    assert [opt.value for opt in service.privileges.security_opts] == [
        SecurityOpt("no-new-privileges", "true"),
        SecurityOpt("seccomp", "unconfined"),
    ]
    assert [group.value for group in service.privileges.group_add] == ["0", "docker"]
    assert [device.value for device in service.privileges.devices] == [
        Device("/dev/a", "/dev/a"),
        Device("/dev/b", "/dev/c", "r"),
    ]
    assert service.exposed[1].value is not None
    assert 8001 in service.exposed[1].value
    assert service.storage.mounts[0].value == Mount("tmpfs", "", "/t", True, options="ro")


def test_environment_in_both_forms() -> None:
    service = web("environment:\n  A: on\n  B:\n  C: 0777\nlabels: [x=1, y]")
    assert {name: field.value for name, field in service.env.items()} == {
        "A": "on",
        "B": None,
        "C": "511",
    }
    assert place(service.env["A"].span) == (5, 10, 5, 12)
    listed = web("environment:\n  - A=1\n  - 'B'\n  - C=${NO}").env
    assert {name: field.value for name, field in listed.items()} == {
        "A": "1",
        "B": None,
        "C": None,
    }
    assert said(listed["C"].causes) == "$NO has no value"
    assert listed["A"].span.pointer == "/services/web/environment/0"


@pytest.mark.parametrize(
    ("body", "field", "note"),
    [
        ("privileged: ${P}", "privileges.privileged", "$P has no value"),
        ("user: ${U:?set it}", "user", "$U has no value"),
        ("mem_limit: ${M}", "limits.memory", "$M has no value"),
    ],
)
def test_a_variable_without_value_leaves_a_field_unknown(body: str, field: str, note: str) -> None:
    loaded = load("    image: n\n    " + body + "\n    hostname: " + body.split(": ", 1)[1])
    assert loaded.project is not None
    found = attrgetter(field)(loaded.project.services[0])
    assert (found.value, said(found.causes), found.origin) == (None, note, "stated")
    assert [problem.kind for problem in loaded.notes] == ["unset-variable"]
    assert loaded.errors == ()


def test_the_environment_of_the_process_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARDENLINT_T", "true")
    assert web("privileged: ${HARDENLINT_T}").privileges.privileged.value is None
    assert said(web("privileged: ${HARDENLINT_T:-false}").privileges.privileged.causes) == (
        "default value of $HARDENLINT_T"
    )


@pytest.mark.parametrize(
    ("build", "context", "path", "target"),
    [
        ("build: .", ".", "Dockerfile", ""),
        ("build: ./api", "api", "api/Dockerfile", ""),
        ("build: {context: api, dockerfile: ../D, target: prod}", "api", "D", "prod"),
        ("build: {}", ".", "Dockerfile", ""),
        ("build: https://github.com/a/b.git", "https://github.com/a/b.git", "", ""),
        ("build: {dockerfile_inline: FROM x}", ".", "", ""),
        ("build: '${WHERE}'", "", "", ""),
    ],
)
def test_build_links(build: str, context: str, path: str, target: str) -> None:
    link = web(build).provenance.build_link
    assert link is not None
    assert (link.context, link.path, link.target.value) == (context, path, target)
    assert link.inline.value == ("FROM x" if "inline" in build else None)


def test_paths_are_relative_to_the_first_file(tmp_path: os.PathLike[str]) -> None:
    text = "services: {web: {build: api}}\n"
    project = compose.read(
        [os.path.join("deploy", "compose.yaml")],
        holding(os.path.join("deploy", "compose.yaml"), text),
    ).project
    assert project is not None
    link = project.services[0].provenance.build_link
    assert link is not None
    assert link.path == "deploy/api/Dockerfile"


def test_networks() -> None:
    rest = "networks:\n  a: {internal: true}\n  b: {external: {name: host}}\n"
    service = web("networks: [a, b]", rest)
    assert set(service.networking.networks) == {"a", "b"}
    assert service.networking.implicit_network.value is False
    assert service.project is not None
    found = service.project.networks
    assert found["a"].internal is not None
    assert found["a"].internal.value is True
    assert (found["b"].external, found["b"].name) == (True, "host")


def test_a_fragment_says_nothing_about_what_it_leaves_out() -> None:
    loaded = load("    ports: ['80:80']\n    networks: [elsewhere]")
    assert loaded.errors == ()
    assert loaded.project is not None
    service = loaded.project.services[0]
    assert service.user.value is None
    assert service.privileges.read_only.value is None
    assert service.privileges.capabilities.unknown
    assert service.privileges.unknown_options
    assert service.networking.ports[0].value == PublishedPort(80, "80")


def test_files_of_version_1() -> None:
    loaded = compose.read(
        ["c.yaml"], holding("c.yaml", "web: {image: n, net: host}\ndb: {image: d}\n")
    )
    assert loaded.project is not None
    modes = [service.namespaces.network.value for service in loaded.project.services]
    assert modes == [Namespace("host"), Namespace("bridge")]
    assert [note.kind for note in loaded.notes] == ["legacy"]


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("imagee: x", 4, "imagee"),
        ("cap_add: ALL", 4, "list"),
        ("user: 1000", 4, "text"),
        ("privileged: maybe", 4, "true or false"),
        ("ports: ['99999:80']", 4, "invalid port"),
        ("ports:\n  - target: 80\n    host_ip: localhost", 6, "IP"),
        ("volumes: ['nope:/x']", 4, "nope"),
        ("networks: [nope]", 4, "nope"),
        ("depends_on: [nope]", 4, "nope"),
        ("network_mode: host\nnetworks: [default]", 4, "exclude"),
        ("healthcheck: {test: [curl]}", 4, "CMD"),
        ("healthcheck: {interval: 10 parsecs}", 4, "duration"),
        ("mem_limit: 1 furlong", 4, "size"),
        ("environment: ['A =1']", 4, "space"),
        ("image: b", 4, "twice"),
        ("hostname: ${", 4, "$$"),
    ],
)
def test_what_compose_refuses_is_told_and_the_rest_is_read(
    body: str, line: int, words: str
) -> None:
    text = "    image: nginx\n" + "\n".join("    " + part for part in body.splitlines())
    loaded = load(text + "\n    read_only: true")
    # What another file may have is told apart by who reads the files.
    assert {error.kind for error in loaded.errors[:1]} <= {"invalid", "fragment"}
    assert loaded.errors[0].span.line == line
    assert any(words in error.message for error in loaded.errors)
    assert loaded.project is not None
    assert loaded.project.services[0].privileges.read_only.value is True
    with pytest.raises(InputError):
        compose.show(["compose.yaml"], holding("compose.yaml", f"services:\n  web:\n{text}\n"))


@pytest.mark.parametrize("text", ["", "hello", "[a]", "version: '3'", "a: [", "---\n"])
def test_what_holds_no_project_is_an_error(text: str) -> None:
    with pytest.raises(InputError):
        compose.read(["compose.yaml"], holding("compose.yaml", text))


def test_profiles_narrow() -> None:
    text = "services: {a: {image: n}, b: {image: n, profiles: [debug]}}"
    for profiles, names in ((("*",), ["a", "b"]), ((), ["a"]), (("debug",), ["a", "b"])):
        project = compose.read(["c.yaml"], holding("c.yaml", text), profiles=profiles).project
        assert project is not None
        assert [service.name for service in project.services] == names


def test_secrets_never_reach_a_message() -> None:
    body = "    image: n\n    environment: {PASSWORD: 's3cret${'}\n    x: s3cret\n"
    loaded = load(body)
    assert loaded.errors
    assert not any("s3cret" in error.message for error in loaded.errors)


def test_the_text_form_names_values_and_places() -> None:
    text = "services:\n  web:\n    image: n\n    user: ${U:-root}\n"
    lines = compose.describe(["c.yaml"], holding("c.yaml", text)).splitlines()
    assert f"{'    user: root':56}  # 4, default value of $U" in lines


@pytest.mark.parametrize(
    ("item", "ip"),
    [
        ("'${DB_PORT}:5432'", ""),
        ("'$DB_PORT:5432/tcp'", ""),
        ("'${DB_PORT:?choose one}:5432'", ""),
        ("'127.0.0.1:${DB}:5432'", "127.0.0.1"),
        ("'[::]:${DB}:5432'", "::"),
        ("'${DB}:5432'", None),
        ("'${IP}:5432:5432'", None),
        ("'${IP}:${DB_PORT}:5432'", None),
        ("'${DB_PORT}:${DB_PORT}'", None),
        ("'${DB_PORT}'", None),
        ("{target: 5432, published: '${DB}'}", ""),
        ("{target: 5432, published: '${DB}', host_ip: '${IP}'}", None),
    ],
)
def test_a_port_of_some_number_is_published(item: str, ip: str | None) -> None:
    text = f"services: {{db: {{image: db, ports: [{item}]}}}}\n"
    project = compose.read(["c.yaml"], holding("c.yaml", text)).project
    assert project is not None
    (field,) = project.services[0].networking.ports
    assert field.value == (None if ip is None else PublishedPort(5432, "", ip))
