"""Which files a folder holds, and which of them are one project."""

import hashlib
import os
import subprocess

import pytest

from hardenlint.sources import discover, kinds
from hardenlint.workspace import Workspace
from tests.cli import hardenlint
from tests.needs import program


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Dockerfile", "dockerfile"),
        ("dockerfile", "dockerfile"),
        ("Dockerfile.dev", "dockerfile"),
        ("Dockerfile-ubi9", "dockerfile"),
        ("Dockerfile_dev", "dockerfile"),
        ("app.dockerfile", "dockerfile"),
        ("app.Dockerfile", "dockerfile"),
        ("app-dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("Containerfile.arm", "dockerfile"),
        ("compose.yaml", "compose"),
        ("docker-compose.yml", "compose"),
        ("docker-compose.prod.yml", "compose"),
        ("compose.override.yaml", "compose"),
        ("podman-compose.yml", "compose"),
        ("app.compose.yml", "compose"),
        ("Dockerfile.dockerignore", ""),
        ("Dockerfile.md", ""),
        ("Dockerfile.j2", ""),
        ("Dockerfile.tmpl", ""),
        ("Dockerfiles", ""),
        ("mydockerfile", ""),
        ("compose.json", ""),
        ("compose.yaml.bak", ""),
        ("decompose.yaml", ""),
        ("README.md", ""),
    ],
)
def test_kind_by_name(name: str, kind: str) -> None:
    assert kinds.by_name(os.path.join("some", "folder", name)) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FROM alpine\n", "dockerfile"),
        ("# syntax=docker/dockerfile:1\n\nARG A=1\nFROM $A\n", "dockerfile"),
        ("\ufefffrom alpine", "dockerfile"),
        ("name: x\nservices:\n  a: {}\n", "compose"),
        ('"services" :\n  a: {}\n', "compose"),
        ("  services: no top-level key\n", ""),
        ('[{"Id": "1"}]', "inspect"),
        ('\n {"Id": "1"}', "inspect"),
        ("hello\n", ""),
        ("", ""),
    ],
)
def test_kind_by_content(text: str, kind: str) -> None:
    assert kinds.by_content(text) == kind


@pytest.fixture
def tree(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a folder with inputs in plain, hidden, ignored and linked places; go there."""
    monkeypatch.chdir(tmp_path)
    for path in (
        "Dockerfile",
        ".devcontainer/Dockerfile",
        "sub/compose.yaml",
        "sub/compose.override.yaml",
        "ignored/Dockerfile",
        ".git-not/x.txt",
    ):
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("FROM scratch\n")
    with open(".gitignore", "w", encoding="utf-8") as file:
        file.write("ignored/\n")
    os.symlink("..", "sub/loop")
    return os.fspath(tmp_path)


def test_outside_a_checkout_no_ignore_file_is_read(tree: str) -> None:
    found, notes = discover.find(".", Workspace())
    (note,) = notes
    assert (note.kind, note.span.path) == ("skipped-input", ".")
    assert note.message == "is in no git repository, so its .gitignore files are not followed"
    assert found == [
        ".devcontainer/Dockerfile",
        "Dockerfile",
        "ignored/Dockerfile",
        "sub/compose.override.yaml",
        "sub/compose.yaml",
    ]


def test_in_a_checkout_what_git_ignores_is_left_out(tree: str) -> None:
    subprocess.run([program("git"), "init", "-q"], check=True)
    found, _ = discover.find(".", Workspace())
    assert "ignored/Dockerfile" not in found
    assert ".devcontainer/Dockerfile" in found
    assert "sub/compose.yaml" in found


def test_an_ignored_folder_that_is_named_is_searched(tree: str) -> None:
    subprocess.run([program("git"), "init", "-q"], check=True)
    assert discover.find("ignored", Workspace())[0] == ["ignored/Dockerfile"]


WITHOUT_GIT = {
    "no program": {"PATH": ""},
    "another owner": {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"},
    "no settings": {"GIT_CONFIG_GLOBAL": "/dev/null/x", "GIT_DIR": "none"},
    "a hook of another repository": {"GIT_DIR": "/other/.git", "GIT_INDEX_FILE": "/other/.git/i"},
}


@pytest.mark.parametrize("case", WITHOUT_GIT)
@pytest.mark.parametrize("paths", [(), ("sub", ".", "sub"), ("ignored/..",)])
def test_whatever_git_would_say_the_same_is_found(
    tree: str, case: str, paths: tuple[str, ...]
) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    os.makedirs("ignored/tracked")
    for path in ("ignored/tracked/Dockerfile", "ignored/compose.yaml"):
        with open(path, "w", encoding="utf-8") as file:
            file.write("FROM scratch\n")
    subprocess.run(["git", "add", "--force", "ignored/tracked"], check=True)
    asked = hardenlint("scan", "--format", "json", *paths).document
    told = hardenlint("scan", "--format", "json", *paths, env=WITHOUT_GIT[case]).document
    assert told["subjects"] == asked["subjects"]
    assert told["notes"] == asked["notes"]
    assert "ignored/tracked/Dockerfile" in {each["path"] for each in told["subjects"]}


def test_without_an_index_that_can_be_read(tree: str) -> None:
    os.makedirs(".git")
    with open(".git/index", "wb") as file:
        file.write(b"DIRC?")
    found, notes = discover.find(".", Workspace())
    assert "ignored/Dockerfile" not in found
    (note,) = notes
    assert "the index of the git repository cannot be read: " in note.message
    assert note.message.endswith("a tracked one that they name was missed")


def test_where_nothing_is_left_out_nothing_is_told(tree: str) -> None:
    os.makedirs(".git")
    os.remove(".gitignore")
    found, notes = discover.find(".", Workspace())
    assert "ignored/Dockerfile" in found
    assert notes == []


def test_an_ignored_folder_of_a_checkout_without_head_is_searched(tree: str) -> None:
    os.makedirs(".git")
    assert discover.find("ignored", Workspace()) == (["ignored/Dockerfile"], [])


def test_a_link_to_a_checkout_is_one(tree: str, tmp_path: os.PathLike[str]) -> None:
    os.makedirs("real/.git")
    for name, text in ((".gitignore", "a/\n"), ("Dockerfile", ""), ("a/Dockerfile", "")):
        os.makedirs(os.path.dirname(os.path.join("real", name)), exist_ok=True)
        with open(os.path.join("real", name), "w", encoding="utf-8") as file:
            file.write(text)
    os.symlink("real", "link")
    assert discover.find("link", Workspace())[0] == ["link/Dockerfile"]


@pytest.mark.parametrize("name", ["../outside/Dockerfile", "a/../../outside/Dockerfile"])
def test_a_forged_index_leads_nowhere(tree: str, name: str) -> None:
    os.makedirs("outside")
    os.makedirs("inside/a")
    subprocess.run(["git", "init", "-q", "inside"], check=True)
    for path in ("outside/Dockerfile", "inside/Dockerfile", "inside/a/b"):
        with open(path, "w", encoding="utf-8") as file:
            file.write("FROM scratch\n")
    placeholder = "x" * len(name)
    with open(f"inside/{placeholder}", "w", encoding="utf-8") as file:
        file.write("")
    subprocess.run(["git", "-C", "inside", "add", placeholder], check=True)
    with open("inside/.git/index", "rb") as file:
        content = file.read().replace(placeholder.encode(), name.encode())
    with open("inside/.git/index", "wb") as file:
        file.write(content)
    assert discover.find("inside", Workspace())[0] == ["inside/Dockerfile"]
    with open("inside/.git/index", "wb") as file:
        file.write(content[:-20] + hashlib.sha1(content[:-20]).digest())  # noqa: S324
    assert discover.find("inside", Workspace())[0] == ["inside/Dockerfile"]


def test_a_nested_checkout_is_searched(tree: str) -> None:
    subprocess.run([program("git"), "init", "-q"], check=True)
    subprocess.run([program("git"), "init", "-q", "sub"], check=True)
    assert "sub/compose.yaml" in discover.find(".", Workspace())[0]


def test_configuration_of_a_hostile_checkout_runs_nothing(tree: str) -> None:
    subprocess.run([program("git"), "init", "-q"], check=True)
    subprocess.run(["git", "config", "core.fsmonitor", "touch pwned; false"], check=True)
    assert discover.find(".", Workspace())[0]
    assert not os.path.exists("pwned")


@pytest.mark.parametrize("named", ["sub/compose.yaml", "sub/compose.override.yaml"])
def test_base_and_override_are_one_project(tree: str, named: str) -> None:
    assert discover.project_files(named, Workspace()) == (
        "sub/compose.yaml",
        "sub/compose.override.yaml",
    )


def test_override_without_base_stands_alone(tree: str) -> None:
    os.remove("sub/compose.yaml")
    assert discover.project_files("sub/compose.override.yaml", Workspace()) == (
        "sub/compose.override.yaml",
    )


@pytest.mark.parametrize("env", [{}, {"PATH": ""}])
def test_what_git_ignores_is_named(
    tmp_path: os.PathLike[str], env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run([program("git"), "init", "-q"], check=True)
    os.mkdir("out")
    for name, text in ((".gitignore", "out/\n"), ("out/Dockerfile", "FROM a\n")):
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    run = hardenlint("scan", env=env)
    assert run.code == 3
    assert "but what git ignores; name out/Dockerfile to scan it" in run.out


@pytest.mark.parametrize(
    ("files", "project"),
    [
        (("compose.yaml", "compose.override.yaml"), ("compose.yaml", "compose.override.yaml")),
        (("docker-compose.yml", "other.yaml"), ("docker-compose.yml",)),
        (("compose.yaml", "docker-compose.yml"), ("compose.yaml",)),
        (("compose.override.yaml",), ()),
        (("Dockerfile",), ()),
    ],
)
def test_the_project_in_a_folder(
    files: tuple[str, ...], project: tuple[str, ...], tmp_path: os.PathLike[str]
) -> None:
    for name in files:
        open(os.path.join(tmp_path, name), "w", encoding="utf-8").close()
    found = discover.project_in(os.fspath(tmp_path), Workspace())
    assert found == tuple(os.path.join(tmp_path, name) for name in project)


def test_show_of_a_folder_is_its_project(
    tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir("none")
    for name, image in (("compose.yaml", "a:1"), ("compose.override.yaml", "b:2")):
        with open(name, "w", encoding="utf-8") as file:
            file.write(f"services: {{app: {{image: '{image}'}}}}\n")
    shown = hardenlint("show", ".", "none", "--format", "json")
    merged, missing = shown.document["documents"]
    assert merged["path"] == "compose.yaml"
    assert merged["services"]["app"]["image"] == "b:2"
    assert missing["error"]["message"] == "is a folder without a compose file"
    assert shown.code == 3
