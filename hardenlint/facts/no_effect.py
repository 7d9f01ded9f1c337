"""Settings that an engine does not apply as they are written.

Sources: moby daemon/daemon_unix.go parseSecurityOpt, api/types/container (UsernsMode),
podman-run(1) for `--security-opt` and `--userns`, docs.docker.com on internal networks. As of
2026-11.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from hardenlint.model import Container, Field
from hardenlint.model.publishing import is_enclosed

SECURITY_OPTIONS = frozenset(
    """apparmor credentialspec label mask no-new-privileges proc-opts seccomp systempaths unmask
    writable-cgroups""".split()
)
"""What Docker and Podman know; `no-new-privileges:false` and the like are known names, too."""

USER_NAMESPACES = frozenset(("", "auto", "container", "host", "keep-id", "nomap", "ns", "private"))

_NAMED = 10
"""Networks that a message names."""

_Found = Iterator[tuple[Field[Any], str, str]]
"""Field, message, and the value that it is about."""


def options(container: Container) -> _Found:
    """Names that no engine knows."""
    for option in container.privileges.security_opts:
        if option.value is not None and option.value.name not in SECURITY_OPTIONS:
            name = option.value.name
            yield option, f"sets the security option {name!r}, which no engine knows", name
    mode = container.namespaces.userns
    if mode.value is not None and mode.value.mode.partition(":")[0] not in USER_NAMESPACES:
        text = str(mode.value)
        yield mode, f"asks for the user namespace {text!r}, which no engine knows", text


def ports(container: Container) -> _Found:
    """Ports that are published from nothing but internal networks."""
    if not is_enclosed(container):
        return
    names = ", ".join(islice(container.joined_networks, _NAMED))
    if len(container.joined_networks) > _NAMED:
        names += f" and {len(container.joined_networks) - _NAMED} more"
    for item in container.published:
        message = f"publishes {item} though it is on internal networks only ({names})"
        yield item.field, message, str(item)


def mounts(container: Container) -> _Found:
    """A tmpfs at the very place of another mount."""
    places = [(field, field.value) for field in container.storage.mounts if field.value is not None]
    targets = {mount.target.rstrip("/"): str(mount) for _, mount in places if mount.type != "tmpfs"}
    for field, mount in places:
        other = targets.get(mount.target.rstrip("/"))
        if mount.type == "tmpfs" and other is not None:
            message = f"puts a tmpfs on {mount.target}, where {other} is mounted as well"
            yield field, message, mount.target


def shell_texts(container: Container) -> _Found:
    """Values that are shell text as a whole; nobody runs it, and what it says is never shown."""
    for name, field in container.env.items():
        if field.origin == "stated" and _is_shell(field.value or ""):
            yield field, f"sets {name} to the text of a shell command, which nobody runs", name
    user = container.user
    if user.origin == "stated" and user.value is not None:
        parts = (("user", user.value.name), ("group", user.value.group))
        for part in [part for part, text in parts if _is_shell(text)][:1]:
            yield user, f"sets the {part} to the text of a shell command, which nobody runs", part


def _is_shell(text: str) -> bool:
    text = text.strip().strip("\"'")
    if len(text) < 4:
        return False
    return (text.startswith("$(") and text.endswith(")") and not text.startswith("$((")) or (
        text[0] == text[-1] == "`" and " " in text
    )
