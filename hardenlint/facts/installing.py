"""Where commands put files so that they are run as programs.

Sources: hier(7), tar(1), unzip(1), install(1), apt-get(8).
"""

from hardenlint.model import Command

_PLACES = ("/usr/", "/bin/", "/sbin/", "/opt/", "/lib/")


def is_place(path: str) -> bool:
    """Whether programs are found there: on PATH, or where software is installed."""
    folder = path if path.endswith("/") else f"{path}/"
    # Sources and data, no programs.
    inside = folder.startswith(_PLACES) and not folder.startswith(("/usr/src/", "/usr/share/"))
    # An archive unpacked at `/` brings its own /usr/bin.
    return inside or "/bin/" in folder or path == "/"


UNPACKING = {"tar": "C", "bsdtar": "C", "unzip": "d"}
"""Programs that unpack, and the letter of the option that says where."""


def folder_of(command: Command) -> str:
    """Where a command unpacks, if programs are found there."""
    letter = UNPACKING[command.name]
    for word, following in zip(command.argv, [*command.argv[1:], ""], strict=False):
        name, sep, value = word.partition("=")
        folder = value if sep else following
        # Also as the last of a cluster: `-xzC /opt`.
        is_folder = name == "--directory" or (name[:1] == "-" and name[-1:] == letter)
        if is_folder and is_place(folder):
            return folder
    return ""


_MANAGERS = ("apt", "apt-get", "yum", "dnf", "microdnf", "zypper")
PLACING = frozenset(("chmod", "mv", "cp", "install", "dpkg", "rpm", *_MANAGERS, *UNPACKING))
"""Programs that put files in a place of their own."""


def placed(command: Command, word: str) -> str:
    """Where a command puts the file `word` to be run; "" for nowhere."""
    words = command.argv[1:]
    if command.name == "chmod":
        return word if "x" in words[0] else ""
    if command.name in ("dpkg", "rpm"):
        installs = words[0].startswith(("-i", "-U", "--install"))
        return f"the system with {command.name}" if installs else ""
    if command.name in _MANAGERS:
        is_package = "install" in words and word.endswith((".deb", ".rpm"))
        return f"the system with {command.name}" if is_package else ""
    if command.name in UNPACKING:
        return folder_of(command)
    return words[-1] if is_place(words[-1]) else ""
