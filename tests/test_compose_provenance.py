"""Whatever decides a setting of a compose project: its findings lie at the text that decided."""

import os
import textwrap

import pytest

from hardenlint import registry
from hardenlint.engine import judge
from hardenlint.model import Span
from hardenlint.policy import Policy
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

CHECKS = registry.load()[0]
Told = tuple[str, str]
"""A file, and the text in it."""


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def text_at(span: Span) -> Told:
    """The file of a place, and what stands there: of several lines the first."""
    with open(span.path or "", encoding="utf-8") as file:
        line = file.read().split("\n")[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    return span.path or "", line[span.column - 1 : end]


def told(
    files: dict[str, str], check: str, env_files: tuple[str, ...] = ()
) -> list[tuple[Told, str, list[Told]]]:
    """Place, message and related places of the findings of a check; files of no folder are -f."""
    for name, text in files.items():
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text).lstrip("\n"))
    named = tuple(name for name in files if name.endswith(".yaml") and "/" not in name)
    loaded = load.load([Input("compose", named)], Options(env_files=env_files), Workspace())
    results, _ = judge(loaded.subjects, CHECKS, Policy(select=frozenset([check])))
    return [
        (text_at(r.span), r.finding.message, [text_at(span) for _, span in r.related])
        for r in results
    ]


BASE = """
services:
  web:
    image: app:1
    user: "1000"
    read_only: true
    cap_drop: [ALL]
    mem_limit: 1g
"""


@pytest.mark.parametrize(
    ("over", "by", "lost"),
    [
        ("user: root", "user", '"1000"'),
        ("read_only: false", "read_only", "true"),
        ("mem_limit: 0", "mem_limit", "1g"),
        ("cap_drop: !reset []", "!reset []", "[ALL]"),
        ("cap_drop: !override [NET_RAW]", "!override [NET_RAW]", "[ALL]"),
        ("user: !reset null", "!reset null", '"1000"'),
    ],
)
def test_an_override_that_weakens_names_both_places(over: str, by: str, lost: str) -> None:
    files = {"a.yaml": BASE, "b.yaml": "services: {}\n", "c.yaml": f"services: {{web: {{{over}}}}}"}
    (found,) = told(files, "mitigation-missing-in-override")
    assert found[0] == ("c.yaml", by)
    assert found[2] == [("a.yaml", lost)]


@pytest.mark.parametrize(
    ("key", "files"),
    [
        ("in another file", {
            "c.yaml": "services: {web: {image: a, extends: {file: lib/m.yaml, service: mid}}}",
            "lib/m.yaml": "services: {mid: {extends: base}, base: {privileged: true}}",
        }),
        ("through two files", {
            "c.yaml": "services: {web: {image: a, extends: {file: m/m.yaml, service: mid}}}",
            "m/m.yaml": "services: {mid: {extends: {file: ../lib/b.yaml, service: b}}}",
            "lib/b.yaml": "services: {b: {privileged: true}}",
        }),
        ("nested includes", {
            "c.yaml": "include: [one/a.yaml]\nservices: {x: {image: a}}",
            "one/a.yaml": "include: [{path: [../two/b.yaml, ../lib/o.yaml]}]",
            "two/b.yaml": "services: {web: {image: a, privileged: false}}",
            "lib/o.yaml": "services: {web: {privileged: true}}",
        }),
    ],
)  # fmt: skip
def test_what_another_file_decides_lies_there(key: str, files: dict[str, str]) -> None:
    (found,) = told(files, "privileged-container")
    (path, text), message, _ = found
    assert (path.partition("/")[0], text) == ("lib", "true"), key
    assert message == "runs privileged"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("x-a: &a {privileged: true}\nservices: {web: {image: a, <<: *a}}", "true"),
        ("x-a: &a {privileged: true}\nx-b: &b {init: true}\n"
         "services: {web: {image: a, <<: [*b, *a]}}", "true"),
        ("x-p: &p true\nservices: {web: {image: a, privileged: *p}}", "&p true"),
        ("services: {web: {image: a, privileged: 'yes'}}", "'yes'"),
    ],
)  # fmt: skip
def test_what_an_anchor_decides_lies_there(body: str, place: str) -> None:
    assert [f[0][1] for f in told({"c.yaml": body}, "privileged-container")] == [place]


@pytest.mark.parametrize(("merged", "lost"), [("*a", "[ALL]"), ("[*b, *a]", "[ALL]")])
def test_a_list_beside_a_merge_key_names_both_places(merged: str, lost: str) -> None:
    text = (
        "x-a: &a {cap_drop: [ALL]}\nx-b: &b {init: true}\n"
        f"services: {{web: {{image: a, <<: {merged}, cap_drop: [NET_RAW]}}}}\n"
    )
    (found,) = told({"c.yaml": text}, "yaml-anchor-hardening-lost")
    assert (found[0][1], found[2]) == ("cap_drop", [("c.yaml", lost)])


@pytest.mark.parametrize(
    ("check", "body", "place"),
    [
        ("port-bound-all-interfaces", 'ports: ["127.0.0.1:1:1", "8080:80"]', '"8080:80"'),
        ("port-bound-all-interfaces", "ports: [{target: 80, published: 8080}]",
         "{target: 80, published: 8080}"),
        ("docker-socket-mounted", "volumes: [/tmp:/tmp, '/var/run/docker.sock:/s']",
         "'/var/run/docker.sock:/s'"),
        ("dangerous-capability-added", "cap_add: [CHOWN, SYS_ADMIN]", "SYS_ADMIN"),
        ("seccomp-unconfined", "security_opt: [label=x, seccomp=unconfined]",
         "seccomp=unconfined"),
        ("secret-in-env", "environment: {A: b, DB_PASSWORD: hunter22aZ}", "hunter22aZ"),
        ("secret-in-env", "environment: [A=b, 'DB_PASSWORD=hunter22aZ']",
         "'DB_PASSWORD=hunter22aZ'"),
        ("pids-unlimited", "deploy: {resources: {limits: {memory: 1g, pids: 0}}}", "0"),
        ("memory-unlimited", "mem_limit: 0", "0"),
    ],
)  # fmt: skip
def test_the_item_that_decides_is_the_place(check: str, body: str, place: str) -> None:
    found = told({"c.yaml": f"services:\n  web:\n    image: a\n    {body}\n"}, check)
    assert [f[0] for f in found] == [("c.yaml", place)]


@pytest.mark.parametrize(
    ("check", "body", "note"),
    [
        ("port-bound-all-interfaces", 'ports: ["${BIND:-0.0.0.0}:8080:80"]',
         "default value of $BIND"),
        ("port-bound-all-interfaces",
         "ports: [{target: 80, published: '${P:-8080}', host_ip: '${BIND:-0.0.0.0}'}]",
         "default value of $BIND"),
        ("privileged-container", "privileged: ${P:-true}", "default value of $P"),
        ("privileged-container", "privileged: ${SET:-false}", "$SET from .env"),
        ("sensitive-host-path-mounted",
         "volumes: [{type: bind, target: '${T:-/x}', source: '${ETC:-/etc}'}]",
         "default value of $ETC"),
        ("host-pid-namespace", "pid: ${P-host}", "default value of $P"),
        ("sensitive-host-path-mounted",
         'volumes: ["vol:/x"]\n'
         'volumes: {vol: {driver_opts: {type: none, o: bind, device: "${D:-/etc}"}}}',
         "default value of $D"),
        ("all-gpus-exposed", "gpus: [{count: '${N:-all}'}]", "default value of $N"),
        ("mount-propagation-shared",
         "volumes: [{type: bind, target: /x, source: /y, bind: {propagation: '${R:-rshared}'}}]",
         "default value of $R"),
    ],
)  # fmt: skip
def test_a_variable_is_told(check: str, body: str, note: str) -> None:
    files = {".env": "SET=true\n", "c.yaml": f"services:\n  web:\n    image: a\n    {body}\n"}
    (found,) = told(files, check)
    assert found[1].endswith(f"({note})")


def test_a_named_env_file_is_told() -> None:
    files = {"e/prod.env": "P=true\n", "c.yaml": "services: {w: {image: a, privileged: '$P'}}"}
    (found,) = told(files, "privileged-container", env_files=("e/prod.env",))
    assert found[:2] == (("c.yaml", "'$P'"), "runs privileged ($P from e/prod.env)")


def test_files_of_one_name_are_told_apart() -> None:
    files = {
        "compose.yaml": "include: [sub/compose.yaml]\nservices: {web: {read_only: false}}\n",
        "sub/compose.yaml": "services: {web: {image: a, read_only: true}}\n",
    }
    (found,) = told(files, "mitigation-missing-in-override")
    assert found[1] == "overrides read_only: true, which sub/compose.yaml:1 sets"


def test_the_env_file_of_an_include_is_told_from_that_of_the_project() -> None:
    files = {
        ".env": "Q=1\n",
        "sub/.env": "P=true\n",
        "c.yaml": "include: [sub/i.yaml]\nservices: {}\n",
        "sub/i.yaml": "services: {web: {image: 'a:$Q', privileged: $P}}\n",
    }
    (found,) = told(files, "privileged-container")
    assert found[:2] == (("sub/i.yaml", "$P"), "runs privileged ($P from sub/.env)")
