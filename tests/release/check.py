"""What is checked of the packages before anybody gets them."""

import sys
import tarfile
import tempfile
import time
import venv
import zipfile
from pathlib import Path

from .build import wheel_of
from .command import ReleaseError, run
from .source import GENERATED, files, lay_out

PACKAGES = {"hardenlint": "hardenlint", "checks": "hardenlint/checks"}
"""Folders of packages, and where the wheel has them."""
DATA = (".py", ".typed", ".json", ".NOTICE")


def check_packages(root: Path, sdist: Path, wheel: Path, epoch: int) -> None:
    run([sys.executable, "-m", "twine", "check", "--strict", sdist, wheel], root)
    check_sdist(root, sdist)
    check_wheel(root, wheel, epoch)
    with tempfile.TemporaryDirectory() as place:
        lay_out(root, Path(place, "source"), epoch)
        again = wheel_of(Path(place, "source"), Path(place), epoch)
        if again.read_bytes() != wheel.read_bytes():
            raise ReleaseError("the wheel of the tree is not the wheel of the source distribution")


def check_sdist(root: Path, sdist: Path) -> None:
    """All of the project is in it, and nothing else."""
    top = sdist.name.removesuffix(".tar.gz") + "/"
    with tarfile.open(sdist) as tar:
        names = {each.name.removeprefix(top) for each in tar.getmembers() if each.isfile()}
    names = {name for name in names if not name.startswith(GENERATED)}
    if differing := names ^ set(files(root)):
        message = "does not hold what the project holds (see MANIFEST.in)"
        raise ReleaseError(f"{sdist.name} {message}: {', '.join(sorted(differing))}")


def check_wheel(root: Path, wheel: Path, epoch: int) -> None:
    """The modules and their data are in it as they are in the tree, and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        content = {each.filename: archive.read(each) for each in archive.infolist()}
        times = {each.date_time for each in archive.infolist()}
    code = {name: data for name, data in content.items() if ".dist-info/" not in name}
    if differing := {name for name, _ in code.items() ^ tree(root).items()}:
        message = "does not hold what the tree holds"
        raise ReleaseError(f"{wheel.name} {message}: {', '.join(sorted(differing))}")
    *minute, second = time.gmtime(epoch)[:6]
    if times != {(*minute, second // 2 * 2)}:  # a zip counts in steps of two seconds
        raise ReleaseError(f"{wheel.name} has times other than the commit's: {sorted(times)}")


def tree(root: Path) -> dict[str, bytes]:
    """Return what a wheel must hold: name in the wheel -> content."""
    found = {}
    for name in files(root):
        folder, _, rest = name.partition("/")
        if folder in PACKAGES and name.endswith(DATA):
            found[f"{PACKAGES[folder]}/{rest}"] = (root / name).read_bytes()
    return found


def install(root: Path, wheel: Path, target: Path, version: str) -> None:
    """Install the wheel and the locked dependencies in an environment of their own; try it."""
    venv.create(target)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", target]
    lock = root / ".ci" / "locks" / "runtime.txt"
    locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", lock]
    ours = ["--no-index", "--no-deps", "--find-links", wheel.parent, f"hardenlint=={version}"]
    run([*pip, "install", "--quiet", *locked], root)
    run([*pip, "install", "--quiet", *ours], root)
    run([*pip, "check"], root)
    program = target / "bin" / "hardenlint"
    said = run([program, "--version"], target)
    if version not in said.split():
        raise ReleaseError(f"the installed program says that it is {said.strip()}, not {version}")
    run([program, "scan", root / "fixtures" / "projects" / "shop"], target, expect=1)
