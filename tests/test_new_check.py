"""A check that was just laid is a check like all others, and nothing of it is left to write."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import ROOT
from tests.new_check import lay, skeleton

COPIED = ("checks", "hardenlint", "fixtures", "tests", "pyproject.toml")
LAID = {
    "build": ("laid-build", "--theme", "commands"),
    "image": ("laid-image", "--theme", "of_nobody", "--severity", "low"),
    "container": ("laid-container", "--theme", "mounts", "--profile", "opt-in"),
    "project": ("laid-project",),
    "host": ("laid-host", "--profile", "restricted"),
}


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which a check of each kind was laid."""
    root = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        source = os.path.join(ROOT, name)
        if os.path.isdir(source):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, root / name, symlinks=True, ignore=ignored)
        else:
            shutil.copy(source, root / name)
    (root / "hardenlint" / "checks").symlink_to(root / "checks")  # as an installation has it
    for subject, (name, *options) in LAID.items():
        done = run(root, "tests.new_check", name, "--subject", subject, *options)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"fixtures/{name}/bad.out" in done.stdout
    return root


def files(tree: Path) -> Iterator[str]:
    for path in sorted((tree / "checks").rglob("laid_*.py")):
        yield str(path.relative_to(tree))


def test_each_subject_can_be_laid(tree: Path) -> None:
    assert set(LAID) == set(skeleton.SKELETONS)
    assert list(files(tree)) == [
        "checks/container/mounts/laid_container.py",
        "checks/host/laid_host.py",
        "checks/image/commands/laid_build.py",
        "checks/image/of_nobody/laid_image.py",
        "checks/project/laid_project.py",
    ]


def test_what_is_laid_is_clean(tree: Path) -> None:
    laid = (*files(tree), "checks/image/of_nobody/__init__.py")
    for command in (
        ("ruff", "format", "--check"),
        ("ruff", "check", "--no-cache"),
        ("mypy", "--cache-dir", os.devnull),
    ):
        done = run(tree, *command, *laid)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_laid_passes_the_tests_of_every_check(tree: Path) -> None:
    wanted = "laid or all_checks_load or index_of_checks or every_package or orphan"
    tests = ("tests/test_checks.py", "tests/test_house.py")
    done = run(tree, "pytest", "-q", "-p", "no:cacheprovider", "-k", wanted, *tests)
    assert done.returncode == 0, done.stdout
    # page, fixtures, two fixtures, two examples for each source; not negated, one small function
    count = 4 + sum(4 + 2 * len(each.examples) + 2 for each in skeleton.SKELETONS.values())
    assert f"{count} passed" in done.stdout


def test_what_is_laid_says_what_is_left(tree: Path) -> None:
    command = ("pytest", "-q", "-p", "no:cacheprovider", "-k", "left_to_write")
    done = run(tree, *command, "tests/test_new_check.py")
    assert done.returncode == 1
    for path in files(tree):
        assert f"{path}:8: TODO: what is wrong, in one line" in done.stdout


def test_nothing_is_left_to_write() -> None:
    left = []
    for path in sorted(Path(ROOT, "checks").rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        told = path.relative_to(ROOT).as_posix()
        left += [
            f"{told}:{number}: {line[line.index('TODO') :]}"
            for number, line in enumerate(lines, 1)
            if "TODO" in line
        ]
    assert not left, "still to be written:\n" + "\n".join(left)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("docker-socket-mounted",), "is there already: checks/container/mounts/docker_socket"),
        (("Laid_Check",), "'Laid_Check' is no id: small words and digits, with - between them"),
        (("-x",), "No such option"),
        (("2fast",), "is no id"),
        (("a--b",), "is no id"),
        (("../../x",), "is no id"),
        (("import",), "is no id"),
        (("projects",), "fixtures/projects is there already"),
        (("laid", "--theme", "../x"), "is no theme"),
        (("laid", "--theme", "Mounts"), "is no theme"),
        (("laid", "--subject", "pod"), "'pod' is not one of"),
        (("laid", "--severity", "awful"), "'awful' is not one of"),
    ],
)
def test_what_cannot_be_a_check_is_refused(arguments: tuple[str, ...], told: str) -> None:
    before = set(os.listdir(os.path.join(ROOT, "fixtures")))
    done = run(Path(ROOT), "tests.new_check", "--subject", "container", *arguments)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert set(os.listdir(os.path.join(ROOT, "fixtures"))) == before


def test_a_former_id_is_never_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from hardenlint import registry
    from hardenlint.check import Check, Severity

    renamed = Check("new-name", "m", "Host", Severity.LOW, aliases=("old-name",))
    monkeypatch.setattr(registry, "load", lambda: ((renamed,), ()))
    with pytest.raises(lay.RefusedError, match="was an id of new-name, and is never given again"):
        lay.lay("old-name", "host", "", "low", "baseline")


def test_a_package_is_declared_in_its_place() -> None:
    text = '    "hardenlint.checks",\n    "hardenlint.checks.container",\n    "hardenlint.other",\n'
    assert lay.declared(text, "hardenlint.checks.container.new") == (
        '    "hardenlint.checks",\n    "hardenlint.checks.container",\n'
        '    "hardenlint.checks.container.new",\n    "hardenlint.other",\n'
    )
