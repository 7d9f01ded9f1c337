"""Command lines taken apart: options by name with their values, and operands."""

from collections.abc import Iterator, Sequence


class Options:
    """The options and operands of one command line, read as getopt_long does.

    `short` are the letters that take an argument, `long` the long options that do (`--x y`).
    """

    __slots__ = ("operands", "options")

    def __init__(
        self, argv: Sequence[str], short: str = "", long: Sequence[str] | frozenset[str] = ()
    ) -> None:
        self.options: dict[str, list[str]] = {}
        self.operands: list[str] = []
        rest = iter(argv[1:])
        for word in rest:
            if word == "--":
                self.operands += rest
            elif word.startswith("--"):
                name, sep, value = word.partition("=")
                if not sep and name in long:
                    value = next(rest, "")
                self.options.setdefault(name, []).append(value)
            elif word.startswith("-") and len(word) > 1:
                self._cluster(word, short, rest)
            else:
                self.operands.append(word)

    def _cluster(self, word: str, short: str, rest: Iterator[str]) -> None:
        """`-fsSLo file`: the first letter that takes an argument ends the cluster."""
        for index, letter in enumerate(word[1:], 2):
            value = ""
            if letter in short:
                value = word[index:] or next(rest, "")
            self.options.setdefault(f"-{letter}", []).append(value)
            if letter in short:
                return

    def has(self, *names: str) -> bool:
        """Whether one of these options is there."""
        return any(name in self.options for name in names)

    def values(self, *names: str) -> list[str]:
        """The values of these options, in the order of the names."""
        return [value for name in names for value in self.options.get(name, ())]
