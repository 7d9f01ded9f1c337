from collections.abc import Iterator

from hardenlint import Build, Command, Finding, Instruction, Severity, check, pipelines
from hardenlint.facts.running import commands_of
from hardenlint.knowledge import verification


@check(
    Severity.MEDIUM,
    cis=("4.9", "4.11"),
    references=("CWE-494", "OWASP Docker rule 9"),
    needs=("ADD",),
)
def add_remote_unverified(build: Build) -> Iterator[Finding]:
    """ADD fetches from a server without verifying what it gets

    ## Why

    What the server sends at build time goes into the image, whatever it is: a replaced file on a
    compromised server, or a branch that somebody pushed to, changes the image without any change
    in the repository.

    ## Fix

    ### In a Dockerfile

    Give the sum: `ADD --checksum=sha256:<sum> https://… /dest`, or compare the file in a later RUN
    of the stage (`sha256sum -c`). For a git repository name a commit:
    `ADD https://example.com/repo.git#<commit> /dest`.

    ## When it is a false alarm

    When the file is meant to be whatever is current (a list, a test file) and nothing runs it.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    ADD https://example.com/tool.tar.gz /opt/
    ```

    ```dockerfile bad
    FROM debian:12
    ADD https://github.com/example/tool.git /src
    ```

    ```dockerfile good
    FROM debian:12
    ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool.tar.gz /opt/
    ADD https://github.com/example/tool.git#v1.2.3 /src
    ADD https://example.com/list.txt /opt/list.txt
    RUN echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /opt/list.txt" | sha256sum -c
    ```
    """  # noqa: E501
    for stage in build.reached:
        verified: set[str] = set()
        if not any(instruction.keyword == "ADD" for instruction in stage.instructions):
            continue
        # From the end: what a RUN verifies was added before it.
        for instruction in reversed(stage.instructions):
            if instruction.keyword == "RUN":
                verified.update(_verified(commands_of(instruction)))
            elif instruction.keyword == "ADD" and instruction.flag("checksum") is None:
                yield from _judge(instruction, verified)


def _judge(instruction: Instruction, verified: set[str]) -> Iterator[Finding]:
    """The sources of one ADD; `verified` are the names of files that later RUNs verify."""
    for word in instruction.words[:-1]:
        url = word.text
        from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

        shown = telling.address(url).partition("#")[0].removeprefix("git@")
        target = instruction.words[-1].value
        if _is_git(url):
            if not (_names_revision(word.value) or _names_revision(url)):
                own = f"git@{shown}" if url.startswith("git@") else shown
                yield Finding(
                    word.span,
                    f"adds the git repository {shown} without naming a tag or commit",
                    evidence=shown,
                    here=(
                        (
                            "https://example.com/repo.git#<commit> /dest",
                            f"{own}#<commit> {target}",
                        ),
                    ),
                )
        elif url.startswith(("http://", "https://")):
            name = _file(url if target.endswith(("/", ".")) else target)
            if name not in verified:
                yield Finding(
                    word.span,
                    f"adds {shown} without --checksum",
                    evidence=shown,
                    here=(("sha256:<sum> https://… /dest", f"sha256:<sum> {shown} {target}"),),
                )


def _is_git(url: str) -> bool:
    if url.startswith(("git@", "git://", "ssh://")):
        return True
    path = url.partition("#")[0].partition("?")[0]
    return url.startswith(("http://", "https://")) and path.endswith(".git")


def _names_revision(url: str) -> bool:
    """Whether a git URL says which revision: `#ref`, `?ref=`, or a variable that may say it."""
    _, sep, query = url.partition("?")
    return (
        url.partition("#")[2] != ""
        or "$" in url
        or (sep != "" and any(f"{key}=" in query for key in ("ref", "tag", "branch", "commit")))
    )


def _file(path: str) -> str:
    return path.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


def _verified(commands: tuple[Command, ...]) -> Iterator[str]:
    """The file names in every pipeline with a verification (`echo "sum  file" | sha256sum -c`)."""
    for members in pipelines(commands):
        if any(verification.verifies(command.name, command.argv) for _, command in members):
            for _, command in members:
                for word in (*command.argv[1:], *(target for _, target in command.redirects)):
                    for text in word.split():
                        yield from _covered(text)


def _covered(text: str) -> Iterator[str]:
    """The file that a word names, and those that it is the sum or signature of."""
    name = text.lstrip("*").rpartition("/")[2]
    for _ in range(3):  # tool.tgz.sha256.asc
        if name:
            yield name
        name = name.rpartition(".")[0]
