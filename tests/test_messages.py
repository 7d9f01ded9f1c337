"""No message, note, place or name in a report repeats what may be a secret, in any format.

Each case puts a marker where a mistake or an address has a secret, and the program reads it as it
reads any file. What the text report shows of a line is the business of tests/test_masking.py.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardenlint.facts import telling
from hardenlint.model import ImageRef
from hardenlint.text.parser_words import parser_words as said

from .cli import Run, inside

SECRETS = ("correcthorsex", "k3Zt9vQ2wLp")
"""A secret of letters, and one that nobody takes for a word."""

BUILDS = (
    "https://u:MARKER@github.com/o/r.git",
    "https://MARKER@github.com/o/r.git#main",
    "https://github.com/o/r.git?token=MARKER",
    "https://u:p/MARKER@h.example/r.git",
    "'https://u:p#MARKER@h.example/r.git'",
    "u:MARKER@github.com:o/r.git",
    "ssh://git:MARKER@github.com/o/r.git",
    "{context: 'https://u:MARKER@h/o/r.git#v1'}",
    "{context: ., additional_contexts: {x: 'https://MARKER@h/r.git'}}",
    "{context: ., additional_contexts: ['x=https://u:MARKER@h/r']}",
    "{context: ., additional_contexts: {x: 'docker-image://u:MARKER@h/x:1'}}",
    "{context: ., additional_contexts: ['https://u:MARKER@h/r']}",
    "{context: ., dockerfile: 'u:MARKER@h/x'}",
    "{context: ., args: ['DB_PASSWORD: MARKER']}",
    "{context: ., args: {'DB_PASSWORD=MARKER': 'k3Zt9vQ2'}}",
    "{context: ., ssh: ['MARKER']}",
)  # fmt: skip
"""What `build:` says."""

SERVICES = (
    "extends: {file: 'https://u:MARKER@h/c.yaml', service: x}",
    "env_file: ['https://u:MARKER@h/x']",
    "label_file: ['https://u:MARKER@h/x']",
    "pre_start:\n      - image: u:MARKER@reg.example.com/x\n        command: x",
    "environment: {DOCKER_HOST: 'tcp://u:MARKER@h:2375'}",
    "environment: {DOCKER_HOST: 'tcp://MARKER@h:2375'}",
    "environment: {http_proxy: 'http://u:MARKER@h:3128', NPM_CONFIG_REGISTRY: 'http://u:MARKER@h/'}",
    "logging: {driver: splunk, options: {splunk-url: 'https://u:MARKER@h', splunk-token: MARKER}}",
    "volumes: ['d:/d']\n"
    "volumes: {d: {driver_opts: {type: cifs, device: '//u:MARKER@h/s', o: 'password=MARKER'}}}",
    "environment:\n      - 'DB_PASSWORD: MARKER'",
    "environment:\n      - 'DB_PASSWORD MARKER'",
    "environment:\n      - 'DB_PASSWORD:MARKER =x'",
    "environment:\n      - 'DB_PASSWORD;MARKER'",
    "environment:\n      - '\"DB_PASSWORD\": \"MARKER\"'",
    "environment:\n      DB_PASSWORD=MARKER:",
    "environment:\n      'DB_PASSWORD=MARKER': 'k3Zt9vQ2'",
    "environment:\n      DB_PASSWORD=MARKER: 1\n      DB_PASSWORD=MARKER: 2",
    "environment: ['DB_PASSWORD: MARKER', 'DB_PASSWORD: MARKER']",
    "environment:\n      DB_PASSWORD=MARKER: {a: b}",
    "environment:\n      - DB_PASSWORD: MARKER",
    "environment: DB_PASSWORD=MARKER",
    "labels: ['db.password: MARKER']",
    "labels: {'db.password=MARKER': 'k3Zt9vQ2'}",
    "labels: {'com.centurylinklabs.watchtower.enable=MARKER': 'true'}",
    "labels: {'traefik.enable MARKER': 'true'}",
    "annotations: {'db.password=MARKER': 'k3Zt9vQ2'}",
    "sysctls: {'kernel.x=MARKER': '1'}",
    "sysctls: ['kernel.x:MARKER=1']",
    "ulimits: {'nofile=MARKER': 1}",
    "cap_add: ['DB_PASSWORD=MARKER']",
    "extra_hosts: ['DB_PASSWORD MARKER']",
    "extra_hosts: {'db.example.com=MARKER': '10.0.0.1'}",
    "logging: {driver: x, options: {'tag=MARKER': {}}}",
    "networks: ['DB_PASSWORD=MARKER']",
    "networks: ['n=MARKER']\nnetworks: {'n=MARKER': {external: true}}",
    "volumes: ['DB_PASSWORD=MARKER:/data']",
    "volumes: ['v=MARKER:/data']\n"
    "volumes: {'v=MARKER': {driver_opts: {type: cifs, o: 'password=x9'}}}",
    "secrets: ['DB_PASSWORD=MARKER']",
    "depends_on: ['DB_PASSWORD=MARKER']",
    "extends: {service: 'DB_PASSWORD=MARKER'}",
    "networks: [n]\nnetworks: {n: {driver_opts: {'x=MARKER': '1'}}}",
    "DB_PASSWORD=MARKER: x",
    "'DB_PASSWORD: MARKER': x",
    "ports: ['80:MARKER']",
    "ports: ['80:80/MARKER']",
    "ports: ['MARKER:80:80']",
    "ports: [{target: 'MARKER'}]",
    "expose: ['MARKER']",
    "mem_limit: 'MARKER'",
    "stop_grace_period: 'MARKER'",
    "privileged: 'MARKER'",
    "privileged: ${X:-MARKER}",
    "cpu_count: 'MARKER'",
    "cpus: 'MARKER'",
    "volumes: ['a:/b:ro:MARKER']",
    "volumes: [':MARKER']",
    "devices: ['/a:/b:r:MARKER']",
    "networks: {n: {ipv4_address: 'MARKER'}}\nnetworks: {n: {}}",
    "ports: [{target: 80, host_ip: 'MARKER'}]",
    "healthcheck: {test: ['MARKER', x], interval: 'MARKER'}",
    "pull_policy: 'MARKER'",
    "restart: ['MARKER']",
    "cgroup: 'MARKER'\n    deploy: {endpoint_mode: ['MARKER']}",
    "develop: {watch: [{path: ., action: 'MARKER'}]}",
    "volumes: [{type: tmpfs, target: /x, tmpfs: {mode: 'MARKER', size: 'MARKER'}}]",
    "depends_on: {b: {condition: 'MARKER'}}",
    "user: ${DB_PASSWORD:?MARKER}",
    "user: ${DB_PASSWORD:MARKER}",
    "command: echo \"MARKER\n    user: '1'",
    "command: \"echo 'MARKER\"",
    "user: *MARKER",
    "x-a: &MARKER [*MARKER]",
    "user: !MARKER x",
    "user: !MARKER! x",
    "user: !MARKER!y x",
    "user: @MARKER",
    "user: `MARKER`",
    "user: a: MARKER",
    "user: \"MARKER",
    "user: \"\\qMARKER\"",
    "cap_add: [MARKER\n    user: x",
    "x-a: {MARKER MARKER: ]}",
    "user: |MARKER\n      x",
    "labels: {'hardenlint.ignore.x=MARKER': 'y'}",
)  # fmt: skip
"""What a service says besides its image, and what may follow it."""

PROJECTS = (
    "include: ['https://u:MARKER@h/c.yaml']\nservices: {a: {image: 'x:1'}}\n",
    "include: ['https://h/c.yaml?sig=MARKER']\nservices: {a: {image: 'x:1'}}\n",
    "include: ['oci://u:MARKER@h/c:1']\nservices: {a: {image: 'x:1'}}\n",
    "services:\n  a:\n    image: u:MARKER@reg.example.com/x:1\n",
    "services:\n  a:\n    image: https://u:MARKER@reg.example.com/x:1\n",
    "services:\n  a:\n    image: docker://MARKER@reg.example.com:5000/o/x\n",
    "services:\n  a:\n    image: https://u:MARKER/x@reg.example.com/x:1\n",
    "services:\n  a:\n    provider: {type: x, options: {url: 'https://u:MARKER@h'}}\n",
    "SERVICEsecrets: {'DB_PASSWORD=MARKER': {}}\n",
    "SERVICEconfigs: {'DB_PASSWORD=MARKER': {content: 'password=k3Zt9vQ2'}}\n",
    "services:\n  DB_PASSWORD=MARKER:\n    image: x:1\n    privileged: true\n",
    "services:\n  'DB_PASSWORD: MARKER': {}\n",
    "SERVICEvolumes: {v: {external: true, 'driver MARKER': x}}\n",
    "SERVICE'DB_PASSWORD MARKER': x\n",
    "SERVICEx-a:\n  'p=MARKER': 1\n  'p=MARKER': 2\n",
    "SERVICE? [MARKER]\n: x\n",
    "%MARKER x\n---\nservices:\n  a:\n    image: x:1\n",
    "%TAG !MARKER! x\n%TAG !MARKER! x\n---\nservices:\n  a:\n    image: x:1\n",
    "SERVICE...\nMARKER\n",
    "MARKER\n---\nservices: {}\n",
    "SERVICE   MARKER\n",
    "# hardenlint: ignore[DB_PASSWORD=MARKER] -- see https://u:MARKER@h/\n"
    "services:\n  a:\n    image: x:1\n",
    "services:\n"
    "  a:\n    image: x  # hardenlint: ignore[image-untagged] -- see https://u:MARKER@h/\n",
)  # fmt: skip
"""Whole compose files; SERVICE stands for a service."""

INSTRUCTIONS = (
    "ENV A=b \\\n\nDB_PASSWORD=MARKER",
    "RUN a && \\\n  b\nexport TOKEN=MARKER",
    "MARKER",
    "MARKER x y",
    "COPY --MARKER a b",
    "RUN --network=MARKER x",
    "COPY --chown=MARKER --chown=MARKER a b",
    "COPY --link=MARKER a b",
    "RUN --mount=type=secret,from=$MARKER,id=x y",
    "RUN --mount=type=secret,mode=0444,id='x=MARKER' y",
    "RUN --device=name=a,name=MARKER y",
    "HEALTHCHECK --retries=MARKER CMD x",
    "HEALTHCHECK --interval=MARKER CMD x",
    "HEALTHCHECK MARKER",
    "COPY --from=u:MARKER@reg.example.com/x:1 / /",
    "RUN <<MARKER\nx",
    "RUN <<'MARKER\nx",
    "ENV A=b MARKER",
    "ENV \"DB_PASSWORD: MARKER\"=k3Zt9vQ2",
    "ENV DB_PASSWORD:MARKER=k3Zt9vQ2",
    "ENV DB_PASSWORD\\ MARKER=k3Zt9vQ2",
    "ARG DB_PASSWORD:MARKER",
    "ARG DB_PASSWORD:MARKER=k3Zt9vQ2",
    "LABEL 'db.password: MARKER'=k3Zt9vQ2",
    "LABEL 'a: MARKER'=https://u:k3Zt9vQ2@h/x",
    "EXPOSE DB_PASSWORD=MARKER",
    "ADD https://u:MARKER@h/x.tar /",
    "ADD https://MARKER@h.example/x.tar?sig=MARKER /",
    "ADD http://u:MARKER@h.example/x.tar /",
    "ADD https://u:MARKER@github.com/o/r.git#main /",
    "RUN git clone https://u:MARKER@github.com/o/r.git",
    "RUN git clone https://u:MARKER/x@github.com/o/r.git",
    "RUN pip install git+https://MARKER@github.com/o/r.git",
    "RUN curl http://u:MARKER@h.example/x.sh | sh",
    "RUN curl https://u:MARKER/x@h.example/x.sh | sh",
    "ENV PIP_INDEX_URL=http://u:MARKER@h.example/simple",
    "RUN pip install --index-url=http://u:MARKER@h/ --trusted-host=u:MARKER@h x",
    "ENV DOCKER_HOST=tcp://MARKER@h:2375",
    "USER ${X:?MARKER}",
    "ARG X=a\nUSER ${X#\\qMARKER}",
    "ARG X=a\nUSER ${X:=MARKER}",
    "ENV A='MARKER",
    "CMD [\"a\", 1, \"MARKER\"]",
    "SHELL MARKER",
    "ONBUILD MARKER x",
    "# hardenlint: ignore[DB_PASSWORD=MARKER] -- https://u:MARKER@h\nUSER root",
    "# hardenlint: ignore[MARKER\nUSER root",
)  # fmt: skip
"""What follows `FROM alpine`."""

DOCKERFILES = (
    "MARKER x\nFROM alpine\n",
    "FROM --platfrom=MARKER alpine\n",
    "FROM alpine AS MARKER=\n",
    "FROM alpine MARKER\n",
    "FROM u:MARKER@reg.example.com/x:1\n",
    "FROM https://u:MARKER@reg.example.com/x:1\n",
    "FROM MARKER@reg.example.com/x:1\n",
    "# syntax=u:MARKER@reg.example.com/x:1\nFROM alpine\n",
    "# escape=MARKER\nFROM alpine\n",
    "ARG DB_PASSWORD:MARKER=k3Zt9vQ2\nFROM alpine\nARG DB_PASSWORD:MARKER=k3Zt9vQ2\nENV T=x\n",
)  # fmt: skip
"""Whole Dockerfiles."""

FORMATS = (
    "json", "jsonl", "concise", "github", "gitlab", "junit", "checkstyle", "markdown", "sarif",
)  # fmt: skip

SERVICE = "services:\n  a:\n    image: x:1\n"
COMPOSE = (
    *(f"services:\n  a:\n    build: {text}\n" for text in BUILDS),
    *(f"{SERVICE}    {text}\n" for text in SERVICES),
    *(text.replace("SERVICE", SERVICE) for text in PROJECTS),
)
DOCKER = (*(f"FROM alpine\n{text}\n" for text in INSTRUCTIONS), *DOCKERFILES)


def _leaks(secret: str, shown: dict[str, str]) -> list[str]:
    return [
        f"{name}: {line[:300]}"
        for name, text in shown.items()
        for line in text.splitlines()
        if secret.lower() in line.lower()
    ]


def _shown(run: Run) -> dict[str, str]:
    return {"standard output": run.out, "standard error": run.err}


@pytest.mark.parametrize(
    ("file", "text"),
    [*(("compose.yaml", text) for text in COMPOSE), *(("Dockerfile", text) for text in DOCKER)],
)
def test_no_format_repeats_what_may_be_a_secret(
    file: str, text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / file
    asked = ("scan", str(path), "--profile=restricted", "--format=json")
    path.write_text(text.replace("MARKER", SECRETS[0]))
    run = inside(capfd, *asked, *(f"--output={name}={tmp_path / name}" for name in FORMATS))
    reports = {name: (tmp_path / name).read_text() for name in FORMATS}
    assert _leaks(SECRETS[0], {**reports, **_shown(run)}) == []
    path.write_text(text.replace("MARKER", SECRETS[1]))
    assert _leaks(SECRETS[1], _shown(inside(capfd, *asked))) == []


YAML_SETTINGS = (
    "DB_PASSWORD=MARKER: x", "profile: MARKER", "fail-on: [MARKER]", "select: ['x=MARKER']",
    "severity: {MARKER1: high}", "severity: {host-network: 'x MARKER'}", "as-of: MARKER",
    "extends: https://u:MARKER@h/x.yaml", "exclude: ['MARKER[']", "exclude: {'x=MARKER': 1}",
    "paths: {'a=MARKER': 7}", "paths: {'a': {'x MARKER': 7}}",
    "services: {'a: MARKER': {profile: 7}}",
    "ignore: {host-network: ['MARKER']}", "ignore: {host-network: 'x; until=MARKER'}",
    "require-reason: MARKER", "images: {'x=MARKER': 1}", "a: *MARKER", "a: !MARKER x",
    "a: !MARKER!y x", "'a MARKER': 1\n'a MARKER': 2", "%TAG !MARKER! x\n---\na: b", "[MARKER]",
)  # fmt: skip
TOML_SETTINGS = (
    '"a MARKER" = 1\n"a MARKER" = 2', 'x = {"MARKER" = 1, "MARKER" = 2}',
    "[tool.MARKER]\n[tool.MARKER]",
    "x = MARKER", 'x = "MARKER', "x = {a.b = 1, a.b.MARKER = 2}", 'fail-on = "x MARKER"',
)  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text"),
    [
        *((".hardenlint.yaml", text) for text in YAML_SETTINGS),
        *(("pyproject.toml", f"[tool.hardenlint]\n{text}") for text in TOML_SETTINGS),
    ],
)
def test_a_wrong_configuration_is_not_repeated(
    file: str, text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # A word of letters may be a typo, which is told.
    (tmp_path / file).write_text(text.replace("MARKER", SECRETS[1]) + "\n")
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    run = inside(capfd, "scan", str(tmp_path))
    assert (run.code, _leaks(SECRETS[1], _shown(run))) == (2, [])


CONTAINER = {
    "Image": "u:MARKER@reg.example.com/x:1",
    "Env": ["DB_PASSWORD: MARKER", "DB_TOKEN:MARKER=x9Zt3kL"],
    "Labels": {
        "db.password=MARKER": "x9Zt3kL",
        "hardenlint.ignore.x=MARKER": "y",
        "com.docker.compose.project.config_files": "https://u:MARKER@h/x",
        "com.docker.compose.service": "a: MARKER",
    },
}
HOST = {
    "Sysctls": {"kernel.x=MARKER": "1"},
    "CapAdd": ["X=MARKER"],
    "LogConfig": {"Config": {"k=MARKER": {}}},
    "Memory": "MARKER",
}


def test_what_an_engine_says_is_not_repeated(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps([{"Id": "1", "Name": "/a", "Config": CONTAINER, "HostConfig": HOST}])
    path = tmp_path / "inspect.json"
    for secret in SECRETS:
        path.write_text(text.replace("MARKER", secret))
        run = inside(capfd, "scan", str(path), "--profile=restricted", "--format=json")
        assert len(run.document["findings"]) > 5
        assert _leaks(secret, _shown(run)) == []


@pytest.mark.parametrize(
    "host", ["tcp://u:MARKER@127.0.0.1:1", "tcp://u:a/MARKER@127.0.0.1:1?x=MARKER", "x://MARKER@h"]
)
def test_the_address_of_an_engine_is_told_without_what_opens_it(
    host: str, capfd: pytest.CaptureFixture[str]
) -> None:
    host = host.replace("MARKER", SECRETS[1])
    run = inside(capfd, "audit", "--host", host, "--timeout=1", "--format=json")
    assert (run.code, _leaks(SECRETS[1], _shown(run))) == (3, [])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("DB_PASSWORD", "DB_PASSWORD"),
        ("DB_PASSWORD: x", "DB_PASSWORD"),
        ("DB_PASSWORD=x", "DB_PASSWORD"),
        (' "DB_PASSWORD" "x"', "DB_PASSWORD"),
        ("com.example/app.name-2", "com.example/app.name-2"),
        ("=x", telling.HIDDEN),
        ("", telling.HIDDEN),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", telling.HIDDEN),
        ("0123456789abcdef0123456789abcdef", telling.HIDDEN),
        ("x" * 10_000, "x" * 200),
    ],
)
def test_a_name_ends_where_a_name_does(written: str, told: str) -> None:
    assert telling.name(written) == told


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/o/r.git#main:dir", "git@github.com:o/r.git",
        "./a/b", "/a/b?c", "C:/a/b",
        "node_modules/@scope/x", "pkg@1.2/Dockerfile", "alpine:3.20@sha256:0123",
        "a.example:5000/x:1",
        "docker-image://alpine:3.20", "docker-image://a.example:5000/x@sha256:0123",
        "oci-layout:///x/y@sha256:0123", "tcp://10.0.0.1:2375", "http://[::1]:80/x", "service:x",
        "unix:///var/run/docker.sock", "npipe:////./pipe/docker_engine", "https://${HOST}/x.git",
        "https://registry.npmjs.org/@scope/x", "git+https://h.example/x@1.2#egg=x",
    ],
)  # fmt: skip
def test_an_address_that_opens_nothing_is_told_as_it_is(address: str) -> None:
    assert telling.address(address) == address
    assert telling.safe(f"loads {address}, and more.") == f"loads {address}, and more."


# `u:p@a.b/c@h` may be a path on a.b as well: with a dot nobody can tell.
_SIGNS = st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=".")


@given(st.text(_SIGNS, max_size=6), st.text(_SIGNS, min_size=1, max_size=3))
def test_no_password_is_left_of_an_address(before: str, after: str) -> None:
    password = f"{before}secretword{after}"
    for address in (
        f"https://u:{password}@h.example/x",
        f"git+ssh://u:{password}@h/x.git#main",
        f"docker-image://u:{password}@h.example/x:1",
        f"u:{password}@h.example/x",
        f"//u:{password}@h/share",
    ):
        assert "secretword" not in telling.address(address), address
        assert "secretword" not in str(ImageRef.parse(address)), address


def test_what_a_parser_quotes_is_left_out() -> None:
    assert said("Cannot declare ('ab', 'b c') twice (at line 3, column 5)") == (
        "Cannot declare (at line 3, column 5)"
    )
    assert said("found undefined tag handle '!x!'") == "found undefined tag handle"
    assert said("expected ',' or ']', but got '<scalar>'").endswith("'<scalar>'")
