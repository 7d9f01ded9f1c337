"""Commands that are handed over: `sh -c '…'`, `eval`, `find -exec`, what is piped into a shell."""

from typing import Final

from hardenlint.model.command import Command
from hardenlint.model.span import Span

from . import feeding
from .bodies import Bodies
from .flow import Flow, Found
from .lexer import MAX_DEPTH, ShellWord
from .source import Part, Source
from .wrappers import basename, reads_stdin, script_word, unwrap

_NOTHING: Final = Command((), "", Span(None))


class Handed(Bodies):
    """Puts commands in their places and looks into the scripts that their words hold."""

    def reserve(self) -> int:
        """Take the place of a command that is still to be read."""
        # What its words hold is found before the command has ended, and is told behind it.
        self.out.commands.append(_NOTHING)
        return len(self.out.commands) - 1

    def argv(self, words: list[ShellWord], span: Span) -> None:
        """A command whose words are known: exec form, `find -exec`."""
        if not words:
            return
        owner, self.owner = self.owner, self.reserve()
        found = Found()
        found.words = words
        # Words of exec form are not in the text of this source, so their offsets say nothing.
        if words[0].inner is None:
            span = self.source.span(words[0].start, words[-1].end)
        self.finish(self.owner, found, span)
        self.owner = owner

    def finish(self, index: int, found: Found, span: Span) -> None:
        """Put a command in its place and look into the scripts that its words hold."""
        argv = [word.value for word in found.words]
        via, at, between = unwrap(argv)
        words = found.words[at:]
        before, argv = tuple(argv[:at]), argv[at:]
        name = basename(argv[0]) if argv else ""
        flow = self.flow
        self.out.commands[index] = Command(
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
            self.nested(self._inner(found.strings[-1]), "script")
        self.deliver_given(found)

    def _scripts(self, index: int, name: str, words: list[ShellWord], argv: list[str]) -> None:
        """`sh -c '…'`, `eval …`, `find -exec …`: commands handed over as words."""
        if name == "find":
            self._executed(index, words, argv)
        elif name == "eval":
            self.nested(self._joined(words[1:]), "script")
        elif (at := script_word(name, argv)) is not None:
            self.nested(self._inner(words[at]), "script")

    def _inner(self, word: ShellWord) -> Source:
        return word.inner or self.source.compose(word.parts or [(word.start, word.end, False)])

    def _joined(self, words: list[ShellWord]) -> Source:
        """The words as one text, each with the blank that follows it."""
        parts: list[Part] = []
        for word in words:
            parts += word.parts or [(word.start, word.end, False)]
            parts.append((word.end, min(word.end + 1, len(self.text)), False))
        return self.source.compose(parts)

    def _executed(self, index: int, words: list[ShellWord], argv: list[str]) -> None:
        """The commands of `find -exec … ;`."""
        at, outer = 0, self.flow
        while at < len(argv) and self.depth < MAX_DEPTH:
            at += 1
            if argv[at - 1] not in ("-exec", "-execdir", "-ok", "-okdir"):
                continue
            start = at
            while at < len(argv) and argv[at] not in (";", "+"):
                at += 1
            # find may run find: each level counts, as for other scripts.
            self.depth += 1
            self.flow = Flow(index, "script", self.out.next_pipeline(), closing=False)
            self.argv(words[start:at], self.out.commands[index].span)
            self.flow = outer
            self.depth -= 1

    def _piped(self, found: Found, name: str, words: list[ShellWord], argv: list[str]) -> None:
        """`echo … | sh`: what is written into a shell is its script."""
        flow, fed = self.flow, self.fed
        if flow.position and fed and fed[:2] == (flow.pipeline, flow.position):
            self.fed = None
            if reads_stdin(name, argv) and not found.strings:
                self.nested(fed[2], "script")
        elif name in feeding.WRITERS and self._at_pipe() and not found.redirects:
            start = feeding.first_written(name, argv)
            if start is not None and words[start:] and words[0].inner is None:
                text = self._joined(words[start:])
                self.fed = (flow.pipeline, flow.position + 1, feeding.with_newlines(text))

    def _at_pipe(self) -> bool:
        text, at = self.text, self.pos
        return text.startswith("|", at) and not text.startswith("||", at)


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.removesuffix("+"), value
