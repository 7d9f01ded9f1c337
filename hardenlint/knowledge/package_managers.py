"""What commands of package managers install and remove.

Sources: apt-get(8), apk(8), dnf(8), yum(8), zypper(8), pacman(8). As of 2026-11.
"""

from collections.abc import Sequence

_INSTALL = {
    "apk": ("add",),
    "apt": ("install",),
    "apt-get": ("install",),
    "aptitude": ("install",),
    "dnf": ("install",),
    "microdnf": ("install",),
    "yum": ("install",),
    "zypper": ("install", "in"),
}
_REMOVE = {
    "apk": ("del",),
    "apt": ("remove", "purge", "autoremove"),
    "apt-get": ("remove", "purge", "autoremove"),
    "aptitude": ("remove", "purge"),
    "dnf": ("remove", "erase", "autoremove"),
    "microdnf": ("remove",),
    "yum": ("remove", "erase", "autoremove"),
    "zypper": ("remove", "rm"),
}
_WITH_VALUE = frozenset(("-t", "--virtual", "-o", "--option", "--repository", "-X", "-c", "--root"))


def installed(name: str, argv: Sequence[str]) -> tuple[str, ...]:
    """The packages that a command installs, versions left out."""
    return _packages(argv, _INSTALL.get(name, ()))


def removed(name: str, argv: Sequence[str]) -> tuple[str, ...]:
    """The packages that a command removes again."""
    return _packages(argv, _REMOVE.get(name, ()))


def virtual(argv: Sequence[str]) -> str:
    """The name under which apk installs packages, so that they can be removed together."""
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        if word in ("-t", "--virtual"):
            return following
        if word.startswith("--virtual="):
            return word.partition("=")[2]
    return ""


def _packages(argv: Sequence[str], verbs: tuple[str, ...]) -> tuple[str, ...]:
    words = iter(argv[1:])
    found: list[str] = []
    seen = False
    for word in words:
        if word in _WITH_VALUE:
            next(words, None)
        elif not seen and word in verbs:
            seen = True
        elif seen and not word.startswith("-"):
            found.append(_name(word))
    return tuple(found)


def _name(word: str) -> str:
    for mark in "=<>~@:":
        word = word.partition(mark)[0]
    return word


TOOLS = frozenset(
    """ssh openssh openssh-client openssh-clients openssh-server openssh-client-default dropbear
    telnet inetutils-telnet busybox-extras netcat netcat-openbsd netcat-traditional nmap-ncat ncat
    nc nmap socat tcpdump wireshark tshark gcc g++ clang make build-essential build-base gdb
    gdbserver strace ltrace docker docker-cli docker.io docker-ce docker-ce-cli podman kubectl
    """.split()
)
"""Packages that an intruder looks for: remote shells, scanners, compilers, debuggers, clients."""
