"""The wheel, and a third party's checks: what a stranger installs."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def python(version: str) -> str | None:
    """Find an interpreter of that version, pyenv's included."""
    import glob

    pyenv = sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/{version}.*/bin/python")))
    found = pyenv[-1] if pyenv else shutil.which(f"python{version}")
    if found is None or subprocess.run([found, "--version"], check=False).returncode != 0:
        return None  # pyenv puts programs on the PATH for versions that are not chosen, too
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the wheel through the source distribution, as a release does."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in ("hardenlint", "checks", "fixtures", "tests"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(os.path.join(ROOT, name), source / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "MANIFEST.in"):
        shutil.copy(os.path.join(ROOT, name), source)
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return str(next(folder.glob("*.whl")))


def modules(folder: str) -> Iterator[str]:
    for root, _, files in os.walk(os.path.join(ROOT, folder)):
        for name in files:
            if name.endswith((".py", ".typed", ".json", ".NOTICE")):
                yield os.path.relpath(os.path.join(root, name), ROOT).replace(os.sep, "/")


def test_the_wheel_holds_the_tree_and_no_global_checks(wheel: str) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tree = set(modules("hardenlint")) | {f"hardenlint/{name}" for name in modules("checks")}
    assert names == tree
    assert {name.split("/")[0] for name in names} == {"hardenlint"}


@pytest.fixture(scope="module")
def installed(wheel: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Install the wheel into an environment of its own; return its bin folder."""
    folder = tmp_path_factory.mktemp("installed")
    return install(sys.executable, folder / "venv", wheel)


def install(interpreter: str, venv: str | os.PathLike[str], wheel: str) -> str:
    subprocess.run([interpreter, "-m", "venv", os.fspath(venv)], check=True)
    scripts = os.path.join(venv, "bin")
    pip = [os.path.join(scripts, "python"), "-m", "pip", "install", "-q", wheel]
    subprocess.run(pip, check=True, capture_output=True)
    return scripts


COMPOSE = "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n"


def scan(scripts: str, folder: os.PathLike[str], *args: str) -> subprocess.CompletedProcess[str]:
    with open(os.path.join(folder, "compose.yaml"), "w", encoding="utf-8") as file:
        file.write(COMPOSE)
    command = [os.path.join(scripts, "hardenlint"), "scan", "--format", "concise", *args]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=os.fspath(folder)
    )


def test_the_installed_program_works(installed: str, tmp_path: os.PathLike[str]) -> None:
    done = scan(installed, tmp_path)
    assert done.returncode == 1, done.stderr
    assert "compose.yaml:4:17: critical[privileged-container]" in done.stdout
    no_global = [os.path.join(installed, "python"), "-c", "import checks"]
    assert subprocess.run(no_global, capture_output=True, check=False, cwd=tmp_path).returncode


PLUGIN = '''
from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(Severity.LOW)
def house_rule(container: Container) -> Iterator[Finding]:
    """Container is called web

    ## Why

    Because.

    ## Fix

    Rename it.

    ## When it is a false alarm

    Never.
    """
    if container.name == "web":
        yield Finding(container.span, "is called web")
'''


def make_plugin(folder: str, code: str) -> None:
    os.makedirs(os.path.join(folder, "house"))
    files = {
        "pyproject.toml": (
            '[build-system]\nrequires = ["setuptools>=77"]\n'
            'build-backend = "setuptools.build_meta"\n'
            '[project]\nname = "house"\nversion = "1"\n'
            '[project.entry-points."hardenlint.checks"]\nhouse = "house"\n'
            '[tool.setuptools]\npackages = ["house"]\n'
        ),
        "house/__init__.py": "",
        "house/house_rule.py": code,
    }
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


@pytest.fixture
def plugin(installed: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give a place for a third party's package; what was installed is removed again."""
    yield str(tmp_path_factory.mktemp("plugin") / "source")
    remove = [os.path.join(installed, "python"), "-m", "pip", "uninstall", "-q", "-y", "house"]
    subprocess.run(remove, check=True, capture_output=True)


def add_plugin(scripts: str, folder: str, code: str) -> None:
    make_plugin(folder, code)
    pip = [os.path.join(scripts, "python"), "-m", "pip", "install", "-q", folder]
    subprocess.run(pip, check=True, capture_output=True)


def test_a_third_party_adds_a_check(
    installed: str, plugin: str, tmp_path: os.PathLike[str]
) -> None:
    add_plugin(installed, plugin, PLUGIN)
    done = scan(installed, tmp_path)
    assert "compose.yaml:2:3: low[house-rule]" in done.stdout
    assert "privileged-container" in done.stdout
    listed = subprocess.run(
        [os.path.join(installed, "hardenlint"), "explain", "house-rule"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Container is called web" in listed.stdout


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise RuntimeError('broken')\n", "broken"),
        (PLUGIN.replace("house_rule", "privileged_container"), "two checks claim the id"),
        (PLUGIN.replace('if container.name == "web":', "if 1 / 0:"), "house-rule failed on web"),
        (PLUGIN.replace("container: Container", "container"), "annotated with what it judges"),
    ],
)
def test_a_broken_third_party_check_is_said_and_the_rest_runs(
    installed: str, plugin: str, tmp_path: os.PathLike[str], code: str, words: str
) -> None:
    add_plugin(installed, plugin, code)
    done = scan(installed, tmp_path)
    assert done.returncode == 3
    assert words in done.stderr
    assert "privileged-container" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("version", PYTHONS)
def test_other_pythons(version: str, wheel: str, tmp_path: os.PathLike[str]) -> None:
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"no Python {version} here; install one (pyenv install {version})")
    scripts = install(interpreter, os.path.join(tmp_path, "venv"), wheel)
    assert "privileged-container" in scan(scripts, tmp_path).stdout
