"""Text that the build writes into files: `echo … >> file`, `tee`, `sed -i`, here-documents."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hardenlint.model import Command, Instruction, Span, pipelines

from .running import commands_of

_PATHS = 100
"""Files that one text is written to and that are looked at: each has it searched again."""

_OUT = (">", ">>", ">|", "&>", "&>>")


class Written(NamedTuple):
    """What may end in these files: the words and lines, and the command that writes them."""

    paths: tuple[str, ...]
    text: str
    span: Span


def texts(instruction: Instruction) -> Iterator[Written]:
    """Everything that one instruction writes into files and shows in its text."""
    if instruction.keyword in ("COPY", "ADD"):
        paths = tuple(word.value for word in instruction.words)[-_PATHS:]
        for heredoc in instruction.heredocs:
            yield Written(paths, heredoc.content, instruction.span)
        return
    for members in pipelines(commands_of(instruction)):
        commands = [command for _, command in members]
        paths = tuple(path for command in commands for path in _targets(command))[:_PATHS]
        if paths:
            text = "\n".join(_said(command, instruction) for command in commands)
            yield Written(paths, text, commands[0].span)


def _targets(command: Command) -> Iterator[str]:
    for operator, target in command.redirects:
        if operator in _OUT:
            yield target
    # `echo … | EDITOR='tee -a' visudo` names no file.
    if command.name == "visudo":
        yield "/etc/sudoers"
    if command.name == "tee" or _edits(command):
        yield from (word for word in command.argv[1:] if not word.startswith("-"))


def _edits(command: Command) -> bool:
    if command.name == "perl":
        return any(word[:1] == "-" and "i" in word.partition(".")[0] for word in command.argv[1:])
    return command.name == "sed" and any(
        word.startswith(("-i", "--in-place")) or (word[:1] == "-" and word[-1:] == "i")
        for word in command.argv[1:]
    )


def moved(instruction: Instruction, known: Mapping[str, str]) -> Iterator[Written]:
    """What `cp`, `mv` and `install` put elsewhere of files whose text is known, by their path."""
    from hardenlint.text.options import Options  # noqa: PLC0415 - where text was kept

    for command in commands_of(instruction) if instruction.keyword == "RUN" and known else ():
        if command.name in ("cp", "mv", "install"):
            short = "mogtS" if command.name == "install" else "tS"
            *sources, target = Options(command.argv, short).operands or ("",)
            text = "\n".join(known[path] for path in sources if path in known)
            if text:
                yield Written((target,), text, command.span)


def _said(command: Command, instruction: Instruction) -> str:
    """What a command contributes: its words, what it is handed, what sed puts in place."""
    words = list(command.argv[1:])
    if command.name in ("sed", "perl"):
        words = [_replacement(word) for word in words]
    elif command.name == "printf":
        words = [word.replace(r"\n", "\n") for word in words]
    for operator, target in command.redirects:
        if operator == "<<<":
            words.append(target)
        elif operator.startswith("<<"):
            words += [doc.content for doc in instruction.heredocs if doc.name == target]
    return "\n".join(words)


def _replacement(script: str) -> str:
    r"""What a script of sed writes: the new text of `s/old/new/`, the text of `a\ text`.

    The old text counts where the script takes a `#` off its line.
    """
    for index, char in enumerate(script[:-1]):
        mark = script[index + 1]
        is_command = char == "s" and mark in "/|#,@:!~%;"
        if is_command and (index == 0 or not script[index - 1].isalnum()):
            parts = script[index + 2 :].split(mark)
            if len(parts) < 2:
                continue
            uncomments = "#" in parts[0] and "#" not in parts[1]
            return f"{script}" if uncomments else parts[1]
    return "" if script.rstrip().endswith("d") else script
