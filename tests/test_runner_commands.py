"""Nothing that is printed is a command to the runner of a CI job, whatever an input says."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardenlint.report import FORMATS
from hardenlint.text import json_text
from hardenlint.text.terminal import inert, printable
from tests.cli import Run, inside
from tests.runners import lines, obeyed

Capture = pytest.CaptureFixture[str]

COMMANDS = (
    "::error file=a::forged",
    "::add-mask::x",
    "::stop-commands::x",
    "##[error]forged",
    "##[add-path]/tmp",
    "##vso[task.setvariable variable=PATH]x",
    "##VSO[task.complete result=Succeeded;]x",
    "##teamcity[buildStatus status='SUCCESS']",
    "--- group",
    "+++ group",
    "^^^ +++",
    "section_start:1560896352:x",
    "travis_fold:start:x",
)
BLANKS = ("", " ", "\t", "\u00a0", "\u2003", "\u3000", "\u200b", "\ufeff", "\u034f", "\r")
FORGED = [f"{blank}{command}" for command in COMMANDS[:1] for blank in BLANKS] + [*COMMANDS[1:]]


@pytest.mark.parametrize("command", FORGED)
def test_the_parser_of_this_test_sees_them(command: str) -> None:
    assert any(map(obeyed, lines(f"{command}")))


TEXTS = st.lists(
    st.sampled_from([*COMMANDS, *BLANKS, "#", "::", "a", "[", "]", "\n", "\r\n", "\x1b[0m", "é"])
).map("".join)


@given(TEXTS)
def test_no_line_of_a_text_is_one(text: str) -> None:
    """Whether an input stands in a line, begins one or is one."""
    for shown in (text, f"  {text}", f"x {text}", f"\x1b[1m{text}\x1b[0m", f"{text}\n\n {text}"):
        told = inert("\n".join(printable(part) for part in shown.split("\n")))
        assert not any(map(obeyed, told.split("\n"))), told
        assert inert(told) == told


@given(st.dictionaries(TEXTS, TEXTS))
def test_json_says_the_same_without_one(texts: dict[str, str]) -> None:
    shown = json_text.harmless(json.dumps(texts, indent=1))
    assert json.loads(shown) == texts
    assert not any(map(obeyed, shown.split("\n")))


def test_what_is_told_of_a_text_takes_no_longer_than_the_text() -> None:
    assert (
        inert("\n" * 200_000 + " " * 200_000 + "::x") == "\n" * 200_000 + " " * 200_000 + r"\x3a:x"
    )
    assert inert("##" * 200_000) == "##" * 200_000


# The whole program, with such a text in every place that it shows


def quoted(text: str) -> str:
    return json.dumps(text)


def long(text: str) -> str:
    """So long that a report must begin new lines with it."""
    return f"{'x' * 70} {text} " * 3


def compose() -> str:
    services = []
    for number, text in enumerate(FORGED):
        services.append(
            f"  s{number}:\n"
            f"    image: {quoted(text)}\n    user: root\n    hostname: {quoted(text)}\n"
            f"    command: [{quoted(text)}, {quoted(long(text))}]\n"
            f"    device_cgroup_rules: [{quoted('b *:* rwm ' + long(text))}]\n"
            f"    cap_add: [{quoted(text)}]\n"
            f"    volumes: [{quoted('/etc/' + long(text) + ':/x')}]\n"
            f"    environment: [{quoted(text)}, {quoted('DB_PASSWORD=' + text)}]\n"
            f"    privileged: true  # hardenlint: ignore[privileged-container] -- {visible(text)}\n"
            f"    labels: {{{quoted('hardenlint.ignore.' + text)}: {quoted(text)}}}\n"
        )
    return f"services:\n{''.join(services)}"


def dockerfile() -> str:
    parts = ["FROM alpine:3.20\n"]
    for text in map(visible, FORGED):
        parts.append(
            f"RUN a && \\\n{text} && \\\n  {text}\nADD x /y\n"
            f"RUN b \\\n{text}\nLABEL a={quoted(text)}\n"
        )
        parts.append(
            f"RUN <<E\n{text}\nE\nADD x /z\n# {text}\n{text}\n" if text == FORGED[0] else ""
        )
    return "".join(parts)


def visible(text: str) -> str:
    return re.sub(r"[\r\n\ufeff]", " ", text)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "compose.yaml").write_text(compose())
    (tmp_path / "Dockerfile").write_text(dockerfile())
    for text in FORGED:
        folder = tmp_path / text.replace("/", ".")
        folder.mkdir()
        (folder / "Dockerfile").write_text("FROM x\nUSER root\nADD x /y\n")
        (folder / "compose.yaml").write_text("services: {a: [}\n")
    paths = "".join(f"  {quoted(text)}: {{ignore: [user-not-set]}}\n" for text in FORGED)
    (tmp_path / ".hardenlint.yaml").write_text(f"paths:\n{paths}")
    (tmp_path / "inspect.json").write_text(json.dumps([
        {"Id": "a", "Name": f"/{text}", "Image": text, "HostConfig": {"Privileged": True},
         "Config": {"Image": text, "Cmd": [text], "Env": [text], "Labels": {text: text}},
         "State": {"Status": text}, "Mounts": []} for text in FORGED
    ]))  # fmt: skip
    return tmp_path


def check(run: Run) -> None:
    for line in lines(f"{run.out}\n{run.err}"):
        assert not obeyed(line), line


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "github"])
def test_no_report_has_one(form: str, repository: Path, capfd: Capture) -> None:
    run = inside(capfd, "scan", "--format", form, "--profile", "restricted", ".", "inspect.json")
    assert run.code == 3
    assert "forged" in run.out
    check(run)


def test_annotations_are_ours_alone(repository: Path, capfd: Capture) -> None:
    run = inside(capfd, "scan", "--format", "github", "--profile", "restricted", ".")
    ours = re.compile(r"::(error|warning|notice) (file=|title=)[^:]*::[^\r\n]*")
    assert all(ours.fullmatch(line) for line in run.out.splitlines())
    assert not any(map(obeyed, (line.lstrip(":") for line in lines(run.out))))
    check(Run(0, "", run.err))


@pytest.mark.parametrize(
    "words",
    [
        "scan -v --group-by subject --color always .",
        "scan --show-suppressed --profile restricted --group-by check .",
        "show compose.yaml Dockerfile inspect.json",
        "show --format json compose.yaml Dockerfile inspect.json",
        "suppressions",
        "suppressions --format json",
        "config show",
        "config show --format json",
        "checks --format json",
        "explain runtime-socket-mounted",
    ],
)
def test_no_command_prints_one(words: str, repository: Path, capfd: Capture) -> None:
    check(inside(capfd, *words.split()))


def test_the_baseline_has_none(repository: Path, capfd: Capture) -> None:
    check(inside(capfd, "baseline", "write"))
    run = inside(capfd, "baseline", "show")
    assert run.out.count("forged") > 3
    check(run)
    check(Run(0, (repository / ".hardenlint-baseline.json").read_text(), ""))


@pytest.mark.parametrize("text", ["\u00a0::error::forged", "a\n::error::forged", "##vso[x]forged"])
def test_no_mistake_prints_one(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (
        (text,), ("explain", text), ("scan", text + "/no"), ("scan", "--select", text),
        ("scan", "--output", text), ("scan", "--output", f"json={text}/no/x"), ("show", text),
        ("scan", "--config", text), ("scan", "--baseline", text), ("scan", "--diff-base", text),
        ("fix", text + "/no"), ("config", "show", text), ("audit", "--host", text),
        ("init", "--repository", text), ("scan", "-f", text), ("scan", "--env-file", text, "."),
    ):  # fmt: skip
        check(inside(capfd, *words))


def test_the_diff_of_fix_has_none_and_applies(
    tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "."], check=True)
    before = (
        "FROM alpine:3.20\nRUN a && \\\n::error::x && \\\n\t::error::y\nADD x /y\n"
        "RUN b && \\\n  ::error::z\nADD x /z\nRUN c\\\n ::add-mask::x"
    )
    (tmp_path / "Dockerfile").write_text(before)
    run = inside(capfd, "fix", "-q", "--profile", "restricted")
    headers = [line for line in run.out.splitlines() if line[:4] in ("--- ", "+++ ")]
    assert headers == ["--- a/Dockerfile", "+++ b/Dockerfile"]
    check(Run(0, "\n".join(line for line in run.out.splitlines() if line not in headers), ""))
    subprocess.run(["git", "apply"], input=run.out, text=True, check=True)
    assert (tmp_path / "Dockerfile").read_text() == before.replace("ADD", "COPY")


def test_a_diff_that_cannot_say_it_all_says_so(
    tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nRUN a ##vso[x]y\nADD x /y\n")
    run = inside(capfd, "fix", "-q", "--profile", "restricted")
    assert run.out.startswith("note: Dockerfile: ")
    assert r" RUN a #\x23vso[x]y" in run.out
