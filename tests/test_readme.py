"""The README's blocks of output come from the program."""

import os
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
import yaml

from hardenlint import registry
from hardenlint.policy import config
from hardenlint.report import FORMATS
from tests import picture
from tests.benchmarks import page
from tests.benchmarks.facts import FACTS
from tests.clean_home import ROOT
from tests.cli import hardenlint
from tests.commands import every_command, visible_options
from tests.readme import README, UPDATE, blocks, prose, read
from tests.test_init import hooks

BLOCK = re.compile(
    r"(<!-- output: hardenlint (?P<args>.+) -->\n```text\n)(?P<text>.*?)(```\n)", re.S
)
COMMANDS = re.compile(r"(?<=<!-- commands -->\n).*?(?=<!-- /commands -->)", re.S)
PEERS = re.compile(r"(?<=<!-- peers -->\n).*?(?=<!-- /peers -->)", re.S)


def compare(request: pytest.FixtureRequest, path: str | os.PathLike[str], current: str) -> None:
    """Compare what is committed with what is made now; --update writes it."""
    if request.config.getoption("--update"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(current)
    with open(path, encoding="utf-8") as file:
        assert file.read() == current, UPDATE


def test_output_blocks_are_current(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    def current(match: re.Match[str]) -> str:
        return match[1] + hardenlint(*shlex.split(match["args"])).out + match[4]

    text = read()
    assert BLOCK.search(text)
    compare(request, README, BLOCK.sub(current, text))


def test_the_table_of_peers_is_what_was_measured(request: pytest.FixtureRequest) -> None:
    assert PEERS.search(read())
    compare(request, README, PEERS.sub(lambda _: f"\n{page.table(FACTS)}\n", read()))
    compare(request, ROOT / "docs" / "peers.md", page.page())


def test_the_picture_is_what_the_program_prints(request: pytest.FixtureRequest) -> None:
    drawn = picture.svg(picture.session())
    compare(request, picture.PICTURE, drawn)
    assert "](docs/hardenlint.svg)" in read()
    ElementTree.fromstring(drawn)  # noqa: S314 - it is ours
    without_names = drawn.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"://|href|url\(|<script|<image|@import", without_names)


def test_the_options_are_those_of_the_program(request: pytest.FixtureRequest) -> None:
    rows = [f"| `{name}` | {_options(command)} |" for name, command in every_command()]
    table = "\n".join(("| command | options |", "|---|---|", *rows))
    compare(request, README, COMMANDS.sub(lambda _: f"{table}\n", read()))


def _options(command: click.Command) -> str:
    """The options but `--help`, which all have, each by its long name."""
    names = [names.partition(" ")[0] for names in visible_options(command)]
    return " ".join(f"`{name}`" for name in names if name != "--help") or "none"


def test_the_options_named_in_the_text_are_ours() -> None:
    ours = {name for _, each in every_command() for name in visible_options(each)} | {"--version"}
    named = set(re.findall(r"`(--[a-z-]+)", prose()))
    assert named <= ours


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#]+)", read()):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_the_commands_named_exist() -> None:
    for name in (
        "scan", "audit", "show", "explain", "checks", "init", "fix", "known", "suppressions",
        "config", "completion",
    ):  # fmt: skip
        assert f"`hardenlint {name}" in read() or f"hardenlint {name}" in read()
        assert hardenlint(name, "--help").code == 0


def test_ci_runs_the_readmes_test_command() -> None:
    with open(os.path.join(ROOT, ".ci", "run"), encoding="utf-8") as file:
        assert ".ci/engine bash tests/run" in file.read()
    assert "```sh\nbash tests/run\n```" in read()


def test_the_configuration_shown_is_valid_and_complete(tmp_path: Path) -> None:
    (text,) = blocks("yaml", "Configuration")
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "containers.yaml").write_text("")
    (tmp_path / ".hardenlint.yaml").write_text(text)
    config.load(str(tmp_path / ".hardenlint.yaml"), registry.names)
    keys = yaml.safe_load(config.schema())["properties"]
    assert set(yaml.safe_load(text)) == {key for key in keys if "deprecated" not in keys[key]}


def test_the_hooks_and_formats_named_exist() -> None:
    hook, *_ = blocks("yaml", "As a pre-commit hook")
    assert set(re.findall(r"- id: (\S+)", hook)) == set(hooks())
    assert all(f"`{name}`" in read() for name in FORMATS)


def test_the_exceptions_shown_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (docker,), (compose,) = blocks("dockerfile", "Exceptions"), blocks("yaml", "Exceptions")
    docker = docker.replace("2027-03-31", "2999-03-31")
    (tmp_path / "Dockerfile").write_text(f"FROM python:3.13\n{docker}")
    mount = '    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n'
    (tmp_path / "compose.yaml").write_text(compose + mount)
    run = hardenlint("scan", "--select", "docker-socket-mounted", "--select", "run-as-root", ".")
    assert (run.code, "no problems (2 suppressed)" in run.out) == (0, True)


def test_the_list_of_checks_is_current(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    path = os.path.join(ROOT, "checks", "README.md")
    title = "# The checks\n\nWritten by `hardenlint checks --format markdown`; "
    title += "`hardenlint explain CHECK` says more.\n\n"
    compare(request, path, title + hardenlint("checks", "--format", "markdown").out)
