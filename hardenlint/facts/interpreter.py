"""Programs that run a script: where on their command line it stands."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from hardenlint.knowledge.command_lines import INTERPRETERS, LONG_ARGUMENT, LONG_CODE, SHELL

STDIN: Final = ("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")


def language(name: str) -> str:
    """The interpreter's plain name (`python3.12` is `python`); "" for what is none."""
    plain = name.rstrip("0123456789.")
    return plain if plain in INTERPRETERS else ""


def is_shell(name: str) -> bool:
    """Whether it reads the language of the shell."""
    return INTERPRETERS.get(name) is SHELL


def only_reads(name: str, argv: Sequence[str]) -> bool:
    """Whether a shell looks at the syntax of a script and runs nothing: `sh -n install.sh`."""
    options = takewhile(lambda word: word[:1] == "-" and word not in ("-", "--"), argv[1:])
    return is_shell(name) and any("n" in word for word in options if _is_cluster(word))


def _is_cluster(word: str) -> bool:
    return word[1:].isalpha() and "c" not in word


def script(name: str, argv: Sequence[str]) -> str | None:
    """What an interpreter runs: a file, "-" for standard input, None for code of its own."""
    plain = language(name)
    arguments, code = INTERPRETERS[plain]
    shell = code == "c"
    words = iter(argv[1:])
    for word in words:
        if word in STDIN:
            return "-"
        if word == "--":
            # PHP's `--` separates the arguments of a script that comes from standard input.
            return "-" if plain == "php" else next(words, "-")
        if word[:1] not in (("-", "+") if shell else ("-",)):  # `sh +e` sets an option, too
            return word
        if _brings_code(word, arguments, code, words):
            return None
        # `curl … | sh -s -- x`: what follows are arguments.
        if shell and "s" in word and word[:2] != "--":
            return "-"
    return "-"


def _brings_code(word: str, arguments: str, code: str, words: Iterator[str]) -> bool:
    """Whether an option holds the program; steps over the argument of any other."""
    if word.startswith("--"):
        if word in LONG_ARGUMENT:
            next(words, "")
        return word.partition("=")[0] in LONG_CODE
    for index, letter in enumerate(word[1:], 2):
        if letter in code:
            return True
        if letter in arguments:
            # A shell's `-euo pipefail` takes the next word wherever the letter stands.
            if index == len(word) or arguments == "oO":
                next(words, "")
            if arguments != "oO":
                return False
    return False
