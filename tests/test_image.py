"""Our own image: built on an imported root file system, run the way the README runs it."""

import io
import os
import platform
import re
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardenlint.sources import live
from tests import needs, real_engine
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


def ensurepip_wheels() -> list[str]:
    """Where a distribution keeps the pip that goes into new environments beside Python itself."""
    said = sysconfig.get_config_var("WHEEL_PKG_DIR") or "/usr/share/python-wheels"
    return [str(path) for path in Path(said).glob("*.whl")]


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
    for name in ensurepip_wheels():
        tree.file(name, name)
    for wheel in sorted(wheels.iterdir()):
        tree.file(str(wheel), f"/wheels/{wheel.name}")
    tree.text("etc/pip.conf", b"[global]\nno-index = true\nfind-links = /wheels\n")
    tree.text("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n")
    tree.folder("tmp", 0o1777)
    return tree.done()


class Docker:
    """The command that the README uses, with the engine that the other tests use."""

    def __init__(self, engine: live.Engine) -> None:
        self.program = needs.program("docker", "docker.io, docker-cli or what your system calls it")
        self.environment = {
            **os.environ,
            "DOCKER_HOST": engine.endpoint, "DOCKER_CONTEXT": "", "DOCKER_BUILDKIT": "0",
        }  # fmt: skip

    def run(self, *args: str, stdin: bytes | None = None) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [self.program, *args], input=stdin, capture_output=True, env=self.environment,
            timeout=300, check=False,
        )  # fmt: skip
        out, err = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def must(self, *args: str, stdin: bytes | None = None) -> str:
        done = self.run(*args, stdin=stdin)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        return done.stdout


@pytest.fixture(scope="module")
def docker(engine: live.Engine) -> Docker:
    return Docker(engine)


@pytest.fixture(scope="module")
def image(docker: Docker, api: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    machine = platform.machine()
    if api.info()["Architecture"] != machine or sys.platform != "linux":
        needs.missing(f"the engine cannot run this Python, which is for {machine} {sys.platform}")
    wheels = tmp_path_factory.mktemp("wheels")
    for lock in ("build.txt", "runtime.txt"):
        command = [sys.executable, "-m", "pip", "download", "-q", "-d", str(wheels),
                   "--require-hashes", "-r", str(ROOT / ".ci" / "locks" / lock)]  # fmt: skip
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("no package index is reachable: there is nothing to install in the image")
    mark = f"hardenlint-test-{real_engine.RUN}"
    base = ("import", "--change", real_engine.CHANGE, "-", f"{mark}-base")
    try:
        docker.must(*base, stdin=root_file_system(wheels))
        docker.must(
            "build", "--quiet", "--build-arg", f"BASE={mark}-base", "--tag", mark, str(ROOT)
        )
        yield mark
    finally:
        real_engine.sweep(api)


@pytest.mark.live
def test_it_runs_as_the_readme_says(image: str, docker: Docker, api: Any, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(FLAW)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    if not real_engine.sees(api, image, tmp_path):
        needs.missing("the engine does not see the folders of this machine")
    done = docker.run("run", "--rm", *RESTRICTED, "--volume", f"{tmp_path}:/work:ro", image, "scan")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "critical[privileged-container]" in done.stdout
    assert "compose.yaml:4:17" in done.stdout


@pytest.mark.live
def test_it_is_no_root(image: str, docker: Docker) -> None:
    shown = docker.must("image", "inspect", "--format", "{{.Config.User}}", image)
    assert shown.strip() == "65532:65532"
