"""Decisions that turn on one word, each seen from both of its sides."""

import os

import pytest

from hardenlint import registry
from hardenlint.engine import Result, judge
from hardenlint.errors import EngineError
from hardenlint.model import Capabilities, Container, Field, Span
from hardenlint.policy import Policy
from hardenlint.policy.gather import Exceptions, gather
from hardenlint.sources import load
from hardenlint.sources.api import endpoint
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.sources.kinds import COMPOSE, LIVE
from hardenlint.workspace import Workspace

HERE = Span("compose.yaml", 3, 3, 3, 9)
CHECKS, _ = registry.load()


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def loaded(text: str, **files: str) -> load.Loaded:
    """Load a compose file; `files` lie beside it."""
    for name, other in files.items():
        write(name.replace("_", "."), other)
    write("compose.yaml", text)
    given = [name for name in ("compose.yaml", "over.yaml") if os.path.exists(name)]
    return load.load([Input("compose", tuple(given))], Options(), Workspace())


def containers(text: str, **files: str) -> list[Container]:
    found = loaded(text, **files)
    assert found.errors == []
    return [each for each in found.subjects if isinstance(each, Container)]


def told(subjects: list[Container], check: str) -> list[Result]:
    """What one check finds, with the exceptions in labels."""
    suppressions = gather(subjects, Exceptions(), lambda _: None, registry.renamed)
    only = [each for each in CHECKS if each.id == check]
    results, crashes = judge(subjects, only, Policy(profile="restricted"), suppressions)
    assert crashes == []
    return list(results)


def running(*, privileged: bool = False, add: tuple[str, ...] = ()) -> Container:
    """A container and the service that declares it, which drops all and is as privileged."""
    found, said = Container("web-1", HERE, LIVE), Container("web", HERE, COMPOSE)
    for each in (found, said):
        each.privileges.privileged = Field(privileged, HERE)
    drop = (Field("ALL", HERE),)
    found.privileges.capabilities = Capabilities(
        HERE, tuple(Field(name, HERE) for name in add), drop
    )
    said.privileges.capabilities = Capabilities(HERE, (), drop)
    found.declared = said
    return found


def test_what_is_declared_privileged_has_not_drifted() -> None:
    assert told([running(privileged=True)], "runtime-drift") == []
    drifted = running()
    drifted.privileges.privileged = Field(True, HERE)
    (result,) = told([drifted], "runtime-drift")
    assert "privileged" in result.finding.message


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("CHOWN",), "capability CHOWN"),
        (("CHOWN", "FOWNER", "KILL"), "capability CHOWN FOWNER KILL"),
        (("CHOWN", "FOWNER", "KILL", "SETUID"), "4 more capabilities"),
    ],
)
def test_up_to_three_capabilities_are_named(names: tuple[str, ...], words: str) -> None:
    (result,) = told([running(add=names)], "runtime-drift")
    assert words in result.finding.message


@pytest.mark.parametrize(("name", "profile"), [("NET_ADMIN", "restricted"), ("NET_RAW", "")])
def test_a_vpn_is_joined_on_purpose(name: str, profile: str) -> None:
    found = containers(
        "services:\n  app: {image: 'a:1', network_mode: 'service:vpn'}\n"
        f"  vpn: {{image: 'v:1', cap_drop: [ALL], cap_add: [{name}]}}\n"
    )
    results = told(found, "transitive-namespace-join")
    assert [each.finding.profile for each in results] == ([profile] if profile else [])


@pytest.mark.parametrize(
    ("over", "options"),
    [
        ("{driver: syslog, options: {tag: t}}", {"tag": "t"}),
        ("{driver: json-file, options: {tag: t}}", {"max-size": "1m", "tag": "t"}),
        ("{options: {tag: t}}", {"max-size": "1m", "tag": "t"}),
    ],
)
def test_options_of_another_logging_driver_mean_nothing(over: str, options: object) -> None:
    (service,) = containers(
        "services: {a: {image: x, logging: {driver: json-file, options: {max-size: 1m}}}}\n",
        over_yaml=f"services: {{a: {{logging: {over}}}}}\n",
    )
    logging = service.lifecycle.logging.value
    assert logging is not None
    assert {name: field.value for name, field in logging.options.items()} == options


@pytest.mark.parametrize(("key", "user"), [("", "drops"), ("entrypoint: /run.sh", "root")])
def test_an_entrypoint_of_its_own_gives_no_root_up(key: str, user: str) -> None:
    (service,) = containers(
        f"services:\n  a:\n    build: .\n    {key}\n", Dockerfile="FROM postgres:16\n"
    )
    assert service.base_user == user


SHARED = """\
services:
  a: &a
    image: x
    privileged: true
    LABELS
  b:
    <<: *a
    labels: {}
"""
SUPPRESSION = "labels: {hardenlint.ignore.privileged-container: it is meant}"


def test_an_suppressed_finding_and_one_that_counts_are_two() -> None:
    (both,) = told(containers(SHARED.replace("LABELS", "")), "privileged-container")
    assert both.suppression is None
    results = told(containers(SHARED.replace("LABELS", SUPPRESSION)), "privileged-container")
    assert sorted((each.subject.name, each.suppression is None) for each in results) == [
        ("a", False), ("b", True),
    ]  # fmt: skip


def test_certificates_are_for_tcp() -> None:
    environ = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/none"}
    (found, *_) = endpoint.endpoints("ssh://box", None, environ)
    assert found.tls is None
    with pytest.raises(EngineError, match="asks for TLS"):
        endpoint.endpoints("tcp://box:1", None, environ)
