"""Many findings as text: a line each, each check explained once, and a table of the checks."""

import os
import re

import pytest

from .cli import hardenlint

SERVICE = """\
  s{0}:
    image: acme/s{0}:1.{0}
    privileged: true
    ports: ["{1}:5432"]
    environment: {{DB_PASSWORD: hunter{0}x}}
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def scan(services: int, *args: str) -> str:
    with open("compose.yaml", "w", encoding="utf-8") as file:
        file.write("services:\n" + "".join(SERVICE.format(n, 6000 + n) for n in range(services)))
    return hardenlint("scan", *args, "compose.yaml").out


def found(text: str) -> int:
    total = re.search(r"Found (\d+) problems", text)
    assert total is not None
    return int(total[1])


def test_a_hundred_findings_fit_on_two_screens() -> None:
    text = scan(33)
    assert found(text) == 99
    assert len(text.splitlines()) < 100
    assert len(scan(33, "-v").splitlines()) > 200


def test_the_worst_come_first_and_every_place_is_there() -> None:
    text = scan(20)
    lines = text.partition("\n\n")[0].splitlines()
    severities = [line.partition("[")[0] for line in lines if not line.startswith(" ")]
    order = ["critical", "high", "medium", "low", "info"]
    assert severities == sorted(severities, key=order.index)
    listed = ",".join(re.findall(r"compose\.yaml:([\d,]+)", text)).strip(",").split(",")
    assert {int(line) for line in listed} >= {2 + 5 * n + 2 for n in range(20)}


def test_each_check_is_explained_once_and_counted() -> None:
    text = scan(20)
    assert text.count("\n  why: ") == 3
    assert re.search(r"^privileged-container +critical +20 +1$", text, re.MULTILINE)
    assert text.count("hardenlint explain") == 1


def test_few_findings_keep_their_lines() -> None:
    text = scan(13)
    assert found(text) == 39
    assert "  |" in text
    assert "findings  files" not in text


def test_many_notes_are_counted() -> None:
    text = "services:\n  a:\n    image: acme/a:1\n    environment:\n"
    text += "".join(f"      A{n}: ${{V{n}}}\n" for n in range(20))
    with open("compose.yaml", "w", encoding="utf-8") as file:
        file.write(text + "      # hardenlint: ignore[host-network] -- gone\n      B: x\n")
    out = hardenlint("scan", "compose.yaml").out
    assert "notes: 20 unset-variable (`-v` lists them)" in out
    assert "nothing here needs the exception for host-network any more" in out
    assert hardenlint("scan", "-v", "compose.yaml").out.count("note[unset-variable]") == 20


def test_who_selects_checks_hears_of_their_exceptions_alone() -> None:
    with open("compose.yaml", "w", encoding="utf-8") as file:
        file.write(
            "services:\n  a:\n    image: acme/a:1\n"
            "    # hardenlint: ignore[host-network] until=2026-01-31 -- gone\n"
            "    network_mode: none\n"
        )
    assert "expired" in hardenlint("scan", "compose.yaml").out
    assert "expired" not in hardenlint("scan", "--select", "host-ipc", "compose.yaml").out
    assert "expired" in hardenlint("scan", "--select", "host-network", "compose.yaml").out


@pytest.mark.parametrize(
    "form",
    "json jsonl sarif concise text github gitlab junit checkstyle markdown".split(),
)
def test_an_error_is_told_once(form: str) -> None:
    with open("Dockerfile", "w", encoding="utf-8") as file:
        file.write("FROM debian:13\nUSRE a\n")
    run = hardenlint("scan", "--format", form, "Dockerfile")
    assert run.code == 3
    # Either the report has it, or standard error.
    assert ("unknown instruction" in run.out) != ("unknown instruction" in run.err)
    assert run.err or form == "text"
