"""Programs that run another program, and how to find it among their arguments."""

from typing import Final

SHELLS: Final = frozenset("sh bash dash ash zsh ksh mksh rbash fish".split())
"""Programs that take a POSIX-like script: `-c script`, a file, or standard input."""

_Wrapper = tuple[str, str, int]

_WRAPPERS: Final[dict[str, _Wrapper]] = {
    "sudo": (
        "CDghpRrTtUu",
        "--chdir --close-from --group --host --prompt --chroot --role --command-timeout --type"
        " --other-user --user",
        0,
    ),
    "doas": ("Cu", "", 0),
    "env": ("Cu", "--unset --chdir", 0),
    "exec": ("a", "", 0),
    "command": ("", "", 0),
    "builtin": ("", "", 0),
    "nohup": ("", "", 0),
    "setsid": ("", "", 0),
    "nice": ("n", "--adjustment", 0),
    "ionice": ("cn", "--class --classdata", 0),
    "timeout": ("ks", "--kill-after --signal", 1),
    "time": ("fo", "--format --output", 0),
    "xargs": ("adEILnPs", "--arg-file --delimiter --max-args --max-procs --max-chars", 0),
    "chroot": ("", "", 1),
    "busybox": ("", "", 0),
    "gosu": ("", "", 1),
    "su-exec": ("", "", 1),
    "setuidgid": ("", "", 1),
    "s6-setuidgid": ("", "", 1),
    "setpriv": ("", "--reuid --regid --groups", 0),
    "runuser": ("ugGs", "--user --group --supp-group --shell", 0),
    "tini": ("ep", "", 0),
    "dumb-init": ("r", "--rewrite", 0),
    "stdbuf": ("ioe", "--input --output --error", 0),
    "unbuffer": ("", "", 0),
    "fakeroot": ("libs", "", 0),
    "eatmydata": ("", "", 0),
    "flock": ("wE", "--timeout --wait --conflict-exit-code", 1),
    "linux32": ("", "", 0),
    "linux64": ("", "", 0),
    "xvfb-run": ("efnpsw", "--server-num --server-args --error-file", 0),
}
"""Name -> options with an argument (short, long) and the operands before the program."""

_SWITCHES: Final = {"command": "vV", "runuser": "c", "flock": "c"}
"""Options with which they run no program, or one that `script_word` finds."""


def basename(text: str) -> str:
    """The program without its folder; what a shell computes stays whole."""
    if "/" not in text or text.startswith("$(") or "`" in text:
        return text
    return text.rstrip("/").rpartition("/")[2] or text


def is_assignment(text: str) -> bool:
    """Whether a word is `NAME=value` (or bash's `NAME+=value`, `NAME[i]=value`)."""
    name, sep, _ = text.partition("=")
    name = name.removesuffix("+").partition("[")[0]
    return sep == "=" and name.isidentifier() and name.isascii()


def unwrap(argv: list[str]) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """What a command line really runs: (wrappers, index of the program, assignments between)."""
    via: list[str] = []
    assignments: list[str] = []
    at = 0
    while at < len(argv) and (name := basename(argv[at])) in _WRAPPERS:
        inner, between = _behind(name, argv, at + 1)
        # What runs nothing is the program itself: `env`, or `exec` with redirections alone.
        if inner >= len(argv):
            break
        via.append(name)
        assignments += between
        at = inner
    return tuple(via), at, tuple(assignments)


def _behind(name: str, argv: list[str], at: int) -> tuple[int, list[str]]:
    """Index of the program that a wrapper runs (len(argv) for none), and its assignments."""
    short, long, operands = _WRAPPERS[name]
    assignments: list[str] = []
    while at < len(argv):
        word = argv[at]
        if len(word) > 1 and word[0] == "-" and word != "--":
            if not word.startswith("--") and set(word) & set(_SWITCHES.get(name, "")):
                return len(argv), []
            at += 2 if _takes_next(word, short, long) else 1
        elif name in ("env", "sudo") and is_assignment(word):
            assignments.append(word)
            at += 1
        elif word == "--":
            at += 1
            break
        else:
            break
    return at + operands, assignments


def _takes_next(option: str, short: str, long: str) -> bool:
    """Whether an option's argument is the next word."""
    if option.startswith("--"):
        return option in long.split()
    for index, letter in enumerate(option[1:], 2):
        # `-uroot` has its argument in itself; only a letter at the end takes the next word.
        if letter in short:
            return index == len(option)
    return False


def script_word(name: str, argv: list[str]) -> int | None:
    """Index of the word that is a script in a language of the shell: `sh -c '…'`, `su -c '…'`."""
    if name in SHELLS:
        return _shell_operand(argv)[0]
    if name in ("su", "runuser", "flock"):
        return _su_script(argv)
    # `trap - EXIT` takes a script away.
    if name == "trap" and len(argv) > 2 and argv[1] != "-":
        return 2 if argv[1] == "--" and len(argv) > 3 else 1
    return None


def _su_script(argv: list[str]) -> int | None:
    for index, word in enumerate(argv[1:-1], 1):
        if word == "--command" or (word[:1] == "-" and word[1:2] != "-" and word[-1:] == "c"):
            return index + 1
    return None


def _shell_operand(argv: list[str]) -> tuple[int | None, int | None, bool]:
    """(index of the `-c` script, index of the script file, whether `-s` was given)."""
    script = stdin = False
    at = 1
    while at < len(argv) and len(argv[at]) > 1 and argv[at][0] in "-+":
        word = argv[at]
        at += 1
        if word == "--":
            break
        if word.startswith("--"):
            at += word in ("--rcfile", "--init-file")
            continue
        script |= word[0] == "-" and "c" in word
        stdin |= word[0] == "-" and "s" in word
        # `-eo pipefail`: each of these letters takes a word, behind all the letters.
        at += word.count("o") + word.count("O")
    index = at if at < len(argv) else None
    return (index, None, stdin) if script else (None, index, stdin)


def reads_stdin(name: str, argv: list[str]) -> bool:
    """Whether a shell takes its script from standard input."""
    if name == "su":
        return _su_script(argv) is None
    if name not in SHELLS:
        return False
    script, file, stdin = _shell_operand(argv)
    return script is None and (
        stdin or file is None or argv[file] in ("-", "/dev/stdin", "/proc/self/fd/0")
    )
