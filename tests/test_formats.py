"""Reports for other programs: each read back as its consumer does, with hostile input."""

import json
import os
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardenlint.report import FORMATS, github, markdown
from hardenlint.report.line_hash import line_hashes
from tests.cli import Run, inside

Capture = pytest.CaptureFixture[str]

COMPOSE = """\
services:
  web:
    image: nginx:1.27
    privileged: true
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: hunter2-hunter2
    network_mode: host  # hardenlint: ignore[host-network] -- T-1
"""

FLAW = "services:\n  {}:\n    image: nginx:1.27\n    privileged: true\n"

HOSTILE = [
    "a%0A::error::x",
    "a\n::error file=x::y",
    "a\r::stop-commands::x",
    "##[error]x",
    "a,line=9::b",
    "\x1b[31mred\x1b]0;t\x07",
    "\u202egnp.exe",
    "]]><x>",
    "<script>alert(1)</script>",
    "a|b`c`[x](javascript:1)![i](http://e.example/i)",
    "@everyone #1 https://e.example www.e.example",
    "\"quoted\" & 'more'",
    "\x00\x01\x0b\ufffe",
    "\U0001f4a9 é",
]
NAMES = [name for name in HOSTILE if "/" not in name and "\x00" not in name]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(capfd: Capture, form: str, *args: str) -> Run:
    return inside(capfd, "scan", "--format", form, *(args or (".",)))


def hostile(root: Path) -> None:
    """A repository in which names of folders and of services are hostile."""
    for name in NAMES:
        folder = root / name
        folder.mkdir(exist_ok=True)
        (folder / "compose.yaml").write_text(COMPOSE)
    services = "".join(
        f"  s{n}:\n    image: nginx:1.27\n    privileged: true\n    devices: [/dev/sda]\n"
        f"    cap_add: [{json.dumps(name)}]\n    volumes: [{json.dumps('/etc:/' + name)}]\n"
        f"    labels: {{{json.dumps('hardenlint.ignore.' + name)}: {json.dumps(name)}}}\n"
        for n, name in enumerate(HOSTILE[:-1])  # the last one is none of JSON alone
    )
    (root / "compose.yaml").write_text(f"services:\n{services}")
    (root / "broken").mkdir()
    (root / "broken" / "compose.yaml").write_text("services: {a: [}\n")
    (root / "Dockerfile").write_text(
        "FROM x\nENV API_TOKEN=hunter2-hunter2\nRUN echo \x1b[31m ::error::x | sh\n"
    )


def controls(text: str) -> set[str]:
    """The characters that do something in a terminal or turn text around."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n"}


# what holds for all of them


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_input_controls_nothing(form: str, folder: Path, capfd: Capture) -> None:
    hostile(folder)
    run = scan(capfd, form, "--profile", "restricted", ".")
    assert run.code == 3
    assert controls(run.out) == set()
    assert controls(run.err) == set()
    assert not re.search(r"##\w*\[", run.out + run.err)
    lines = (run.out + run.err).splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert form == "github" or not commands


@pytest.mark.parametrize("form", FORMATS)
def test_a_secret_is_in_none(form: str, folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    (folder / "Dockerfile").write_text("FROM x\nENV API_TOKEN=hunter2-hunter2\n")
    run = scan(capfd, form, "--profile", "restricted", "--show-suppressed", ".")
    assert "postgres" in run.out or "db" in run.out or "POSTGRES" in run.out
    assert "hunter2" not in run.out + run.err


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_exit_code_in_all(form: str, folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    assert scan(capfd, form).code == 1
    assert scan(capfd, form, "--fail-on", "never", ".").code == 0


@pytest.mark.parametrize("form", FORMATS)
def test_a_clean_run(form: str, folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text("services: {web: {image: 'nginx:1.27'}}\n")
    run = scan(capfd, form)
    assert (run.code, run.err) == (0, "")
    expected = {"gitlab": "[]\n", "github": "", "concise": ""}
    if form in expected:
        assert run.out == expected[form]


# SARIF: a schema of what code scanning reads and we write; nothing else is allowed

TEXT = {"type": "string", "minLength": 1}


def exactly(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def items(of: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": of, **more}


POSITIVE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["error", "warning", "note"]}
MESSAGE = exactly({"text": TEXT})
URI = {"type": "string", "pattern": r"^(?!\./|\.\./|/)[!-~]+$"}
ARTIFACT = exactly({"uri": URI}, uriBaseId={"const": "SRCROOT"})
REGION = exactly(
    {"startLine": POSITIVE, "startColumn": POSITIVE}, endLine=POSITIVE, endColumn=POSITIVE
)
PHYSICAL = exactly({"artifactLocation": ARTIFACT, "region": REGION})
LOGICAL = items(exactly({"fullyQualifiedName": TEXT, "name": TEXT}))
LOCATION = exactly({"physicalLocation": PHYSICAL}, logicalLocations=LOGICAL)
RELATED = exactly({"id": POSITIVE, "message": MESSAGE, "physicalLocation": PHYSICAL})
FINGERPRINTS = exactly(
    {"hardenlint/v1": {"pattern": "^[0-9a-f]{32}$"}},
    primaryLocationLineHash={"pattern": r"^[0-9a-f]{1,16}:\d+$"},
)
SUPPRESSION = exactly({"kind": {"enum": ["inSource", "external"]}, "justification": {}})
RULE = exactly(
    {
        "id": {"pattern": "^[a-z0-9-]+$"},
        "name": {"pattern": "^[A-Za-z0-9]+$"},
        "shortDescription": MESSAGE,
        "fullDescription": exactly({"text": {**TEXT, "maxLength": 1024}}),
        "help": exactly({"text": TEXT, "markdown": TEXT}),
        "defaultConfiguration": exactly({"level": LEVEL}),
        "properties": exactly(
            {
                "tags": items(TEXT, maxItems=10, uniqueItems=True),
                "precision": {"enum": ["very-high", "high", "medium", "low"]},
            },
            **{
                "security-severity": {"pattern": r"^\d\.\d$"},
                "problem.severity": {"const": "recommendation"},
            },
        ),
    }
)
RESULT = exactly(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": items(LOCATION, minItems=1, maxItems=1),
        "partialFingerprints": FINGERPRINTS,
        "properties": {"type": "object"},
    },
    relatedLocations=items(RELATED, maxItems=100),
    suppressions=items(SUPPRESSION),
    fixes={"type": "array"},
)
NOTIFICATION = exactly(
    {"descriptor": exactly({"id": TEXT}), "level": LEVEL, "message": MESSAGE},
    locations=items(LOCATION),
)
RUN = exactly(
    {
        "tool": exactly(
            {
                "driver": exactly(
                    {
                        "name": {"const": "hardenlint"},
                        "version": TEXT,
                        "semanticVersion": TEXT,
                        "rules": items(RULE),
                    }
                )
            }
        ),
        "automationDetails": exactly({"id": {"pattern": "^hardenlint/.+/$"}}),
        "columnKind": {"const": "utf16CodeUnits"},
        "originalUriBaseIds": {"type": "object"},
        "invocations": items(
            exactly(
                {
                    "executionSuccessful": {"type": "boolean"},
                    "exitCode": {"enum": [0, 1, 3]},
                    "toolExecutionNotifications": items(NOTIFICATION),
                }
            ),
            minItems=1,
            maxItems=1,
        ),
        "results": items(RESULT, maxItems=25_000),
    }
)
SARIF = exactly(
    {
        "$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
        "version": {"const": "2.1.0"},
        "runs": items(RUN, minItems=1, maxItems=1),
    }
)


def sarif(capfd: Capture, *args: str) -> Any:
    document = scan(capfd, "sarif", *args).document
    jsonschema.Draft202012Validator(SARIF).validate(document)
    (run,) = document["runs"]
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        links = {int(number) for number in re.findall(r"\]\((\d+)\)", result["message"]["text"])}
        assert links == {place["id"] for place in result.get("relatedLocations", ())}
    return run


def test_sarif(folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    run = sarif(capfd, "--profile", "restricted", ".")
    worst = run["results"][0]
    assert (worst["ruleId"], worst["level"]) == ("privileged-container", "error")
    (place,) = worst["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "compose.yaml"
    region = {"startLine": 4, "startColumn": 17, "endLine": 4, "endColumn": 21}
    assert place["physicalLocation"]["region"] == region
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "services.web"
    scores = {
        r["id"]: r["properties"].get("security-severity") for r in run["tool"]["driver"]["rules"]
    }
    assert scores["privileged-container"] == "9.5"
    assert scores["healthcheck-missing"] is None
    assert all("suppressions" not in result for result in run["results"])


def test_sarif_leaves_suppressed_findings_out_unless_asked(folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    assert "host-network" not in {r["ruleId"] for r in sarif(capfd)["results"]}
    shown = {r["ruleId"]: r for r in sarif(capfd, "--show-suppressed", ".")["results"]}
    told = [{"kind": "inSource", "justification": "T-1"}]
    assert shown["host-network"]["suppressions"] == told


def test_sarif_of_hostile_and_broken_input(folder: Path, capfd: Capture) -> None:
    hostile(folder)
    run = sarif(capfd)
    uris = {
        urllib.parse.unquote(r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        for r in run["results"]
    }
    assert uris == {f"{name}/compose.yaml" for name in NAMES} | {"compose.yaml", "Dockerfile"}
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    told = {n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]}
    assert "parse" in told


def test_sarif_of_a_container(folder: Path, capfd: Capture) -> None:
    container = {"Id": "c" * 64, "Name": "/web", "Config": {"Image": "x"}, "State": {},
                 "HostConfig": {"Privileged": True}, "Mounts": []}  # fmt: skip
    (folder / "web.json").write_text(json.dumps([container]))
    assert sarif(capfd, "web.json")["results"]


def test_sarif_counts_utf16(folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(
        "services: {'\U0001f4a9\U0001f4a9': {image: a, privileged: true}}\n"
    )
    (result,) = [r for r in sarif(capfd)["results"] if r["ruleId"] == "privileged-container"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = (folder / "compose.yaml").read_text().split("\n")[0].encode("utf-16-le")
    start, end = region["startColumn"] - 1, region["endColumn"] - 1
    assert line[2 * start : 2 * end].decode("utf-16-le") == "true"


def test_sarif_paths_start_at_the_repository(
    folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "compose.yaml").write_text(COMPOSE)
    (folder / "a" / ".hardenlint.yaml").write_text("fail-on: low\n")
    for where, args in ((folder, ["a"]), (folder / "a", ["."]), (folder / "a", ["compose.yaml"])):
        monkeypatch.chdir(where)
        uris = {
            r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for r in sarif(capfd, *args)["results"]
        }
        assert uris == {"a/compose.yaml"}


def test_sarif_of_a_file_outside_of_any_repository(
    folder: Path, capfd: Capture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other") / "compose.yaml"
    other.write_text(COMPOSE)
    document = scan(capfd, "sarif", os.path.relpath(other)).document
    artifacts = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]
        for result in document["runs"][0]["results"]
    ]
    assert artifacts
    assert all(artifact == {"uri": other.as_uri()} for artifact in artifacts)


# the hash of a line, as github/codeql-action publishes the algorithm

PUBLISHED = {
    "": ["c129715d7a2bc9a3:1"],
    " a\nb\n  \t\tc\n d": [
        "271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1",
    ],
    "hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End": [
        "8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1",
        "b86d3392aea1be30:1", "e6ceba753e1a442:1",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", PUBLISHED)
def test_line_hash_published(text: str) -> None:
    assert list(line_hashes(text).values()) == PUBLISHED[text]


def by_hand(text: str) -> list[str]:
    """The polynomial itself: the hundred units from the start of each line, high powers first."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    data = kept.encode("utf-16-le", "surrogatepass")
    units = [*(int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)), 0xFFFF]
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == 10)]
    seen: dict[int, int] = {}
    hashes = []
    for start in starts:
        window = [*units[start : start + 100], *[0] * 100][:100]
        value = sum(unit * 37 ** (99 - at) for at, unit in enumerate(window)) % 2**64
        seen[value] = seen.get(value, 0) + 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


@given(st.text(alphabet="ab \t\n\réx\U0001f4a9", max_size=300))
def test_line_hash_by_hand(text: str) -> None:
    assert list(line_hashes(text).values()) == by_hand(text)
    assert list(line_hashes(text)) == list(range(1, len(by_hand(text)) + 1))


# GitHub: a decoder as the runner has it


def decoded(out: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in out.splitlines():
        match = re.fullmatch(r"::(error|warning|notice)(?: ([^:]*))?::(.*)", line)
        assert match is not None, line
        properties = dict(part.split("=", 1) for part in (match[2] or "").split(",") if part)
        yield (
            match[1],
            {k: unescape(v, "%3A%2C") for k, v in properties.items()},
            unescape(match[3]),
        )


def unescape(text: str, more: str = "") -> str:
    known = {"%0D": "\r", "%0A": "\n", "%25": "%", **({"%3A": ":", "%2C": ","} if more else {})}
    return re.sub("|".join(known), lambda match: known[match[0]], text)


def test_github(folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    found = list(decoded(scan(capfd, "github").out))
    level, properties, message = found[0]
    assert level == "error"
    assert properties == {"file": "compose.yaml", "line": "4", "col": "17", "endColumn": "21",
                          "title": "critical[privileged-container]"}  # fmt: skip
    assert message == "service web: runs privileged"


def test_github_hostile(folder: Path, capfd: Capture) -> None:
    for name in NAMES[:4]:
        (folder / name).mkdir()
        (folder / name / "compose.yaml").write_text(FLAW.format("web"))
    found = list(decoded(scan(capfd, "github").out))
    assert len(found) == 4
    assert {level for level, _, _ in found} == {"error"}
    assert any(properties["file"] == "a%0A::error::x/compose.yaml" for _, properties, _ in found)


def test_github_shows_ten_of_a_kind_and_counts_the_rest(folder: Path, capfd: Capture) -> None:
    services = "".join(f"  s{n}:\n    image: nginx\n    privileged: true\n" for n in range(14))
    (folder / "compose.yaml").write_text(f"services:\n{services}")
    found = list(decoded(scan(capfd, "github", "--profile", "restricted", ".").out))
    levels = [level for level, _, _ in found]
    assert max(map(levels.count, levels)) == 10
    assert levels.count("notice") <= 10
    assert re.fullmatch(r"hardenlint found \d+ problems; \d+ are not shown here", found[-1][2])


@given(st.text())
def test_github_encoding_can_be_undone(text: str) -> None:
    from hardenlint.text.terminal import printable

    assert unescape(github.message(text)) == printable(text)
    assert unescape(github.value(text), "all") == printable(text)
    assert not set(github.value(text)) & set("\r\n:,")


# GitLab Code Quality

GITLAB = items(
    exactly(
        {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": {"pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": exactly(
                {"path": URI | {"pattern": r"^(?!\./|/)."}, "lines": exactly({"begin": POSITIVE})}
            ),
        }
    )
)


def test_gitlab(folder: Path, capfd: Capture) -> None:
    hostile(folder)
    (folder / "twice").mkdir()
    (folder / "twice" / "compose.yaml").write_text(
        "services:\n  a:\n    image: x\n    cap_add: [SYS_ADMIN, SYS_ADMIN]\n"
        "    ports: ['22:22', '22:22']\n"
    )
    issues = scan(capfd, "gitlab", "--profile", "restricted", ".").document
    jsonschema.Draft202012Validator(GITLAB).validate(issues)
    marks = [issue["fingerprint"] for issue in issues]
    assert len(marks) == len(set(marks)) > 50
    assert all(issue["description"].startswith(issue["check_name"]) for issue in issues)
    assert issues == scan(capfd, "gitlab", "--profile", "restricted", ".").document


# XML


def test_junit(folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    root = ElementTree.fromstring(scan(capfd, "junit").out)  # noqa: S314 - our own
    assert root.tag == "testsuites"
    (suite,) = root
    assert suite.get("name") == "compose.yaml"
    cases = {case.get("name"): case for case in suite}
    case = cases["privileged-container (service web)"]
    assert (case.get("classname"), case.get("file"), case.get("line")) == (
        "compose",
        "compose.yaml",
        "4",
    )
    failure = case.find("failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("critical", "runs privileged")
    skipped = cases["host-network (service db)"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "T-1"
    for name, tag in (("failures", "failure"), ("skipped", "skipped"), ("errors", "error")):
        assert root.get(name) == str(len(root.findall(f".//{tag}")))
    assert root.get("tests") == str(len(root.findall(".//testcase")))


def test_junit_fails_as_the_run_does(folder: Path, capfd: Capture) -> None:
    mounts = "".join(f"      - /etc:/a{number}\n" for number in range(3))
    text = "services:\n  web:\n    image: nginx:latest\n    privileged: true\n    volumes:\n"
    (folder / "compose.yaml").write_text(text + mounts)
    for limit, failures in (("high", True), ("never", False)):
        root = ElementTree.fromstring(scan(capfd, "junit", "--fail-on", limit).out)  # noqa: S314
        cases = root.findall(".//testcase")
        names = [(case.get("classname"), case.get("name")) for case in cases]
        assert len(set(names)) == len(names) > 4
        found = {
            case.get("name", "").split()[0] for case in cases if case.find("failure") is not None
        }
        assert ("privileged-container" in found) is failures
        assert "image-latest-tag" not in found
        passed = [case for case in cases if case.find("failure") is None]
        assert all(
            (case.findtext("system-out") or "").startswith("compose.yaml:") for case in passed
        )
        assert root.get("failures") == str(len(root.findall(".//failure")))


def test_junit_clean_and_broken(folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text("services: {web: {image: 'nginx:1.27'}}\n")
    root = ElementTree.fromstring(scan(capfd, "junit").out)  # noqa: S314 - our own
    assert (root.get("tests"), root.get("failures"), len(root.findall(".//testcase"))) == (
        "1",
        "0",
        1,
    )
    (folder / "compose.yaml").write_text("services: [")
    root = ElementTree.fromstring(scan(capfd, "junit").out)  # noqa: S314 - our own
    assert (root.get("errors"), len(root.findall(".//error"))) == ("1", 1)


def test_checkstyle(folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    root = ElementTree.fromstring(scan(capfd, "checkstyle").out)  # noqa: S314 - our own
    (file,) = root
    assert (root.tag, file.tag, file.get("name")) == ("checkstyle", "file", "compose.yaml")
    error = file[0]
    assert (error.get("line"), error.get("column"), error.get("severity")) == ("4", "17", "error")
    assert error.get("source") == "hardenlint.privileged-container"


@pytest.mark.parametrize("form", ["junit", "checkstyle"])
def test_xml_of_hostile_input(form: str, folder: Path, capfd: Capture) -> None:
    hostile(folder)
    run = scan(capfd, form, "--profile", "restricted", ".")
    root = ElementTree.fromstring(run.out)  # noqa: S314 - our own
    texts = {value for element in root.iter() for value in element.attrib.values()}
    assert any("<" in text for text in texts)  # of names of folders: they are told
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "error", "skipped", "checkstyle", "file",
        "system-out",
    }  # fmt: skip


# Markdown and JSON lines


def test_markdown(folder: Path, capfd: Capture) -> None:
    hostile(folder)
    out = scan(capfd, "markdown", "--profile", "restricted", ".").out
    rows = [line for line in out.splitlines() if line.startswith("|")]
    assert len(rows) > 50
    plain = re.sub(r"\\.", "", out)
    assert all(re.sub(r"\\.", "", row).count("|") == 5 for row in rows)
    assert not re.search(r"<|\]\(|!\[|@|`|https?://|www\.", plain.replace("\\", ""))


def test_markdown_is_of_a_size_that_github_takes(
    folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "SIZE_MAX", 1000)
    (folder / "compose.yaml").write_text(COMPOSE)
    out = scan(capfd, "markdown", "--profile", "restricted", ".").out
    assert len(out) < 1200
    assert re.search(r"\d+ more problems not shown\.", out)


def test_jsonl(folder: Path, capfd: Capture) -> None:
    hostile(folder)
    lines = [json.loads(line) for line in scan(capfd, "jsonl").out.splitlines()]
    kinds = [line["type"] for line in lines]
    whole = scan(capfd, "json").document
    assert [line for line in lines if line["type"] == "finding"] == [
        {"type": "finding", **found} for found in whole["findings"]
    ]
    assert kinds.count("error") == len(whole["errors"])
    assert (kinds[-1], lines[-1]["exit_code"]) == ("summary", 3)


# several from one run


def test_several_at_once_say_what_each_says_alone(folder: Path, capfd: Capture) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    others = [form for form in FORMATS if form != "text"]
    outputs = [part for form in others for part in ("--output", f"{form}=../{folder.name}.{form}")]
    assert inside(capfd, "scan", *outputs, ".").code == 1
    for form in others:
        text = Path(f"../{folder.name}.{form}").read_text()
        assert text == scan(capfd, form).out
