"""Files with a broken line: the error is told, and so is what the rest of the file says."""

import os
from typing import Any

import pytest

from .cli import hardenlint

DOCKERFILE = """\
FROM debian:13 AS build
RUN curl http://example.com/a | sh
FROM debian:13
COPY --from=build /a /a
RUN chmod 777 /a
CMD ["/a"]
"""
COMPOSE = """\
services:
  one:
    image: redis:7.4
    privileged: true
    networks: [inner]
  two:
    image: redis:7.4
    ports: ["6379:6379"]
  three:
    image: redis:7.4
    network_mode: host
networks:
  inner: {}
"""


def scanned(path: str, text: str, *args: str) -> tuple[set[tuple[str, int]], list[dict[str, Any]]]:
    """What is told, by check and line, and the errors."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    run = hardenlint("scan", "--format", "json", "--profile", "restricted", *args, path)
    found = {(each["check"], each["location"]["line"]) for each in run.document["findings"]}
    errors = run.document["errors"]
    assert run.code == (3 if errors else bool(found)) or run.code == 1
    return found, errors


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "broken", ["USR app", "COPY a", "RUN <<E", "FROM a b c", "HEALTHCHECK", 'CMD ["a", 1]', "apt x"]
)
@pytest.mark.parametrize("line", [2, 4, 6])
def test_a_dockerfile_says_no_more_than_the_whole_one(broken: str, line: int) -> None:
    """Nothing is told of it that is not told of the file without the line."""
    whole, _ = scanned("Dockerfile", DOCKERFILE)
    lines = DOCKERFILE.splitlines()
    lines.insert(line - 1, broken)
    found, errors = scanned("Dockerfile", "\n".join(lines) + "\n")
    assert (errors[0]["kind"], errors[0]["location"]["line"]) == ("parse", line)
    moved = {(check, at - (at > line)) for check, at in found}
    assert moved <= whole
    if line > 2:
        assert ("pipe-to-shell", 2) in moved


def test_what_a_line_may_have_set_is_unknown() -> None:
    text = 'FROM debian:13\n{}\nCMD ["server"]\n'
    assert ("user-not-set", 1) in scanned("Dockerfile", text.format("COPY a"))[0]
    assert ("user-not-set", 1) not in scanned("Dockerfile", text.format("USR app"))[0]
    assert ("healthcheck-missing", 1) not in scanned("Dockerfile", text.format("HEALTHCHECK"))[0]


def test_every_broken_line_is_told() -> None:
    _, errors = scanned("Dockerfile", "FROM debian:13\nFOO\nRUN a\nCOPY a\n  b\n")
    assert [error["location"]["line"] for error in errors] == [2, 4, 5]


def test_a_file_of_nothing_but_broken_lines_is_one_error() -> None:
    found, errors = scanned("Dockerfile", "FROM debian:13\n" + "FOO\n" * 50)
    assert not found
    assert [error["location"]["line"] for error in errors] == [2]


@pytest.mark.parametrize("broken", ["   x: y", "    a: [", '    command: "a'])
@pytest.mark.parametrize("line", [2, 5, 8, 10, 13])
def test_a_project_says_no_more_than_the_whole_one(broken: str, line: int) -> None:
    whole, _ = scanned("compose.yaml", COMPOSE)
    lines = COMPOSE.splitlines()
    lines.insert(line - 1, broken)
    found, errors = scanned("compose.yaml", "\n".join(lines) + "\n")
    if not errors:  # a line that some YAML allows here
        return
    assert {error["kind"] for error in errors} <= {"parse", "invalid"}
    assert {(check, at) for check, at in found if at < line} <= whole
    if line > 7 and errors[0]["kind"] == "parse":
        assert ("privileged-container", 4) in found


def test_a_name_that_may_follow_is_no_error() -> None:
    broken = COMPOSE.replace("    network_mode: host\n", "    network_mode: [\n")
    _, errors = scanned("compose.yaml", broken)
    assert [error["kind"] for error in errors] == ["parse"]
