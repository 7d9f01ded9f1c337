"""What commands hand on: `sh -c '…'`, `eval`, `find -exec`, here-documents, pipes into a shell."""

from hardenlint.model.command import Command
from hardenlint.model.span import Span

from . import feeding
from .bodies import Announced
from .lexer import Lexer
from .pieces import MAX_DEPTH
from .script import Flow
from .simple import Found
from .source import Part, ShellWord, Source
from .wrappers import basename, reads_stdin, script_word, unwrap


class Handing:
    """Puts the commands of a script in their places, and has the scripts read that they hand on."""

    __slots__ = ("_flow", "_lexer", "_script")

    def __init__(self, lexer: Lexer, flow: Flow) -> None:
        self._lexer = lexer
        self._flow = flow
        self._script = lexer.script

    def argv(self, words: list[ShellWord], span: Span) -> None:
        """A command whose words are known: exec form, `find -exec`."""
        if not words:
            return
        script = self._script
        owner, script.owner = script.owner, script.reserve()
        found = Found()
        found.words = words
        # Words of exec form are not in the text of this source, so their offsets say nothing.
        if words[0].inner is None:
            span = self._lexer.source.span(words[0].start, words[-1].end)
        self.finish(script.owner, found, span)
        script.owner = owner

    def finish(self, index: int, found: Found, span: Span) -> None:
        """Put a command in its place and look into the scripts that its words hold."""
        argv = [word.value for word in found.words]
        via, at, between = unwrap(argv)
        words = found.words[at:]
        before, argv = tuple(argv[:at]), argv[at:]
        name = basename(argv[0]) if argv else ""
        flow = self._flow
        self._script.commands[index] = Command(
            tuple(argv),
            name,
            span,
            tuple(_pair(text) for text in (*found.assignments, *between)),
            tuple(found.redirects),
            flow.pipeline,
            flow.position,
            via,
            flow.parent,
            flow.role,
            flow.within,
            before,
        )
        self._scripts(index, name, words, argv)
        self._piped(found, name, words, argv)
        if found.strings and reads_stdin(name, argv):
            self._read(self._inner(found.strings[-1]))
        self.deliver_given(found)

    def deliver_given(self, found: Found) -> None:
        """Hand over the here-documents whose bodies lie outside of the text."""
        for heredoc, body in found.bodies:
            self._deliver(heredoc, body)

    def deliver_pending(self) -> None:
        """Hand over the here-documents whose bodies follow the line that ends here."""
        bodies = self._script.bodies
        for heredoc, body in bodies.read(self._lexer, closing=self._flow.closing):
            self._deliver(heredoc, body)

    def _read(self, source: Source) -> None:
        self._script.nested(source, "script", self._lexer.depth)

    def _scripts(self, index: int, name: str, words: list[ShellWord], argv: list[str]) -> None:
        """`sh -c '…'`, `eval …`, `find -exec …`: commands handed over as words."""
        if name == "find":
            self._executed(index, words, argv)
        elif name == "eval":
            self._read(self._joined(words[1:]))
        elif (at := script_word(name, argv)) is not None:
            self._read(self._inner(words[at]))

    def _inner(self, word: ShellWord) -> Source:
        parts = word.parts or [(word.start, word.end, False)]
        return word.inner or self._lexer.source.compose(parts)

    def _joined(self, words: list[ShellWord]) -> Source:
        """The words as one text, each with the blank that follows it."""
        parts: list[Part] = []
        for word in words:
            parts += word.parts or [(word.start, word.end, False)]
            parts.append((word.end, min(word.end + 1, len(self._lexer.text)), False))
        return self._lexer.source.compose(parts)

    def _executed(self, index: int, words: list[ShellWord], argv: list[str]) -> None:
        """The commands of `find -exec … ;`."""
        at, lexer, script = 0, self._lexer, self._script
        while at < len(argv) and lexer.depth < MAX_DEPTH:
            at += 1
            if argv[at - 1] not in ("-exec", "-execdir", "-ok", "-okdir"):
                continue
            start = at
            while at < len(argv) and argv[at] not in (";", "+"):
                at += 1
            # find may run find: each level counts, as for other scripts.
            lexer.depth += 1
            flow = Flow(index, "script", script.out.next_pipeline(), closing=False)
            Handing(lexer, flow).argv(words[start:at], script.commands[index].span)
            lexer.depth -= 1

    def _piped(self, found: Found, name: str, words: list[ShellWord], argv: list[str]) -> None:
        """`echo … | sh`: what is written into a shell is its script."""
        flow, script = self._flow, self._script
        fed = script.fed
        if flow.position and fed and fed[:2] == (flow.pipeline, flow.position):
            script.fed = None
            if reads_stdin(name, argv) and not found.strings:
                self._read(fed[2])
        elif name in feeding.WRITERS and self._at_pipe() and not found.redirects:
            start = feeding.first_written(name, argv)
            if start is not None and words[start:] and words[0].inner is None:
                text = self._joined(words[start:])
                script.fed = (flow.pipeline, flow.position + 1, feeding.with_newlines(text))

    def _at_pipe(self) -> bool:
        text, at = self._lexer.text, self._lexer.pos
        return text.startswith("|", at) and not text.startswith("||", at)

    def _deliver(self, heredoc: Announced, body: Source) -> None:
        """A body is the script of a shell; for anything else only its `$(…)` are run."""
        script = self._script
        command = None if heredoc.owner is None else script.commands[heredoc.owner]
        owner, script.owner = script.owner, heredoc.owner
        if command and command.argv in feeding.CAT:
            # A body from outside the text is handed over before the shell behind the pipe is read,
            # one that follows the line after it.
            at = self._behind(heredoc.owner or 0)
            script.fed = (command.pipeline, command.position + 1, body)
            if at is not None:
                script.owner = at
                self._read(body)
        if command and reads_stdin(command.name, list(command.argv)):
            self._read(body)
        elif not heredoc.quoted:
            # Of what the shell behind the pipe runs, the body belongs to what was announced.
            script.owner = heredoc.owner
            script.expansions(body, self._lexer.depth)
        script.owner = owner

    def _behind(self, index: int) -> int | None:
        """The shell that a command is piped into, where it has been read already."""
        commands = self._script.commands
        this = commands[index]
        # What substitutions hold may stand between the two; a few places, so that many bodies do
        # not cost many searches of a long script.
        for at in range(index + 1, min(index + 8, len(commands))):
            command = commands[at]
            if (command.pipeline, command.position) == (this.pipeline, this.position + 1):
                return at if reads_stdin(command.name, list(command.argv)) else None
        return None


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.removesuffix("+"), value
