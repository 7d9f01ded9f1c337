"""Files that the commands of a build remove again (rm, unlink, shred, find)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter

from hardenlint.model import Command, Instruction, Span
from hardenlint.text import glob

from .folders import located, with_workdirs
from .running import commands_of


def removed(command: Command, workdir: str) -> list[str]:
    """The files that a command removes, as patterns."""
    words = command.argv[1:]
    if command.name == "find":
        return _found_and_removed(words, workdir)
    is_removal = command.name in ("rm", "unlink") or (command.name == "shred" and _unlinks(words))
    return [located(word, workdir) for word in words if word[:1] != "-"] if is_removal else []


def _unlinks(words: Iterable[str]) -> bool:
    return any(
        word.startswith("--remove") or (word[:1] == "-" and word[1:2] != "-" and "u" in word)
        for word in words
    )


def _found_and_removed(words: tuple[str, ...], workdir: str) -> list[str]:
    """What `find … -delete` and `find … -exec rm` remove, where only names choose."""
    ends = next((at for at, word in enumerate(words) if word[:1] in ("-", "(", "!")), len(words))
    tests = words[ends:]
    does = next((at for at, word in enumerate(tests) if word in ("-delete", "-exec")), len(tests))
    action, tests = tests[does:], tests[:does]
    if action[:1] != ("-delete",) and action[1:2] not in (("rm",), ("unlink",), ("shred",)):
        return []
    names = [tests[at + 1] for at in range(len(tests) - 1) if tests[at] == "-name"]
    if len(names) > 1 or {word for word in tests if word[:1] in "-!("} - _TESTS:
        return []
    tops = [located(top, workdir).rstrip("/") for top in words[:ends] or (".",)]
    return [f"{top}/**/{name}" for top in tops for name in names or ("*",)]


_TESTS = frozenset(("-name", "-type", "-xdev", "-mount"))
"""What find chooses files by that a path tells."""


def removals(commands: Iterable[Command], workdir: str) -> Iterator[tuple[Command, str]]:
    """Every file that the commands of one instruction remove; `cd` is followed."""
    for command in commands:
        if command.name == "cd" and len(command.argv) == 2:
            workdir = located(command.argv[1], workdir)
        for path in removed(command, workdir):
            yield command, path


def around(path: str) -> Iterator[str]:
    """A path and the folders that it is in, "" for `/`."""
    yield path
    yield from glob.above(path)


_NUMBER = itemgetter(0)


class Gone:
    """What the commands of a build remove, asked for whether a path is there afterwards.

    Each removal has a number that grows; those of plain paths are looked up, patterns with
    wildcards are tried one by one.
    """

    __slots__ = ("_plain", "_wild", "_work")

    def __init__(self) -> None:
        self._plain: dict[str, list[tuple[int, Span]]] = {}
        self._wild: list[tuple[int, Span, glob.Matcher]] = []
        self._work = 0

    def note(self, number: int, pattern: str, span: Span) -> None:
        """Note a removal; the numbers come in order."""
        if pattern.strip("*/") == "":
            return  # what is left of `rm -rf /*` is no question for a linter
        if "*" not in pattern and "?" not in pattern and "[" not in pattern:
            self._plain.setdefault(pattern, []).append((number, span))
        elif tokens := glob.parse(pattern):
            self._wild.append((number, span, glob.Matcher(tokens)))

    def after(self, number: int, path: str) -> Span | None:
        """Where a path is removed first behind a number, itself or with a folder it is in."""
        found: list[tuple[int, Span]] = []
        for place in around(path):
            known = self._plain.get(place, ())
            at = bisect_right(known, number, key=_NUMBER)
            found += known[at : at + 1]
        first = min(found, default=None, key=_NUMBER)
        at = bisect_right(self._wild, number, key=_NUMBER)
        for later, span, matcher in islice(self._wild, at, None):
            if first is not None and later > first[0]:
                break
            if not path.startswith(matcher.start):
                continue
            self._work += len(path)
            if self._work > WORK_MAX:
                break
            if matcher.covers(path):
                return span
        return None if first is None else first[1]


WORK_MAX = 2_000_000
"""Characters of paths that are compared with wildcards; beyond, only plain paths are looked up."""


def of_instructions(instructions: Iterable[Instruction]) -> Gone:
    """What instructions remove; the number is that of the instruction, from 0."""
    gone = Gone()
    for number, (instruction, workdir) in enumerate(with_workdirs(instructions)):
        if instruction.keyword == "RUN":
            for command, path in removals(commands_of(instruction), workdir):
                gone.note(number, path, command.span)
    return gone


def of_commands(commands: Iterable[Command], workdir: str) -> Gone:
    """What the commands of one instruction remove, in whatever order."""
    gone = Gone()
    for command, path in removals(commands, workdir):
        gone.note(0, path, command.span)
    return gone
