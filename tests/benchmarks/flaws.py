"""Flaws that OWASP's Docker sheet and the CIS Docker Benchmark name, each beside its right twin.

The two files of a pair differ by the flaw alone: what a program says of the first and not of the
second is what it says of the flaw. A trap is a right file that looks like the flaw.
"""

from typing import NamedTuple


class Flaw(NamedTuple):
    """A flaw: its name, who asks for it, the two files, and what must not be taken for it."""

    name: str
    source: str
    wrong: str
    right: str
    traps: tuple[str, ...] = ()


def dockerfile(
    *lines: str, base: str = "python:3.13-slim", user: str = "USER 10001:10001", health: bool = True
) -> str:
    """Write a Dockerfile that is right but for what is said."""
    check = ['HEALTHCHECK CMD ["python", "health.py"]'] if health else []
    end = [*check, 'CMD ["python", "app.py"]']
    middle = ["WORKDIR /app", "COPY app.py health.py ./", *lines, *([user] if user else []), *end]
    return "\n".join([f"FROM {base}", *middle, ""])


SERVICE = {
    "image": "example/app:1.2",
    "user": '"10001:10001"',
    "read_only": "true",
    "cap_drop": "[ALL]",
    "security_opt": '["no-new-privileges:true"]',
    "mem_limit": "256m",
    "pids_limit": "100",
    "cpus": "1",
    "networks": "[inside]",
}


def compose(before: str = "", without: str = "", after: str = "", **keys: str) -> str:
    """Write a compose file that is right but for what is said."""
    said = {**SERVICE, **keys}
    if "network_mode" in said:
        del said["networks"]
    lines = [f"    {key}: {value}\n" for key, value in said.items() if key != without]
    head = f"{before}services:\n  app:\n{after}"
    return head + "".join(lines) + "networks:\n  inside: {}\n"


KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYZ8fgQp3Lk1"
BUILT = "FROM python:3.13-slim AS build\nUSER root\nRUN python -m compileall /app\n"
IMAGE_WITH_USER = "FROM python:3.13-slim AS base\nUSER 10001:10001\n"

DOCKERFILES = (
    Flaw(
        "no user is set", "CIS 4.1", dockerfile(user=""), dockerfile(),
        (BUILT + dockerfile(), IMAGE_WITH_USER + dockerfile(base="base", user="")),
    ),
    Flaw(
        "the user is root", "CIS 4.1", dockerfile(user="USER root"), dockerfile(user="USER app"),
        (dockerfile("USER root", "RUN python -m compileall ."), BUILT + dockerfile()),
    ),
    Flaw("the user is 0", "CIS 4.1", dockerfile(user="USER 0"), dockerfile()),
    Flaw(
        "a password in ENV", "CIS 4.10", dockerfile("ENV DB_PASSWORD=kT9vQ2xLw7mZ"), dockerfile(),
        (dockerfile("ENV DB_PASSWORD_FILE=/run/secrets/db"), dockerfile("ENV TOKEN_LIFETIME=3600")),
    ),
    Flaw(
        "a key of a cloud in ENV", "CIS 4.10", dockerfile(f"ENV AWS_SECRET_ACCESS_KEY={KEY}"),
        dockerfile(), (dockerfile("ENV AWS_REGION=eu-central-1"),),
    ),
    Flaw(
        "a token as default of ARG", "CIS 4.10",
        dockerfile("ARG NPM_TOKEN=npm_8sK2vQ1xLw7mZt5RbY3cN6dF9gH4jP0aEuXi"), dockerfile(),
        (dockerfile("ARG TOKEN_SERVICE=https://id.example.org"),),
    ),
    Flaw(
        "a private key is copied", "CIS 4.10", dockerfile("COPY id_rsa /home/app/.ssh/id_rsa"),
        dockerfile(), (dockerfile("COPY id_rsa.pub /home/app/.ssh/authorized_keys"),),
    ),
    Flaw(
        "ADD of an address, unverified", "CIS 4.9",
        dockerfile("ADD https://example.org/tool /usr/local/bin/tool"),
        dockerfile(f"ADD --checksum=sha256:{'0a' * 32} https://example.org/tool /usr/bin/tool"),
        (dockerfile("ADD rootfs.tar.xz /"),),
    ),
    Flaw(
        "a script from the net is run", "OWASP 13",
        dockerfile("RUN curl -fsSL https://example.org/install.sh | sh"), dockerfile(),
        (dockerfile('RUN echo "never do this: curl https://example.org/install.sh | sh" >README'),),
    ),
    Flaw(
        "curl does not verify the server", "OWASP 13",
        dockerfile("RUN curl -fsSLk https://example.org/tool -o /usr/local/bin/tool"),
        dockerfile("RUN curl -fsSL https://example.org/tool -o /usr/local/bin/tool"),
    ),
    Flaw(
        "packages without signatures", "OWASP 13",
        dockerfile("RUN apt-get update && apt-get install -y --allow-unauthenticated tini=0.19"),
        dockerfile("RUN apt-get update && apt-get install -y tini=0.19"),
    ),
    Flaw(
        "the image of the moment (latest)", "OWASP 13", dockerfile(base="python:latest"),
        dockerfile(), (dockerfile(base=f"python@sha256:{'0a' * 32}"),),
    ),
    Flaw(
        "an image without a tag", "OWASP 13", dockerfile(base="python"), dockerfile(),
        (
            "ARG TAG=3.13-slim\n" + dockerfile(base="python:${TAG}"),
            'FROM scratch\nCOPY app /\nUSER 10001:10001\nHEALTHCHECK CMD ["/app"]\nCMD ["/app"]\n',
        ),
    ),
    Flaw(
        "everybody may write the program", "OWASP 8", dockerfile("RUN chmod -R 777 /app"),
        dockerfile("RUN chmod -R 755 /app"),
    ),
    Flaw(
        "a setuid program is made", "CIS 4.8", dockerfile("RUN chmod u+s /usr/bin/find"),
        dockerfile(), (dockerfile("RUN chmod a-s /usr/bin/passwd"),),
    ),
    Flaw(
        "sudo is run", "OWASP 4", dockerfile("RUN sudo python -m compileall ."),
        dockerfile("RUN python -m compileall ."),
        (dockerfile("RUN apt-get purge -y sudo"),),
    ),
    Flaw(
        "a password for root", "CIS 4.10", dockerfile("RUN echo 'root:kT9vQ2xLw7mZ' | chpasswd"),
        dockerfile(),
    ),
    Flaw(
        "a server for ssh", "CIS 5.7", dockerfile("EXPOSE 22"), dockerfile("EXPOSE 8080"),
    ),
    Flaw("no health check", "CIS 4.6", dockerfile(health=False), dockerfile()),
)  # fmt: skip

COMPOSES = (
    Flaw(
        "privileged", "CIS 5.5", compose(privileged="true"), compose(),
        (
            compose(privileged="false"), compose(privileged="${PRIVILEGED:-false}"),
            compose(before="x-debug: &debug\n  privileged: true\n"),
        ),
    ),
    Flaw(
        "the Docker socket", "CIS 5.32, OWASP 1",
        compose(volumes='["/var/run/docker.sock:/var/run/docker.sock"]'), compose(),
        (compose(environment="{NOTE: /var/run/docker.sock is not mounted}"),),
    ),
    Flaw(
        "the Docker socket, read-only, in the long form", "CIS 5.32, OWASP 1",
        compose(volumes=(
            "[{type: bind, source: /run/docker.sock, target: /docker.sock, read_only: true}]"
        )),
        compose(),
    ),
    Flaw(
        "the network of the host", "CIS 5.10, OWASP 5", compose(network_mode="host"), compose(),
        (compose(network_mode="none"),),
    ),
    Flaw("the processes of the host", "CIS 5.16", compose(pid="host"), compose()),
    Flaw(
        "the IPC of the host", "CIS 5.17", compose(ipc="host"), compose(),
        (compose(ipc="private"),),
    ),
    Flaw("the users of the host", "CIS 5.31", compose(userns_mode="host"), compose()),
    Flaw("the UTS of the host", "CIS 5.21", compose(uts="host"), compose()),
    Flaw(
        "SYS_ADMIN", "CIS 5.4, OWASP 3", compose(cap_add="[SYS_ADMIN]"), compose(),
        (compose(cap_add="[NET_BIND_SERVICE]"), compose(cap_add="[]")),
    ),
    Flaw("all capabilities", "CIS 5.4, OWASP 3", compose(cap_add="[ALL]"), compose()),
    Flaw(
        "capabilities are not dropped", "CIS 5.4, OWASP 3", compose(without="cap_drop"), compose(),
        (
            compose(
                "x-hard: &hard\n  cap_drop: [ALL]\n", "cap_drop", "    <<: *hard\n",
            ),
        ),
    ),
    Flaw(
        "no seccomp", "CIS 5.22, OWASP 6",
        compose(security_opt='["no-new-privileges:true", "seccomp:unconfined"]'), compose(),
    ),
    Flaw(
        "no AppArmor", "CIS 5.2, OWASP 6",
        compose(security_opt='["no-new-privileges:true", "apparmor=unconfined"]'), compose(),
    ),
    Flaw(
        "new privileges may be gained", "CIS 5.26, OWASP 4", compose(without="security_opt"),
        compose(),
        (
            compose(security_opt='["no-new-privileges"]'),
            compose(
                'x-hard: &hard\n  security_opt: ["no-new-privileges:true"]\n', "security_opt",
                "    <<: *hard\n",
            ),
        ),
    ),
    Flaw(
        "the disk of the host", "CIS 5.6", compose(volumes='["/:/host"]'), compose(),
        (compose(volumes='["data:/host"]') + "volumes:\n  data: {}\n",),
    ),
    Flaw(
        "/etc of the host", "CIS 5.6", compose(volumes='["/etc:/host/etc"]'), compose(),
        (compose(volumes='["./nginx.conf:/etc/nginx/nginx.conf:ro"]'),),
    ),
    Flaw(
        "mounts travel to the host", "CIS 5.20", compose(volumes='["/srv/data:/data:rshared"]'),
        compose(volumes='["/srv/data:/data"]'),
    ),
    Flaw("a disk as a device", "CIS 5.18", compose(devices='["/dev/sda:/dev/sda"]'), compose()),
    Flaw(
        "a database for everybody", "CIS 5.14, OWASP 5",
        compose(image="postgres:17.2", ports='["5432:5432"]'), compose(image="postgres:17.2"),
        (
            compose(image="postgres:17.2", ports='["127.0.0.1:5432:5432"]'),
            compose(image="postgres:17.2", expose='["5432"]'),
        ),
    ),
    Flaw(
        "a password in the environment", "OWASP 12",
        compose(environment="{POSTGRES_PASSWORD: kT9vQ2xLw7mZ}"), compose(),
        (
            compose(environment="{POSTGRES_PASSWORD_FILE: /run/secrets/db}"),
            compose(environment="{POSTGRES_PASSWORD: '${POSTGRES_PASSWORD:?}'}"),
        ),
    ),
    Flaw("the user is root", "OWASP 2", compose(user="root"), compose(user="app")),
    Flaw(
        "the image of the moment (latest)", "OWASP 13", compose(image="example/app:latest"),
        compose(),
    ),
    Flaw(
        "an image without a tag", "OWASP 13", compose(image="example/app"), compose(),
        (compose(image=f"example/app@sha256:{'0a' * 32}"),),
    ),
    Flaw(
        "memory without a limit", "CIS 5.11, OWASP 7", compose(without="mem_limit"), compose(),
        (
            compose(
                without="mem_limit", deploy="{resources: {limits: {memory: 256M}}}",
            ),
        ),
    ),
    Flaw(
        "processes without a limit", "CIS 5.29, OWASP 7", compose(without="pids_limit"), compose(),
        (compose(without="pids_limit", deploy="{resources: {limits: {pids: 100}}}"),),
    ),
    Flaw(
        "the root file system can be written", "CIS 5.13, OWASP 8", compose(without="read_only"),
        compose(),
    ),
)  # fmt: skip
