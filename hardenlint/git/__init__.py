"""Git: where a repository is, what its own files say, and git itself, which believes none of them.

A repository is not to be trusted: its configuration names programs, and a file in it may be a pipe.
`folders` and `index` read what can be read without git, `tracked` and `ask` have git answer.
"""

import os


class GitError(Exception):
    """Git is not there, has not answered or refuses; the message says which."""


def root_of(folder: str) -> str | None:
    """The root of the repository that a folder is in, None outside of one.

    Only what has a `.git` is one. A folder that looks like a bare repository is none: whoever sends
    files can make any folder look so.
    """
    folder = os.path.abspath(folder)
    # A folder, or a file in a worktree and in a submodule.
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder
