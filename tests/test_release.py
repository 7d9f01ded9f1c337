"""The release, rehearsed: the steps of docs/releasing.md and of the workflow, on a copy of this."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

import hardenlint
from tests.release.check import check_sdist, check_wheel
from tests.release.command import ReleaseError
from tests.release.promise import check_promise
from tests.release.source import files, in_git

ROOT = Path(__file__).parent.parent
DOCS = (ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")
VERSION = hardenlint.__version__
SERVER, REPOSITORY = "https://git.example.com", "somebody/hardenlint"
MOMENT = "2026-12-24T18:00:01+01:00"
EPOCH = 1798131601
NAMES = [
    "NOTES.md", "SHA256SUMS", f"hardenlint-{VERSION}-py3-none-any.whl",
    f"hardenlint-{VERSION}.tar.gz", "hardenlint.cdx.json",
]  # fmt: skip


def step(job: str, name: str) -> str:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())
    (found,) = [each for each in workflow["jobs"][job]["steps"] if each.get("name") == name]
    return str(found["run"])


def shell(script: str, folder: Path, umask: int = 0o022, **environment: str) -> str:
    """Run a step as the runner does: `bash -e SCRIPT`."""
    outer = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, capture_output=True, text=True, check=False,
        env={**outer, "PYTHON": sys.executable, **environment}, umask=umask,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def git(folder: Path, *args: str) -> None:
    identity = {"GIT_AUTHOR_DATE": MOMENT, "GIT_COMMITTER_DATE": MOMENT}
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false",
           "-c", "tag.gpgsign=false"]  # fmt: skip
    subprocess.run(
        ["git", *who, *args], cwd=folder, env={**os.environ, **identity}, check=True,
        capture_output=True,
    )  # fmt: skip


def copy_of_the_project(target: Path) -> None:
    """What a commit of all that is here now would hold."""
    names = files(ROOT)
    if in_git(ROOT):
        new = ["git", "ls-files", "-z", "--others", "--exclude-standard"]
        found = subprocess.run(new, cwd=ROOT, capture_output=True, text=True, check=True)
        names = [name for name in {*names, *found.stdout.split("\0")} if (ROOT / name).is_file()]
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that has an address, a date, a commit and a tag, as the page says."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed; a release is made from a repository")
    folder = tmp_path_factory.mktemp("release") / "repository"
    copy_of_the_project(folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All of it")
    (address,) = re.findall(r"^ *(address=.*?)^ *```$", DOCS, re.MULTILINE | re.DOTALL)
    shell(address.replace("https://github.com/OWNER/NAME", f"{SERVER}/{REPOSITORY}"), folder)
    log = folder / "CHANGELOG.md"
    log.write_text(re.sub(rf"## {VERSION} - .+", f"## {VERSION} - 2026-12-24", log.read_text()))
    git(folder, "commit", "--quiet", "--all", "--message", "Release")
    git(folder, "tag", f"v{VERSION}")
    return folder


@pytest.fixture(scope="module")
def released(repository: Path) -> Path:
    """What the workflow builds of that tag."""
    shell(
        step("build", "Build"), repository, GITHUB_REF_NAME=f"v{VERSION}",
        GITHUB_SERVER_URL=SERVER, GITHUB_REPOSITORY=REPOSITORY,
    )  # fmt: skip
    return repository / "release"


def test_the_files_of_a_release(released: Path) -> None:
    assert sorted(os.listdir(released)) == NAMES
    sums = (released / "SHA256SUMS").read_text().splitlines()
    for line in sums:
        digest, name = line.split("  ")
        assert hashlib.sha256((released / name).read_bytes()).hexdigest() == digest
    assert [line.split("  ")[1] for line in sums] == NAMES[2:]
    assert "### Added" in (released / "NOTES.md").read_text()
    assert not (released / "NOTES.md").read_text().startswith("#" * 2 + " ")


def test_another_checkout_gives_the_same_bytes(released: Path, tmp_path: Path) -> None:
    """In a folder with a blank, by another umask, locale and clock, with other times of files."""
    other = tmp_path / "another check out"
    subprocess.run(
        ["git", "clone", "--quiet", str(released.parent), str(other)], check=True, umask=0o077
    )
    shutil.copytree(released, other / "release")
    shell(step("reproduce", "Build again"), other, 0o077, LC_ALL="C", TZ="Asia/Tokyo")
    shell(step("reproduce", "Compare"), other)


def test_the_source_distribution_gives_the_same_bytes(released: Path, tmp_path: Path) -> None:
    shutil.copytree(released, tmp_path / "release")
    shell(step("test", "Unpack"), tmp_path, 0o027)
    for path in (tmp_path / "unpacked").rglob("*"):
        if path.name != "PKG-INFO":
            os.utime(path, (1, 1))
    (tmp_path / "unpacked" / "checks" / "note.py").write_text("not of the project")
    shell("unpacked/.ci/release again", tmp_path, 0o002, TZ="America/Lima")
    shell(step("reproduce", "Compare"), tmp_path)


def test_the_archives_tell_nothing_of_the_machine(released: Path) -> None:
    traces = (os.fsencode(released.parent.parent), os.fsencode(ROOT), b"/tmp/tmp")
    with tarfile.open(released / NAMES[3]) as tar:
        members = tar.getmembers()
    assert {(each.uid, each.gid, each.uname, each.gname) for each in members} == {(0, 0, "", "")}
    assert {each.mtime for each in members} == {EPOCH}
    assert {each.mode for each in members} == {0o755, 0o644}
    assert [each.name for each in members] == sorted(each.name for each in members)
    with zipfile.ZipFile(released / NAMES[2]) as archive:
        infos = archive.infolist()
        made = [name for name in archive.namelist() if ".dist-info/" in name]
        assert not any(trace in archive.read(name) for name in made for trace in traces)
    assert {each.date_time for each in infos} == {(2026, 12, 24, 17, 0, 0)}
    assert {each.external_attr >> 16 & 0o777 for each in infos} <= {0o755, 0o644, 0o664}
    bom = (released / NAMES[4]).read_bytes()
    assert not any(trace in bom for trace in traces)


def test_the_wheel_is_tried_as_it_will_be_published(released: Path, tmp_path: Path) -> None:
    shutil.copytree(released, tmp_path / "release")
    shell(step("test", "Unpack"), tmp_path)
    shell(f'ln -s "$PYTHON" python; PATH=$PWD:$PATH\n{step("test", "Try the wheel")}', tmp_path)
    assert (tmp_path / "installed" / "bin" / "hardenlint").exists()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SOURCE_DATE_EPOCH": "yesterday"}, "SOURCE_DATE_EPOCH is 'yesterday', not a number"),
        ({"PATH": "/nowhere"}, "git is not installed"),
    ],
)
def test_what_is_missing_is_said(
    repository: Path, tmp_path: Path, environment: dict[str, str], words: str
) -> None:
    command = [sys.executable, "-m", "tests.release", str(tmp_path / "new")]
    done = subprocess.run(
        command, cwd=repository, env={**os.environ, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f".ci/release: {words}")
    assert not (tmp_path / "new").exists()


def test_what_goes_to_the_index(released: Path, tmp_path: Path) -> None:
    shutil.copytree(released, tmp_path / "release")
    shell(step("pypi", "Take the packages"), tmp_path)
    assert sorted(os.listdir(tmp_path / "dist")) == NAMES[2:4]


def test_the_bill_of_materials(released: Path) -> None:
    bom: Any = json.loads((released / NAMES[4]).read_text())
    assert bom["bomFormat"] == "CycloneDX"
    ours = bom["metadata"]["component"]
    assert (ours["name"], ours["version"]) == ("hardenlint", VERSION)
    digest = hashlib.sha256((released / NAMES[2]).read_bytes()).hexdigest()
    assert ours["hashes"] == [{"alg": "SHA-256", "content": digest}]
    lock = (ROOT / ".ci" / "locks" / "runtime.txt").read_text()
    here = r"^([a-z0-9-]+)==(\S+) (?!.*(?:<|win32))"  # not what only others need
    locked = dict(re.findall(here, lock, re.MULTILINE))
    listed = {each["purl"]: each for each in bom["components"]}
    assert {f"pkg:pypi/{name}@{version}" for name, version in locked.items()} <= listed.keys()
    assert all(each["licenses"] for each in listed.values())
    edges = {each["ref"]: each.get("dependsOn", []) for each in bom["dependencies"]}
    assert any(ref.startswith("click==") for ref in edges[ours["bom-ref"]])


def test_a_wheel_that_is_not_the_tree_is_refused(released: Path, tmp_path: Path) -> None:
    wheel = tmp_path / NAMES[2]
    shutil.copy(released / NAMES[2], wheel)
    check_wheel(released.parent, wheel, EPOCH)
    with pytest.raises(ReleaseError, match="times other than the commit's"):
        check_wheel(released.parent, wheel, EPOCH - 2)
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("hardenlint/extra.py", "")
    with pytest.raises(ReleaseError, match=r"what the tree holds: hardenlint/extra\.py"):
        check_wheel(released.parent, wheel, EPOCH)


def test_a_source_distribution_that_lacks_a_file_is_refused(released: Path, tmp_path: Path) -> None:
    check_sdist(released.parent, released / NAMES[3])
    sdist = tmp_path / NAMES[3]
    with tarfile.open(released / NAMES[3]) as before, tarfile.open(sdist, "w:gz") as after:
        for member in before.getmembers():
            if not member.name.endswith("/tests/cli.py"):
                after.addfile(member, before.extractfile(member))
    with pytest.raises(ReleaseError, match=r"see MANIFEST\.in\): tests/cli\.py"):
        check_sdist(released.parent, sdist)


def test_files_that_are_not_committed_are_no_release(repository: Path, released: Path) -> None:
    check_promise(repository, VERSION, f"v{VERSION}", f"{SERVER}/{REPOSITORY}")
    before = (repository / "README.md").read_text()
    (repository / "README.md").write_text("")
    try:
        with pytest.raises(ReleaseError, match=r"not those of the commit:\nM README\.md"):
            check_promise(repository, VERSION, f"v{VERSION}", f"{SERVER}/{REPOSITORY}")
    finally:
        (repository / "README.md").write_text(before)
