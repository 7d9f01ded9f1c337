"""What Podman writes differently: its defaults spelt out, and the command line of a container.

Its own inspect data keeps the words that somebody typed (Config.CreateCommand); they tell what
the rest leaves out. Its compatible API has no such key.
"""

from hardenlint.model import Field
from hardenlint.model.capability import ALL, DOCKER

from .node import Node

_UNKNOWN_TO_SOME = 4  # capabilities that a kernel, or a virtual machine, may lack


def is_podman(document: Node) -> bool:
    """Whether Podman describes the container.

    It alone calls its runtime "oci" and, but for its compatible API, tells the bounding set.
    """
    told = document.get("BoundingCaps")
    return document.get("HostConfig").get("Runtime").value == "oci" or not told.missing


def spelt_out(added: tuple[Field[str], ...]) -> bool:
    """Whether a list is what Podman makes of ALL: all that the defaults and the kernel leave."""
    return len(ALL - DOCKER - {item.value for item in added}) <= _UNKNOWN_TO_SOME


def rows(told: list[dict[str, str]]) -> list[dict[str, str]]:
    """What Podman tells of processes, in the words of ps: ids are the host's, root is a name."""
    hosts = {row.get("PID"): row.get("HPID", "") for row in told}
    return [
        {
            **row,
            "PID": row.get("HPID", ""),
            "PPID": hosts.get(row.get("PPID"), ""),
            "UID": _user_id(row.get("HUSER", "")),
            "GID": _user_id(row.get("HGROUP", "")),
            "LABEL": row.get("LABEL", "").removeprefix("?"),
        }
        for row in told
    ]


def _user_id(name: str) -> str:
    return "0" if name == "root" else name


def typed(document: Node, option: str) -> tuple[Field[str], ...]:
    """The values that the command line gives an option; none where there is no command line."""
    config = document.get("Config")
    node = config.get("CreateCommand")
    words = list(node.texts() or ()) if isinstance(node.value, list) else []
    command = list(config.get("Cmd").texts() or ())
    if command and words[-len(command) :] == command:
        del words[-len(command) :]  # what runs inside may have an option of that name too
    found = []
    for index, word in enumerate(words):
        name, sep, value = word.partition("=")
        if name == option and (sep or index + 1 < len(words)):
            found.append(Field(value if sep else words[index + 1], node.span))
    return tuple(found)
