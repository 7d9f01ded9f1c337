from collections.abc import Iterator

from hardenlint import Build, Command, Finding, Instruction, Severity, Span, check, pipelines
from hardenlint.facts import download, installing, interpreter
from hardenlint.facts.running import commands_of
from hardenlint.knowledge import verification


@check(Severity.INFO, "restricted", cis=("4.11",), references=("CWE-494",))
def download_unverified(build: Build) -> Iterator[Finding]:
    """A downloaded program is installed unverified

    ## Why

    TLS tells which server answered, not what it was made to serve. A release that was replaced on
    a compromised server or account gets into the image, or builds what gets into it, and two builds
    of the same Dockerfile need not be the same.

    ## Fix

    ### In a Dockerfile

    Compare with a sum that is written in the Dockerfile, in the same RUN:
    `echo "<sum>  tool" | sha256sum -c -`; or verify the signature with `gpg` or `cosign`.
    `ADD --checksum=sha256:<sum> https://… /dest` downloads and compares.

    ## When it is a false alarm

    When an installer that you trust verifies what it downloads, or a later RUN compares it.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN curl -fsSLo /usr/local/bin/tool https://example.com/tool && chmod +x /usr/local/bin/tool
    ```

    ```dockerfile bad
    FROM debian:12
    RUN curl -fsSL https://example.com/tool.tar.gz | tar xz -C /usr/local/bin
    ```

    ```dockerfile good
    FROM debian:12
    RUN curl -fsSLo /usr/local/bin/tool https://example.com/tool \\
     && echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /usr/local/bin/tool" \\
        | sha256sum -c - \\
     && chmod +x /usr/local/bin/tool
    RUN curl -fsSLo /srv/list.txt https://example.com/list.txt
    ```
    """  # noqa: E501
    words = (*(build.image.entrypoint.value or ()), *(build.image.command.value or ()))
    started = {_name(word) for word in words if "/" in word or "." in word}
    for stage in build.reached:
        saved: _Saved = {}
        for instruction in stage.instructions:
            commands = commands_of(instruction) if instruction.keyword == "RUN" else ()
            # This RUN does verify; of which file that is the checksum is not asked.
            if any(verification.verifies(command.name, command.argv) for command in commands):
                saved.clear()
                continue
            yield from _placed_later(instruction, saved)
            told = list(_judge(instruction, started) if commands else ())
            yield from told
            saved.update(_saved(commands, {finding.span for finding in told}))


_Saved = dict[str, tuple[Command, str]]
"""The files that RUNs have downloaded, by their name: (the command, the host it asks)."""


def _saved(
    commands: tuple[Command, ...], told: set[Span]
) -> Iterator[tuple[str, tuple[Command, str]]]:
    """What a RUN downloads and leaves where it is."""
    for command in commands:
        got = download.of(command.name, command.argv)
        if got is not None and got.urls and command.span not in told:
            host = next(filter(None, map(download.host, got.urls)), "a server")
            for file in got.files:
                yield _name(file), (command, host)


def _placed_later(instruction: Instruction, saved: _Saved) -> Iterator[Finding]:
    """What this RUN puts to be run of all that earlier ones have saved."""
    if not saved or instruction.keyword != "RUN":
        return
    uses = _Uses(instruction)
    for name in uses.run:
        saved.pop(name, None)
    for name, (_, where) in uses.placed.items():
        command, host = saved.pop(name, (None, ""))
        if command is not None:
            yield _finding(command, host, where)


def _judge(instruction: Instruction, started: set[str]) -> Iterator[Finding]:
    """`started` are the names of the files that the image starts."""
    uses: _Uses | None = None
    for members in pipelines(commands_of(instruction)):
        downloads = [(c, got) for _, c in members if (got := download.of(c.name, c.argv))]
        if not downloads:
            continue
        uses = uses or _Uses(instruction)
        redirected = {t for _, c in members for op, t in c.redirects if op == ">"}
        together = _Fate(uses, redirected, started)
        unpacked = _unpacked(members)
        for command, got in downloads:
            own = _Fate(uses, set(got.files), started)
            where = unpacked or min(together.places + own.places, default=(0, ""))[1]
            if got.urls and where and not (together.is_run or own.is_run):
                host = next(filter(None, map(download.host, got.urls)), "a server")
                yield _finding(command, host, where)


def _finding(command: Command, host: str, where: str) -> Finding:
    return Finding(
        command.span,
        f"installs what it downloads from {host} in {where} unverified",
        evidence=f"{host} {where}",
    )


def _unpacked(members: list[tuple[int, Command]]) -> str:
    """Where a `| tar x -C /usr/local` unpacks it."""
    folders = (
        installing.folder_of(command)
        for _, command in members
        if command.name in installing.UNPACKING
    )
    return next(filter(None, folders), "")


class _Uses:
    """What a RUN does with files, by their names.

    `run` are those it runs, which is told as a script that is run unseen; `placed` are those that
    mv, cp, install, chmod +x, tar or dpkg put to be run: the number of the command, and where.
    """

    def __init__(self, instruction: Instruction) -> None:
        self.run: set[str] = set()
        self.placed: dict[str, tuple[int, str]] = {}
        for number, command in enumerate(commands_of(instruction)):
            if interpreter.language(command.name):
                self.run.add(_name(interpreter.script(command.name, command.argv) or ""))
            elif command.argv and "/" in command.argv[0]:
                self.run.add(command.name)
            if command.name in installing.PLACING and len(command.argv) > 1:
                for word in command.argv[1:]:
                    where = installing.placed(command, word)
                    if where:
                        self.placed.setdefault(_name(word), (number, where))


class _Fate:
    """What becomes of saved files: whether they are run, and the places they are put at."""

    def __init__(self, uses: _Uses, saved: set[str], started: set[str]) -> None:
        names = {_name(file) for file in saved}
        # What an interpreter is fed may be the file.
        self.is_run = not uses.run.isdisjoint((*names, "-"))
        self.places = [uses.placed[name] for name in names if name in uses.placed]
        # Where it is saved goes before where it is put.
        self.places += [(-1, file) for file in saved if "/bin/" in file or _name(file) in started]


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
