"""The GitHub action and the GitLab job: their shell steps, extracted and run."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import clean_home
from tests.needs import program

ROOT = Path(__file__).parent.parent
FLAW = "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n"
EMPTY = {"PROFILE": "", "FAIL_ON": "", "SARIF": "", "ARGUMENTS": "", "PATHS": "."}


def action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text())


def step(name: str) -> Any:
    (found,) = [each for each in action()["runs"]["steps"] if each["name"] == name]
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder for a flawed project, and a program as the first step leaves it."""
    program = tmp_path / "place" / "bin" / "hardenlint"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m hardenlint "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "project" / "a b").mkdir(parents=True)
    (tmp_path / "project" / "a b" / "compose.yaml").write_text(FLAW)
    return tmp_path


def check(place: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step as the runner does: `bash --noprofile --norc -eo pipefail SCRIPT`."""
    script = place / "step.sh"
    script.write_text(step("Check")["run"])
    environment = {**os.environ, **EMPTY, "PLACE": str(place / "place"), **inputs}
    environment["GITHUB_STEP_SUMMARY"] = str(place / "summary.md")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=place / "project", env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_action_passes_nothing_through_the_shell() -> None:
    for each in action()["runs"]["steps"]:
        assert each["shell"] == "bash"
        assert "${{" not in each["run"]
        named = {name for name in each["env"] if f"${name}" in each["run"]}
        assert named == set(each["env"])
    used = json.dumps([each["env"] for each in action()["runs"]["steps"]])
    assert all(f"inputs.{name} " in used for name in action()["inputs"])


def test_the_action_checks(place: Path) -> None:
    done = check(place)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=a b/compose.yaml,line=4,")
    assert "| critical | privileged-container |" in (place / "summary.md").read_text()


def test_the_inputs_of_the_action(place: Path) -> None:
    done = check(
        place,
        FAIL_ON="never",
        PROFILE="restricted",
        SARIF="out.sarif",
        ARGUMENTS="--ignore\nprivileged-container\n\n",
        PATHS="a b\n",
    )
    assert done.returncode == 0, done.stderr
    document = json.loads((place / "project" / "out.sarif").read_text())
    found = {result["ruleId"] for result in document["runs"][0]["results"]}
    assert "no-new-privileges-missing" in found
    assert "privileged-container" not in found


@pytest.mark.parametrize(
    "paths", ["$(touch pwned)", "`touch pwned`", "--config=x", "; touch pwned"]
)
def test_an_input_is_no_command(place: Path, paths: str) -> None:
    done = check(place, PATHS=paths)
    assert done.returncode == 3, done.stdout + done.stderr
    assert not (place / "project" / "pwned").exists()


def test_the_action_installs(place: Path) -> None:
    """Up to pip, which test_packaging and test_precommit run for real."""
    fake = place / "python"
    fake.write_text(
        '#!/bin/sh\nmkdir -p "$3/bin"\nprintf \'#!/bin/sh\\necho "$@" >"%s"\' "$3/said" '
        '>"$3/bin/python"\n'
        'chmod +x "$3/bin/python"\n'
    )
    fake.chmod(0o755)
    script = place / "step.sh"
    script.write_text(step("Install hardenlint")["run"])
    target = place / "with blank"
    environment = {**os.environ, "PYTHON": str(fake), "SOURCE": "/a b", "PLACE": str(target)}
    subprocess.run(["bash", "-eo", "pipefail", str(script)], env=environment, check=True)
    assert (target / "said").read_text().startswith("-m pip install")
    assert (target / "said").read_text().strip().endswith("/a b")


def gitlab() -> tuple[Any, dict[str, str]]:
    """Return the job of the template, and the variables that a file which includes it may set."""
    template = yaml.safe_load((ROOT / ".gitlab" / "hardenlint.yml").read_text())
    return template["hardenlint"], template["variables"]


def archive(folder: Path) -> Path:
    """Pack this tree as a forge does when it is asked for an archive of a commit."""
    name = "hardenlint-0123abc"
    clean_home.copy(folder / name)
    made = shutil.make_archive(str(folder / name), "gztar", folder, name)
    return Path(made)


def without_git(place: Path) -> str:
    """Make a PATH on which there is a Python and what the script calls, as in the job's image."""
    folder = place / "image"
    folder.mkdir()
    for name in ("bash", "mktemp"):
        (folder / name).symlink_to(program(name))
    (folder / "python3").write_text(f'#!/bin/sh\nexec "{clean_home.python()}" "$@"\n')
    (folder / "python3").chmod(0o755)
    return str(folder)


def test_the_gitlab_job(place: Path) -> None:
    """As the runner does it, on an image without git, from an archive of this tree."""
    job, variables = gitlab()
    assert job["artifacts"]["when"] == "always"
    env = {**clean_home.environment(place / "home"), **variables}
    env |= {"PATH": without_git(place), "HARDENLINT": str(archive(place))}
    done = clean_home.shell("\n".join(job["script"]), place / "project", env)
    assert done.returncode == 1, done.stderr
    reports = job["artifacts"]["reports"]
    issues = json.loads((place / "project" / reports["codequality"]).read_text())
    assert issues[0]["location"]["path"] == "a b/compose.yaml"
    assert "<failure" in (place / "project" / reports["junit"]).read_text()
    assert sorted(os.listdir(place / "project")) == sorted(["a b", *reports.values()])


def test_the_gitlab_job_installs_nothing_by_default(place: Path) -> None:
    """A name that nobody has published could be registered by anybody."""
    job, variables = gitlab()
    env = {**clean_home.environment(place / "home"), **variables}
    done = clean_home.shell("\n".join(job["script"]), place / "project", env)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("Set the variable HARDENLINT to ")


def test_shellcheck_finds_nothing(tmp_path: Path) -> None:
    program("shellcheck")
    for number, each in enumerate(action()["runs"]["steps"]):
        script = tmp_path / f"{number}.sh"
        script.write_text(f"#!/usr/bin/env bash\n{each['run']}")
        subprocess.run(["shellcheck", str(script)], check=True)


def test_shellcheck_finds_nothing_in_our_scripts() -> None:
    scripts = ["tests/run", "tests/versions", "tests/refresh-constraints", ".ci/run", ".ci/engine"]
    command = [program("shellcheck"), "--external-sources", "--severity", "warning", *scripts]
    subprocess.run(command, check=True, cwd=ROOT)
