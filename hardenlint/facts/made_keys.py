"""The private keys that the commands of a build make."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from hardenlint.model import Command, Instruction

from . import removals
from .folders import located, with_workdirs
from .running import commands_of


def keys_made(
    instructions: Iterable[Instruction],
) -> Iterator[tuple[Instruction, Command, str]]:
    """The private keys that RUN makes and does not remove again, with their paths."""
    for instruction, workdir in with_workdirs(instructions):
        if instruction.keyword != "RUN":
            continue
        made = [(n, c, path) for n, c in enumerate(commands_of(instruction))
                if (path := key_made(c)) is not None]  # fmt: skip
        gone = removals.Gone()
        for number, command in enumerate(commands_of(instruction) if made else ()):
            for path in removals.removed(command, workdir):
                gone.note(number, path, command.span)
        for number, command, path in made:
            where = located(path, workdir) if path else ""
            if gone.after(number, where) is None:
                yield instruction, command, where


def key_made(command: Command) -> str | None:
    """The file of a private key that a command makes, "" for one without a name, None for none.

    Sources: the manuals of the programs.
    """
    argv = command.argv
    if command.name == "ssh-keygen":
        return _of_ssh_keygen(argv)
    if command.name == "openssl" and len(argv) > 1:
        return _of_openssl(command)
    if command.name == "dropbearkey":
        return None if "-y" in argv else _after(argv, "-f")
    if command.name == "mkcert":
        operands = [word for word in argv[1:] if word[:1] != "-"]
        return _after(argv, "-key-file") if operands else None
    if command.name == "easyrsa":
        return "" if any(w.startswith("build-") or w.endswith("-full") for w in argv[1:]) else None
    if command.name == "keytool":
        made = any(word in ("-genkey", "-genkeypair") for word in argv)
        return _after(argv, "-keystore") if made else None
    return None


def _of_ssh_keygen(argv: tuple[str, ...]) -> str | None:
    if "-A" in argv:
        return "/etc/ssh/ssh_host_*"
    # With one of these it shows, converts, signs, checks or changes, and makes no key.
    others = "ylRFHeikQsBLpcMYDr"
    if any(len(w) > 1 and w[0] == "-" and w[1] in others for w in argv[1:]):
        return None
    attached = next((w[2:] for w in argv[1:] if w.startswith("-f") and len(w) > 2), "")
    return attached or _after(argv, "-f") or "/root/.ssh/id_*"


def _of_openssl(command: Command) -> str | None:
    argv, kind = command.argv, command.argv[1]
    if kind == "req":
        if "-newkey" not in argv and not ("-x509" in argv and "-keyout" in argv):
            return None
        path = _after(argv, "-keyout") or "privkey.pem"
    elif (
        kind in ("genrsa", "gendsa")
        or (kind == "genpkey" and "-genparam" not in argv)
        or (kind == "ecparam" and "-genkey" in argv)
    ):
        path = _after(argv, "-out")
    else:
        return None
    path = path or next((t for op, t in command.redirects if op in (">", ">|")), "")
    return None if path.startswith("/dev/") else path  # thrown away


def _after(argv: tuple[str, ...], option: str) -> str:
    """The word that follows an option."""
    return next((b for a, b in pairwise(argv) if a == option), "")
