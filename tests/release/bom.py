"""The bill of materials: what an installation of the wheel consists of, as CycloneDX."""

import hashlib
import json
import sys
from pathlib import Path

from .build import environment
from .command import run


def write_bom(root: Path, wheel: Path, installed: Path, version: str, epoch: int) -> Path:
    """Describe the environment in which the wheel and its locked dependencies are installed."""
    path = wheel.parent / "hardenlint.cdx.json"
    command = [
        sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", root / "pyproject.toml",
        "--output-reproducible", "--output-format", "JSON", "--output-file", path, installed,
    ]  # fmt: skip
    run(command, root, environment(epoch))
    document = json.loads(path.read_text(encoding="utf-8"))
    # cyclonedx-py reads pyproject.toml, where the version is not said.
    document["metadata"]["component"] |= {
        "version": version,
        "purl": f"pkg:pypi/hardenlint@{version}",
        "hashes": [
            {"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()},
        ],
    }
    path.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return path
