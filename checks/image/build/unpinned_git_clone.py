from collections.abc import Iterator

from hardenlint import Build, Command, Finding, Severity, check
from hardenlint.facts.running import commands_of
from hardenlint.knowledge import remote

_BRANCHES = frozenset("main master develop dev trunk head next stable".split())


@check(Severity.INFO, "restricted", references=("CWE-494", "SLSA"))
def unpinned_git_clone(build: Build) -> Iterator[Finding]:
    """The build takes whatever a git repository holds today

    ## Why

    A clone without a tag or a commit is the newest state of a branch: two builds of one Dockerfile
    differ, and whoever gets access to the repository has code in the next image.

    ## Fix

    ### In a Dockerfile

    Check out a commit (`git clone … && git -C app checkout <commit>`), or name it:
    `pip install git+https://example.com/app@<commit>`.

    ## When it is a false alarm

    A build that is meant to test the newest state.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN git clone https://example.com/tool.git /src && make -C /src
    ```

    ```dockerfile bad
    FROM python:3
    RUN pip install git+https://example.com/tool.git
    ```

    ```dockerfile good
    FROM debian:12
    RUN git clone --depth 1 --branch v1.2.3 https://example.com/tool.git /src
    RUN git clone https://example.com/other.git /o && cd /o && git checkout 24454f830cdb
    ```
    """
    for instruction in build.built:
        if instruction.keyword == "RUN":
            commands = commands_of(instruction)
            chosen = any(_chooses(command) for command in commands)
            for command in commands:
                url = _cloned(command) if not chosen else ""
                url = url or _installed(command)
                if url:
                    from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

                    shown = telling.address(url)
                    message = f"takes {shown} without a tag or commit"
                    yield Finding(
                        command.span, message, evidence=shown, here=_named(command, shown)
                    )


def _named(command: Command, url: str) -> tuple[tuple[str, str], ...]:
    """The folder that git makes of a repository, or how the program at hand is told a commit."""
    start, sep, path = url.partition("#")[0].rstrip("/").rpartition("/")
    bare = f"{start}{sep}{path.partition('@')[0] if start else path}"
    if command.name == "git":
        folder = path.removesuffix(".git").rpartition(":")[2]
        return (("git -C app", f"git -C {folder}"),)
    program = command.name if command.name.startswith(("npm", "yarn", "pnpm", "uv")) else "pip"
    verb = "add" if program in ("yarn", "pnpm") else "pip install" if program == "uv" else "install"
    protocol = "git+" if "://" in bare else ""
    sign = "@" if program in ("pip", "uv") else "#"
    example = "pip install git+https://example.com/app@<commit>"
    return ((example, f"{program} {verb} {protocol}{bare}{sign}<commit>"),)


def _chooses(command: Command) -> bool:
    """Whether a command puts a working tree to a revision."""
    verbs = {"checkout", "reset", "switch", "fetch"}
    if command.name != "git" or verbs.isdisjoint(command.argv[1:]):
        return False
    # The last word is the revision, unless it is the verb itself, a remote or an option.
    revision = command.argv[-1].removeprefix("origin/")
    return revision.lower() not in (*_BRANCHES, *verbs, "origin") and revision[:1] != "-"


def _cloned(command: Command) -> str:
    """The URL of `git clone` where neither a tag nor a commit is named; "" otherwise."""
    if command.name != "git" or "clone" not in command.argv:
        return ""
    words = command.argv[command.argv.index("clone") + 1 :]
    for word, following in zip(words, (*words[1:], ""), strict=True):
        name = following if word in ("-b", "--branch", "--revision") else ""
        if word.startswith(("--branch=", "--revision=")):
            name = word.partition("=")[2]
        if name and name.lower() not in _BRANCHES:
            return ""
    return next((word for word in words if remote.is_remote(word) and "$" not in word), "")


_SHORT = ("github:", "gitlab:", "bitbucket:")
"""How npm abbreviates the address of a repository."""


def _installed(command: Command) -> str:
    """The repository that pip or npm installs from without a revision; "" for none."""
    is_pip = command.name.startswith(("pip", "uv", "python"))
    if not is_pip and command.name not in ("npm", "yarn", "pnpm"):
        return ""
    for word in command.argv[1:]:
        _, plus, url = word.partition("git+")
        if not (is_pip or plus) and (word.startswith(_SHORT) or remote.is_git(word)):
            plus, url = "+", word
        if not plus or "$" in url:
            continue
        revision = url.partition("://")[2].partition("/")[2].partition("@")[2].partition("#")[0]
        fragment = "" if is_pip else url.partition("#")[2]
        if (revision or fragment).lower() in ("", *_BRANCHES):
            return url
    return ""
