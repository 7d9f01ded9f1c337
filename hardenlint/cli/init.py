"""`hardenlint init`: a configuration and a hook for this repository, asked one by one."""

import json
import os
import re
import sys
from collections.abc import Callable
from typing import NamedTuple

import click

from hardenlint.errors import InputError
from hardenlint.git import GitError, root_of
from hardenlint.policy.config import find
from hardenlint.policy.policy import PROFILES
from hardenlint.sources.kinds import EXCLUDE, FILES
from hardenlint.text.terminal import printable
from hardenlint.workspace import Workspace

from . import output
from .standard import option

_CONFIG = """\
# What hardenlint checks here; `hardenlint config show` tells every setting and where it came from.
profile: {profile}      # restricted adds missing hardening: limits, dropped capabilities, digests
fail-on: medium        # critical, high, medium, low, info or never
require-reason: true   # an exception says why: # hardenlint: ignore[check] until=2027-01-31 -- why
"""

_PUBLISHED = """\
  - repo: {repository}
    rev: {rev}
    hooks:
      - id: hardenlint
"""

_LOCAL = """\
  - repo: local
    hooks:
      - id: hardenlint
        name: hardenlint
        language: system  # the hardenlint that is installed
        entry: hardenlint scan --force-exclude --
        types: [file]
        files: '{files}'
        exclude: '{exclude}'
        require_serial: true
"""

_REPOS = re.compile(r"^(repos:)(?:[ \t]*\[[ \t]*\](?=[ \t\r]*(?:#|$)))?", re.MULTILINE)
"""The key, with an empty list where there is one."""


class _Step(NamedTuple):
    """A file that may be written: what to ask, where, and with which text."""

    question: str
    path: str
    text: str


@click.command("init")
@option("--yes", is_flag=True, help="Write everything without asking.")
@option(
    "--profile",
    type=click.Choice(PROFILES),
    default="baseline",
    show_default=True,
    help="The profile to start with.",
)
@option(
    "--repository",
    "url",
    default="",
    metavar="URL",
    help="The git repository that pre-commit takes hardenlint from; default: what is installed.",
)
@option(
    "--rev",
    default="",
    metavar="COMMIT",
    help="The commit or tag of that repository; default for a folder: the commit it is at.",
)
def command(yes: bool, profile: str, url: str, rev: str) -> int:  # noqa: FBT001, RUF100 - by name
    """Write a configuration and a pre-commit hook for this repository.

    Asks before each file (--yes: no questions); what is there already is not overwritten.
    """
    entry = _entry(url, rev)
    root = root_of(os.getcwd()) or os.getcwd()
    agreed: Callable[[str], bool] = (lambda _: True) if yes else _asked
    steps = [step for step in (_config(root, profile), _hook(root, entry)) if step is not None]
    if url and not any(entry in step.text for step in steps):
        # Which of several hooks, arguments or comments would go is for a person to say.
        output.write(f"The hook that is there stays; put this in its place:\n\n{entry}\n")
    for step in steps:
        name = printable(os.path.relpath(step.path))
        if agreed(f"{step.question} ({name})?"):
            output.write_file(step.path, step.text)
            output.write(f"Wrote {name}\n")
    if not steps:
        output.write("Nothing to do: there is a configuration, and the hook is installed.\n")
    output.write(
        "Next: `pre-commit install`, then `pre-commit run --all-files`;"
        " `hardenlint known write` where old findings must wait.\n"
    )
    return 0


def _asked(question: str) -> bool:
    """Ask a person; raises click.UsageError where there is none."""
    nobody = click.UsageError("nobody answers; --yes agrees to everything.")
    if sys.stdin is None:  # it was closed before us
        raise nobody
    try:
        return click.confirm(question)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise nobody from None


def _config(root: str, profile: str) -> _Step | None:
    if find(root) is not None:
        return None
    path = os.path.join(root, ".hardenlint.yaml")
    if os.path.lexists(path):
        name = printable(os.path.relpath(path))
        raise click.UsageError(f"{name} is there and is no file; nothing was written.")
    return _Step("Write a configuration", path, _CONFIG.format(profile=profile))


def _entry(url: str, rev: str) -> str:
    """The entry of `repos:`. Nothing is fetched, so only a folder can be asked for its commit.

    Raises click.UsageError.
    """
    if not url and rev:
        raise click.UsageError("--rev needs --repository: of which repository is it?")
    if not url:
        return _LOCAL.format(files=FILES, exclude=EXCLUDE)
    if os.path.isdir(url):
        url = os.path.abspath(url)
        rev = rev or _commit(url)
    if not rev:
        raise click.UsageError(
            "--repository needs --rev, the commit or tag that pre-commit installs;"
            f" `git ls-remote {printable(url)}` lists what there is."
        )
    return _PUBLISHED.format(repository=_scalar(url), rev=_scalar(rev))


def _commit(folder: str) -> str:
    from hardenlint.git.ask import asked  # noqa: PLC0415 - only for a folder
    from hardenlint.git.folders import bare, folders_of  # noqa: PLC0415

    # Whoever names a bare one means it, wherever it is.
    is_bare = all(os.path.exists(os.path.join(folder, name)) for name in ("HEAD", "objects"))
    root = None if is_bare else root_of(folder)
    try:
        if root is None and not is_bare:
            raise GitError("is in no git repository")
        with asked(bare(folder) if root is None else folders_of(root)) as git:
            return git.run("rev-parse", "--verify", "HEAD").decode().strip()
    except GitError as error:
        raise click.UsageError(f"--repository {printable(folder)}: {error}") from None


def _scalar(text: str) -> str:
    """Write a text for YAML: as it is, where it would be read as that text, else in quotes."""
    import yaml  # noqa: PLC0415 - only to be sure of what is written

    try:
        plain = yaml.safe_load(f"- {text}") == [text]
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text)


def _hook(root: str, entry: str) -> _Step | None:
    path = os.path.join(root, ".pre-commit-config.yaml")
    if not os.path.lexists(path):
        return _Step("Write a pre-commit configuration with the hook", path, f"repos:\n{entry}")
    try:
        # What a link leads to is not ours to change.
        before = "" if os.path.islink(path) else Workspace().text(path)
    except InputError:
        before = ""
    if "hardenlint" in before:
        return None
    after = _added(before, entry) if _REPOS.search(before) else ""
    if not _is_list(after):
        name = printable(os.path.relpath(path))
        what = "a link" if os.path.islink(path) else "not understood"
        output.say(f"{name} is {what}, so the hook was not added; add to its `repos`:")
        output.write(f"\n{entry}\n")
        return None
    return _Step("Add the hook to the pre-commit configuration", path, after)


def _is_list(text: str) -> bool:
    """Whether pre-commit would find a list of repositories in it."""
    import yaml  # noqa: PLC0415 - only to be sure of what is written

    try:
        found = yaml.safe_load(text) if text else None
    except (yaml.YAMLError, RecursionError, ValueError):
        return False
    return isinstance(found, dict) and isinstance(found.get("repos"), list)


def _added(before: str, entry: str) -> str:
    """Put an entry at the end of `repos:`, indented as the entries there are."""
    lines = _REPOS.sub(r"\1", before, count=1).rstrip("\r\n").split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith("repos:"))
    end = len(lines)
    for number, line in enumerate(lines[start + 1 :], start + 1):
        # An item may stand as far left as its key.
        if line.strip() and not line.startswith((" ", "-", "#")):
            end = number
            break
    first = next(
        (line for line in lines[start + 1 : end] if line.lstrip().startswith("- ")), "  - "
    )
    shift = len(first) - len(first.lstrip())
    own = [" " * shift + line[2:] for line in entry.rstrip("\n").split("\n")]
    return "\n".join([*lines[:end], *own, *lines[end:]]) + "\n"
