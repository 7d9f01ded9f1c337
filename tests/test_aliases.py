"""A check that was renamed: what people have written of it keeps its meaning, and they are told."""

import json
from pathlib import Path

import pytest

from hardenlint import registry

from .cli import Run, hardenlint, inside

CHECK = '''
from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(Severity.HIGH{more})
def {name}(container: Container) -> Iterator[Finding]:
    """Nobody owns the container

    ## Why

    At night somebody has to be called.

    ## Fix

    Add the label `owner`.

    ## When it is a false alarm

    Never.
    """
    if "owner" not in container.labels:
        yield Finding(container.span, "has no owner")
'''
FORMER, TODAY = "nobody-owns", "owner-missing"
SAID = f"the check {FORMER} is called {TODAY} now"


class House:
    """A package with one check, which was renamed."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "package"
        (self.package / "house.dist-info").mkdir(parents=True)
        declared = "[hardenlint.checks]\nhouse = house\n"
        (self.package / "house.dist-info/entry_points.txt").write_text(declared)
        self.has(TODAY, FORMER, first=FORMER)

    def has(self, name: str, *aliases: str, first: str = "") -> None:
        more = f", aliases={aliases!r}" if aliases else ""
        more += f", first_id={first!r}" if first else ""
        code = CHECK.format(name=name.replace("-", "_"), more=more)
        (self.package / "house.py").write_text(code)

    def run(self, *args: str) -> Run:
        root = Path(__file__).parent.parent
        return hardenlint(*args, env={"PYTHONPATH": f"{root}:{self.package}"})

    def found(self, *args: str) -> set[str]:
        run = self.run("scan", "--format", "json", *args)
        assert run.code in (0, 1), run.err
        return run.checks


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    compose()
    return House(tmp_path)


def compose(comment: str = "", label: str = "") -> None:
    labels = f'    labels: {{"{label}": "later"}}\n' if label else ""
    text = f"services:\n  web:{comment}\n    image: nginx:1.27.3\n{labels}"
    Path("compose.yaml").write_text(text)


def test_a_report_has_the_id_of_today(house: House) -> None:
    assert house.found() == {TODAY}


def test_the_command_line(house: House) -> None:
    run = house.run("scan", "--format", "json", "--select", FORMER)
    assert run.checks == {TODAY}
    assert run.err == f"hardenlint: --select: {SAID}\n"
    run = house.run("scan", "--format", "json", "--ignore", FORMER)
    assert run.checks == set()
    assert SAID in run.err


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"ignore: [{FORMER}]", 1),
        (f"profile: baseline\nignore: {{{FORMER}: later}}", 2),
        (f"paths:\n  '*.yaml':\n    ignore: [{FORMER}]", 3),
        (f"services: {{web: {{ignore: [{FORMER}]}}}}", 1),
        (f"severity: {{{FORMER}: low}}\nmin-severity: high", 1),
    ],
)
def test_the_configuration(text: str, line: int, house: House) -> None:
    Path(".hardenlint.yaml").write_text(f"{text}\n")
    run = house.run("scan", "--format", "json")
    assert run.checks == set()
    assert run.err == f"hardenlint: .hardenlint.yaml:{line}: {SAID}\n"


def test_a_lock(house: House) -> None:
    Path(".hardenlint.yaml").write_text(f"lock: [{FORMER}]\n")
    compose(comment=f"  # hardenlint: ignore[{TODAY}] -- later")
    assert house.found() == {TODAY}


@pytest.mark.parametrize(
    "written", [{"comment": f"  # hardenlint: ignore[{FORMER}] -- later"},
                {"label": f"hardenlint.ignore.{FORMER}"}]
)  # fmt: skip
def test_an_exception_where_the_service_is(written: dict[str, str], house: House) -> None:
    compose(**written)
    run = house.run("scan", "--format", "json")
    assert run.checks == set()
    assert [note["message"] for note in run.document["notes"]] == [SAID]


def test_a_baseline_from_before(house: House) -> None:
    house.has(FORMER)
    assert house.run("baseline", "write").code == 0
    house.has(TODAY, FORMER, first=FORMER)
    assert house.found() == set()
    assert house.found("--no-baseline") == {TODAY}


def test_a_check_that_takes_over_from_another_keeps_its_findings(house: House) -> None:
    house.has(TODAY)
    assert house.run("baseline", "write").code == 0
    house.has(TODAY, "retired-check")
    assert house.found() == set()
    assert house.found("--no-baseline", "--select", "retired-check") == {TODAY}


def test_its_page_and_the_list(house: House) -> None:
    page = house.run("explain", FORMER)
    assert page.out == house.run("explain", TODAY).out
    assert page.err == f"hardenlint: {SAID}\n"
    listed = json.loads(house.run("checks", "--format", "json").out)["checks"]
    assert {each["id"]: each["aliases"] for each in listed}[TODAY] == [FORMER]


@pytest.mark.parametrize("where", ["    if", "raise SystemExit('no licence')\n    if"])
def test_a_check_cannot_end_the_program(where: str, house: House) -> None:
    """Not while it is imported, and not while it runs: that would look like a clean scan."""
    code = (house.package / "house.py").read_text()
    ends = where.startswith("raise")
    code = code.replace("    if", f"    {where}") if ends else f"raise SystemExit(0)\n{code}"
    (house.package / "house.py").write_text(code)
    run = house.run("scan", "--format", "json")
    assert run.code == 3
    assert run.document["errors"][0]["kind"] == "check-crash"


def test_a_former_id_is_given_to_no_other_check(house: House) -> None:
    house.has(TODAY, "privileged-container")
    run = house.run("scan", "--format", "json")
    assert run.code == 3
    (error,) = run.document["errors"]
    assert "two checks claim the id 'privileged-container'" in error["message"]


@pytest.mark.parametrize(
    "index",
    ["1 / 0", "CHECKS = ((1,),)", "", "import not_there", "CHECKS = 3", "raise SystemExit(0)"],
)  # fmt: skip
def test_a_broken_index_is_told_and_the_checks_run(index: str, house: House) -> None:
    package = house.package / "house"
    package.mkdir()
    (house.package / "house.py").rename(package / "owner_missing.py")
    (package / "__init__.py").write_text("")
    (package / "_index.py").write_text(index)
    run = house.run("scan", "--format", "json")
    assert run.checks == {TODAY}
    assert run.code == 3
    (error,) = run.document["errors"]
    assert error["kind"] == "check-crash"
    assert error["message"].startswith("the index of the checks in house is wrong: ")


def test_an_index_that_is_older_than_a_check_is_told(house: House) -> None:
    package = house.package / "house"
    package.mkdir()
    (house.package / "house.py").rename(package / "owner_missing.py")
    (package / "__init__.py").write_text("")
    said = ("owner-missing", "house.owner_missing", "Container", 1, "baseline")
    entry = (*said, *((),) * 5, False, (), (), "owner-missing")
    (package / "_index.py").write_text(f"CHECKS = {(entry,)!r}\n")
    run = house.run("scan", "--format", "json")
    assert run.code == 3
    (error,) = run.document["errors"]
    assert error["message"].endswith("older than house.owner_missing; run `python -m tests.index`")


def test_a_check_that_the_index_does_not_name_yet(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = tuple(check for check in registry.load()[0] if check.id != "host-network")
    monkeypatch.setattr(registry, "load", lambda: (checks, ()))
    run = inside(capfd, "explain", "host-network")
    assert run.code == 2
    assert "the index of checks does not name 'host-network' yet" in run.err
    assert "no check named 'host-netwrk'" in inside(capfd, "explain", "host-netwrk").err
