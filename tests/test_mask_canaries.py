"""Canaries: none of thousands of secrets, each in a place and a form of its own, is printed."""

import os
import time
from collections.abc import Iterator

import pytest

from hardenlint.facts.masking import LONGEST, MASK, masked, masked_words, secret_ranges
from hardenlint.facts.masking.document import Hidden
from hardenlint.sources.inspect import mask, show
from hardenlint.sources.inspect.snapshot import Saved, snapshot

from .cli import hardenlint
from .clock import cpu_since
from .hostile.canaries import COMMANDS, Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus()


def shown(text: str) -> str:
    hidden = Hidden(text)
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        for start, end in reversed(hidden.of(number)):
            line = line[:start] + MASK + line[end:]
        lines.append(line)
    return "\n".join(lines)


def test_there_are_enough(corpus: Corpus) -> None:
    assert len(corpus.places) > 3_000


def test_no_line_of_a_file_shows_one(corpus: Corpus, tmp_path: str) -> None:
    corpus.write(str(tmp_path))
    for folder, _, names in os.walk(tmp_path):
        for name in names:
            if not name.endswith(".json"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    assert corpus.found(shown(file.read())) == [], name


def test_a_snapshot_and_the_model_of_saved_data_have_none(corpus: Corpus) -> None:
    saved = snapshot([Saved("a", "unix://", "ok", documents=corpus.containers)])
    assert corpus.found(saved) == []
    import json

    text = json.dumps(corpus.containers)
    assert corpus.found(json.dumps(show(text, "x"))) == []


def arguments() -> Iterator[tuple[str, ...]]:
    yield ("fix", "--unsafe", "--profile", "restricted", "0")
    yield ("scan", "--profile", "restricted", "-v", "600")
    yield ("show", "600/compose.yaml")
    yield ("show", "ENV.Dockerfile")
    yield ("show", "containers.json")


@pytest.mark.parametrize("given", list(arguments()), ids=" ".join)
def test_no_command_prints_one(corpus: Corpus, tmp_path: str, given: tuple[str, ...]) -> None:
    corpus.write(str(tmp_path))
    run = hardenlint(*given, folder=str(tmp_path))
    assert run.out
    assert corpus.found(run.out + run.err) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_line_is_shown_without_it(command: str) -> None:
    secret = "hUnt3r2zzQ9"  # noqa: S105 - nobody's
    line = command.format(c=secret)
    assert secret not in masked(line)
    assert secret not in mask.masked_text(line, mask.stand_in)


@pytest.mark.parametrize(
    "line",
    [
        "RUN mysql -u root -p$PW -e x",
        "docker run -u 1000:1000 -p 80:80 x",
        "docker build --secret id=npm,src=.npmrc .",
        "- ./server.key:/etc/server.key",
        "ssh-keygen -t rsa -N '' -f x",
        "curl -fsSL https://example.com:8080/@scope/pkg",
        "git clone https://git@github.com/x",
        'curl -u "$U:$P" x',
        'echo "$P" | docker login --password-stdin',
        "app --token $(cat /run/x)",
        "NPM_TOKEN=$(cat /run/secrets/npm) npm ci",
        "Password that everybody tries first, or none",
        "useradd -u 1000 -m bob",
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout /etc/ssl/key.pem",
        "mysqladmin ping -h localhost -u root",
        "basic authentication is used",
    ],
)
def test_the_rest_of_a_line_stays(line: str) -> None:
    assert masked(line) == line


def test_names_of_compose_are_no_secrets() -> None:
    text = (
        "services:\n  token:\n    image: shown:1\n    depends_on: {auth: {condition: healthy}}\n"
        "    secrets: [db_password]\nsecrets:\n  db_password: {external: true, name: shown}\n"
    )
    assert shown(text) == text


UNITS = (
    "-_ password= password: --password\t ' \" \\ mysql\t-p :// ://a: a:@ ${A:- $( eyJa- ghp_1-"
    ' <<E\t ["a", {a:b bearer\t //a: &token= create\tuser\t -us1 curl\t-d\t printf\t|\t # $1$'
).split(" ")


@pytest.mark.parametrize("unit", UNITS)
def test_no_line_takes_long(unit: str) -> None:
    """Whatever is repeated, a line as long as one may be takes a fraction of a second."""
    line = ("pass " + unit.replace("\t", " ") * LONGEST)[: LONGEST - 1]
    start = time.process_time()
    Hidden(f"a: 1\nb: |\n  {line}\n")
    masked_words(line.split())
    mask.masked_text(line, mask.stand_in)
    assert cpu_since(start) < 2


def test_of_a_longer_line_only_the_key_is_shown() -> None:
    text = "a: b\nA_KEY: " + "x y" * LONGEST + "\nPASSWORD: x9"
    assert masked(text) == f"a: b\nA_KEY:{MASK}\nPASSWORD: {MASK}"
    start = time.process_time()
    assert len(secret_ranges("x" * 10_000_000)) == 1
    assert cpu_since(start) < 2
