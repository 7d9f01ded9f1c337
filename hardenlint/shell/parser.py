"""The commands of shell text, found in command position, in one pass."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from hardenlint.model.build import Command, Heredoc
from hardenlint.model.span import Span

from .lexer import MAX_DEPTH, Lexer, ShellWord
from .source import Part, Source
from .wrappers import basename, is_assignment, reads_stdin, script_word, unwrap

_OPENING: Final = {"if": "fi", "while": "done", "until": "done", "{": "}"}
_NEUTRAL: Final = frozenset(("then", "elif", "else", "do", "!"))
_CLOSING: Final = frozenset(("fi", "done", "}", "esac"))
_MAX_WITHIN = 16
_NESTED = 3
"""What a nested script counts for in depth: unlike `$(…)` it is text that is read once more."""

_NOTHING: Final = Command((), "", Span(None))

_match_redirect = re.compile(r"(\d*)(<<<|<<-?|&>>?|>>|>\||<>|<&|>&|<(?!\()|>(?!\())").match
_match_parentheses = re.compile(r"\([ \t]*\)").match

_Within = tuple[tuple[int, int], ...]


class _Pending:
    """A here-document whose body has not been read: `owner` is the command that gets it."""

    __slots__ = ("name", "owner", "quoted", "strip")

    def __init__(self, owner: int | None, name: str, *, strip: bool, quoted: bool) -> None:
        self.owner = owner
        self.name = name
        self.strip = strip
        self.quoted = quoted


class Found:
    """What a simple command is made of, while it is read."""

    __slots__ = ("assignments", "bodies", "function", "redirects", "strings", "words")

    def __init__(self) -> None:
        self.words: list[ShellWord] = []
        self.assignments: list[str] = []
        self.redirects: list[tuple[str, str]] = []
        self.strings: list[ShellWord] = []
        self.bodies: list[tuple[_Pending, Source]] = []
        self.function = False


class _Flow:
    """Where in a script the parser is: the pipeline, the groups around it, whose words hold it."""

    __slots__ = ("closing", "frames", "parens", "parent", "pipeline", "position", "role", "within")

    def __init__(self, parent: int | None, role: str, pipeline: int, *, closing: bool) -> None:
        self.parent = parent
        self.role = role
        self.closing = closing
        self.pipeline = pipeline
        self.position = 0
        self.within: _Within = ()
        self.frames: list[tuple[str, int, int, _Within]] = []
        self.parens = 0


class Output:
    """The commands found, shared by a parser and those of nested scripts."""

    __slots__ = ("commands", "pipelines")

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.pipelines = 0

    def next_pipeline(self) -> int:
        """A number that no pipeline has yet."""
        self.pipelines += 1
        return self.pipelines - 1


class Parser(Lexer):
    """Reads the commands of one source into `out`.

    `heredocs` are the here-documents whose bodies lie outside of the text, in order.
    """

    def __init__(
        self, source: Source, out: Output, depth: int = 0, heredocs: Iterator[Heredoc] | None = None
    ) -> None:
        super().__init__(source, depth)
        self.out = out
        self.heredocs = heredocs or iter(())
        self.pending: list[_Pending] = []
        self.owner: int | None = None
        self.flow = _Flow(None, "", 0, closing=False)

    @property
    def found(self) -> int:
        return len(self.out.commands)

    # --- scripts

    def script(self, parent: int | None, role: str, *, closing: bool = False) -> None:
        """Read commands up to the end of the text, or the `)` that closes a substitution."""
        outer, owner = self.flow, self.owner
        self.flow = _Flow(parent, role, self.out.next_pipeline(), closing=closing)
        text = self.text
        self.owner = parent
        while True:
            self.blanks()
            if self.pos >= len(text):
                break
            char = text[self.pos]
            if char == ")" and closing and not self.flow.parens:
                self.pos += 1
                break
            before = self.pos
            _STEPS.get(char, Parser._command)(self)
            # What nothing could make sense of is stepped over.
            self.pos = max(self.pos, before + 1)
        self.flow, self.owner = outer, owner

    def substitution(self, role: str) -> None:
        self.script(self.owner, role, closing=True)

    def nested(self, source: Source, role: str) -> None:
        if self.depth < MAX_DEPTH:
            Parser(source, self.out, self.depth + _NESTED).script(self.owner, role)

    # --- what separates commands

    def _newline(self) -> None:
        self.pos += 1
        pending, self.pending = self.pending, []
        for heredoc in pending:
            self._deliver(heredoc, self._body(heredoc))
        self._next()

    def _body(self, heredoc: _Pending) -> Source:
        """The lines up to the terminator, which is stepped over."""
        text, start = self.text, self.pos
        while self.pos < len(text):
            line, end = self.pos, text.find("\n", self.pos)
            end = len(text) if end < 0 else end
            content = text[line:end].lstrip("\t") if heredoc.strip else text[line:end]
            self.pos = min(end + 1, len(text))
            if content == heredoc.name:
                return self.source.slice(start, line)
            if self.flow.closing and content == heredoc.name + ")":
                self.pos = end - 1
                return self.source.slice(start, line)
        return self.source.slice(start, len(text))

    def _deliver(self, heredoc: _Pending, body: Source) -> None:
        """A body is the script of a shell; for anything else only its `$(…)` are run."""
        command = None if heredoc.owner is None else self.out.commands[heredoc.owner]
        owner, self.owner = self.owner, heredoc.owner
        if command and reads_stdin(command.name, list(command.argv)):
            self.nested(body, "script")
        elif not heredoc.quoted and self.depth < MAX_DEPTH:
            inner = Parser(body, self.out, self.depth + _NESTED)
            inner.owner = heredoc.owner
            inner.expansions([], until="")
        self.owner = owner

    def _next(self) -> None:
        """Begin a pipeline; after a blank one the number is still free."""
        flow = self.flow
        flow.pipeline = self.out.next_pipeline()
        flow.position = 0

    def _separator(self) -> None:
        text = self.text
        if text[self.pos] == "&" and text.startswith(">", self.pos + 1):
            self._command()
            return
        if text.startswith(";;", self.pos):
            self.pos += 3 if text.startswith("&", self.pos + 2) else 2
            self._end_clause()
        else:
            self.pos += 2 if text.startswith(("&&", ";&"), self.pos) else 1
            self._next()

    def _end_clause(self) -> None:
        """`;;`: in a `case` a pattern follows."""
        self._next()
        if self.flow.frames and self.flow.frames[-1][0] == "esac":
            self._pattern()

    def _bar(self) -> None:
        if self.text.startswith("||", self.pos):
            self.pos += 2
            self._next()
        else:
            self.pos += 2 if self.text.startswith("|&", self.pos) else 1
            self.flow.position += 1

    # --- groups

    def _push(self, closer: str) -> None:
        flow = self.flow
        flow.frames.append((closer, flow.pipeline, flow.position, flow.within))
        if len(flow.within) < _MAX_WITHIN:
            flow.within = (*flow.within, (flow.pipeline, flow.position))
        flow.parens += closer == ")"
        self._next()

    def _pop(self, closer: str) -> None:
        """Leave a group and what was left open in it; a closer without a group is nothing."""
        flow = self.flow
        if closer == ")" and not flow.parens:
            return
        if closer != ")" and (not flow.frames or flow.frames[-1][0] != closer):
            return
        found = ""
        while found != closer:
            found, flow.pipeline, flow.position, flow.within = flow.frames.pop()
        flow.parens -= closer == ")"
        self.blanks()
        ignored = Found()
        while match := _match_redirect(self.text, self.pos):
            self.pos = match.end()
            self._redirect(ignored, match[1], match[2])
            self.blanks()
        self._deliver_all(ignored)

    def _open(self) -> None:
        if self.text.startswith("((", self.pos):
            self.pos += 2
            self.arithmetic()
        else:
            self.pos += 1
            self._push(")")

    def _close(self) -> None:
        self.pos += 1
        self._pop(")")

    # --- commands

    def _command(self) -> None:
        word = self.peek()
        if word in _NEUTRAL:
            self.pos += len(word)
        elif word in _OPENING:
            self.pos += len(word)
            self._push(_OPENING[word])
        elif word in _CLOSING:
            self.pos += len(word)
            self._pop(word)
        elif word in ("for", "select"):
            self._for(word)
        elif word == "case":
            self._case()
        elif word == "function":
            self.pos += len(word)
            self.blanks()
            self.word()
        else:
            self._simple()

    def _for(self, word: str) -> None:
        """`for x in words; do`; the words may hold substitutions."""
        self.pos += len(word)
        self._push("done")
        self.blanks()
        while self.pos < len(self.text) and self.text[self.pos] not in "\n;&|)":
            before = self.pos
            if self.text.startswith("((", self.pos):
                self._open()
            else:
                self.word()
            self.pos = max(self.pos, before + 1)
            self.blanks()

    def _case(self) -> None:
        self.pos += len("case")
        self.blanks()
        self.word()
        self._push("esac")
        self._lines()
        if self.peek() == "in":
            self.pos += len("in")
        self._pattern()

    def _lines(self) -> None:
        """Step over blanks, comments and newlines."""
        self.blanks()
        while self.text.startswith("\n", self.pos):
            self.pos += 1
            self.blanks()

    def _pattern(self) -> None:
        """`a | b)`, or the `esac` that ends it all."""
        self._lines()
        if self.peek() == "esac":
            return
        if self.text.startswith("(", self.pos):
            self.pos += 1
        while self.pos < len(self.text) and self.text[self.pos] not in "\n;)":
            before = self.pos
            self.word()
            self.pos = max(self.pos, before + 1)
            self.blanks()
        if self.text.startswith(")", self.pos):
            self.pos += 1

    def _simple(self) -> None:
        """Assignments, words and redirections up to an operator."""
        commands, start, outer = self.out.commands, self.pos, self.owner
        self.owner = index = len(commands)
        commands.append(_NOTHING)
        found = Found()
        end = self._collect(found)
        if found.function or not (found.words or found.assignments or found.redirects):
            del commands[index:]
        else:
            self.finish(index, found, self.source.span(start, end))
        self.owner = outer

    def _collect(self, found: Found) -> int:
        """Read a simple command into `found`; returns where its last word ends."""
        text, end, words = self.text, self.pos, found.words
        while True:
            self.blanks()
            char = text[self.pos : self.pos + 1]
            if words and words[0].value == "[[" and words[-1].value != "]]":
                if char in ("\n", "|", "&", "(", ")", "<", ">"):
                    self.pos += 1
                    continue
            elif char == "(":
                found.function = self._function(found)
                return end
            if char in ("", "\n", ";", "|", ")"):
                return end
            if match := _match_redirect(text, self.pos):
                self.pos = match.end()
                self._redirect(found, match[1], match[2])
            elif char == "&":
                return end
            else:
                self._add(found, self.word())
            end = self.pos

    def _add(self, found: Found, word: ShellWord) -> None:
        if found.words or not is_assignment(word.value):
            found.words.append(word)
            return
        if self.text.startswith("(", self.pos) and word.value.endswith("="):
            self.array()
        found.assignments.append(
            self.source.shown[word.start : self.pos] if self.pos > word.end else word.value
        )

    def _function(self, found: Found) -> bool:
        """Whether `()` follows the only word: its body is read as the next command."""
        if len(found.words) != 1 or found.words[0].parts or found.assignments:
            return False
        match = _match_parentheses(self.text, self.pos)
        if match:
            self.pos = match.end()
        return match is not None

    def _redirect(self, found: Found, number: str, operator: str) -> None:
        """The target of a redirection whose operator has been read."""
        self.blanks()
        start = self.pos
        word = self.word()
        if operator in ("<<", "<<-"):
            quoted = any(char in self.text[start : self.pos] for char in "'\"\\")
            self._heredoc(found, word.value, strip=operator == "<<-", quoted=quoted)
        elif operator == "<<<":
            found.strings.append(word)
        if number not in ("", "0" if operator[0] == "<" else "1"):
            operator = number + operator
        found.redirects.append((operator, word.value))

    def _heredoc(self, found: Found, name: str, *, strip: bool, quoted: bool) -> None:
        pending = _Pending(self.owner, name, strip=strip, quoted=quoted)
        given = next(self.heredocs, None)
        if given is None:
            self.pending.append(pending)
        else:
            pending.quoted = not given.expand
            found.bodies.append((pending, Source.of_lines(given.content, given.span)))

    def finish(self, index: int, found: Found, span: Span) -> None:
        """Put a command in its place and look into the scripts that its words hold."""
        argv = [word.value for word in found.words]
        via, at, between = unwrap(argv)
        words = found.words[at:]
        argv = argv[at:]
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
        )
        self._scripts(index, name, words, argv)
        if found.strings and reads_stdin(name, argv):
            self.nested(self._inner(found.strings[-1]), "script")
        self._deliver_all(found)

    def _deliver_all(self, found: Found) -> None:
        """Hand over the here-documents whose bodies lie outside of the text."""
        for heredoc, body in found.bodies:
            self._deliver(heredoc, body)

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
            self.depth += 1
            self.flow = _Flow(index, "script", self.out.next_pipeline(), closing=False)
            self.argv(words[start:at], self.out.commands[index].span)
            self.flow = outer
            self.depth -= 1

    def argv(self, words: list[ShellWord], span: Span) -> None:
        """A command whose words are known: exec form, `find -exec`."""
        if not words:
            return
        owner, self.owner = self.owner, len(self.out.commands)
        self.out.commands.append(_NOTHING)
        found = Found()
        found.words = words
        if words[0].inner is None:
            span = self.source.span(words[0].start, words[-1].end)
        self.finish(self.owner, found, span)
        self.owner = owner


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.removesuffix("+"), value


_STEPS: Final[dict[str, Callable[[Parser], None]]] = {
    "\n": Parser._newline,
    ";": Parser._separator,
    "&": Parser._separator,
    "|": Parser._bar,
    "(": Parser._open,
    ")": Parser._close,
}
