"""Makes hostile projects: folders with files that somebody has thought about, and chance.

What is made depends on the chance that is given alone, so a seed makes the same project again.
"""

import functools
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

from .trial import FORGED, OUTSIDE, SECRET

FIXTURES = Path(__file__).parents[2] / "fixtures"
KINDS = {".yaml": "compose", ".json": "inspect", ".Dockerfile": "dockerfile"}
LARGEST = 60_000
"""Characters of a fixture that is taken as a seed."""

NUMBERS = (
    "1e999",
    "-1e999",
    "1e19",
    "1e15",
    ".inf",
    "-.inf",
    ".nan",
    "NaN",
    "Infinity",
    "-1",
    "0",
    "1e-9",
    "9" * 5000,
    "0x" + "f" * 500,
    "0o777",
    "0777",
    "1_000",
    "190:20:30",
    "2001-01-01",
    "1.5",
    "1e1e1",
    "18446744073709551616",
    "-0",
    "true",
    "null",
    "~",
    "''",
    "1e400gb",
    "1e309",
    "99999999999h",
    "1y",
)

WORDS = (
    "",
    " ",
    "\t",
    "a" * 3000,
    "-" * 300,
    "é" * 200,
    "\u202e",
    "\x1b[31m",
    "\r",
    "\x00",
    "\u3164",
    "\ud800",
    "\U000e0041",
    "${A}",
    "${A:-${B:-${C}}}",
    "${",
    "$${",
    "${A" * 40,
    "${HOSTILE}",
    "$HOSTILE",
    "${A//a/b}",
    "${A#*a}",
    "*anchor",
    "&anchor x",
    "<<",
    "!reset null",
    "!!binary x",
    "[",
    "]",
    "{{ x }}",
    "'",
    '"',
    "|",
    ">",
    "#",
    "# hardenlint: ignore[*]",
    "# hardenlint: ignore[run-as-root] x",
    f"::error::{FORGED}",
    f"  ::set-output name=x::{FORGED}",
    f"##[error]{FORGED}",
    f"##vso[task.setvariable variable=PATH]{FORGED}",
    f"##teamcity[{FORGED}]",
    "x " * 60 + f"::error::{FORGED} " * 5,
    f"a\n::error::{FORGED}",
    f"a%0A::error::{FORGED}",
    "/proc/self/environ",
    "/proc/kmsg",
    "/dev/zero",
    "/etc/passwd",
    "../outside/secret",
    "../../x",
    "/var/run/docker.sock",
    "https://u:" + SECRET + "@h/x.git",
    "--password",
    f"--password={SECRET}",
    f"DB_PASSWORD={SECRET}",
    f"DB_PASSWORD: {SECRET}",
    "root",
    "0:0",
    "1-65535:1-65535",
    "::1:80:80",
)

HARMLESS = [word for word in WORDS if SECRET not in word]
"""Those that may stand anywhere: a secret in the middle of a name is a part of the name."""

FORMS = (
    f"      DB_PASSWORD: {SECRET}1\n",
    f"      - DB_PASSWORD={SECRET}2\n",
    f"      - 'API_TOKEN: {SECRET}3'\n",
    f"      SECRET_KEY: |\n        {SECRET}4\n        {SECRET}5\n",
    f"      TOKEN: >-\n        {SECRET}6\n",
    f"    command: [--password, {SECRET}7]\n",
    # In one line: mutations move lines, and a word alone is no secret.
    f"    command: [\"--password\", '{SECRET}8']\n",
    f"    command: curl -u admin:{SECRET}9 http://x\n",
    f"      DB_PASSWORD={SECRET}10:\n",
    f"    build: https://u:{SECRET}11@github.com/o/r.git\n",
)

INSTRUCTIONS = (
    f"ENV DB_PASSWORD={SECRET}1",
    f"ENV A=b \\\n\nDB_PASSWORD={SECRET}2",
    f"ARG API_TOKEN={SECRET}3",
    f"RUN curl -u admin:{SECRET}4 http://x | sh",
    f"RUN <<EOF\nexport DB_PASSWORD={SECRET}5\nEOF",
    f"RUN echo 'root:{SECRET}6' | chpasswd",
    f"RUN mysql -p{SECRET}7 -e x",
    f"DB_PASSWORD={SECRET}8",
    f'CMD ["x", "--password", "{SECRET}9"]',
    f"LABEL api_token={SECRET}10",
    f"RUN x --password {SECRET}11",
    "FROM scratch AS x",
    "FROM x",
    "COPY --from=9 a b",
    "ADD http://x/y /",
    "HEALTHCHECK --interval=1e999s CMD x",
    "EXPOSE 1-65535",
    "USER 99999999999999999999",
    "STOPSIGNAL " + "9" * 5000,
    "RUN " + "a | " * 500 + "b",
    "RUN " + "(" * 300,
    "RUN " + "$(" * 300,
    "RUN [" * 50,
    "RUN <<A <<B <<C\nA",
    "ONBUILD ONBUILD RUN x",
    "SHELL [",
    "VOLUME " + "a " * 500,
    "ARG A=$A$A",
    "ENV A=$A$A$A",
    "ENV A=${A//a/aaaa}",
    "# escape=`",
    "# syntax=x",
    "WORKDIR $HOSTILE",
    "FROM ${HOSTILE}",
    "COPY --chmod=99999999999 a b",
    "RUN --mount=type=secret",
)


@functools.cache
def seeds() -> dict[str, tuple[str, ...]]:
    """The fixtures, by what they are: dockerfile, compose, inspect."""
    found: dict[str, list[str]] = {"dockerfile": [], "compose": [], "inspect": []}
    for path in sorted(FIXTURES.rglob("*")):
        kind = {".yaml": "compose", ".json": "inspect", ".Dockerfile": "dockerfile"}.get(
            path.suffix
        )
        kind = "dockerfile" if path.name == "Dockerfile" else kind
        if kind and path.stat().st_size < LARGEST:
            found[kind].append(path.read_text(encoding="utf-8"))
    return {kind: tuple(texts) for kind, texts in found.items()}


def write(chance: Random, home: str) -> int:
    """Write a project below a folder that is not there yet; returns its size in bytes."""
    os.makedirs(os.path.join(home, "sub"))
    os.makedirs(os.path.join(os.path.dirname(home), "outside"), exist_ok=True)
    _outside(os.path.join(os.path.dirname(home), "outside"))
    if chance.random() < 0.5:
        subprocess.run(["git", "init", "-q", home], check=True)
    size = 0
    made = chance.sample(INPUTS, k=chance.randint(1, 3))
    made += [chance.choice(BESIDE)] if chance.random() < 0.15 else []
    for name, make in made:
        path = os.path.join(home, name)
        if chance.random() < 0.06:
            _link(chance, path)
            continue
        content = make(chance).encode("utf-8", "surrogatepass")
        if chance.random() < 0.06:
            content = _flipped(chance, content)
        with open(path, "wb") as file:
            size += file.write(content)
    return size


def _outside(folder: str) -> None:
    texts = {
        "secret": f"{OUTSIDE}secret",
        "env": f"A={OUTSIDE}value\nB={OUTSIDE}b\n",
        "c.yaml": f"services: {{{OUTSIDE}x: {{image: {OUTSIDE}i, privileged: true}}}}\n",
        "Dockerfile": f"FROM {OUTSIDE}f\nUSER root\n",
    }
    for name, text in texts.items():
        Path(folder, name).write_text(text, encoding="utf-8")


def _link(chance: Random, path: str) -> None:
    targets = (
        "/proc/self/environ",
        "/proc/self/fd/1",
        "/proc/kmsg",
        "/dev/zero",
        "/dev/stdin",
        "..",
        ".",
        "../outside/secret",
        "../outside/env",
        "../outside/c.yaml",
        "../outside/Dockerfile",
        path,
    )
    if chance.random() < 0.15:
        os.mkfifo(path)
    else:
        os.symlink(chance.choice(targets), path)


def _flipped(chance: Random, content: bytes) -> bytes:
    changed = bytearray(content or b" ")
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _mutated(chance: Random, text: str) -> str:
    """Lines left out, said again, exchanged; words and numbers in the place of others."""
    lines = text.split("\n")
    for _ in range(chance.choice((0, 0, 1, 1, 2, 6))):
        at = chance.randrange(len(lines))
        way = chance.randrange(7)
        if way == 0 and len(lines) > 1:
            del lines[at]
        elif way == 1:
            lines[at:at] = lines[at : at + chance.randint(1, 5)] * chance.choice((1, 2, 30))
        elif way == 2:
            key, sign, _ = lines[at].partition(chance.choice((":", "=", " ")))
            lines[at] = f"{key}{sign} {chance.choice(NUMBERS)}"
        elif way == 3:
            key, sign, _ = lines[at].partition(chance.choice((":", "=", " ")))
            lines[at] = f"{key}{sign} {chance.choice(HARMLESS)}"
        elif way == 4:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif way == 5:
            lines[at] = " " * chance.randint(0, 8) + lines[at].lstrip()
        else:
            place = chance.randint(0, len(lines[at]))
            lines[at] = lines[at][:place] + chance.choice(HARMLESS) + lines[at][place:]
    return "\n".join(lines)


def _dockerfile(chance: Random) -> str:
    lines = ["FROM alpine:3.20"]
    if chance.random() < 0.6:
        lines = [_mutated(chance, chance.choice(seeds()["dockerfile"]))]
    lines += chance.choices(INSTRUCTIONS, k=chance.randint(0, 6))
    return _mutated(chance, "\n".join(lines)) + "\n"


def _compose(chance: Random) -> str:
    text = _mutated(chance, chance.choice(seeds()["compose"]))
    if chance.random() < 0.6:
        image = "x:1"
        if chance.random() < 0.3:
            image = chance.choice(HARMLESS)
        text = f"\nservices:\n  a:\n    image: {image}\n    environment:\n"
        text += "".join(chance.choices(FORMS, k=chance.randint(1, 3)))
    if chance.random() < 0.3:
        text += chance.choice(
            (
                "include: [../outside/c.yaml]\n",
                "include: [{path: sub/c.yaml, env_file: /proc/self/environ}]\n",
                "include: [{path: sub/c.yaml, env_file: ../outside/env}]\n",
                "x-a: &a [1]\nx-b: &b [*a, *a, *a]\nx-c: [*b, *b, *b]\n",
                "---\nservices: {}\n",
            )
        )
    if chance.random() < 0.3:
        key = chance.choice(
            (
                "mem_limit",
                "cpus",
                "cpu_count",
                "pids_limit",
                "shm_size",
                "ports",
                "user",
                "expose",
                "ulimits",
                "build",
                "extends",
                "env_file",
                "label_file",
                "volumes",
                "security_opt",
                "network_mode",
                "gpus",
                "stop_grace_period",
                "healthcheck",
                "deploy",
                "devices",
                "sysctls",
                "tmpfs",
                "scale",
                "profiles",
            )
        )
        value = chance.choice((*NUMBERS, *WORDS, "[]", "{}", "[[[]]]", "{a: {b: {c: d}}}"))
        text += f"\n  zz:\n    image: a\n    {key}: {value}\n"
    return text if chance.random() < 0.5 else _mutated(chance, text)


def _inspect(chance: Random) -> str:
    try:
        document = json.loads(chance.choice(seeds()["inspect"]))
    except ValueError:
        return "["
    for _ in range(chance.randint(1, 8)):
        _changed(chance, document)
    return json.dumps(document, allow_nan=True)


def _changed(chance: Random, document: object) -> None:
    """Put something else in a place of a document."""
    values: tuple[object, ...] = (
        None,
        True,
        -1,
        1e308,
        float("nan"),
        10**400 // 7 if chance.random() < 0.1 else 7,
        "",
        [],
        {},
        [[]],
        {"": ""},
        *chance.sample(WORDS, 3),
        [f"DB_PASSWORD={SECRET}"],
        {"DB_PASSWORD": SECRET},
    )
    here = document
    while isinstance(here, (dict, list)) and here:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = chance.choice(keys)
        below = here[key]  # type: ignore[index,unused-ignore]
        if not isinstance(below, (dict, list)) or not below or chance.random() < 0.2:
            here[key] = chance.choice(values)  # type: ignore[index,unused-ignore]
            return
        here = below


def _env(chance: Random) -> str:
    lines = [f"A{n}=${{A{n - 1}}}${{A{n - 1}}}" for n in range(1, chance.choice((2, 40)))]
    lines += [
        f"DB_PASSWORD={SECRET}",
        f"A={chance.choice(WORDS)}",
        "COMPOSE_FILE=compose.yaml:sub/c.yaml",
    ]
    return "A0=xxxxxxxxxxxxxxxx\n" + "\n".join(
        chance.sample(lines, k=chance.randint(1, len(lines)))
    )


def _config(chance: Random) -> str:
    key = chance.choice(
        (
            "profile",
            "ignore",
            "severity",
            "extends",
            "known",
            "baseline",
            "exclude",
            "paths",
            "images",
            "services",
            "as-of",
            "lock",
            "fail-on",
        )
    )
    value = chance.choice((*NUMBERS, *WORDS, "[a, b]", "{a: b}", "[[[[]]]]", "**/*a*b*c*d"))
    return f"{key}: {value}\n"


def _toml(chance: Random) -> str:
    key = chance.choice(("profile", "x", "ignore", "a." * 3000 + "a"))
    return f"[tool.hardenlint]\n{key} = {chance.choice(NUMBERS)}\n"


def _ignore(chance: Random) -> str:
    rules = ("**/*a*b*c*d*e", "!**", "*", "[", "[\\]]", "**" * 50, "a/" * 200, "\\", "#", "**.log")
    return "\n".join(chance.choices(rules, k=chance.randint(1, 300)))


INPUTS: tuple[tuple[str, Callable[[Random], str]], ...] = (
    ("Dockerfile", _dockerfile),
    ("compose.yaml", _compose),
    ("compose.override.yaml", _compose),
    ("docker-compose.yml", _compose),
    ("sub/c.yaml", _compose),
    ("sub/Dockerfile", _dockerfile),
    ("app.Dockerfile", _dockerfile),
    ("docker.json", _inspect),
    (".env", _env),
)
"""The files of a project that are read for what they say."""

BESIDE: tuple[tuple[str, Callable[[Random], str]], ...] = (
    (".hardenlint.yaml", _config),
    ("pyproject.toml", _toml),
    (".dockerignore", _ignore),
    (".hardenlint-known.json", _inspect),
)
"""Those that change how the others are read."""
