"""The source distribution and the wheel, byte for byte the same wherever they are made.

setuptools gives a wheel the times that SOURCE_DATE_EPOCH says, but not a source distribution: that
one is packed again here. Its modes, times, owners and order come from no machine.
"""

import gzip
import io
import sys
import tarfile
import tempfile
from pathlib import Path

from .command import run
from .source import lay_out


def environment(epoch: int) -> dict[str, str]:
    """What a build may see of the machine that differs from others."""
    return {
        "SOURCE_DATE_EPOCH": str(epoch),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def build(root: Path, target: Path, epoch: int) -> tuple[Path, Path]:
    """Make the source distribution, and the wheel from it."""
    with tempfile.TemporaryDirectory() as place:
        source, made = Path(place, "source"), Path(place, "made")
        lay_out(root, source, epoch)
        backend(source, made, "--sdist", epoch)
        (archive,) = made.iterdir()
        sdist = target / archive.name
        sdist.write_bytes(packed_again(archive, epoch))
        with tarfile.open(sdist) as tar:
            tar.extractall(place, filter="data")
        unpacked = Path(place, sdist.name.removesuffix(".tar.gz"))
        return sdist, wheel_of(unpacked, target, epoch)


def wheel_of(source: Path, target: Path, epoch: int) -> Path:
    backend(source, target, "--wheel", epoch)
    (wheel,) = target.glob("*.whl")
    return wheel


def backend(source: Path, target: Path, what: str, epoch: int) -> None:
    """Call the build backend of this environment: the one of .ci/locks/build.txt."""
    command = [sys.executable, "-m", "build", "--no-isolation", what, "--outdir", target, source]
    run(command, source, environment(epoch))


def packed_again(archive: Path, epoch: int) -> bytes:
    """Return the same files, sorted by name, with one time and without owners."""
    plain = io.BytesIO()
    with (
        tarfile.open(archive) as before,
        tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as after,
    ):
        for member in sorted(before.getmembers(), key=lambda each: each.name):
            after.addfile(anonymous(member, epoch), before.extractfile(member))
    compressed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, compressed, mtime=epoch) as file:
        file.write(plain.getvalue())
    return compressed.getvalue()


def anonymous(member: tarfile.TarInfo, epoch: int) -> tarfile.TarInfo:
    clean = tarfile.TarInfo(member.name)
    clean.type, clean.size, clean.mtime = member.type, member.size, epoch
    clean.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return clean
