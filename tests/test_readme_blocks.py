"""What becomes of each block of the README; those for GitHub and GitLab are read here."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.clean_home import ROOT
from tests.readme import block, every_block, prose, read

HERE = "run in a clean home (test_readme_commands)"
BLOCKS = {
    "Try it: sh 1": HERE,
    "Try it: text 1": "written by the program (test_readme)",
    "Try it: sh 2": HERE,
    "As a pre-commit hook: sh 1": HERE,
    "As a pre-commit hook: sh 2": HERE,
    "As a pre-commit hook: sh 3": HERE,
    "As a pre-commit hook: yaml 1": HERE,
    "GitHub: yaml 1": (
        "read only, by zizmor and against action.yml: GitHub's runner is needed; "
        "test_ci_templates runs the steps of our action"
    ),
    "GitLab: yaml 1": (
        "read only, against the template: GitLab is needed; test_ci_templates runs the job"
    ),
    "Anywhere else: sh 1": HERE,
    "Anywhere else: sh 2": (
        "read only: the image needs a base from a registry; test_image builds it on another base"
    ),
    "Auditing a live host: sh 1": "run against an engine that a test plays, but for the next two",
    "Auditing a live host: sh 2": "read only: it needs that image, and a proxy beside it",
    "Exceptions: dockerfile 1": "run (test_readme)",
    "Exceptions: yaml 1": "run (test_readme)",
    "Configuration: yaml 1": "read by the program (test_readme)",
    "Completion: sh 1": HERE,
    "Completion: sh 2": HERE,
    "Completion: sh 3": HERE,
    "Writing a check: toml 1": HERE,
    "Writing a check: python 1": HERE,
    "Tests: sh 1": "what CI runs (test_readme)",
    "Tests: sh 2": HERE,
}
"""What becomes of each block."""


def test_each_block_is_known() -> None:
    assert [each.name for each in every_block()] == list(BLOCKS)


def zizmor(path: Path) -> None:
    """Let zizmor read a workflow or an action, with every audit that needs no network."""
    program = shutil.which("zizmor")
    if program is None:
        pytest.skip("zizmor is not installed: pip install '.[test]'")
    done = subprocess.run(
        [program, "--offline", "--no-config", "--persona", "auditor", "--no-progress", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow(tmp_path: Path) -> None:
    text = block("GitHub: yaml 1")
    (path,) = [word for word in prose().split("`") if word.startswith(".github/workflows/")]
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    workflow = yaml.safe_load(text)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    (ours,) = [step for step in steps if "hardenlint@" in step["uses"]]
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert set(ours["with"]) <= set(action["inputs"])
    assert ours["with"]["sarif"] == steps[-1]["with"]["sarif_file"]
    zizmor(tmp_path / path)


def test_the_action_for_zizmor() -> None:
    zizmor(ROOT / "action.yml")


def test_the_gitlab_include() -> None:
    said = yaml.safe_load(block("GitLab: yaml 1"))
    (included,) = said["include"]
    template = yaml.safe_load((ROOT / included["file"]).read_text())
    # GitLab lets the variables of the file that includes win over those of the included one, and
    # those of a job over both.
    assert set(said["variables"]) <= set(template["variables"])
    assert "variables" not in template["hardenlint"]
    source = said["variables"]["HARDENLINT"]
    assert source.endswith(".tar.gz"), "pip would need git"
    assert source.count(included["ref"]) == 2


def test_nothing_is_named_that_nobody_has_published() -> None:
    """A package, a tag or an image that is not there could be made by anybody."""
    texts = [path.read_text() for path in ROOT.glob("*.yml")]
    texts += [path.read_text() for path in ROOT.glob("docs/*.md")]
    texts += [read(), (ROOT / ".gitlab" / "hardenlint.yml").read_text()]
    for text in texts:
        for words in (
            "install hardenlint", "install -q hardenlint", "uvx hardenlint", "pipx run hardenlint",
            "hardenlint@v", "rev: v", "/hardenlint:latest", "hardenlint==",
        ):  # fmt: skip
            assert words not in text, words
