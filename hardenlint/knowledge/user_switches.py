"""Programs that start another one as a user of their choice, and how they are told which.

Sources: their manuals: gosu and su-exec (README), setpriv(1), runuser(1), su(1), sudo(8), doas(1),
chroot(1), capsh(1), start-stop-daemon(8), chpst(8), s6-setuidgid and s6-applyuidgid (skarnet.org),
setuser of phusion/baseimage. As of 2026-12.
"""

from typing import Final, NamedTuple


class Switch(NamedTuple):
    """`options` name the user; `operand` tells that its first operand does, where they are absent.

    `short` and `long` are the options that take an argument; `default` is who it is without one.
    """

    options: tuple[str, ...]
    operand: bool
    short: str = ""
    long: tuple[str, ...] = ()
    default: str = ""


_FIRST = Switch((), operand=True)
_SU = ("--command", "--group", "--shell", "--supp-group", "--whitelist-environment", "--user")

SWITCHES: Final[dict[str, Switch]] = {
    "gosu": _FIRST,
    "su-exec": _FIRST,
    "setuidgid": _FIRST,
    "s6-setuidgid": _FIRST,
    "setuser": _FIRST,
    "setpriv": Switch(
        ("--reuid", "--ruid"),
        operand=False,
        long=("--reuid", "--ruid", "--euid", "--regid", "--rgid", "--groups"),
    ),
    "runuser": Switch(("-u", "--user"), operand=True, short="ugGscw", long=_SU),
    "su": Switch((), operand=True, short="cgGsw", long=_SU, default="root"),
    "sudo": Switch(
        ("-u", "--user"),
        operand=False,
        short="CDghpRrTtUu",
        long=("--user", "--group", "--chdir", "--host", "--prompt"),
    ),
    "doas": Switch(("-u",), operand=False, short="Cu"),
    "chroot": Switch(("--userspec",), operand=False),
    "capsh": Switch(("--user", "--uid"), operand=False),
    "start-stop-daemon": Switch(
        ("-c", "--chuid", "-u", "--user"),
        operand=False,
        short="cxpnuagdrkIN",
        long=("--chuid", "--user", "--exec", "--pidfile", "--name", "--group", "--chdir"),
    ),
    "chpst": Switch(("-u", "-U"), operand=False, short="uUbe/nlL"),
    "s6-applyuidgid": Switch(("-u",), operand=False, short="ugG"),
}
