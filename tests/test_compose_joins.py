"""What services get from what they build: their arguments, their contexts, what is not readable."""

import os

import pytest

from hardenlint import reach, registry
from hardenlint.engine import judge
from hardenlint.policy import Policy
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

CHECKS = registry.load()[0]
REFERENCES = (
    "external-stage-unpinned", "image-latest-tag", "image-not-digest-pinned", "image-untagged",
    "run-as-root", "user-not-set",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkdir(os.path.join(tmp_path, "p"))
    monkeypatch.chdir(os.path.join(tmp_path, "p"))


def loaded(within: reach.Reach | None = None, /, **files: str) -> load.Loaded:
    """Write files, the names of which have `_` for the dot, and load the compose file."""
    for name, text in files.items():
        with open(name.replace("_", "."), "w", encoding="utf-8") as file:
            file.write(text)
    return load.load([Input("compose", ("compose.yaml",))], Options(), Workspace(within))


def told(found: load.Loaded) -> set[tuple[str, str, int, str]]:
    """(check, file, line, message) of the findings about images and users."""
    policy = Policy(select=frozenset(REFERENCES))
    results, problems = judge(found.subjects, CHECKS, policy)
    assert problems == []
    return {(r.check.id, r.span.path or "", r.span.line, r.finding.message) for r in results}


@pytest.mark.parametrize("default", ["", "=3.22@sha256:" + "0" * 64])
def test_an_argument_decides_the_base_image(default: str) -> None:
    found = loaded(
        compose_yaml="services:\n  a: {build: {context: ., args: {TAG: latest}}}\n"
        "  b: {build: .}\n",
        Dockerfile=f"ARG TAG{default}\nFROM alpine:$TAG\nUSER 1000\n",
    )
    message = "uses alpine:latest, a tag that moves"
    assert told(found) == {("image-latest-tag", "compose.yaml", 2, message)}


@pytest.mark.parametrize(
    ("base", "context", "replaced"),
    [
        ("thing", "thing", True),
        ("thing:latest", "thing", True),
        ("docker.io/library/thing:1", "thing:1", True),
        ("thing:1", "thing", False),
        ("acme/other", "thing", False),
    ],
)
@pytest.mark.parametrize("inline", [False, True])
def test_an_additional_context_replaces_an_image(
    base: str, context: str, replaced: bool, inline: bool
) -> None:
    text = f"FROM {base} AS one\nFROM one\nCOPY --from={base} /a /b\nUSER 1000\n"
    build = f"additional_contexts: {{'{context}': ../x}}"
    if inline:
        text = text.replace("\n", "\\n")
        build += f', dockerfile_inline: "{text}"'
    found = told(loaded(
        compose_yaml=f"services: {{a: {{build: {{context: ., {build}}}}}}}\n", Dockerfile=text
    ))  # fmt: skip
    assert (found == set()) is replaced


def test_the_image_of_a_context_is_judged_where_it_is_written() -> None:
    found = loaded(
        compose_yaml="services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n"
        "        - thing=docker-image://nginx:latest\n",
        Dockerfile="FROM thing\n",
    )
    assert told(found) == {
        ("image-latest-tag", "compose.yaml", 6, "uses nginx:latest, a tag that moves"),
        ("user-not-set", "Dockerfile", 1, "sets no user, and nginx runs as root"),
    }


@pytest.mark.parametrize(
    ("build", "dockerfile", "kind", "message"),
    [
        (".", "FRMO a\n", "parse", "unknown instruction"),
        ("{context: ., target: no}", "FROM a:1\n", "missing", "target stage 'no'"),
        ("{context: ., dockerfile: no}", "FROM a:1\n", "missing", "does not exist"),
        ("./no", "FROM a:1\n", "missing", "does not exist"),
    ],
)
def test_a_dockerfile_that_is_not_readable_is_one_error(
    build: str, dockerfile: str, kind: str, message: str
) -> None:
    found = loaded(
        compose_yaml=f"services:\n  a: {{build: {build}}}\n  b: {{image: 'b:1', user: root}}\n",
        Dockerfile=dockerfile,
    )
    (error,) = found.errors
    assert error.kind == kind
    assert message in error.message
    assert ("run-as-root", "compose.yaml", 3, "runs as root") in told(found)


def test_arguments_that_a_dockerfile_needs() -> None:
    found = loaded(
        compose_yaml="services: {a: {build: {context: ., args: {B: 'x:latest'}}}}\n",
        Dockerfile="ARG B\nFROM ${B:?needed}\nUSER root\n",
    )
    assert "image-latest-tag" in {check for check, *_ in told(found)}


@pytest.mark.parametrize("allowed", [(), ("../other",)])
def test_a_dockerfile_outside_is_named_and_read_where_that_is_allowed(
    allowed: tuple[str, ...],
) -> None:
    os.mkdir("../other")
    with open("../other/Dockerfile", "w", encoding="utf-8") as file:
        file.write("FROM a:1\n")
    os.symlink("../other/Dockerfile", "Linked")
    found = loaded(
        reach.of(["compose.yaml"], allowed=allowed),
        compose_yaml="services:\n  a: {build: ../other}\n"
        "  b: {build: {context: ., dockerfile: Linked}}\n  c: {build: .}\n",
        Dockerfile="FROM a:1\n",
    )
    told = found.notes if allowed else found.errors
    kind = "outside" if allowed else "missing"
    assert [(each.kind, each.span.line) for each in told] == [(kind, 2), (kind, 3)]
    assert all("lies outside the project" in each.message for each in told)
    assert {subject.name: subject.discreet for subject in found.subjects} == (
        {
            "p": True,
            "a": True,
            "b": True,
            "c": True,
            "Dockerfile": False,
            "../other/Dockerfile": True,
        }
        if allowed
        else {"p": False, "a": False, "b": False, "c": False, "Dockerfile": False}
    )
