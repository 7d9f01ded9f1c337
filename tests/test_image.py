"""Our own image: built on an imported root file system, run the way the README runs it."""

import io
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import inside
from tests.test_init import ROOT

FLAW = "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n"
SKIPPED = re.compile(
    r"site-packages|__pycache__|/test/|/tests/|/idlelib/|/tkinter/|/lib2to3/|/pydoc_data/|/turtledemo/|config-3|\.a$"
)
RESTRICTED = (
    "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--network", "none",
)  # fmt: skip


def test_our_dockerfile_is_hardened(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    run = inside(capfd, "scan", "--profile", "restricted", "--fail-on", "low", "Dockerfile")
    assert run.code == 0, run.out


def test_no_digest_is_made_up() -> None:
    text = (ROOT / "Dockerfile").read_text() + (ROOT / ".gitlab" / "hardenlint.yml").read_text()
    assert not re.search(r"sha256:[0-9a-f]", text)


def docker(*args: str, stdin: bytes | None = None, timeout: float = 300) -> str:
    environment = {**os.environ, "DOCKER_BUILDKIT": "0"}
    done = subprocess.run(
        ["docker", *args], input=stdin, capture_output=True, env=environment, timeout=timeout,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")[-3000:]
    return done.stdout.decode(errors="replace")


def libraries(*programs: str) -> set[str]:
    """The shared libraries that programs need, with the loader."""
    found: set[str] = set()
    for program in programs:
        done = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
        found.update(re.findall(r"(/\S+) \(0x", done.stdout))
    return found


class Tree:
    """A tar with its folders, all of them open to everybody."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.archive = tarfile.open(fileobj=self.buffer, mode="w")  # noqa: SIM115 - closed below
        self.made: set[str] = set()

    def _parents(self, name: str) -> None:
        for at, letter in enumerate(name):
            if letter == "/" and name[:at] not in self.made:
                self.made.add(name[:at])
                self.folder(name[:at], 0o755)

    def folder(self, name: str, mode: int) -> None:
        member = tarfile.TarInfo(name)
        member.type, member.mode = tarfile.DIRTYPE, mode
        self.archive.addfile(member)

    def file(self, path: str, name: str) -> None:
        name = name.strip("/")
        self._parents(name)
        with open(path, "rb") as file:
            self.text(name, file.read())

    def text(self, name: str, content: bytes) -> None:
        self._parents(name)
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o755
        self.archive.addfile(member, io.BytesIO(content))

    def done(self) -> bytes:
        self.archive.close()
        return self.buffer.getvalue()


def root_file_system(wheels: Path) -> bytes:
    """A tar of this Python at /usr/local, what it is linked to, and the wheels it may install."""
    tree = Tree()
    stdlib = Path(sysconfig.get_path("stdlib"))
    program = os.path.realpath(sys.executable)
    modules = map(str, (stdlib / "lib-dynload").glob("*.so"))
    for library in sorted(libraries(program, *modules)):
        inside_prefix = library.startswith(sys.base_prefix + "/")
        folder = "/usr/lib/" if inside_prefix else os.path.dirname(library) + "/"
        tree.file(library, folder + os.path.basename(library))
    for name in ("python3", os.path.basename(program)):
        tree.file(program, f"/usr/local/bin/{name}")
    for path in sorted(stdlib.rglob("*")):
        if path.is_file() and not SKIPPED.search(str(path)):
            tree.file(str(path), f"/usr/local/lib/{stdlib.name}/{path.relative_to(stdlib)}")
    for wheel in sorted(wheels.iterdir()):
        tree.file(str(wheel), f"/wheels/{wheel.name}")
    tree.text("etc/pip.conf", b"[global]\nno-index = true\nfind-links = /wheels\n")
    tree.text("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n")
    tree.folder("tmp", 0o1777)
    return tree.done()


def engine_answers() -> bool:
    if shutil.which("docker") is None:
        return False
    done = subprocess.run(["docker", "version"], capture_output=True, timeout=30, check=False)
    return done.returncode == 0


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not engine_answers():
        message = "no Docker engine answers; start one, or run `.ci/engine pytest -m live`"
        if os.environ.get("HARDENLINT_REQUIRE_ENGINE") == "1":
            pytest.fail(message)
        pytest.skip(message)
    wheels = tmp_path_factory.mktemp("wheels")
    for lock in ("build.txt", "runtime.txt"):
        command = [sys.executable, "-m", "pip", "download", "-q", "-d", str(wheels),
                   "--require-hashes", "-r", str(ROOT / ".ci" / "locks" / lock)]  # fmt: skip
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("no package index is reachable: there is nothing to install in the image")
    mark = f"hardenlint-test-{uuid.uuid4().hex[:8]}"
    docker("import", "-", f"{mark}-base", stdin=root_file_system(wheels))
    try:
        docker("build", "--quiet", "--build-arg", f"BASE={mark}-base", "--tag", mark, str(ROOT))
        yield mark
    finally:
        for name in (mark, f"{mark}-base"):
            subprocess.run(["docker", "rmi", "--force", name], capture_output=True, check=False)


@pytest.mark.live
def test_it_runs_as_the_readme_says(image: str, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(FLAW)
    tmp_path.chmod(0o755)
    command = ["docker", "run", "--rm", *RESTRICTED, "--volume", f"{tmp_path}:/work:ro", image]
    done = subprocess.run([*command, "scan"], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "critical[privileged-container]" in done.stdout
    assert "compose.yaml:4:17" in done.stdout


@pytest.mark.live
def test_it_is_no_root(image: str) -> None:
    shown = docker("image", "inspect", "--format", "{{.Config.User}}", image)
    assert shown.strip() == "65532:65532"
