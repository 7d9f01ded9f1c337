"""Whether a file belongs to a project, and whether its repository has it."""

import os


def root_of(folder: str) -> str | None:
    """The repository that a folder is in; None when there is none."""
    place = os.path.realpath(folder)
    while not os.path.exists(os.path.join(place, ".git")):
        above = os.path.dirname(place)
        if above == place:
            return None
        place = above
    return place


def holds(folder: str, path: str) -> bool:
    """Whether a file belongs to the project of a folder: below it, or in its repository."""
    root = os.path.realpath(root_of(folder) or folder)
    return os.path.commonpath((root, os.path.realpath(path))) == root


def is_committed(folder: str, path: str) -> bool | None:
    """Whether a file of the project of a folder is tracked, or would be: it is not ignored.

    Without a repository everything in the project counts as such. None where nobody can know.
    """
    if not holds(folder, path):
        return None
    real = os.path.realpath(path)
    root = root_of(os.path.dirname(real))
    return True if root is None else _lists(root, os.path.relpath(real, root))


def _lists(root: str, name: str) -> bool | None:
    """Ask git; the options keep a hostile repository's configuration from running commands."""
    from subprocess import DEVNULL, PIPE, run  # noqa: PLC0415 - only where such a file exists

    options = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", root)
    listing = ("ls-files", "-co", "--exclude-standard", "-z", "--", f":(literal){name}")
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        command = ["git", *options, *listing]
        done = run(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=environment)  # noqa: S603
    except OSError:
        return None
    return bool(done.stdout) if done.returncode == 0 else None
