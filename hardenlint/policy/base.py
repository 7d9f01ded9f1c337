"""The commit that is compared with: where the working tree left a revision."""

import re

from hardenlint.errors import UsageError
from hardenlint.git import GitError
from hardenlint.git.ask import Git

# `@{upstream}` and `@{push}` are told by these, and all that they hold is names.
_BRANCHES = (
    r"^(branch\..*\.(remote|merge|pushremote)|remote\..*\.(fetch|push)"
    r"|remote\.pushdefault|push\.default)$"
)


def base_of(git: Git, revision: str) -> str:
    """Return the commit where the working tree left a revision.

    Raises UsageError, and GitError where git does not answer at all.
    """
    if revision.startswith("-"):
        raise UsageError(f"--diff-base: {revision!r} is no revision")
    is_shallow = git.run("rev-parse", "--is-shallow-repository").strip() == b"true"
    advice = "; this is a shallow clone: fetch the history (fetch-depth: 0)" if is_shallow else ""
    if re.search(r"@\{[a-z]", revision, re.IGNORECASE):
        git.settings += git.said(_BRANCHES)
    named = f"{revision}^{{commit}}"
    try:
        commit = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", named)
    except GitError:
        message = f"--diff-base: git knows no revision {revision!r}{advice}"
        raise UsageError(message) from None
    try:
        return git.run("merge-base", commit.decode().strip(), "HEAD").decode().strip()
    except GitError:
        message = f"--diff-base: {revision!r} and HEAD have no common commit{advice}"
        raise UsageError(message) from None
