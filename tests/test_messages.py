"""No message, note, place or name in a report repeats what may be a secret, in any format.

Each case puts a marker where a mistake or an address has a secret, and the program reads it as it
reads any file. What the text report shows of a line is the business of tests/test_masking.py.
"""

from pathlib import Path

import pytest

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
