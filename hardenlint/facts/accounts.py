"""Accounts and groups, as the programs that make and change them are told."""

from collections.abc import Sequence

from hardenlint.knowledge.command_lines import ADDUSER, ASKING_FOR_NONE, RANDOM, USERADD, USERMOD
from hardenlint.text.numbers import whole
from hardenlint.text.options import Options

_PROGRAMS = ("useradd", "usermod", "adduser", "addgroup", "gpasswd", "groupmems")


def _useradd(argv: Sequence[str]) -> Options:
    return Options(argv, *(USERMOD if argv[0].endswith("usermod") else USERADD))


def memberships(name: str, argv: Sequence[str]) -> list[tuple[str, str]]:
    """(account, group) for every group that a command puts an account into."""
    if name not in _PROGRAMS:
        return []
    if name in ("useradd", "usermod"):
        options = _useradd(argv)
        groups = options.values("-g", "--gid", "-G", "--groups")
        account = options.operands[-1] if options.operands else ""
    elif name in ("adduser", "addgroup"):
        options = Options(argv, *ADDUSER)
        groups = options.values("-G", "--ingroup", "--groups")
        account = options.operands[0] if options.operands else ""
        # Debian's `adduser NAME GROUP` puts an account that is there into a group.
        if len(options.operands) == 2 and not groups:
            groups = [options.operands[1]]
    else:
        account, groups = _added(name, argv)
    return [(account, part) for group in groups for part in group.split(",") if part]


def _added(name: str, argv: Sequence[str]) -> tuple[str, list[str]]:
    options = Options(argv, "aAdgGM" if name == "gpasswd" else "agdR", ("--add", "--group"))
    account = (*options.values("-a", "--add"), *options.values("-M", "--members"), "")[0]
    groups = options.operands if name == "gpasswd" else options.values("-g", "--group")
    return account, groups if account else []


def user_id(name: str, argv: Sequence[str]) -> tuple[str, int] | None:
    """(account, uid) that a command gives to an account, where it says a number."""
    if name in ("useradd", "usermod"):
        options = _useradd(argv)
    elif name == "adduser":
        options = Options(argv, *ADDUSER)
    else:
        return None
    text = (*options.values("-u", "--uid"), "")[0]
    number = whole(text, 10)  # of 32 bits
    if not options.operands or number is None:
        return None
    account = options.operands[0] if name == "adduser" else options.operands[-1]
    return account, number


def sets_password(name: str, argv: Sequence[str], *, piped: bool) -> str:
    """How a command gives an account a password, or none at all to ask for; "" if it does not.

    `piped` tells that something is written to its standard input.
    """
    if name in ("chpasswd", "newusers"):
        return f"sets passwords with {name}"
    if name == "passwd":
        return _passwd(argv, piped=piped)
    if name == "adduser":
        options = Options(argv, *ADDUSER)
        asks = len(options.operands) == 1 and not options.has(*ASKING_FOR_NONE)
        return f"sets the password of {options.operands[0]}" if asks and piped else ""
    if name in ("usermod", "useradd"):
        given = password_given(argv)
        if given is not None:
            return f"sets a password with {name} {'' if given else 'that is empty'}".rstrip()
    return ""


def password_given(argv: Sequence[str]) -> str | None:
    """The hash that useradd or usermod is given; None for none, or one that nothing matches."""
    hashes = _useradd(argv).values("-p", "--password")
    # `!`, `*`, `!!` and the like lock the account.
    if not hashes or (hashes[-1].startswith(("!", "*", "x")) and len(hashes[-1]) <= 2):
        return None
    return hashes[-1]


def typed(name: str, text: str) -> str:
    """The first password in what a program of these is given on its standard input."""
    lines = [line.strip() for line in text.replace("\\n", "\n").splitlines()]
    if name in ("chpasswd", "newusers"):
        lines = [
            line.partition(":")[2].partition(":" if name == "newusers" else "\n")[0]
            for line in lines
        ]
    # Blank lines and a yes answer what else adduser asks.
    return next((line for line in lines if line.lower() not in ("", "y", "yes", "n", "no")), "")


def draws_at_random(text: str) -> bool:
    """Whether a text of a command line has its password made at random, which nobody knows."""
    return any(word in text for word in RANDOM)


def _passwd(argv: Sequence[str], *, piped: bool) -> str:
    options = Options(argv, "nxwirRa")
    # Without a name it is about who runs it, root in most builds.
    account = (*options.operands, "root")[0]
    if options.has("-d", "--delete"):
        return f"removes the password of {account}, who can log in without one"
    if options.has("--stdin", "-s") or (piped and not options.options.keys() - {"-q", "--quiet"}):
        return f"sets the password of {account}"
    return ""
