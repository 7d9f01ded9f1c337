from collections.abc import Iterator

from hardenlint import Command, Finding, Image, Severity, Span, check, pipelines
from hardenlint.facts import download, interpreter
from hardenlint.facts.running import commands_of, started

_Files = dict[str, tuple[str, Command]]
"""The files that downloads are saved in, by their name: (path, the command that downloads it)."""


@check(
    Severity.MEDIUM,
    cis=("4.11",),
    references=("CWE-494", "OWASP Docker rule 9"),
    needs=("build", "entrypoint.value", "command.value"),
)
def pipe_to_shell(image: Image) -> Iterator[Finding]:
    """Downloaded script is run unseen

    ## Why

    Whatever the server, or whoever has taken it over, sends at that moment runs with the rights
    of the build, and of the container if it happens at start. Nothing pins what was run: the next
    build may get something else, and a server can tell a pipe from a browser and answer
    differently.

    ## Fix

    ### In a Dockerfile

    Install from a package repository with signatures, or download to a file, compare it with a
    known sum (`echo "<sum>  install.sh" | sha256sum -c -`) and run it then; `ADD --checksum=` does
    the first two at once.

    ### In compose

    Put what the command downloads into the image, with its checksum verified.

    ### With docker run

    Put what the command downloads into the image, with its checksum verified.

    ## When it is a false alarm

    When the script comes from a server of your own over TLS, and you trust it like the build.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN curl -fsSL https://get.example.com/install.sh | sh
    ```

    ```yaml bad
    services: {app: {image: "app:1", command: ["sh", "-c", "wget -qO- https://x.example.com | sh"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1",
      "Cmd": ["bash", "-c", "bash <(curl -s https://x.example.com/run)"]}}]
    ```

    ```dockerfile good
    FROM debian:12
    RUN curl -fsSL https://get.example.com/app.tar.gz | tar xz -C /opt
    ```
    """
    for stage in image.build.reached if image.build is not None else ():
        files: _Files = {}
        for instruction in stage.instructions:
            is_run = instruction.keyword == "RUN"
            if commands_of(instruction):
                yield from _judge(commands_of(instruction), files if is_run else {})
            elif is_run:
                yield from _powershell(instruction.text, instruction.span)
            elif instruction.keyword in ("COPY", "ADD"):
                for word in instruction.words:  # takes the place of a download of that name
                    files.pop(_name(word.value), None)
    yield from _judge(started(image), {})


def _judge(commands: tuple[Command, ...], files: _Files) -> Iterator[Finding]:
    """Every program that runs what a command downloads, once each; `files` of earlier RUNs."""
    # By identity, since a RUN may have the same command twice.
    seen: set[int] = set()
    for source, sink, how in (*_piped(commands), *_embedded(commands), *_saved(commands, files)):
        if id(sink) not in seen:
            seen.add(id(sink))
            yield _finding(source, sink, how, apart=source.span < commands[0].span)
    for command in commands:
        program = command.name.lower().rpartition("\\")[2].removesuffix(".exe")
        if program in ("pwsh", "powershell"):
            yield from _powershell(" ".join(command.argv), command.span)


def _finding(source: Command, sink: Command, how: str, *, apart: bool) -> Finding:
    """`apart` tells that the download is in an earlier instruction."""
    got = download.of(source.name, source.argv)
    host = next(filter(None, map(download.host, got.urls if got else ())), "")
    downloads = f"{source.name} downloads{f' from {host}' if host else ''}"
    return Finding(
        sink.span if apart else _around(source.span, sink.span),
        how.format(downloads=downloads, name="source" if sink.name == "." else sink.name),
        related=(("downloaded here", source.span),) if apart else (),
        evidence=f"{host}|{sink.name}",
    )


_PIPES = "pipes what {downloads} into {name}"
_RUNS = "runs what {downloads} with {name}"
_STARTS = "runs {name}, which {downloads}"


def _around(first: Span, last: Span) -> Span:
    """From the beginning of the earlier to the end of the later."""
    if (last.line, last.column) < (first.line, first.column):
        first, last = last, first
    if (last.end_line, last.end_column) < (first.end_line, first.end_column):
        return first
    return first.until(last)


def _fetches(command: Command) -> bool:
    """Whether a command writes a download to its standard output."""
    got = download.of(command.name, command.argv)
    return got is not None and got.stdout and not any(op in _OUT for op, _ in command.redirects)


_OUT = (">", ">>", ">|", "&>", "&>>")


def _reads_script(command: Command) -> bool:
    """Whether an interpreter takes its script from standard input."""
    return (
        interpreter.language(command.name) != ""
        and "xargs" not in command.via
        and not interpreter.only_reads(command.name, command.argv)
        and interpreter.script(command.name, command.argv) == "-"
        and not any(op.startswith("<") for op, _ in command.redirects)
    )


def _piped(commands: tuple[Command, ...]) -> Iterator[tuple[Command, Command, str]]:
    """`curl … | sudo bash`."""
    for members in pipelines(commands):
        source: tuple[int, Command] | None = None
        for position, command in members:
            if source is not None and position > source[0] and _reads_script(command):
                yield source[1], command, _PIPES
            elif source is None and _fetches(command):
                source = position, command


def _embedded(commands: tuple[Command, ...]) -> Iterator[tuple[Command, Command, str]]:
    """`bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(curl …)"`, `. <(curl …)`."""
    for command in commands:
        if command.parent is not None and _fetches(command):
            sink = commands[command.parent]
            script = _script_text(sink)
            if script.startswith(("<(", "$(", "`")) and command.role != "script":
                yield command, sink, _RUNS


def _script_text(command: Command) -> str:
    """What a command takes as its script: a word as it is written."""
    argv = command.argv
    if command.name in ("eval", "source", "."):
        file = argv[1] if len(argv) > 1 else ""
        return _standard_input(command) if file in interpreter.STDIN else file
    if not interpreter.language(command.name):
        return ""
    script = interpreter.script(command.name, argv)
    if script is None:
        return next((word for word in argv[1:] if word[:1] not in "-+"), "").lstrip()
    if script == "-":
        return _standard_input(command)
    return script


def _standard_input(command: Command) -> str:
    return next((target for op, target in command.redirects if op in ("<", "<<<")), "")


def _saved(commands: tuple[Command, ...], files: _Files) -> Iterator[tuple[Command, Command, str]]:
    """`curl -o x.sh … && sh x.sh`, unless a checksum or a signature is verified in between.

    `files` are those that earlier RUNs have saved; grows.
    """
    first = commands[0].span if commands else None
    source: Command | None = None
    for command in commands:
        if files and _verifies(command):
            files.clear()
        got = download.of(command.name, command.argv)
        if got is not None:
            source = command
            files.update((_name(file), (file, command)) for file in got.files)
        if source is not None and source.pipeline == command.pipeline:
            files.update((_name(file), (file, source)) for file in _written(command))
        path = _file_run(command)
        saved, fetched_by = files.get(_name(path), ("", command))
        apart = first is not None and fetched_by.span < first
        if saved and path and _is_same(saved, path, apart=apart):
            yield fetched_by, command, _STARTS if path == command.argv[0] else _RUNS
            del files[_name(path)]  # running it again is the same fault


def _verifies(command: Command) -> bool:
    from hardenlint.knowledge import verification  # noqa: PLC0415 - only where files are saved

    return verification.verifies(command.name, command.argv)


def _is_same(saved: str, path: str, *, apart: bool) -> bool:
    """Whether two paths with one name are one file; two RUNs may work in different folders."""
    if apart:
        return saved.removeprefix("./") == path.removeprefix("./")
    return saved == path or not (saved[0] == path[0] == "/")


def _written(command: Command) -> tuple[str, ...]:
    """Files that get the bytes of a pipeline: `> file`, `tee file`."""
    targets = tuple(target for op, target in command.redirects if op in (">", ">>", ">|"))
    if command.name == "tee":
        targets += tuple(word for word in command.argv[1:] if not word.startswith("-"))
    return targets


def _file_run(command: Command) -> str:
    """The file that is run as a script or a program by its path."""
    if interpreter.language(command.name):
        if interpreter.only_reads(command.name, command.argv):
            return ""
        script = interpreter.script(command.name, command.argv)
        if script == "-":
            return next((target for op, target in command.redirects if op == "<"), "")
        return script or ""
    if command.name in ("source", ".") and len(command.argv) > 1:
        return command.argv[1]
    return command.argv[0] if command.argv and "/" in command.argv[0] else ""


def _name(path: str) -> str:
    """The file's name: a download may be saved in one folder and named from another."""
    return path.rstrip("/").rpartition("/")[2]


def _powershell(text: str, span: Span) -> Iterator[Finding]:
    """`iwr … | iex`, told by its words: PowerShell is not read further."""
    for mark in "()|;\"'{}&,":
        text = text.replace(mark, " ")
    words = {word.lower().rpartition(".")[2] for word in text.split()}
    if not words & _POWERSHELL_DOWNLOADS:
        return
    if words & {"iex", "invoke-expression"}:
        yield Finding(span, "runs what PowerShell downloads with Invoke-Expression", evidence="iex")
    elif "[scriptblock]::create" in words:
        message = "runs what PowerShell downloads as a script block"
        yield Finding(span, message, evidence="scriptblock")


_POWERSHELL_DOWNLOADS = {
    "iwr", "irm", "invoke-webrequest", "invoke-restmethod", "downloadstring", "curl", "wget",
}  # fmt: skip
