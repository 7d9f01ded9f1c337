"""What a one-file scan imports: the budget that a hook pays on every commit."""

import os
import subprocess
import sys

import pytest

NEVER = {
    "asyncio",
    "concurrent.futures",
    "dataclasses",
    "docker",
    "email",
    "http.client",
    "importlib.metadata",
    "json",
    "jsonschema",
    "logging",
    "pathlib",
    "requests",
    "rich",
    "socket",
    "subprocess",
    "tomllib",
    "urllib.request",
    "xml",
}
PROBE = """
import sys
sys.argv = ["hardenlint", "scan", sys.argv[1]]
from hardenlint.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
sys.stderr.write(f"{code}\\n" + "\\n".join(sorted(sys.modules)))
"""
FILES = {
    "Dockerfile": "FROM debian:12.5\nUSER app\n",
    "compose.yaml": (
        "services:\n  web:\n    image: nginx:1.27\n"
        '    user: "101"\n    ports: ["127.0.0.1:8080:80"]\n'
    ),
}


def imported(path: str) -> set[str]:
    """Return what a scan imports beyond a bare interpreter (whose site hooks import some)."""
    bare = [sys.executable, "-c", "import sys; print(*sys.modules)"]
    before = subprocess.run(bare, capture_output=True, text=True, check=True).stdout.split()
    command = [sys.executable, "-c", PROBE, path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code, *modules = done.stderr.splitlines()
    assert code == "0"
    return set(modules) - set(before)


@pytest.mark.parametrize("name", FILES)
def test_a_one_file_scan_imports_nothing_heavy(
    name: str, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open(name, "w", encoding="utf-8") as file:
        file.write(FILES[name])
    modules = imported(name)
    assert modules & NEVER == set()
    if name == "Dockerfile":
        assert "yaml" not in modules
        assert "hardenlint.shell" not in modules, "nothing runs, no shell analysis"
        assert not any(module.startswith("hardenlint.checks.container.") for module in modules)
    else:
        assert "hardenlint.sources.dockerfile" not in modules
    assert "hardenlint.sources.live" not in modules
