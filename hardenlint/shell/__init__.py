"""What commands shell text runs: a tokenizer of our own, linear in the text.

Commands are found in command position, so that neither `apt-get install sudo` nor `echo "curl"`
is one. Wrappers (`sudo -u x`, `env A=1`, `timeout 5`, `xargs`) are looked through and kept in
`via`; what a shell is handed as a word (`sh -c '…'`, `su -c '…'`, `eval`), as its standard input
(`sh <<X`) or by `find -exec` is read too, as children of that command (role "script").
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from hardenlint.model.command import Command
from hardenlint.model.instruction import Heredoc, Instruction
from hardenlint.model.span import Span

from .handed import Handing
from .lexer import Lexer
from .parser import parse
from .script import Flow, Output, Script
from .source import ShellWord, Source
from .wrappers import SHELLS, basename

__all__ = [
    "commands_of",
    "commands_of_argv",
    "commands_of_heredoc",
    "commands_of_text",
    "commands_of_texts",
]

_RUNNING = ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK")
_ONLY_HEREDOC = r"\s*\d*<<-?\s*[^\s<]+\s*"


def commands_of(instruction: Instruction) -> tuple[Command, ...]:
    """What an instruction runs; () for one that runs nothing or not with a POSIX-like shell."""
    if instruction.keyword not in _RUNNING:
        return ()
    health = instruction.keyword == "HEALTHCHECK"
    if instruction.form == "exec":
        words = instruction.words
        if health and words and words[0].value.upper() in ("CMD", "NONE"):
            words = words[1:]
        return _exec_form([(w.value, _inner(w.value, w.span)) for w in words])
    if not _understood(instruction.shell):
        return ()
    text = instruction.text
    if health:
        text = _blanked(text)
    # With nothing else in the RUN, the body is no input of a command: it is the script.
    if len(instruction.heredocs) == 1 and re.fullmatch(_ONLY_HEREDOC, text):
        return commands_of_heredoc(instruction.heredocs[0])
    source = Source(text, instruction.span, instruction.offsets)
    return _script(source, instruction.heredocs)


def commands_of_argv(words: Iterable[tuple[str, Span]]) -> tuple[Command, ...]:
    """What a list of words runs (exec form, `entrypoint` and `command` one after the other)."""
    return _exec_form([(value, Source(value, span)) for value, span in words])


def commands_of_text(text: str, span: Span) -> tuple[Command, ...]:
    """What shell text runs, all of it at `span`."""
    return commands_of_texts([(text, span)])


def commands_of_texts(parts: Sequence[tuple[str, Span]]) -> tuple[Command, ...]:
    """What shell text runs that is made of parts: each command at the part where it begins."""
    text = "".join(text for text, _ in parts)
    if len(parts) < 2:
        return _script(Source(text, parts[0][1] if parts else Span(None)))
    ends = accumulate((len(text) for text, _ in parts), initial=0)
    # A part's number takes the place of a line number, so that each command comes back with the
    # part that it begins in.
    numbers = tuple((end, number, 1) for number, end in zip(range(len(parts)), ends, strict=False))
    found = _script(Source(text, parts[0][1], numbers))
    places = {number: span for number, (_, span) in enumerate(parts)}
    return tuple(c._replace(span=places.get(c.span.line, parts[0][1])) for c in found)


def commands_of_heredoc(heredoc: Heredoc) -> tuple[Command, ...]:
    """What a body runs that is a script itself; after `#!` the one of the program named there."""
    if heredoc.content.startswith("#!"):
        line = heredoc.content[2:].partition("\n")[0]
        # `#!/usr/bin/env -S bash -e` is bash's script, not env's.
        argv = [word for word in line.split() if word not in ("/usr/bin/env", "-S")]
        if argv and basename(argv[0]) not in SHELLS:
            return commands_of_argv((word, heredoc.span) for word in argv)
    return _script(Source.of_heredoc(heredoc))


def _script(source: Source, heredocs: Iterable[Heredoc] = ()) -> tuple[Command, ...]:
    """The commands of a text, the bodies of whose here-documents may lie outside of it."""
    script = Script(Output(), parse, heredocs=iter(heredocs))
    parse(Lexer(source, script), "", False)
    return tuple(script.commands)


def _exec_form(words: list[tuple[str, Source]]) -> tuple[Command, ...]:
    if not words:
        return ()
    first, last = words[0][1].base, words[-1][1].base
    span = first
    # With an override, the entrypoint and the command may stand in different files.
    if last.path == first.path and last.line >= first.line:
        span = first._replace(end_line=last.end_line, end_column=last.end_column)
    found: list[ShellWord] = []
    for value, source in words:
        word = ShellWord(value, 0, 0)
        word.inner = source
        found.append(word)
    script = Script(Output(), parse)
    flow = Flow(None, "", script.out.next_pipeline(), closing=False)
    Handing(Lexer(Source("", span), script), flow).argv(found, span)
    return tuple(script.commands)


def _inner(value: str, span: Span) -> Source:
    """A JSON string as a source; with escapes in it, nothing more precise than the string."""
    if span.line != span.end_line or span.end_column - span.column != len(value) + 2:
        return Source(value, span)
    return Source(value, span, ((0, span.line, span.column + 1),))


def _blanked(text: str) -> str:
    """The text of a HEALTHCHECK with its CMD as blanks, so that all else keeps its place."""
    start = len(text) - len(text.lstrip())
    word = text[start : start + 4]
    return text[:start] + "    " + text[start + 4 :] if word.strip().upper() == "CMD" else text


def _understood(shell: tuple[str, ...]) -> bool:
    """Whether SHELL names a POSIX-like shell; the default does."""
    return not shell or any(basename(word) in SHELLS for word in shell)
