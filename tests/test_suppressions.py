"""Exceptions: where they may stand, what they are about, and when they do not count."""

import json
from pathlib import Path

import pytest

from hardenlint.model import Container, Span
from hardenlint.policy.suppression import Suppression, date_of, reason_and_date
from hardenlint.policy.suppressions import Suppressions
from hardenlint.sources.kinds import COMPOSE
from tests.cli import Run, inside
from tests.needs import checkout

Capture = pytest.CaptureFixture[str]

IGNORE = "# hardenlint: ignore"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(capfd: Capture, name: str, text: str, *args: str) -> Run:
    Path(name).write_bytes(text.encode())
    return inside(capfd, "scan", "--format", "json", *args, name)


def notes(run: Run) -> list[str]:
    return [n["message"] for n in run.document["notes"] if n["kind"] == "suppression"]


def found(run: Run, check: str) -> list[int]:
    return [f["location"]["line"] for f in run.document["findings"] if f["check"] == check]


# compose: {0} is the comment

COMPOSE_FORMS = {
    "on the line": "services:\n  web:\n    image: nginx:1.27\n    privileged: true  {0}\n",
    "above the line": "services:\n  web:\n    image: nginx:1.27\n    {0}\n    privileged: true\n",
    "above, with blanks and comments between": (
        "services:\n  web:\n    image: nginx:1.27\n    {0}\n\n    # why\n    privileged: true\n"
    ),
    "on the service": "services:\n  web:  {0}\n    image: nginx:1.27\n    privileged: true\n",
    "above the service": "services:\n  {0}\n  web:\n    image: nginx:1.27\n    privileged: true\n",
    "on the section": "services:  {0}\n  web:\n    image: nginx:1.27\n    privileged: true\n",
    "flow": "services:\n  web: {{image: 'nginx:1.27', privileged: true}}  {0}\n",
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("form", COMPOSE_FORMS)
def test_compose(form: str, ends: str, capfd: Capture) -> None:
    text = COMPOSE_FORMS[form].replace("\n", ends)
    without = scan(capfd, "compose.yaml", text.format(""))
    assert "privileged-container" in without.checks
    run = scan(capfd, "compose.yaml", text.format(f"{IGNORE}[privileged-container] -- why"))
    assert "privileged-container" not in run.checks
    assert run.document["summary"]["suppressed"] == 1
    assert notes(run) == []


COMPOSE_ELSEWHERE = {
    "another service": (
        "services:\n  a:  {0}\n    image: nginx:1.27\n  web:\n    image: nginx:1.27\n"
        "    privileged: true\n"
    ),
    "the line before": (
        "services:\n  web:\n    image: nginx:1.27  {0}\n    privileged: true\n"
    ),
    "the line after": (
        "services:\n  web:\n    privileged: true\n    {0}\n    image: nginx:1.27\n"
    ),
    "the end of the file": (
        "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n{0}\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", COMPOSE_ELSEWHERE)
def test_what_it_is_not_about(form: str, capfd: Capture) -> None:
    text = COMPOSE_ELSEWHERE[form].format(f"{IGNORE}[privileged-container] -- why")
    run = scan(capfd, "compose.yaml", text)
    assert "privileged-container" in run.checks
    assert notes(run) == ["nothing here needs the exception for privileged-container any more"]


def test_items_at_the_margin_of_their_key_belong_to_it(capfd: Capture) -> None:
    text = (
        "services:\n  web:\n    image: nginx:1.27\n    cap_add:  {}\n    - SYS_ADMIN\n"
        "    privileged: true\n"
    ).format(f"{IGNORE}[privileged-container, dangerous-capability-added] -- why")
    run = scan(capfd, "compose.yaml", text)
    assert "privileged-container" in run.checks


def test_a_whole_file(capfd: Capture) -> None:
    text = f"{IGNORE}-file[privileged-container] -- examples\n" + COMPOSE_FORMS["on the line"]
    assert "privileged-container" not in scan(capfd, "compose.yaml", text.format("")).checks


def test_compose_has_no_stages(capfd: Capture) -> None:
    text = f"{IGNORE}-stage[privileged-container] -- x\n" + COMPOSE_FORMS["on the line"]
    run = scan(capfd, "compose.yaml", text.format(""))
    assert "privileged-container" in run.checks
    assert notes(run) == ["there are no stages in a compose file"]


def test_files_that_are_merged_included_and_extended(folder: Path, capfd: Capture) -> None:
    mark = f"{IGNORE}[privileged-container] -- why"
    flawed = f"    privileged: true  {mark}\n"
    web = "services:\n  web:\n    image: nginx:1.27\n"
    (folder / "compose.override.yaml").write_text(f"services:\n  web:\n{flawed}")
    (folder / "inner.yaml").write_text(web.replace("web", "inner") + flawed)
    (folder / "base.yaml").write_text(web.replace("web", "base") + flawed)
    text = f"include: [inner.yaml]\n{web}  more:\n    extends: {{file: base.yaml, service: base}}\n"
    run = scan(capfd, "compose.yaml", text)
    assert run.document["summary"]["suppressed"] == 3
    assert "privileged-container" not in run.checks
    assert notes(run) == []


TEXTS = {
    "block": "    command: |\n      sh -c '\n      {0}\n      '\n",
    "folded": "    command: >-\n      a\n\n      b {0}\n",
    "quoted": '    command: "a\n      {0}"\n',
    "single": "    command: 'a {0}'\n",
    "in a list": "    command:\n    - |\n      {0}\n    - b\n",
}


@pytest.mark.parametrize("scope", ["", "-file"])
@pytest.mark.parametrize("form", TEXTS)
def test_a_value_holds_no_comment(form: str, scope: str, capfd: Capture) -> None:
    comment = f"{IGNORE}{scope}[host-network] -- x"
    text = COMPOSE_FORMS["on the line"].format("") + TEXTS[form].format(comment)
    run = scan(capfd, "compose.yaml", text.replace("privileged: true", "network_mode: host"))
    assert ("host-network" in run.checks, notes(run)) == (True, [])


BESIDE = {
    "at the head of a block": "    command: |  {0}\n      a\n",
    "below a block": "    command: |\n      a\n   {0}\n    tty: true\n",
    "after a quoted value": "    command: 'a'  {0}\n",
    "in an inline Dockerfile": "    build:\n      dockerfile_inline: |\n        FROM a  {0}\n",
}


@pytest.mark.parametrize("form", BESIDE)
def test_what_is_beside_a_value_counts(form: str, capfd: Capture) -> None:
    comment = f"{IGNORE}-file[privileged-container] -- x"
    text = COMPOSE_FORMS["on the line"].format("") + BESIDE[form].format(comment)
    assert "privileged-container" not in scan(capfd, "compose.yaml", text).checks


# Dockerfiles

HEAD = "FROM python:3.13-slim AS build\n"
DOCKER_FORMS = {
    "above": HEAD + "{0}\nRUN curl https://x.example/i.sh | sh\nUSER 1000\n",
    "above, many lines": HEAD + "{0}\nRUN set -e; \\\n  curl https://x.example/i.sh | sh\nUSER 1\n",
    "above, comments between": HEAD + "{0}\n# b\n\nRUN curl https://x.example/i.sh | sh\nUSER 1\n",
    "inside, next line": HEAD + "RUN set -e; \\\n{0}\n  curl https://x.example/i.sh | sh\nUSER 1\n",
    "inside, above an option": HEAD + "RUN curl \\\n{0}\n  https://x.example/i.sh | sh\nUSER 1\n",
    "heredoc": HEAD + "{0}\nRUN <<EOF\nset -e\ncurl https://x.example/i.sh | sh\nEOF\nUSER 1\n",
    "in the heredoc": HEAD + "RUN <<EOF\n{0}\ncurl https://x.example/i.sh | sh\nEOF\nUSER 1\n",
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("form", DOCKER_FORMS)
def test_dockerfile(form: str, ends: str, capfd: Capture) -> None:
    if "heredoc" in form and ends == "\r\n":
        pytest.skip("a heredoc of a file with CRLF is another matter")
    text = DOCKER_FORMS[form].replace("\n", ends)
    assert "pipe-to-shell" in scan(capfd, "Dockerfile", text.format("# -")).checks
    run = scan(capfd, "Dockerfile", text.format(f"{IGNORE}[pipe-to-shell] -- why"))
    assert "pipe-to-shell" not in run.checks
    assert notes(run) == []


def test_inside_a_run_it_is_about_one_command(capfd: Capture) -> None:
    first, second = (f"curl https://{name}.example/i.sh | sh" for name in "ab")
    comment = f"{IGNORE}[pipe-to-shell] -- why"
    run = scan(capfd, "Dockerfile", f"{HEAD}RUN {first} && \\\n{comment}\n {second}\nUSER 1\n")
    assert found(run, "pipe-to-shell") == [2]


@pytest.mark.parametrize(
    ("line", "scope"),
    [("RUN", "-file"), ("RUN", "-stage"), ("COPY", "-file"), ("COPY", "-stage"), ("COPY", "")],
)
def test_a_here_document_suppresses_nothing_but_its_own_lines(
    line: str, scope: str, capfd: Capture
) -> None:
    text = f"RUN curl https://x.example/i.sh | sh\n{line} <<EOF /x\n{IGNORE}{scope}[pipe-to-shell]"
    run = scan(capfd, "Dockerfile", f"{HEAD}{text} -- x\nEOF\nUSER 1\n")
    assert (found(run, "pipe-to-shell"), notes(run)) == ([2], [])


def test_a_finding_about_something_missing(capfd: Capture) -> None:
    text = f"FROM python:3.13 AS a\n{IGNORE}[user-not-set] -- drops root itself\nFROM python:3.13\n"
    run = scan(capfd, "Dockerfile", text)
    assert "user-not-set" not in run.checks
    assert run.document["summary"]["suppressed"] == 1


STAGES = (
    "FROM python:3.13 AS a\nRUN curl https://x.example/i.sh | sh\n"
    "FROM python:3.13 AS b\nRUN curl https://x.example/i.sh | sh\nCOPY --from=a /x /x\nUSER 1\n"
)


@pytest.mark.parametrize(("before", "left"), [(1, [5]), (2, [5]), (3, [2]), (4, [2])])
def test_a_stage(before: int, left: list[int], capfd: Capture) -> None:
    lines = STAGES.splitlines()
    lines.insert(before - 1, f"{IGNORE}-stage[pipe-to-shell] -- never shipped")
    run = scan(capfd, "Dockerfile", "\n".join(lines) + "\n")
    assert found(run, "pipe-to-shell") == left


def test_a_dockerfile_as_a_whole(capfd: Capture) -> None:
    run = scan(capfd, "Dockerfile", f"{STAGES}{IGNORE}-file[pipe-to-shell] -- x\n")
    assert found(run, "pipe-to-shell") == []


# what does not count

FLAWED = "services:\n  web:\n    image: nginx:1.27\n    privileged: true  {}\n"
BAD = [
    ("# hardenlint: ignore[privileged-container] until=2020-12-31 -- why", "expired on 2020-12-31"),
    ("# hardenlint: ignore[privileged-container] until=2026-02-30 -- why", "no YYYY-MM-DD"),
    ("# hardenlint: ignore[privileged-container] until=tomorrow -- why", "date"),
    ("# hardenlint: ignore[privileged-container] until= -- why", "cannot be read"),
    ("# hardenlint: ignore[privileged-container] because", "cannot be read"),
    ("# hardenlint: ignore[]", "cannot be read"),
    ("# hardenlint: ignore[ , ]", "cannot be read"),
    ("# hardenlint: ignore", "cannot be read"),
    ("# hardenlint: disable=privileged-container", "cannot be read"),
    ("# hardenlint: ignore[privileged-contaner] -- why", "'privileged-container' is near"),
    ("# hardenlint: ignore[*]", "ignore[*] is about a line, and says why: ignore[*] -- reason"),
    # Without the colon, or with something else in its place.
    ("# hardenlint ignore[privileged-container] -- why", "it is written hardenlint: ignore["),
    ("#hardenlint ignore[privileged-container]", "cannot be read"),
    ("# hardenlint : ignore[privileged-container] -- why", "cannot be read"),
    ("# hardenlint-ignore[privileged-container] -- why", "cannot be read"),
    ("# hardenlint=ignore [privileged-container]", "cannot be read"),
    ("# see T-1 # hardenlint ignore-file[privileged-container]", "cannot be read"),
]


@pytest.mark.parametrize(("comment", "message"), BAD)
def test_does_not_count(comment: str, message: str, capfd: Capture) -> None:
    run = scan(capfd, "compose.yaml", FLAWED.format(comment))
    assert "privileged-container" in run.checks
    assert any(message in note for note in notes(run)), notes(run)
    (note,) = [n for n in run.document["notes"] if n["kind"] == "suppression"]
    assert note["location"]["line"] == 4


PROSE = [
    "# hardenlint",
    "# hardenlint ignores this since it is a test",
    "# hardenlint ignore privileged-container one day",
    "# see hardenlint ignore[privileged-container]",
    "# nothardenlint ignore[privileged-container]",
    "# what hardenlint: ignore[privileged-container] would do",
]


@pytest.mark.parametrize("comment", PROSE)
def test_what_only_speaks_of_us_is_not_complained_about(comment: str, capfd: Capture) -> None:
    run = scan(capfd, "compose.yaml", FLAWED.format(comment))
    assert ("privileged-container" in run.checks, notes(run)) == (True, [])


def test_text_that_looks_like_an_exception_without_its_colon_is_none(capfd: Capture) -> None:
    text = "FROM debian:12\nCOPY <<E /x\n# hardenlint ignore[pipe-to-shell]\nE\nUSER 1000\n"
    assert notes(scan(capfd, "Dockerfile", text)) == []
    text = "services:\n  web:\n    image: a:1\n    command: |\n      # hardenlint ignore[x]\n"
    assert notes(scan(capfd, "compose.yaml", text)) == []


EXPIRED = "# hardenlint: ignore[privileged-container] until=2020-12-31 -- why"
SAYS = "the exception for privileged-container expired on 2020-12-31"
TOLD = {
    "text": f"note[suppression] compose.yaml:4:23: {SAYS}",
    "concise": f"compose.yaml:4:23: note[suppression] {SAYS}\n",
    "github": f"::notice file=compose.yaml,line=4,title=note[suppression]::{SAYS}\n",
    "markdown": f"| note | suppression | compose\\.yaml:4 | {SAYS} |\n",
}


@pytest.mark.parametrize("name", TOLD)
def test_what_does_not_count_is_told_by_what_people_read(name: str, capfd: Capture) -> None:
    """It is the answer to why the finding is there again."""
    Path("compose.yaml").write_text(FLAWED.format(EXPIRED))
    run = inside(capfd, "scan", "--format", name, "compose.yaml")
    assert run.code == 1
    assert TOLD[name] in run.out, run.out
    assert SAYS in run.out
    # To a parser of findings nothing has changed.
    if name == "concise":
        assert len(run.out.splitlines()) == 2
        brief = inside(capfd, "scan", "-q", "--format", name, "compose.yaml")
        assert "note[" not in brief.out


@pytest.mark.parametrize("name", ["concise", "github", "markdown"])
def test_an_exception_that_counts_is_told_by_text_alone(name: str, capfd: Capture) -> None:
    for comment in ("ignore[host-network] -- why", "ignore[privileged-container]"):
        Path("compose.yaml").write_text(FLAWED.format(f"# hardenlint: {comment}"))
        assert "note[suppression]" in inside(capfd, "scan", "compose.yaml").out
        assert "suppression" not in inside(capfd, "scan", "--format", name, "compose.yaml").out


@pytest.mark.parametrize(
    ("config", "comment"),
    [
        ("require-reason: true", "ignore[privileged-container]"),
        ("lock: [privileged-container]", "ignore[privileged-container] -- why"),
        ("", "ignore[privileged-contaner] -- why"),
        ("", "ignored[privileged-container]"),
    ],
)
def test_whatever_does_not_count_is_told(config: str, comment: str, capfd: Capture) -> None:
    Path("compose.yaml").write_text(FLAWED.format(f"# hardenlint: {comment}"))
    Path(".hardenlint.yaml").write_text(config)
    assert "note[suppression]" in inside(capfd, "scan", "--format", "concise", "compose.yaml").out


def test_findings_do_not_hide_what_does_not_count_from_github(capfd: Capture) -> None:
    services = "".join(f"  s{n}:\n    image: a:1\n" for n in range(30))
    Path("compose.yaml").write_text(FLAWED.format(EXPIRED) + services)
    args = ("scan", "--format", "github", "--profile", "restricted", "compose.yaml")
    out = inside(capfd, *args).out
    assert (SAYS in out, out.count("::notice ")) == (True, 10)


GOOD = [
    "# hardenlint: ignore[privileged-container] until=2999-12-31 -- why",
    "#hardenlint: ignore[privileged-container] -- why",
    "# hardenlint:   ignore [ privileged-container ]   --   why",
    "# see T-1 # hardenlint: ignore[privileged-container] -- why",
]


@pytest.mark.parametrize("comment", GOOD)
def test_counts(comment: str, capfd: Capture) -> None:
    run = scan(capfd, "compose.yaml", FLAWED.format(comment))
    assert ("privileged-container" in run.checks, notes(run)) == (False, [])


def test_without_a_reason(folder: Path, capfd: Capture) -> None:
    text = FLAWED.format(f"{IGNORE}[privileged-container]")
    run = scan(capfd, "compose.yaml", text)
    assert "privileged-container" not in run.checks
    assert notes(run) == ["the exception for privileged-container gives no reason"]
    (folder / ".hardenlint.yaml").write_text("require-reason: true\n")
    run = scan(capfd, "compose.yaml", text)
    assert "privileged-container" in run.checks
    assert notes(run)[0].endswith("it does not count")


def test_unused_ones_are_told_only_where_the_check_ran(capfd: Capture) -> None:
    text = FLAWED.format(f"{IGNORE}[host-network] -- old").replace("privileged: true", "tty: true")
    assert len(notes(scan(capfd, "compose.yaml", text))) == 1
    assert notes(scan(capfd, "compose.yaml", text, "--ignore", "host-network")) == []


RULES = {
    "left out for a path": ("profile: restricted\npaths: {'old/**': {profile: baseline}}\n", []),
    "left out for a service": ("profile: restricted\nservices: {web: {profile: baseline}}\n", []),
    "left out for another": ("profile: restricted\nservices: {db: {profile: baseline}}\n", [4]),
    "switched on for a path": ("paths: {'old/**': {select: [memory-unlimited]}}\n", [4]),
    "switched on for another": ("paths: {'new/**': {profile: restricted}}\n", []),
    "switched on everywhere": ("profile: restricted\n", [4]),
}


@pytest.mark.parametrize("rule", RULES)
def test_unused_is_what_the_check_ran_for(rule: str, folder: Path, capfd: Capture) -> None:
    config, unused = RULES[rule]
    (folder / ".hardenlint.yaml").write_text(config)
    (folder / "new").mkdir()
    (folder / "old").mkdir()
    Path("new/compose.yaml").write_text("services:\n  db:\n    image: postgres:17\n")
    text = "services:\n  web:\n    image: nginx:1.27\n"
    text += f"    mem_limit: 1g  {IGNORE}[memory-unlimited] -- for old hosts\n"
    Path("old/compose.yaml").write_text(text)
    run = inside(capfd, "scan", "--format", "json", ".")
    missed = [n["location"]["line"] for n in run.document["notes"] if n["kind"] == "suppression"]
    assert missed == unused
    inside(capfd, "fix", "--apply", "old")
    assert (Path("old/compose.yaml").read_text() == text) is not bool(unused)


def test_a_service_of_another_profile_in_the_same_file_misses_nothing(
    folder: Path, capfd: Capture
) -> None:
    (folder / ".hardenlint.yaml").write_text("services: {db: {profile: restricted}}\n")
    text = f"services:\n  web:\n    image: nginx:1.27  {IGNORE}[memory-unlimited] -- x\n"
    run = scan(capfd, "compose.yaml", f"{text}  db:\n    image: postgres:17\n")
    assert "memory-unlimited" in run.checks
    assert notes(run) == []


def test_no_inline_ignores(folder: Path, capfd: Capture) -> None:
    text = FLAWED.format(f"{IGNORE}[privileged-container] -- why")
    text += "    labels: {hardenlint.ignore.privileged-container: why}\n"
    assert "privileged-container" not in scan(capfd, "compose.yaml", text).checks
    run = scan(capfd, "compose.yaml", text, "--no-inline-ignores")
    assert "privileged-container" in run.checks
    (folder / ".hardenlint.yaml").write_text("inline-ignores: false\n")
    assert "privileged-container" in scan(capfd, "compose.yaml", text).checks


def test_show_suppressed(capfd: Capture) -> None:
    text = FLAWED.format(f"{IGNORE}[privileged-container] until=2999-01-01 -- T-1")
    run = scan(capfd, "compose.yaml", text, "--show-suppressed")
    (told,) = [f for f in run.document["findings"] if f["check"] == "privileged-container"]
    assert told["suppressed"]["reason"] == "T-1"
    assert told["suppressed"]["until"] == "2999-01-01"
    assert run.code == 0


def test_a_combination_brings_its_parts_back(capfd: Capture) -> None:
    text = FLAWED + "    cap_add: [SYS_ADMIN]\n"
    before = scan(capfd, "compose.yaml", text.format(""), "--profile", "restricted")
    (whole,) = [f for f in before.document["findings"] if f["check"] == "privileged-container"]
    assert "dangerous-capability-added" in whole["covers"]
    assert "dangerous-capability-added" not in before.checks
    comment = f"{IGNORE}[privileged-container] -- why"
    after = scan(capfd, "compose.yaml", text.format(comment), "--profile", "restricted")
    assert "privileged-container" not in after.checks
    assert "dangerous-capability-added" in after.checks


# labels


def test_a_label_in_compose(capfd: Capture) -> None:
    label = "    labels: {{hardenlint.ignore.privileged-container: '{}'}}\n"
    text = FLAWED.format("") + label
    run = scan(capfd, "compose.yaml", text.format("T-1; until=2999-01-01"))
    assert ("privileged-container" in run.checks, notes(run)) == (False, [])
    run = scan(capfd, "compose.yaml", text.format("T-1; until=2020-01-01"))
    assert "privileged-container" in run.checks
    run = scan(capfd, "compose.yaml", text.format("T-1; until=soon"))
    assert "has no date" in notes(run)[0]


def test_a_label_is_about_its_own_service_only(folder: Path, capfd: Capture) -> None:
    flawed = FLAWED.format("")
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "compose.yaml").write_text(flawed)
    label = "    labels: [hardenlint.ignore.privileged-container=why]\n"
    (folder / "a" / "compose.yaml").write_text(flawed + label)
    run = inside(capfd, "scan", "--format", "json", ".")
    places = [f["location"]["path"] for f in run.document["findings"]]
    assert places == ["b/compose.yaml"]


def test_labels_of_a_dockerfile_do_not_count(folder: Path, capfd: Capture) -> None:
    (folder / "Dockerfile").write_text(
        "FROM python:3.13\nLABEL hardenlint.ignore.privileged-container=x\nUSER 1\n"
    )
    text = FLAWED.format("").replace("image: nginx:1.27", "build: .")
    assert "privileged-container" in scan(capfd, "compose.yaml", text).checks


def inspected(labels: dict[str, str]) -> dict[str, object]:
    return {
        "Id": "c" * 64,
        "Name": "/web",
        "Image": "sha256:" + "1" * 64,
        "State": {"Status": "running"},
        "Config": {"Image": "nginx", "Labels": labels},
        "HostConfig": {"Privileged": True},
        "Mounts": [],
    }


LABEL = {"hardenlint.ignore.privileged-container": "T-1"}


@pytest.mark.parametrize(
    ("own", "image", "counts"),
    [(LABEL, {}, True), (LABEL, LABEL, False), (LABEL, None, False), ({}, LABEL, False)],
)
def test_labels_of_a_container_but_not_of_its_image(
    own: dict[str, str], image: dict[str, str] | None, counts: bool, capfd: Capture
) -> None:
    document: list[dict[str, object]] = [inspected({**(image or {}), **own})]
    if image is not None:
        config = {"Labels": image}
        document.append(
            {"Id": "sha256:" + "1" * 64, "RepoTags": ["nginx:latest"], "Config": config,
             "RootFS": {"Type": "layers"}}
        )  # fmt: skip
    run = scan(capfd, "web.json", json.dumps(document))
    assert ("privileged-container" not in run.checks) is counts
    if not counts and own:
        assert any("is the image's, or may be" in note for note in notes(run))


# the list


def test_the_list(folder: Path, capfd: Capture) -> None:
    (folder / ".hardenlint.yaml").write_text(
        "lock: [host-network]\nservices: {x: {ignore: {run-as-root: 'T-2; until=2999-01-01'}}}\n"
    )
    Path("compose.yaml").write_text(
        FLAWED.format(f"{IGNORE}[privileged-container] until=2999-01-01 -- T-1")
        + f"    pid: host  {IGNORE}[host-pid-namespace, host-ipc-namespace] -- half\n"
        + f"    network_mode: host  {IGNORE}[host-network] -- no\n"
        + f"    tty: true  {IGNORE}[run-as-root] until=2020-01-01 -- old\n"
        + f"    init: true  {IGNORE}[nope] -- x\n"
        + f"    stdin_open: true  {IGNORE}ing this\n"
    )
    run = inside(capfd, "suppressions", "--format", "json")
    rows = {(row["place"], row["state"]) for row in run.document["suppressions"]}
    assert rows == {
        (".hardenlint.yaml:2:1", "unused"),
        ("compose.yaml:4:23", "used"),
        ("compose.yaml:5:16", "partly-used"),
        ("compose.yaml:6:25", "locked"),
        ("compose.yaml:7:16", "expired"),
        ("compose.yaml:8:17", "unknown-check"),
        ("compose.yaml:9:23", "malformed"),
    }
    out = inside(capfd, "suppressions").out
    assert "compose.yaml:4:23: used privileged-container until 2999-01-01\n    T-1\n" in out
    assert out.splitlines()[-1].startswith("7 exceptions: ")


def test_what_cannot_be_read_is_said(capfd: Capture) -> None:
    Path("compose.yaml").write_text("services: [\n")
    run = inside(capfd, "suppressions")
    assert (run.code, "hardenlint: parse: compose.yaml:1: " in run.err) == (3, True)


def test_an_empty_list(capfd: Capture) -> None:
    Path("compose.yaml").write_text(FLAWED.format(""))
    assert inside(capfd, "suppressions").out == "No exceptions.\n"


def test_our_own_repository_has_none_that_is_stale(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).parent.parent
    checkout(root)
    monkeypatch.chdir(root)
    run = inside(capfd, "scan", "--format", "json", ".")
    assert (run.code, notes(run)) == (0, [])


# dates

PLACE = Span("compose.yaml", 1)


@pytest.mark.parametrize(
    ("day", "expired"), [("2026-01-30", False), ("2026-01-31", False), ("2026-02-01", True)]
)
def test_the_last_day_counts(day: str, expired: bool) -> None:
    one = Suppression(("run-as-root",), "comment", "why", "2026-01-31", PLACE)
    assert one.expired(day) is expired
    suppressions = Suppressions([one], day=day)
    suppressions.looked(Container("web", PLACE, COMPOSE), frozenset(one.checks), frozenset())
    assert suppressions.state(one) == ("expired" if expired else "unused")


@pytest.mark.parametrize(
    "text",
    ["2026-1-1", "26-01-01", "2026-13-01", "2026-02-29", "", "x", "\uff12\uff10\uff12\uff16-01-01"],
)
def test_is_no_date(text: str) -> None:
    assert date_of(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("why; until=2026-01-31", ("why", "2026-01-31")),
        ("why, until=2026-01-31", ("why", "2026-01-31")),
        ("until=2026-01-31", ("", "2026-01-31")),
        ("why", ("why", "")),
        ("wait until=then", ("wait until=then", "")),
        ("why; until=then", None),
        ("", ("", "")),
    ],
)
def test_reason_and_date(text: str, said: tuple[str, str] | None) -> None:
    assert reason_and_date(text) == said


def test_notes_about_exceptions_of_files_and_engines_have_an_order() -> None:
    places = (Span("compose.yaml", 3), Span(None, host="box", container="web"), Span("a.yaml"))
    assert sorted(places, key=lambda span: span.order) == [places[1], places[2], places[0]]
