"""How the dockerd behind a socket is configured: its options and its daemon.json.

Sources: dockerd(8), cmd/dockerd/config.go of moby. An option may be given in one of the two
places only, so that both together are all there is.
"""

import os
from collections.abc import Iterator, Sequence

from hardenlint.text.numbers import boolean

from .. import host_file

_SWITCHES = frozenset(
    """allow-direct-routing debug experimental icc ip-forward ip-forward-no-drop ip-masq ip6tables
    iptables ipv6 live-restore no-new-privileges selinux-enabled tls tlsverify userland-proxy
    """.split()
)
_TEXTS = frozenset(
    "cgroup-parent config-file log-level seccomp-profile tlscacert tlscert tlskey".split()
)
_LISTS = {"host": "hosts", "default-ulimit": "default-ulimits"}
_SHORT = {"D": "debug", "h": "help", "v": "version"}
_SHORT_WITH_VALUE = {
    "H": "host", "l": "log-level", "b": "bridge", "g": "data-root", "G": "group", "p": "pidfile",
    "s": "storage-driver",
}  # fmt: skip
_KEPT = _SWITCHES | _TEXTS | {"hosts", "default-ulimits", "builder"}
_DEFAULT_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock")
_MOST = 100_000  # processes that are looked at

Settings = dict[str, object]


def settings_of(socket: str) -> tuple[Settings | None, bool]:
    """Return what is set, in the spelling of daemon.json, and whether that is all.

    None when neither the options of dockerd nor its file could be read.
    """
    options = _options(socket)
    path = (options or {}).get("config-file", "/etc/docker/daemon.json")
    file, known = _file(str(path))
    if options is None and not file:
        return None, False
    return {**file, **(options or {})}, known and options is not None


def parse(words: Sequence[str]) -> Settings:
    """Read the options that matter: `--icc=false`, `--tlsverify`, `-H tcp://…`, `-l debug`."""
    found: Settings = {}
    waiting = iter(words)
    options = (each for word in waiting for each in _spelled_out(word))
    for name, equals, value in options:
        if name in _SWITCHES:
            found[name] = not equals or boolean(value) is True
        elif name in _TEXTS or name in _LISTS:
            value = value if equals else next(waiting, "")
            if name == "host":
                hosts = found.setdefault("hosts", [])
                assert isinstance(hosts, list)  # noqa: S101 - it is ours
                hosts.append(value)
            elif name == "default-ulimit":
                limits = found.setdefault("default-ulimits", {})
                assert isinstance(limits, dict)  # noqa: S101 - it is ours
                limits[value.partition("=")[0]] = {}
            else:
                found[name] = value
    return found


def _spelled_out(word: str) -> Iterator[tuple[str, bool, str]]:
    """The long options that a word stands for, whether each has its value with it, and that.

    `-H=tcp://…`, `-Htcp://…` and `-DHtcp://…` are the same to dockerd (pflag).
    """
    if word.startswith("--"):
        name, equals, value = word[2:].partition("=")
        yield name, equals != "", value
        return
    letters = word[1:] if word.startswith("-") else ""
    for place, letter in enumerate(letters, 1):
        rest = letters[place:]
        if letter in _SHORT_WITH_VALUE:
            yield _SHORT_WITH_VALUE[letter], rest != "", rest.removeprefix("=")
            return
        if letter in _SHORT:
            yield _SHORT[letter], rest.startswith("="), rest.removeprefix("=")
        if letter not in _SHORT or rest.startswith("="):
            return


def _options(socket: str) -> Settings | None:
    """The options of the dockerd behind the socket; None when it is not plain which that is."""
    matching = [options for options in map(parse, _daemons()) if _listens(options, socket)]
    return matching[0] if len(matching) == 1 else None


def _listens(options: Settings, socket: str) -> bool:
    hosts = options.get("hosts")
    texts = [str(host) for host in hosts] if isinstance(hosts, list) else []
    paths = [text.removeprefix("unix://") for text in texts]
    if os.path.realpath(socket) in {os.path.realpath(path) for path in paths if path[:1] == "/"}:
        return True
    # Without a path of its own (also with `fd://`, what systemd listens on) it is the usual socket.
    plain = not any(path.startswith("/") for path in paths)
    return plain and (socket in _DEFAULT_SOCKETS)


def _daemons() -> Iterator[list[str]]:
    """The command lines of all dockerd, as far as /proc shows them."""
    try:
        names = [name for name in os.listdir("/proc") if name.isdecimal()][:_MOST]
    except OSError:
        return
    for name in names:
        try:
            if host_file.read(f"/proc/{name}/comm").strip() != b"dockerd":
                continue
            words = host_file.read(f"/proc/{name}/cmdline").decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        yield words[1:]


def _file(path: str) -> tuple[Settings, bool]:
    """The settings of daemon.json that matter, and whether all of it is known."""
    from .local import read  # noqa: PLC0415 - it imports this module

    folder = os.path.dirname(path) or "/"
    if not os.path.lexists(path):
        # A folder that may not be entered hides whether the file is there.
        return {}, not os.path.lexists(folder) or os.access(folder, os.X_OK)
    import json  # noqa: PLC0415 - only for local facts

    try:
        # What may not be read is no JSON either, and so unknown.
        document = json.loads(read(path) or "")
    except (ValueError, RecursionError):
        return {}, False
    if not isinstance(document, dict):
        return {}, False
    return {key: value for key, value in document.items() if key in _KEPT}, True
