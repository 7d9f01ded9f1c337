"""`.ci/release FOLDER`: make and check everything that a release consists of.

The folder gets the source distribution, the wheel, the bill of materials (CycloneDX), SHA256SUMS
over these, and NOTES.md. With --tag and --repository it is a release: then tag, version, change
log, address and commit must agree. Without, it is a dry run.
"""

import argparse
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from .bom import write_bom
from .build import build
from .check import check_packages, install
from .command import ReleaseError
from .promise import check_promise, notes
from .source import changed, moment

ROOT = Path(__file__).parent.parent.parent


def main() -> int:
    arguments = read_arguments()
    folder: Path = arguments.folder
    try:
        if folder.exists() and any(folder.iterdir()):
            raise ReleaseError(f"{folder} is not empty")
        with tempfile.TemporaryDirectory() as place:
            made = Path(place, "made")
            made.mkdir()
            make(made, arguments.tag, arguments.repository)
            shutil.copytree(made, folder, dirs_exist_ok=True)
    except ReleaseError as error:
        print(f".ci/release: {error}", file=sys.stderr)
        return 1
    print((folder / "SHA256SUMS").read_text(encoding="utf-8"), end="")
    print(f".ci/release: everything agrees; the release is in {folder}")
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=".ci/release", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where it goes: a new or an empty folder")
    parser.add_argument("--tag", help="the tag that is released, such as v1.2.3")
    parser.add_argument("--repository", help="the address of the repository that releases")
    arguments = parser.parse_args()
    if (arguments.tag is None) != (arguments.repository is None):
        parser.error("--tag and --repository go together")
    return arguments


def make(target: Path, tag: str | None, repository: str | None) -> None:
    epoch = moment(ROOT)
    if difference := changed(ROOT):
        print(f".ci/release: not the files of the commit:\n{difference}", file=sys.stderr)
    sdist, wheel = build(ROOT, target, epoch)
    version = wheel.name.split("-")[1]
    if tag is not None and repository is not None:
        check_promise(ROOT, version, tag, repository)
    check_packages(ROOT, sdist, wheel, epoch)
    with tempfile.TemporaryDirectory() as place:
        install(ROOT, wheel, Path(place, "installed"), version)
        bom = write_bom(ROOT, wheel, Path(place, "installed"), version, epoch)
    sums = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n"
            for each in sorted((sdist, wheel, bom))]  # fmt: skip
    (target / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    (target / "NOTES.md").write_text(notes(ROOT, version)[1], encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
