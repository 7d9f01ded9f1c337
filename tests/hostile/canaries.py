"""Files full of secrets that can be told by a name, an option or a format: canaries.

Each has a place (where in which kind of file) and a form (how it is a secret there). None may be
in anything that is printed. `python -m tests.hostile.canaries [FOLDER]` writes the files, runs
every command over them and tells the canaries that came out.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

PAIRS = (
    ("DB_PASSWORD", "{c}"),
    ("MYSQL_ROOT_PASSWORD", "a {c}"),
    ("API_KEY", "{c}"),
    ("dbPassword", "{c}"),
    ("JWT", "{c}"),
    ("SESSION_SECRET", "p#{c}"),
    ("TAILSCALE_AUTHKEY", "{c}"),
    ("SENTRY_DSN", "https://{c}@sentry.example/1"),
    ("DATABASE_URL", "postgres://app:{c}@db/app"),
    ("CACHE", "redis://:p/{c}@cache:6379/0"),
    ("QUEUE", "amqp://u:a@{c}@queue"),
    ("HOOK", "https://files.example/x?a=b&sig={c}"),
    ("REPO", "https://{c}@github.com/a/b.git"),
    ("NOTE", "ghp_{c}0123456789abcdefghijklmnopq"),
    ("NOTE2", "eyJhbGciOiJIUzI1NiJ9.{c}.abcdefgh"),
    ("CONNECTION", "Server=db;User Id=sa;Password={c};"),
    ("GO_DSN", "app:{c}@tcp(db:3306)/app"),
    ("TOKENS", "{c}"),
    ("HEADER", "Authorization: Basic {c}=="),
    ("traefik.http.middlewares.a.basicauth.users", "user:{c}"),
    ("traefik.http.middlewares.b.x", "user:$$apr1$$abcdefgh$${c}"),
    ("SETTINGS", '{{"user": "a", "password": "{c}"}}'),
    ("OPTS", "-Xmx1g -Ddb.password={c} -x"),
    ("DEFAULT", "${{DB_PASSWORD:-{c}}}"),
)
"""Name and value; {c} is the canary."""

COMMANDS = (
    "curl -ku a:{c} https://x",
    "curl --proxy-user a:{c} https://x",
    "curl -u 'a:{c}' https://x",
    "app --pwd {c}",
    "tailscale up --authkey={c}",
    "mysqladmin -u root password {c}",
    "printf 'root:{c}' | chpasswd",
    "echo root:{c} | sudo chpasswd",
    'curl -d \'{{"user": "a", "password": "{c}"}}\' https://x',
    'curl --data "{{\\"password\\": \\"{c}\\"}}" https://x',
    "psql postgres://u:{c}/x@y@host/db",
    "wget 'https://x/y?a=b&token={c}'",
    "ssh-keygen -t rsa -N {c} -f x",
    "vncpasswd <<< {c}",
    "ngrok authtoken {c}",
    "cargo login {c}",
    "zip -P {c} a b",
    "keytool -genkey -storepass {c} -alias x",
    "ldapsearch -x -w {c}",
    "htpasswd -bc f u {c}",
    "docker login -u a -p {c} reg",
    "mount -t cifs //u:{c}@host/x /y",
    "mount -t cifs -o username=a,password={c},vers=3 //h/x /y",
    "JWT={c} app",
    "curl -H 'Authorization: Basic {c}' https://x",
    "sshpass -p{c} ssh a@b",
    "openssl enc -aes256 -passout pass:{c}",
    "gpg --batch --passphrase {c} -d x",
    "psql 'host=x password={c} user=y'",
    "redis-cli -a {c} ping",
    "mongo -u a -p {c}",
    "az login --service-principal -u x -p {c}",
    "aws configure set aws_secret_access_key {c}",
    "kubectl --token={c} get pods",
    "helm repo add --password {c} x https://x",
    "npm config set //registry.npmjs.org/:_authToken={c}",
    "npm config set //registry.npmjs.org/:_authToken {c}",
    "pip install --index-url https://u:{c}@h/simple x",
    "git clone https://{c}@github.com/a/b",
    "wget --http-password={c} https://x",
    "lftp -u a,{c} x",
    "smbclient -U u%{c} //x/y",
    "iwconfig wlan0 key s:{c}",
    "adduser -p {c} bob",
    "echo {c} | passwd --stdin bob",
    "setx DB_PASSWORD {c}",
    "net user bob {c} /add",
    "mysql -u root -p{c} -e x",
    "mysql -e \"CREATE USER a IDENTIFIED BY '{c}'\"",
    'echo "machine x login y password {c}" > ~/.netrc',
    "export A=1 DB_PASSWORD={c}",
    "app -token={c}",
    "echo '{c}' | docker login --password-stdin",
    "vault login {c}",
    "vault kv put secret/x password={c}",
    "twine upload -u a -p {c} dist/x",
    "kubectl create secret generic a --from-literal=password={c}",
    "sqlplus scott/{c}@db",
    "echo {c} | sudo -S ls",
    "sh -c 'mysql -p{c}'",
    "sudo -u x env A=b mysqldump -uroot -p'{c}' x",
    "wget --header 'PRIVATE-TOKEN: {c}' https://x",
    "terraform apply -var db_password={c}",
    "composer config http-basic.x a {c}",
    "openssl passwd -1 {c}",
    "7z a -p{c} x",
    "redis-server --requirepass {c}",
    "git -c http.extraheader='Authorization: bearer {c}' clone x",
)
"""Lines of shell."""


class Place(NamedTuple):
    """Where a canary stands: the kind of file, and what the file says there."""

    kind: str
    name: str
    text: str


def _quoted(text: str) -> str:
    return json.dumps(text)


def _plain(text: str) -> bool:
    """Whether a text may stand in YAML without quotes."""
    return not re.search(r"""^[\[{"'&*!|>%@`#-]|: | #|:$""", text) and "{" not in text


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _in_compose_by_name(name: str, value: str, note: str) -> Iterator[tuple[str, str]]:
    pair = f"{name}={value}"
    half = len(value) // 2
    yield "environment map", f"    environment:\n      {name}: {_quoted(value)}\n"
    yield "environment single", f"    environment:\n      {name}: {_single(value)}\n"
    yield "environment list", f"    environment:\n      - {_quoted(pair)}\n"
    yield "environment flow", f"    environment: {{A: b, {_quoted(name)}: {_quoted(value)}}}\n"
    yield "environment flow list", f"    environment: [A=b, {_quoted(pair)}]\n"
    yield (
        "flow over lines",
        f"    environment: {{A: b,\n      {_quoted(name)}:\n      {_quoted(value)}}}\n",
    )
    yield "block", f"    environment:\n      {name}: |\n        {value}\n"
    yield "block with indent", f"    environment:\n      {name}: |2-\n        {value}\n"
    yield "folded", f"    environment:\n      {name}: >-\n\n        {value}\n"
    yield "next line", f"    environment:\n      {name}:\n        {_quoted(value)}\n"
    yield "complex key", f"    environment:\n      ? {_quoted(name)}\n      : {_quoted(value)}\n"
    yield "alias", f"    x-a: &{note} {_quoted(value)}\n    environment:\n      {name}: *{note}\n"
    yield (
        "merge",
        f"    x-a: &{note}\n      {name}: {_quoted(value)}\n    environment:\n      <<: *{note}\n",
    )
    yield (
        "quoted over lines",
        f'    environment:\n      {name}: "\\\n        {_quoted(value)[1:]}\n',
    )
    yield "labels", f"    labels:\n      {name}: {_quoted(value)}\n"
    yield "labels list", f"    labels:\n      - {_quoted(pair)}\n"
    yield "annotations", f"    annotations:\n      {name}: {_quoted(value)}\n"
    yield (
        "build args",
        f"    build:\n      dockerfile_inline: FROM scratch\n      args:\n"
        f"        {name}: {_quoted(value)}\n",
    )
    yield (
        "build args list",
        f"    build:\n      dockerfile_inline: FROM scratch\n      args: [{_quoted(pair)}]\n",
    )
    yield (
        "build labels",
        f"    build:\n      dockerfile_inline: FROM scratch\n      labels: [{_quoted(pair)}]\n",
    )
    yield (
        "logging",
        f"    logging:\n      driver: x\n      options: {{{_quoted(name)}: {_quoted(value)}}}\n",
    )
    yield "extension", f"    x-settings:\n      deep:\n        {name}: {_quoted(value)}\n"
    yield (
        "named value",
        f"    x-env:\n      - name: {_quoted(name)}\n        value: {_quoted(value)}\n",
    )
    yield "comment", f"    # {name}: {value}\n"
    yield "comment of a line", f"    init: true  # {pair}\n"
    yield (
        "dockerfile_inline",
        "    build:\n      dockerfile_inline: |\n        FROM scratch\n        ENV A=b \\\n"
        f"          {name}={_quoted(value)}\n",
    )
    if _plain(value):
        yield "environment plain", f"    environment:\n      {name}: {value}\n"
        yield "environment plain list", f"    environment:\n      - {name}={value}\n"
        if " " in value:
            first, _, rest = value.partition(" ")
            yield "plain over lines", f"    environment:\n      {name}: {first}\n        {rest}\n"
    if half and name.isupper() and "PASSWORD" in name:
        yield (
            "escaped name",
            f'    environment:\n      "{name[:-1]}\\x{ord(name[-1]):02x}": {_quoted(value)}\n',
        )


def _in_compose_by_command(line: str, _: str) -> Iterator[tuple[str, str]]:
    escaped = line.replace("$", "$$")
    yield "command", f"    command: {_quoted(escaped)}\n"
    yield "command single", f"    command: {_single(escaped)}\n"
    yield "shell block", f"    command:\n      - sh\n      - -c\n      - {_quoted(escaped)}\n"
    yield "shell flow", f"    entrypoint: [sh, -c, {_single(escaped)}]\n"
    yield (
        "script",
        f"    command:\n      - sh\n      - -ec\n      - |\n        echo it\n        {escaped}\n",
    )
    yield "folded", f"    command: >\n      {escaped}\n"
    yield "folded over lines", f"    command: >-\n      sh -c\n      {_quoted(escaped)}\n"
    yield "health check", f"    healthcheck:\n      test: {_quoted(escaped)}\n"
    yield "health check list", f"    healthcheck:\n      test: [CMD-SHELL, {_quoted(escaped)}]\n"
    yield "hook", f"    post_start:\n      - command: {_quoted(escaped)}\n"
    yield "comment", f"    # command: {line}\n"
    yield (
        "build",
        f"    build:\n      dockerfile_inline: |\n        FROM scratch\n        RUN {escaped}\n",
    )
    if _plain(escaped):
        yield "command plain", f"    command: {escaped}\n"
        if "'" not in line and '"' not in line:
            yield (
                "plain over lines",
                "    command:\n" + "".join(f"      {word}\n" for word in escaped.split()),
            )


def _in_compose_by_words(words: list[str], _: str) -> Iterator[tuple[str, str]]:
    quoted = [_quoted(word.replace("$", "$$")) for word in words]
    yield "words block", "    command:\n" + "".join(f"      - {word}\n" for word in quoted)
    yield "words flow", f"    command: [{', '.join(quoted)}]\n"
    yield "words flow over lines", "    command: [\n      " + ",\n      ".join(quoted) + "]\n"
    yield "words of two", f"    entrypoint: [{quoted[0]}]\n    command: [{', '.join(quoted[1:])}]\n"
    yield "words health check", f"    healthcheck:\n      test: [CMD, {', '.join(quoted)}]\n"
    if all(_plain(word) and "," not in word and "]" not in word for word in words):
        yield "words plain", "    command:\n" + "".join(f"      - {word}\n" for word in words)
        yield "words plain flow", f"    command: [{', '.join(words)}]\n"


def _in_dockerfile_by_name(name: str, value: str) -> Iterator[tuple[str, str]]:
    quoted = _quoted(value.replace("$$", "\\$"))
    bare = re.sub(r"[^\w]", "_", name)
    yield "ENV", f"ENV {bare}={quoted}\n"
    yield "ENV of two", f"ENV A=b \\\n    {bare}={quoted}\n"
    yield "ENV with a comment", f"ENV A=b \\\n  # {bare}\n    {bare}={quoted} \\\n    C=d\n"
    yield "ENV, old", f"ENV {bare} {value}\n"
    yield "ARG", f"ARG {bare}={quoted}\n"
    yield "LABEL", f"LABEL {name}={quoted}\n"
    yield "export", f"RUN export {bare}={quoted} && make\n"
    yield "assignment", f"RUN {bare}={quoted} make\n"
    yield "ONBUILD", f"ONBUILD ENV {bare}={quoted}\n"
    yield "comment", f"# {bare}={value}\n"
    yield "file", f"COPY <<EOF /app.env\n{bare}={value}\nEOF\n"
    yield "file of YAML", f"COPY <<EOF /app.yaml\nsettings:\n  {bare}: {quoted}\nEOF\n"
    yield "script", f"RUN <<EOF\nset -e\nexport {bare}={quoted}\nEOF\n"


def _in_dockerfile_by_command(line: str) -> Iterator[tuple[str, str]]:
    yield "RUN", f"RUN {line}\n"
    yield "RUN of several", f"RUN set -e && \\\n    {line} && \\\n    true\n"
    yield "RUN with a comment", f"RUN set -e; \\\n  # and so\n    {line}\n"
    yield "RUN script", f"RUN <<EOF\nset -e\n{line}\nEOF\n"
    yield "CMD", f"CMD {line}\n"
    yield "ENTRYPOINT list", f'ENTRYPOINT ["sh", "-c", {_quoted(line)}]\n'
    yield "HEALTHCHECK", f"HEALTHCHECK CMD {line}\n"
    yield "ONBUILD", f"ONBUILD RUN {line}\n"
    yield "comment", f"# RUN {line}\n"
    yield "script that is written", f"COPY <<'EOF' /run.sh\n#!/bin/sh\n{line}\nEOF\n"
    if "'" not in line and '"' not in line:
        yield "RUN over lines", "RUN " + " \\\n    ".join(line.split()) + "\n"


def _in_dockerfile_by_words(words: list[str]) -> Iterator[tuple[str, str]]:
    listed = json.dumps(words)
    yield "CMD words", f"CMD {listed}\n"
    yield "RUN words", f"RUN {listed}\n"
    yield "ENTRYPOINT words over lines", "ENTRYPOINT " + listed.replace('", "', '", \\\n  "') + "\n"
    yield "HEALTHCHECK words", f"HEALTHCHECK CMD {listed}\n"


def _in_container_by_name(name: str, value: str) -> Iterator[tuple[str, dict[str, object]]]:
    yield "Env", {"Config": {"Env": [f"{name}={value}"]}}
    yield "Labels", {"Config": {"Labels": {name: value}}}
    yield "Annotations", {"HostConfig": {"Annotations": {name: value}}}
    yield "LogConfig", {"HostConfig": {"LogConfig": {"Type": "x", "Config": {name: value}}}}
    yield (
        "network",
        {
            "NetworkSettings": {"Networks": {"n": {"DriverOpts": {name: value}}}},
            "HostConfig": {"NetworkMode": "n"},
        },
    )
    yield "volume", {
        "HostConfig": {
            "Mounts": [{
                "Type": "volume", "Source": "v", "Target": "/v",
                "VolumeOptions": {"DriverConfig": {"Name": "local", "Options": {name: value}}},
            }]
        }
    }  # fmt: skip


def _in_container_by_command(line: str) -> Iterator[tuple[str, dict[str, object]]]:
    yield "Cmd shell", {"Config": {"Cmd": ["sh", "-c", line]}}
    yield "Entrypoint shell", {"Config": {"Entrypoint": ["/bin/sh", "-ec", line]}}
    yield "Healthcheck shell", {"Config": {"Healthcheck": {"Test": ["CMD-SHELL", line]}}}
    top = {"Titles": ["PID", "UID", "COMMAND"], "Processes": [["1", "0", line]]}
    yield "Top", {"State": {"Status": "running"}, "Top": top}


def _in_container_by_words(words: list[str]) -> Iterator[tuple[str, dict[str, object]]]:
    yield "Cmd", {"Config": {"Cmd": words}}
    yield "Entrypoint", {"Config": {"Entrypoint": words}}
    yield "both", {"Config": {"Entrypoint": words[:1], "Cmd": words[1:]}}
    yield "Path", {"Path": words[0], "Args": words[1:]}
    yield "Healthcheck", {"Config": {"Healthcheck": {"Test": ["CMD", *words]}}}
    config = {"entrypoint": words[0], "arguments": words[1:], "privileged": True, "user": "0"}
    session = {"ID": "1", "Running": True, "Pid": 5, "ProcessConfig": config}
    yield "exec", {"State": {"Status": "running"}, "ExecSessions": [session]}


class Corpus:
    """Files, and where each canary in them stands."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.compose: list[str] = []
        self.env: list[str] = []
        self.dockerfiles: dict[str, list[str]] = {}
        self.containers: list[dict[str, object]] = []
        self._fill()

    def _canary(self, where: str, form: str) -> str:
        name = f"Kx9{len(self.places):05d}qZ"
        self.places[name] = f"{where}: {form}"
        return name

    def _each(
        self, form: str, where: str, places: Callable[[str], Iterator[tuple[str, object]]]
    ) -> Iterator[tuple[str, object]]:
        """Every place of a form, each with a canary of its own."""
        for index, (name, _) in enumerate(places("x")):
            canary = self._canary(f"{where}, {name}", form)
            yield name, list(places(canary))[index][1]

    def _fill(self) -> None:
        for number, (name, value) in enumerate(PAIRS):
            form = f"{name}={value}"
            note = f"n{number}"
            for place, text in self._each(
                form, "compose",
                lambda c, n=name, v=value, o=note: _in_compose_by_name(n, v.format(c=c), o),  # type: ignore[misc]
            ):  # fmt: skip
                self._service(str(text), place)
            for place, text in self._each(
                form, "Dockerfile",
                lambda c, n=name, v=value: _in_dockerfile_by_name(n, v.format(c=c)),  # type: ignore[misc]
            ):  # fmt: skip
                self.dockerfiles.setdefault(place, []).append(str(text))
            for _, part in self._each(
                form, "inspect",
                lambda c, n=name, v=value: _in_container_by_name(n, v.format(c=c)),  # type: ignore[misc]
            ):  # fmt: skip
                self._container(part)
            canary = self._canary(".env", form)
            self.env.append(f"{re.sub(r'[^A-Za-z0-9_]', '_', name)}='{value.format(c=canary)}'")
        for line in COMMANDS:
            self._command(line)

    def _command(self, line: str) -> None:
        for place, text in self._each(
            line, "compose", lambda c: _in_compose_by_command(line.format(c=c), "")
        ):
            self._service(str(text), place)
        for place, text in self._each(
            line, "Dockerfile", lambda c: _in_dockerfile_by_command(line.format(c=c))
        ):
            self.dockerfiles.setdefault(place, []).append(str(text))
        for _, part in self._each(
            line, "inspect", lambda c: _in_container_by_command(line.format(c=c))
        ):
            self._container(part)
        if re.search(r"[|<>'\"\\]|^\w+=|^export|^psql '", line):
            return
        for place, text in self._each(
            line, "compose", lambda c: _in_compose_by_words(line.format(c=c).split(), "")
        ):
            self._service(str(text), place)
        for place, text in self._each(
            line, "Dockerfile", lambda c: _in_dockerfile_by_words(line.format(c=c).split())
        ):
            self.dockerfiles.setdefault(place, []).append(str(text))
        for _, part in self._each(
            line, "inspect", lambda c: _in_container_by_words(line.format(c=c).split())
        ):
            self._container(part)

    def _service(self, text: str, _: str) -> None:
        image = "" if "    build:" in text else "    image: x:1\n"
        name = f"s{len(self.compose)}"
        self.compose.append(f"  {name}:\n{image}{text}    privileged: true\n")

    def _container(self, part: object) -> None:
        assert isinstance(part, dict)
        number = len(self.containers)
        document: dict[str, object] = {
            "Id": f"{number:064d}", "Name": f"/c{number}",
            "Config": {"Image": "x:1"}, "HostConfig": {"Privileged": True},
        }  # fmt: skip
        for key, value in part.items():
            own = document.get(key)
            document[key] = {**own, **value} if isinstance(own, dict) else value
        self.containers.append(document)

    def write(self, folder: str) -> None:
        """Write the files: a compose file, a Dockerfile for each place, inspect data, an .env."""

        def put(name: str, text: str) -> None:
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

        for start in range(0, len(self.compose), TOGETHER):
            services = "".join(self.compose[start : start + TOGETHER])
            put(f"{start}/compose.yaml", f"services:\n{services}")
        put("env/compose.yaml", "services: {a: {image: 'x:1', env_file: .env, privileged: true}}\n")
        put("env/.env", "\n".join(self.env) + "\n")
        for place, texts in self.dockerfiles.items():
            body = "".join(f"USER root\n{text}WORKDIR x\n" for text in texts)
            put(f"{place.replace(' ', '-').replace(',', '')}.Dockerfile", f"FROM alpine\n{body}")
        put("containers.json", json.dumps(self.containers))

    def found(self, text: str) -> list[str]:
        """Where the canaries stand that are in a text."""
        return [self.places[name] for name in sorted(set(re.findall(r"Kx9\d{5}qZ", text)))]


TOGETHER = 100
"""Services of one file."""

FORMATS = "text concise json sarif github gitlab junit checkstyle markdown jsonl html".split()
STRICT = ("--profile", "restricted")


def runs(folder: str) -> Iterator[tuple[str, ...]]:
    """The command lines to try, in a folder with the files."""
    known = subprocess.run(
        [sys.executable, "-m", "hardenlint", "scan", "--help"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    for name in FORMATS:
        if name in known:
            yield ("scan", *STRICT, "--format", name)
    yield ("scan", *STRICT, "-vv")
    yield ("fix", *STRICT, "--unsafe")
    yield ("suppressions", ".")
    files = sorted(os.path.join(base, name) for base, _, names in os.walk(folder) for name in names)
    for path in files:
        if path.endswith(("compose.yaml", "Dockerfile")):
            yield ("show", os.path.relpath(path, folder))
    yield ("show", "containers.json")
    yield ("show", "--format", "json", "containers.json")
    yield ("known", "write", *STRICT, ".")
    yield ("known", "show")


def _known(folder: str) -> list[str]:
    return [os.path.join(folder, name) for name in os.listdir(folder) if "known" in name]


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def main() -> None:
    """Write the files, run everything, and tell what came out."""
    folder = sys.argv[1] if sys.argv[1:] else tempfile.mkdtemp()
    corpus = Corpus()
    corpus.write(folder)
    print(f"{len(corpus.places)} canaries in {folder}")
    for arguments in runs(folder):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "hardenlint", *arguments],
            cwd=folder, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        written = "".join(_read(path) for path in _known(folder))
        leaks = corpus.found(done.stdout + done.stderr + written)
        if done.returncode in (2, 3):
            print(f"not tried: {' '.join(arguments)}: {done.stderr.strip()[:200]}")
        print(f"{len(leaks):5} {done.returncode} {len(done.stdout):9} {' '.join(arguments)}")
        for leak in leaks[:: max(len(leaks) // 400, 1)]:
            print(f"        {leak}")


if __name__ == "__main__":
    main()
