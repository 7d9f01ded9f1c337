"""Fixes that are called safe: never no-new-privileges where something gains privileges."""

import ast
import os
import re
from collections.abc import Iterator

import pytest

from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace
from tests.test_checks import BY_ID, CHECKS, ROOT

CHECK = BY_ID["no-new-privileges-missing"]
OWN = 'build: {dockerfile_inline: "FROM alpine:3.20\\n%s"}'


def service(text: str) -> str:
    with open("compose.yaml", "w", encoding="utf-8") as file:
        file.write(f"services:\n  a:\n    {text}\n")
    return breaks()


def breaks() -> str:
    """What the fix of the only service may break; "" for one that is called safe."""
    subjects = load.load([Input("compose", ("compose.yaml",))], Options(), Workspace()).subjects
    (found,) = [f for subject in subjects if CHECK.judges(subject) for f in CHECK.run(subject)]
    assert found.fix is not None
    assert found.fix.safe is (found.fix.breaks == "")
    return found.fix.breaks


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{image: x:1, command: sudo -u app server}", "sudo"),
        ("{image: x:1, entrypoint: [su, app, -c, server]}", "su"),
        ('{image: x:1, command: [sh, -c, "service cron start && exec app"]}', "cron"),
        ("{image: x:1, command: /usr/sbin/crond -f}", "crond"),
        ("{image: x:1, command: postfix start-fg}", "postfix"),
        ("{image: x:1, healthcheck: {test: ping -c1 db}}", "ping"),
        ("{image: x:1, post_start: [{command: sudo x}]}", "sudo"),
        ("{image: hashicorp/vault:1.18}", "a program with file capabilities"),
        ("{image: zabbix/zabbix-server-pgsql:7.0-alpine}", "fping"),
        ("{image: lscr.io/linuxserver/code-server:4.96.2}", "sudo"),
        (OWN % r"RUN apk add sudo\nUSER 1", "sudo"),
        (OWN % r"RUN chmod u+s /bin/x\nUSER 1", "a program with the setuid bit"),
        (OWN % r"RUN setcap cap_net_raw+ep /bin/x\nUSER 1", "a program with file capabilities"),
        (OWN % r"CMD su app -c server", "su"),
        (OWN.replace("alpine:3.20", "jupyter/base-notebook:1") % "USER 1", "sudo"),
    ],
)
def test_what_gains_privileges_is_named(text: str, named: str) -> None:
    assert service(text) == f"stop {named}, which gains privileges"


def test_a_script_of_the_context_is_read() -> None:
    with open("e.sh", "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nif true; then su app -c server; fi\n")
    with open("Dockerfile", "w", encoding="utf-8") as file:
        file.write('FROM alpine:3.20\nCOPY e.sh /e.sh\nENTRYPOINT ["/e.sh"]\n')
    assert service("build: .") == "stop su, which gains privileges"


@pytest.mark.parametrize(
    "text",
    [
        "{image: x:1}",
        "{image: postgres:16}",
        "{image: x:1, command: gosu app server}",  # root gives itself up; no bit is needed
        "{image: x:1, command: su-exec app server}",
        "{image: x:1, command: setpriv --reuid=1 server}",
        "{image: x:1, command: server --with sudo}",
        "{image: acme/vault:1}",
        r'build: {dockerfile_inline: "FROM alpine:3.20\nRUN apk add curl\nUSER 1\nCMD [\"x\"]"}',
    ],
)
def test_nothing_is_said_of_others(text: str) -> None:
    assert service(text) == ""


def safe() -> Iterator[str]:
    """The checks with a fix that may be safe, by their modules."""
    for check in CHECKS:
        with open(check.run.__code__.co_filename, encoding="utf-8") as file:
            calls = [
                node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)
            ]
        if any(each.arg == "safe" for call in calls for each in call.keywords):
            yield check.id


def test_the_readme_names_what_is_mended_without_unsafe() -> None:
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read().partition("Do not expect much of it")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", text)) & set(BY_ID) == set(safe())
    baseline = text.partition("with `restricted`")[0]
    named = set(re.findall(r"`([a-z-]+)`", baseline)) & set(BY_ID)
    assert named == {name for name in safe() if BY_ID[name].profile == "baseline"}
