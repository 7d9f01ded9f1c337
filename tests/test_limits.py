"""What no honest file comes near: one clear error, in bounded time and memory."""

import json
import os
import resource
import subprocess
from collections.abc import Callable

import pytest

from hardenlint.cli import publish
from hardenlint.errors import InputError
from hardenlint.sources import dockerfile, inspect
from hardenlint.sources.compose import log
from hardenlint.sources.dockerfile import lines, parts
from hardenlint.sources.inspect import elements, node
from tests.cli import COMMAND, Run, inside

PRIVILEGED = "    image: x:1\n    privileged: true\n"
MEMORY = 400 << 20
SECONDS = 20  # of one processor; a busy machine makes some of them longer


@pytest.fixture(autouse=True)
def folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def bounded(*args: str) -> Run:
    """Run in bounded memory and time; what goes beyond has no report."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    done = subprocess.run(
        [*COMMAND, *args, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert done.returncode in (0, 1, 3), done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


def service(*rest: str, name: str = "a") -> str:
    return f"  {name}:\n{PRIVILEGED}" + "".join(f"    {line}\n" for line in rest)


DOUBLING = "A0=xxxxxxxxxxxxxxxx\n" + "".join(
    f"A{i}=${{A{i - 1}}}${{A{i - 1}}}\n" for i in range(1, 31)
)

VARIABLES: dict[str, tuple[dict[str, str], tuple[str, int]]] = {
    "doubling": (
        {".env": DOUBLING, "compose.yaml": "services:\n" + service()},
        (".env", 17),
    ),
    "itself twice": (
        {".env": "A=x\n" + "A=${A}${A}x\n" * 60, "compose.yaml": "services:\n" + service()},
        (".env", 20),
    ),
    "in quotes": (
        {".env": "A=x\n" + 'A="${A}${A}x"\n' * 60, "compose.yaml": "services:\n" + service()},
        (".env", 20),
    ),
    "by default": (
        {
            ".env": "A=x\n" + "A=${B:-${A}${A:-x}}\n" * 60,
            "compose.yaml": "services:\n" + service(),
        },
        (".env", 21),
    ),
    "a long value many times": (
        {
            ".env": "A=" + "x" * 10_000 + "\n",
            "compose.yaml": "services:\n"
            + "".join(service(f"command: {'${A}' * 2000}", name=f"a{i}") for i in range(30)),
        },
        ("compose.yaml", 5),
    ),
    "where it is required": (
        {
            ".env": "A=" + "x" * 10_000 + "\n",
            "compose.yaml": f"services:\n{service('command: ${B:?' + '${A}' * 2000 + '}')}",
        },
        ("compose.yaml", 5),
    ),
    "of an include": (
        {
            "compose.yaml": "include: [{path: b/compose.yaml, env_file: b.env}]\n"
            "services:\n" + service(),
            "b/compose.yaml": "services: {b: {image: 'b${A30}'}}\n",
            "b.env": DOUBLING,
        },
        ("b.env", 17),
    ),
}


@pytest.mark.parametrize(("files", "place"), VARIABLES.values(), ids=VARIABLES)
def test_variables_of_a_project_have_a_budget(
    files: dict[str, str], place: tuple[str, int]
) -> None:
    for path, text in files.items():
        write(path, text)
    run = bounded("scan", "compose.yaml")
    assert run.errors == [("parse", *place)]
    assert "expand to more than" in run.document["errors"][0]["message"]
    assert "privileged-container" in run.checks, "the rest is read"


LONG = "FROM a:1\nENV A=" + "a" * 30_000 + "\n"

INSTRUCTIONS: dict[str, tuple[str, int]] = {
    "doubling": ("FROM a:1\nENV A=x\n" + "ENV A=$A$A\n" * 30, 20),
    "many": (LONG + "ENV B=$A$A$A$A\n" * 2_000, 20),
    "labels": (LONG + "LABEL b=$A$A$A$A\n" * 2_000, 20),
    "arguments": (LONG + "ARG B=$A$A$A$A\n" * 2_000, 20),
    "before the first stage": (
        "ARG A=" + "a" * 30_000 + "\n" + "ARG B=$A$A$A$A\n" * 2_000 + "FROM a:1\n",
        19,
    ),
    "a replacement": (LONG + "ENV B=${A//a/bb}\n" * 2_000, 5),
    "a replacement of two": (LONG + "ENV B=${A//a?/b}\n" * 2_000, 7),
    "a beginning": (LONG + "ENV B=${A#*?*?*?*b}\n" * 4_000, 68),
    "an end": (LONG + "ENV B=${A%%?a?a?*?b?}\n" * 4_000, 0),
    "a document": (LONG + "COPY <<E /x\n" + "$A$A$A\n" * 3_000 + "E\n", 0),
    "ports": (LONG + "EXPOSE $A$A$A$A\n" * 2_000, 20),
    "users": (LONG + "USER $A$A$A$A\n" * 2_000, 20),
}


@pytest.mark.parametrize(("text", "line"), INSTRUCTIONS.values(), ids=INSTRUCTIONS)
def test_variables_of_a_dockerfile_have_a_budget(text: str, line: int) -> None:
    write("Dockerfile", text + "RUN chmod 777 /\n")
    run = bounded("scan", "Dockerfile")
    assert [error[:2] for error in run.errors][:1] == [("parse", "Dockerfile")]
    assert "expand" in run.document["errors"][0]["message"]
    assert not line or run.errors[0][2] == line


def test_a_budget_grows_with_the_file() -> None:
    text = "FROM a:1\nENV A=" + "a" * 50 + "\n" + "LABEL b=$A\n" * 30_000
    assert dockerfile.read(text, "Dockerfile").exceeded is None


def test_an_inline_dockerfile_says_the_line_of_the_compose_file() -> None:
    body = "".join(f"        {line}\n" for line in ["FROM a:1", "ENV A=x", *["ENV A=$$A$$A"] * 30])
    write(
        "compose.yaml",
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n" + body,
    )
    run = bounded("scan", "compose.yaml")
    assert run.errors == [("parse", "compose.yaml", 24)]


SERVICES = "services:\n" + "".join(f"  s{i}: {{image: a:1}}\n" for i in range(300))


def test_what_many_name_is_read_once() -> None:
    write("e.env", "".join(f"A{i}=b{i}$Z\n" for i in range(5_000)))
    write("inc/compose.yaml", SERVICES)
    write("broken/compose.yaml", "- a\n" + SERVICES * 10 + "]\n")  # nothing of it is understood
    write(
        "compose.yaml",
        "include:\n"
        + "  - {path: inc/compose.yaml, env_file: e.env}\n" * 200
        + "  - broken/compose.yaml\n" * 200
        + "services:\n"
        + service("env_file: [e.env]")
        + "".join(f"  t{i}: {{image: a:1, env_file: e.env}}\n" for i in range(200)),
    )
    run = bounded("scan", "compose.yaml")
    assert [kind for kind, _, _ in run.errors] == ["parse", "invalid"]
    assert "privileged-container" in run.checks


def test_a_stranger_gives_no_more_values_to_services_than_any_project_has() -> None:
    write("e.env", "".join(f"A{i}=b\n" for i in range(20_000)))
    write(
        "compose.yaml",
        "services:\n" + "".join(service("env_file: e.env", name=f"s{i}") for i in range(50)),
    )
    run = bounded("scan", "compose.yaml")
    assert [kind for kind, _, _ in run.errors] == ["invalid"]
    assert f"{log.MAX_GIVEN:,}" in run.document["errors"][0]["message"]


def containers(number: int, more: Callable[[int], object] = str) -> str:
    return json.dumps(
        [
            {"Id": f"{i}", "Name": f"/c{i}", "HostConfig": {"Privileged": not i}, "X": more(i)}
            for i in range(number)
        ]
    )


def test_a_long_text_in_a_document_costs_no_more_than_itself() -> None:
    write("i.json", containers(1, lambda _: "a" * 15_000_000))
    run = bounded("scan", "i.json")
    assert run.code == 1
    assert "privileged-container" in run.checks


def test_saved_documents_are_read_one_at_a_time() -> None:
    write("i.json", containers(40, lambda _: [[]] * 200_000))
    assert os.path.getsize("i.json") > 30_000_000
    run = bounded("scan", "i.json")
    assert "privileged-container" in run.checks


def test_places_in_a_document_are_those_of_its_text() -> None:
    text = (
        '\n[1, {"Id": "a\\"", "Name": "/x", "X": [{}, "}"],\n  "HostConfig": {"Privileged": true}}]'
    )
    loaded = inspect.read(text, "i.json")
    (container,) = loaded.subjects
    assert (container.span.line, container.span.column, container.span.end_line) == (2, 5, 3)
    privileged = container.privileges.privileged.span  # type: ignore[attr-defined]
    assert (privileged.line, privileged.column, privileged.end_column) == (3, 32, 36)
    assert [note.span.column for note in loaded.notes] == [2]


@pytest.mark.parametrize("text", ["[1", "[1,]", "[1 2]", "[1] x", "[", '[{"a": }]', "[1}"])
def test_what_is_no_json_is_told_with_its_place(text: str) -> None:
    with pytest.raises(InputError, match="JSON"):
        inspect.read(text, "i.json")


def test_too_many_documents_and_entries_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "_MOST", 3)
    loaded = inspect.read(containers(5), "i.json")
    assert len(loaded.subjects) == 3
    assert [problem.kind for problem in loaded.errors] == ["invalid"]
    monkeypatch.setattr(node, "_LONGEST", 3)
    text = '[{"Id": "a", "HostConfig": {"CapAdd": ["A", "B", "C", "D"]}}]'
    (problem,) = inspect.read(text, "i.json").errors
    assert "CapAdd" in problem.message


REFUSED = {
    "a large Dockerfile": ("Dockerfile", "FROM a:1\n" + "#\n" * (lines.MAX_SIZE // 2)),
    "many instructions": ("Dockerfile", "FROM a:1\n" + "RUN a\n" * parts.MAX_INSTRUCTIONS),
    "many stages": ("Dockerfile", "FROM a\n" * (parts.MAX_STAGES + 1)),
    "many services": ("compose.yaml", "services:\n" + "".join(f" {i}a:\n" for i in range(10_000))),
    "a large compose file": ("compose.yaml", "services: {a: {image: b}}\n" + "#\n" * (9 << 20)),
}


@pytest.mark.parametrize(("path", "text"), REFUSED.values(), ids=REFUSED)
def test_what_no_honest_file_holds_is_refused(path: str, text: str) -> None:
    write(path, text)
    write("good/compose.yaml", "services:\n" + service())
    run = bounded("scan", path, "good")
    assert [error[1] for error in run.errors] == [path]
    assert "more than" in run.out or "larger than" in run.out
    assert "privileged-container" in run.checks


def test_the_most_severe_findings_are_told(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write("compose.yaml", "services:\n  a: {image: b}\n  c: {image: b}\n" + service(name="d"))
    whole = inside(capfd, "scan", "--format", "json", "compose.yaml")
    monkeypatch.setattr(publish, "MAX_FINDINGS", 2)
    run = inside(capfd, "scan", "--format", "json", "compose.yaml")
    assert run.code == whole.code == 1
    assert len(run.document["findings"]) == 2 < len(whole.document["findings"])
    assert "privileged-container" in run.checks
    assert [note["kind"] for note in run.document["notes"]] == ["limit"]
