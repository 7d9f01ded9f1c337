"""Git, asked in a way that runs and fetches nothing of a repository: it is not to be trusted."""

import os
from collections.abc import Iterable

# Both name programs that git would run, and a repository may set them for itself.
_OPTIONS = ("core.fsmonitor=false", "core.hooksPath=/dev/null")
_ALONE = {
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone would fetch what it lacks
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",  # the index is not refreshed: a scan writes nothing
    "GIT_TERMINAL_PROMPT": "0",  # nobody is there to give a password
    "LC_ALL": "C",  # what it complains about is told, in one language
}
_SECONDS = 60


class GitError(Exception):
    """Git is not there, has not answered or refuses; the message says which."""


def root_of(folder: str) -> str | None:
    """The root of the repository that a folder is in, None outside of one."""
    folder = os.path.abspath(folder)
    # A folder, or a file in a worktree and in a submodule.
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def run(folder: str, *arguments: str, options: Iterable[str] = ()) -> bytes:
    """Return what git prints in a folder; `options` are further ones, `NAME=VALUE`.

    Raises GitError.
    """
    import subprocess  # noqa: PLC0415 - only where git is asked

    settings = [part for option in (*_OPTIONS, *options) for part in ("-c", option)]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, options of ours
            ("git", *settings, "-C", folder, *arguments),  # noqa: S607
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, **_ALONE},
            timeout=_SECONDS,
            check=False,
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git did not answer within {_SECONDS} seconds") from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["failed"]
        # After what is wrong git may print advice, as it does for a checkout of another owner.
        said = next((line for line in lines if line.startswith("fatal: ")), lines[-1])
        raise GitError(f"git {arguments[0]}: {said.removeprefix('fatal: ')}")
    return done.stdout
