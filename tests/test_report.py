"""The reports as a whole: what is grouped, shown, hidden, counted, and in which shape."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import jsonschema
import pytest

from hardenlint.check import Check, Finding, Severity, check
from hardenlint.engine import Reached, Report, Result
from hardenlint.engine.about import About
from hardenlint.errors import Problem
from hardenlint.model import Build, Container, Host, Image, Span, Stage, Subject
from hardenlint.model.source import Source
from hardenlint.policy import Policy
from hardenlint.policy.suppression import Suppression
from hardenlint.report import FORMATS, checks, concise, explain, markdown, text
from hardenlint.report import document as json_report
from hardenlint.sources import kinds
from hardenlint.workspace import Workspace

COMPOSE = """\
services:
  watchtower:
    image: containrrr/watchtower
    environment:
      - POSTGRES_PASSWORD=hunter2
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
    privileged: true
  db:
\timage: 数据库:latest # postgres://a:hunter3@c/d
    privileged: true
"""
DOCKERFILE = """\
FROM debian:12 AS base
RUN curl https://x.example/y | sh
FROM base
USER root
"""
FILES = {"deploy/compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE}
PATH = "deploy/compose.yaml"


def _doc(_: Container) -> None:
    """Container runs privileged

    ## Why

    Whoever takes over the process takes over the host.

    This second paragraph is for the page.

    ## Fix

    ### In compose

    Remove `privileged: true`.

    ### With docker run

    Leave out `--privileged`.

    ## When it is a false alarm

    On a host of its own.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", privileged: true}}
    ```
    """


def make_check(name: str = "privileged_container", **changes: Any) -> Check:
    def run(container: Container) -> Any:
        yield from ()

    run.__name__ = name
    run.__doc__ = _doc.__doc__
    parts: dict[str, Any] = {
        "severity": Severity.CRITICAL,
        "profile": "baseline",
        "cis": ("5.5",),
        "references": ("CWE-250",),
        "covers": (),
        "outranks": (),
        "without": (),
    }
    made: Check = check(**(parts | changes))(run)
    return made


CHECK = make_check()
WATCHTOWER = Container("watchtower", Span(PATH, 2, 3, 2, 13), kinds.COMPOSE)
DB = Container("db", Span(PATH, 9, 3, 9, 5), kinds.COMPOSE)
LIVE = Container("web", Span(None, host="box", container="web"), kinds.LIVE)


def build() -> Build:
    found = Build("Dockerfile", Span("Dockerfile", 3, 1, 3, 10), kinds.DOCKERFILE)
    found.stages = (
        Stage(0, "base", Span("Dockerfile", 1, 1, 1, 23), Span("Dockerfile", 1, 6, 1, 15)),
        Stage(1, None, Span("Dockerfile", 3, 1, 3, 10), Span("Dockerfile", 3, 6, 3, 10)),
    )
    return found


def result(subject: Subject, span: Span, message: str, check: Check = CHECK, **more: Any) -> Result:
    related = more.pop("related", ())
    covers = more.pop("covers", ())
    finding = Finding(span, message, **more)
    severity = check.severity if finding.severity is None else finding.severity
    return Result(check, About.of(subject), finding, severity, span, related, covers, "f" * 32)


def report(
    results: Sequence[Result] = (),
    errors: Sequence[Problem] = (),
    notes: Sequence[Problem] = (),
    files: dict[Source, int] | None = None,
    hosts: Sequence[Reached] = (),
    **policy: Any,
) -> Report:
    subjects = list({id(found.subject): found.subject for found in results}.values())
    files = {kinds.COMPOSE: 1} if files is None else files
    return Report(Policy(**policy), subjects, results, errors, notes, files, hosts=hosts)


def render(
    found: Report,
    source: Callable[[str], str | None] = FILES.get,
    *,
    color: bool = False,
    verbosity: int = 0,
    width: int = 100,
    group_by: str | None = "check",
) -> str:
    return text.render(
        found, source, color=color, verbosity=verbosity, width=width, group_by=group_by
    )


def privileged(subject: Container = WATCHTOWER, line: int = 8, **more: Any) -> Result:
    return result(subject, Span(PATH, line, 17, line, 21), "runs privileged", **more)


# --- text ---


def test_a_finding_shows_its_line_under_the_line_of_its_service() -> None:
    assert render(report([privileged()])) == (
        "critical[privileged-container] service watchtower: runs privileged\n"
        " --> deploy/compose.yaml:8:17\n"
        "  |\n"
        "2 |   watchtower:\n"
        "...\n"
        "8 |     privileged: true\n"
        "  |                 ^^^^\n"
        "  |\n"
        "  = why: Whoever takes over the process takes over the host.\n"
        "  = fix: Remove `privileged: true`.\n"
        "  = ref: CIS Docker 1.6: 5.5 · CWE-250 · hardenlint explain privileged-container\n"
        "\n"
        "Checked 1 compose file (1 service) · profile baseline\n"
        "Found 1 problem: 1 critical\n"
        "FAIL  1 finding at or above medium · exit 1\n"
    )


def test_the_same_finding_of_two_services_is_one_block_with_both_places() -> None:
    lines = render(report([privileged(), privileged(DB, 11)])).splitlines()
    assert lines[0] == "critical[privileged-container] 2 services: runs privileged"
    assert [line for line in lines if "-->" in line] == [
        " --> deploy/compose.yaml:8:17  service watchtower",
        " --> deploy/compose.yaml:11:17  service db",
    ]
    assert sum("= why" in line for line in lines) == 1
    assert "Found 2 problems: 2 critical" in lines


@pytest.mark.parametrize(
    "other",
    [
        privileged(DB, 11, severity=Severity.LOW),
        privileged(DB, 11, why="Because of this."),
        privileged(DB, 11, check=make_check("another")),
        result(DB, Span(PATH, 11, 17, 11, 21), "runs privileged (default value of $P)"),
    ],
    ids=["severity", "why", "check", "message"],
)
def test_what_differs_is_a_block_of_its_own(other: Result) -> None:
    shown = render(report([privileged(), other]))
    assert "2 services:" not in shown
    assert shown.count(" --> ") == shown.count("^^^^") == 2


@pytest.mark.parametrize(("verbosity", "times"), [(0, 1), (1, 2), (-1, 0)])
def test_a_check_is_explained_once_unless_asked_for_more(verbosity: int, times: int) -> None:
    other = result(DB, Span(PATH, 11, 17, 11, 21), "runs privileged, twice")
    shown = render(report([privileged(), other]), verbosity=verbosity)
    assert shown.count("= why") == shown.count("= fix") == shown.count("= ref") == times


def test_a_reason_of_its_own_replaces_that_of_the_page() -> None:
    shown = render(report([privileged(why="The host is shared.")]))
    assert "= why: The host is shared.\n" in shown
    assert "takes over the host" not in shown


def test_quiet_leaves_places_errors_and_the_verdict() -> None:
    found = report(
        [privileged()], [Problem("missing", "is not there", Span("x.yaml"))],
        [Problem("legacy", "old", Span("x.yaml"))],
    )  # fmt: skip
    assert render(found, verbosity=-1) == (
        "critical[privileged-container] service watchtower: runs privileged\n"
        " --> deploy/compose.yaml:8:17\n"
        "\n"
        "error[missing] x.yaml: is not there\n"
        "\n"
        "INCOMPLETE  1 error (1 missing); 1 finding at or above medium · exit 3\n"
    )


def test_a_dockerfile_finding_stands_under_the_from_of_its_own_stage() -> None:
    first = result(build(), Span("Dockerfile", 2, 5, 2, 34), "pipes a download into a shell")
    last = result(
        build(), Span("Dockerfile", 4, 6, 4, 10), "runs as root",
        related=(("service web runs this image", Span(PATH, 2, 3)),),
    )  # fmt: skip
    lines = render(report([first, last], files={kinds.DOCKERFILE: 1})).splitlines()
    numbered = [line for line in lines if line[:1].isdigit()]
    assert numbered == [
        "1 | FROM debian:12 AS base",
        "2 | RUN curl https://x.example/y | sh",
        "3 | FROM base",
        "4 | USER root",
    ]
    assert "  = service web runs this image: deploy/compose.yaml:2:3" in lines
    assert "..." not in lines


def test_a_running_container_is_named_with_the_setting_and_who_set_it() -> None:
    span = LIVE.span._replace(pointer="/HostConfig/Privileged")
    found = result(LIVE, span, "runs privileged", related=(("set by", Span(PATH, 8, 5)),))
    host = Reached("here", "unix:///run/docker.sock", "default", "ok", 1)
    shown = render(report([found], files={kinds.LIVE: 1}, hosts=(host,)))
    assert " --> container web · HostConfig.Privileged\n" in shown
    assert "  = set by: deploy/compose.yaml:8:5\n" in shown
    assert "  = fix: Leave out `--privileged`.\n" in shown
    assert "Checked 1 container on unix:///run/docker.sock (default) · profile baseline\n" in shown


def test_places_of_several_hosts_name_the_host() -> None:
    spans = [Span(None, host=host, container="web", pointer="/X") for host in ("one", "two")]
    found = report([result(Container("web", span, kinds.LIVE), span, "runs") for span in spans])
    assert " --> container web on two · X\n" in render(found)
    assert concise.render(found).startswith("container web on one · X: critical[")


def test_saved_inspect_data_shows_setting_and_file_but_no_line() -> None:
    span = Span("saved.json", 4, 21, 4, 25, "/0/HostConfig/Binds/2", "", "web")
    found = result(
        Container("web", Span("saved.json", container="web"), kinds.INSPECT), span, "mounts"
    )
    image = Image("app:1", Span("saved.json", pointer="/1"), kinds.INSPECT)
    other = result(image, Span("saved.json", 9, 5, 9, 9, "/1/Config/Env/0"), "sets")
    shown = render(report([found, other]), lambda _: '"PASSWORD=hunter2"\n' * 20)
    assert " --> container web · HostConfig.Binds[2]  (saved.json:4:21)\n" in shown
    assert " --> image app:1 · Config.Env[0]  (saved.json:9:5)\n" in shown
    assert "hunter2" not in shown
    assert "PASSWORD" not in shown
    assert concise.render(report([found])).startswith("saved.json:4:21: critical[")


def test_a_file_that_has_gone_leaves_the_place() -> None:
    shown = render(report([privileged()]), lambda _: None)
    assert " --> deploy/compose.yaml:8:17\n  = why" in shown


def test_of_many_related_places_the_first_few_are_shown() -> None:
    related = tuple((f"service s{i} runs this image", Span(PATH, i, 1, i, 2)) for i in range(1, 9))
    found = report([privileged(related=related)])
    assert render(found).count("runs this image") == 5
    assert "= and: 3 more places\n" in render(found)
    assert render(found, verbosity=1).count("runs this image") == 8


def test_every_file_is_read_once() -> None:
    reads: list[str] = []

    def source(path: str) -> str:
        reads.append(path)
        return COMPOSE

    render(report([privileged(), privileged(DB, 11, why="x"), privileged(DB, 11, why="y")]), source)
    assert reads == [PATH]


def test_colour_changes_nothing_but_colour() -> None:
    import re

    found = report([privileged(), privileged(DB, 11)], notes=[Problem("legacy", "x", Span(PATH))])
    colored = render(found, color=True)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(found)


def test_lines_fit_the_width_and_references_stay_whole() -> None:
    shown = render(report([privileged(why="word " * 60)]), width=70)
    assert max(map(len, shown.splitlines())) <= 70
    assert "\n         hardenlint explain privileged-container\n" in shown
    assert "\0" not in shown


# --- the end of the report ---


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (report(), "Checked 1 compose file · profile baseline · no problems\n"),
        (report(files={}), "Checked nothing · profile baseline · no problems\n"),
        (
            report([privileged()], fail_on=None),
            "PASS  findings do not count (fail-on never) · exit 0\n",
        ),
        (
            report([privileged(severity=Severity.LOW)]),
            "Found 1 problem: 1 low\nPASS  nothing at or above medium · exit 0\n",
        ),
        (
            report(errors=[Problem("parse", "bad", Span("x", 2, 3))]),
            "error[parse] x:2:3: bad\n\nChecked 1 compose file · profile baseline\n"
            "Found no problems in what could be read\n"
            "INCOMPLETE  1 error (1 parse); nothing at or above medium · exit 3\n",
        ),
        (
            report(
                [privileged(), privileged(DB, 11, severity=Severity.INFO)], fail_on=Severity.HIGH
            ),
            "Found 2 problems: 1 critical, 1 info\nFAIL  1 finding at or above high · exit 1\n",
        ),
    ],
    ids=["clean", "nothing", "never", "below", "errors", "fail"],
)
def test_the_end_says_what_decides_the_exit(found: Report, expected: str) -> None:
    assert render(found).endswith(expected)


def test_suppressed_findings_are_counted() -> None:
    suppression = Suppression(("privileged-container",), "comment", "", "", Span(PATH, 1))
    suppressed = [privileged(line=line)._replace(suppression=suppression) for line in (20, 21, 22)]
    clean, dirty = report(suppressed), report([privileged(), *suppressed])
    assert render(clean).endswith("no problems (3 suppressed)\n")
    assert "Found 1 problem: 1 critical · 3 suppressed\n" in render(dirty)


@pytest.mark.parametrize("reason", ["we know", ""])
@pytest.mark.parametrize("name", ["text", "by subject", "concise", "markdown"])
def test_suppressed_findings_are_told_where_that_is_asked_for(name: str, reason: str) -> None:
    suppression = Suppression(("privileged-container",), "comment", reason, "", Span(PATH, 1))
    found = report([privileged()._replace(suppression=suppression), privileged(DB, 11)])
    group_by = "subject" if name == "by subject" else None

    def shown() -> list[str]:
        text = render(found, group_by=group_by)
        text = concise.render(found) if name == "concise" else text
        text = markdown.render(found) if name == "markdown" else text
        return [line for line in text.splitlines() if "runs privileged" in line]

    assert len(shown()) == 1
    found.tells_suppressed = True
    suppressed = [line for line in shown() if "excused: " in line]
    assert len(shown()) == 2
    assert [(reason or "no reason given") in line for line in suppressed] == [True]


def test_the_same_note_in_many_places_is_said_once() -> None:
    notes = [Problem("unset-variable", "$TAG has no value", Span(PATH, i, 2)) for i in range(1, 9)]
    shown = render(report(notes=notes))
    assert shown.startswith(
        "note[unset-variable] 8 places: $TAG has no value\n --> deploy/compose.yaml:1:2\n"
    )
    assert "\n     and 3 more places\n" in shown
    assert render(report(notes=notes), verbosity=1).count("-->") == 8


# --- hostile input ---

HOSTILE = "::error::x\r\n::stop-commands::\x1b[31m\u202e\udcff##[add-mask]x"


def hostile() -> Report:
    path = f"{HOSTILE}.yaml"
    subject = Container(HOSTILE, Span(path, 1, 1, 1, 3), kinds.COMPOSE)
    live = Container(HOSTILE, Span(None, host=HOSTILE, container=HOSTILE), kinds.LIVE)
    span = Span(path, 2, 1, 2, 9)
    return report(
        [
            result(subject, span, f"says {HOSTILE}", why=HOSTILE, related=((HOSTILE, span),)),
            result(subject, span._replace(line=1), HOSTILE),
            result(live, live.span._replace(pointer=f"/{HOSTILE}"), HOSTILE),
        ],
        [Problem("parse", HOSTILE, span), Problem("empty", HOSTILE, Span(None))],
        [Problem("legacy", HOSTILE, span), Problem("legacy", HOSTILE, span._replace(line=4))],
        hosts=(Reached(HOSTILE, HOSTILE, HOSTILE, "ok", 1),),
    )


@pytest.mark.parametrize(
    "shown",
    [
        render(hostile(), lambda _: f"{HOSTILE}\n" * 5),
        render(hostile(), lambda _: f"{HOSTILE}\n" * 5, verbosity=1),
        concise.render(hostile()),
    ],
    ids=["text", "verbose", "concise"],
)
def test_nothing_from_an_input_acts_on_a_terminal_or_a_runner(shown: str) -> None:
    for line in shown.removesuffix("\n").split("\n"):
        assert line.isprintable()
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
    shown.encode()


def test_concise_has_one_line_a_finding() -> None:
    found = report([privileged(), result(build(), Span("Dockerfile", 4, 6, 4, 10), "runs as root")])
    assert concise.render(found) == (
        "deploy/compose.yaml:8:17: critical[privileged-container] watchtower: runs privileged\n"
        "Dockerfile:4:6: critical[privileged-container] runs as root\n"
    )
    assert concise.render(report()) == ""


# --- json ---

LOCATION = {
    "type": "object",
    "required": ["path", "line", "column", "end_line", "end_column", "pointer"],
    "properties": {
        "path": {"type": ["string", "null"]},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "end_line": {"type": "integer", "minimum": 1},
        "end_column": {"type": "integer", "minimum": 1},
        "pointer": {"type": "string"},
        "host": {"type": "string"},
        "container": {"type": "string"},
    },
    "additionalProperties": False,
}
SEVERITY = {"enum": ["critical", "high", "medium", "low", "info"]}
KIND = {"enum": ["image", "service", "container", "project", "host"]}


def closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
SCHEMA = closed(
    version={"const": 1},
    tool=closed(name={"const": "hardenlint"}, version=TEXT),
    profile={"enum": ["baseline", "restricted"]},
    subjects=array(
        closed(
            kind=KIND,
            name=TEXT,
            source={"enum": ["dockerfile", "compose", "inspect", "live"]},
            path={"type": ["string", "null"]},
            line={"type": "integer", "minimum": 1},
        )
    ),
    findings=array(
        closed(
            check=TEXT,
            severity=SEVERITY,
            message=TEXT,
            remediation={"type": "string", "minLength": 1},
            subject=closed(kind=KIND, name=TEXT),
            location=LOCATION,
            related=array(closed(message=TEXT, location=LOCATION)),
            references=array(TEXT),
            covers=array(TEXT),
            fingerprint={"type": "string", "pattern": "^[0-9a-f]{32}$"},
            suppressed={"type": "null"},
            fix={"type": "null"},
        )
    ),
    errors=array(closed(kind=TEXT, message=TEXT, location=LOCATION)),
    notes=array(closed(kind=TEXT, message=TEXT, location=LOCATION)),
    summary=closed(
        files=COUNT,
        subjects=COUNT,
        findings=closed(critical=COUNT, high=COUNT, medium=COUNT, low=COUNT, info=COUNT),
        suppressed=COUNT,
        exit_code={"enum": [0, 1, 2, 3]},
    ),
)

SCHEMA["properties"]["hosts"] = array(
    closed(
        name=TEXT,
        endpoint=TEXT,
        chosen=TEXT,
        status={"enum": ["ok", "partial", "unreachable", "same"]},
        containers=COUNT,
    )
)


def full() -> Report:
    span = LIVE.span._replace(pointer="/HostConfig/Privileged")
    return report(
        [
            privileged(related=(("also here", Span(PATH, 3, 5, 3, 9)),), covers=("a", "b")),
            privileged(DB, 11, severity=Severity.LOW),
            result(build(), Span("Dockerfile", 4, 6), "runs as root"),
            result(LIVE, span, "runs privileged"),
            result(
                Host("box", Span(None, host="box"), kinds.LIVE), Span(None, host="box"), "is open"
            ),
        ],
        [Problem("empty", "nothing", Span(None))],
        [Problem("legacy", "old", Span(PATH, 1, 1))],
        files={kinds.DOCKERFILE: 1, kinds.COMPOSE: 2, kinds.LIVE: 4},
    )


@pytest.mark.parametrize("found", [report(), full(), hostile()], ids=["clean", "full", "hostile"])
def test_json_has_the_documented_shape(found: Report) -> None:
    shown = json_report.render(found)
    jsonschema.validate(json.loads(shown), SCHEMA)
    assert shown.isascii()
    assert shown.endswith("}\n")
    assert shown == json_report.render(found)


def test_json_says_what_was_found() -> None:
    document = json.loads(json_report.render(full()))
    first, second, third, fourth, fifth = document["findings"]
    assert first["subject"] == {"kind": "service", "name": "watchtower"}
    assert first["remediation"] == "Remove `privileged: true`."
    assert first["references"] == ["CIS Docker 1.6: 5.5", "CWE-250"]
    assert first["covers"] == ["a", "b"]
    assert first["location"] == {
        "path": PATH, "line": 8, "column": 17, "end_line": 8, "end_column": 21, "pointer": "",
    }  # fmt: skip
    assert first["related"][0]["location"]["line"] == 3
    assert second["severity"] == "low"
    assert third["subject"]["kind"] == "image"
    assert (third["location"]["end_line"], third["location"]["end_column"]) == (4, 6)
    assert fourth["location"]["path"] is None
    assert fourth["location"]["host"] == "box"
    assert fourth["location"]["container"] == "web"
    assert fourth["remediation"] == "Leave out `--privileged`."
    assert fifth["subject"]["kind"] == "host"
    assert document["summary"] == {
        "files": 3,
        "subjects": 5,
        "findings": {"critical": 4, "high": 0, "medium": 0, "low": 1, "info": 0},
        "suppressed": 0,
        "exit_code": 3,
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", "plain"),
        ("b\udcff", r"b\udcff"),
        ("back\\ud800slash", r"back\ud800slash"),
        ("\\\udcff", r"\\udcff"),
        ("smile \U0001f600", "smile \U0001f600"),
        ("\udcff\U0001f600\udcfe", "\\udcff\U0001f600\\udcfe"),
        ("##[error]x ##vso[task]", "##[error]x ##vso[task]"),
        ('quote " and \n line', 'quote " and \n line'),
    ],
)
def test_json_text_survives_or_is_spelled_out(name: str, expected: str) -> None:
    subject = Container(name, Span("x", 1, 1), kinds.COMPOSE)
    shown = json_report.render(report([result(subject, Span("x", 1, 1), "m")]))
    assert json.loads(shown)["findings"][0]["subject"]["name"] == expected
    assert "##[" not in shown
    json.loads(shown)["subjects"][0]["name"].encode()


# --- pages and lists ---


def test_a_page_is_readable_text() -> None:
    assert explain.page(make_check(covers=("seccomp-unconfined",)), kinds.sources()) == (
        "privileged-container: Container runs privileged\n"
        "critical · profile baseline · compose, inspect, live\n"
        "\n"
        "Why\n"
        "  Whoever takes over the process takes over the host.\n"
        "\n"
        "  This second paragraph is for the page.\n"
        "\n"
        "Fix\n"
        "\n"
        "  In compose\n"
        "    Remove `privileged: true`.\n"
        "\n"
        "  With docker run\n"
        "    Leave out `--privileged`.\n"
        "\n"
        "When it is a false alarm\n"
        "  On a host of its own.\n"
        "\n"
        "Reported (compose)\n"
        '    services: {app: {image: "app:1", privileged: true}}\n'
        "\n"
        "References\n"
        "  CIS Docker 1.6: 5.5\n"
        "  CWE-250\n"
        "\n"
        "Covers\n"
        "  seccomp-unconfined\n"
    )


def test_the_list_of_checks_is_a_table() -> None:
    known = [CHECK, make_check("x", severity=Severity.LOW, profile="restricted", cis=())]
    assert checks.render(known, kinds.sources()) == (
        "check                 severity  profile     sources                 CIS\n"
        "privileged-container  critical  baseline    compose, inspect, live  5.5\n"
        "x                     low       restricted  compose, inspect, live\n"
    )
    row = (
        "| `privileged-container` | Container runs privileged | critical | baseline "
        "| compose, inspect, live | 5.5 |"
    )
    assert row in checks.render(known, kinds.sources(), "markdown").splitlines()
    assert json.loads(checks.render(known, kinds.sources(), "json"))["checks"][0] == {
        "id": "privileged-container",
        "summary": "Container runs privileged",
        "severity": "critical",
        "profile": "baseline",
        "sources": ["compose", "inspect", "live"],
        "cis": ["5.5"],
        "references": ["CWE-250"],
        "covers": [],
        "aliases": [],
    }


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written(name: str) -> None:
    from hardenlint.cli.publish import render

    options = {"verbose": 0, "quiet": 0}
    written = render(report([privileged()]), name, options, Workspace(), color=False)
    assert "privileged-container" in written
    assert written.endswith("\n")
