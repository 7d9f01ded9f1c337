"""`.dockerignore`: what a `COPY .` brings along."""

from pathlib import Path

import pytest

from hardenlint.model import Build
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.sources.dockerfile import ignore
from hardenlint.workspace import Workspace


@pytest.mark.parametrize(
    ("rules", "path", "out"),
    [
        ("", ".env", False),
        (".env", ".env", True),
        (".env", "app/.env", False),
        ("**/.env", "app/.env", True),
        ("**/.env", ".env", True),
        ("**/.env", "app/x.env", False),
        ("/.env", ".env", True),
        ("./.env/", ".env", True),
        ("  .env  ", ".env", True),
        ("# .env", ".env", False),
        (" # .env", "# .env", True),
        ("\ufeff.env", ".env", True),
        (".env\r\n.git\r\n", ".git", True),
        (".git", ".git/config", True),
        ("*", ".env", True),
        ("*", "app/.env", True),
        ("*\n!app", "app/.env", False),
        ("*\n!app\n**/.env", "app/.env", True),
        ("*.env", "prod.env", True),
        ("*.env", "app/prod.env", False),
        ("app/*", "app/x/y", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("a/**", "a/b/c", True),
        ("a/**", "a", False),
        ("**", "a/b", True),
        ("a**c", "a/b/c", True),
        ("[ab].txt", "b.txt", True),
        ("[^ab].txt", "b.txt", False),
        ("[a-c].txt", "b.txt", True),
        ("[!ab].txt", "b.txt", True),
        ("[!ab].txt", "!.txt", True),
        ("[!ab].txt", "c.txt", False),
        ("[]a]", "]", True),
        (r"\*", "*", True),
        (r"\*", "a", False),
        ("app/../.env", ".env", True),
        ("!.env\n.env", ".env", True),
        (".env*\n!.env.example", ".env.example", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b", "a/xb", False),
    ],
)
def test_rules(rules: str, path: str, out: bool) -> None:
    parsed = ignore.parse(rules)

    assert parsed is not None
    assert parsed.keep_out(path) is out


@pytest.mark.parametrize("rules", ["[a", "a\\", "!", "[]"])
def test_what_a_build_refuses_is_unknown(rules: str) -> None:
    assert ignore.parse(rules) is None


def test_no_pattern_takes_long() -> None:
    rules = ignore.parse("**/*" * 300 + "x")

    assert rules is not None
    assert rules.keep_out("a/" * 100 + "y") is False


def _build(folder: Path) -> Build:
    (folder / "Dockerfile").write_text("FROM debian:12\nCOPY . /app\n")
    loaded = load.load([Input("dockerfile", (str(folder / "Dockerfile"),))], Options(), Workspace())
    build = loaded.subjects[0]
    assert isinstance(build, Build)
    return build


def test_the_file_named_after_the_dockerfile_comes_first(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text(".env\n")
    (tmp_path / "Dockerfile.dockerignore").write_text(".git\n")
    build = _build(tmp_path)

    assert build.context_excludes(".git") is True
    assert build.context_excludes(".env") is False


def test_without_an_ignore_file_everything_is_in_the_context(tmp_path: Path) -> None:
    assert _build(tmp_path).context_excludes(".env") is False


def test_the_ignore_file_of_a_context_further_up_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".dockerignore").write_text(".env\n")
    (tmp_path / "docker").mkdir()

    assert _build(tmp_path / "docker").context_excludes(".env") is True


def test_an_unreadable_rule_leaves_it_open(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("[a\n")

    assert _build(tmp_path).context_excludes(".env") is None


def test_a_service_says_which_folder_is_the_context(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / ".dockerignore").write_text(".env\n")
    (tmp_path / "Dockerfile").write_text("FROM debian:12\nCOPY . /app\n")
    (tmp_path / "compose.yaml").write_text(
        "services:\n  web:\n    build:\n      context: app\n      dockerfile: ../Dockerfile\n"
    )
    loaded = load.load(
        [Input("compose", (str(tmp_path / "compose.yaml"),))], Options(), Workspace()
    )
    build = next(subject for subject in loaded.subjects if isinstance(subject, Build))

    assert build.context_excludes(".env") is True
