"""Seccomp profiles: the filter of system calls that somebody wrote for a container.

Source: moby profiles/seccomp/seccomp.go (the format), seccomp(2) (the actions).
"""

from typing import TYPE_CHECKING, Any

from .span import Field

if TYPE_CHECKING:
    from .container import Container

_NOT_FILES = ("", "unconfined", "builtin")
# LOG writes a line, and lets the call through.
_PASSES = ("SCMP_ACT_ALLOW", "SCMP_ACT_LOG")


class SeccompProfile:
    """What a profile lets through.

    path       the file it is in, "" when it is part of the container's configuration
    is_here    False when there is no such file
    lets_all   calls that no rule names pass
    refuses    some rule refuses a call
    allowed    the calls that pass unconditionally by name
    """

    __slots__ = ("allowed", "is_here", "lets_all", "path", "refuses")

    def __init__(self, path: str = "", *, is_here: bool = True) -> None:
        self.path = path
        self.is_here = is_here
        self.lets_all = False
        self.refuses = False
        self.allowed: frozenset[str] = frozenset()


def profile_of(container: "Container") -> Field[SeccompProfile] | None:
    """The profile that a container names, None when it names none; its value None is unknown."""
    for option in container.privileges.options("seccomp")[-1:]:  # the engine takes the last one
        named = option.value.value if option.value is not None else ""
        if named in _NOT_FILES:
            return None
        return Field(_read(named, container), option.span, option.origin, option.causes)
    return None


def _read(named: str, container: "Container") -> SeccompProfile | None:
    if named.startswith("{"):
        return _parsed(named, "")
    text = (
        container.privileges.profile_text(named)
        if container.privileges.profile_text is not None
        else None
    )
    if text is None:
        return None
    return _parsed(text, named) if text else SeccompProfile(named, is_here=False)


def _parsed(text: str, path: str) -> SeccompProfile | None:
    """Read a profile; None for what is none."""
    import json  # noqa: PLC0415 - only where a check asks for a profile

    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("defaultAction"), str):
        return None
    profile = SeccompProfile(path)
    profile.lets_all = document["defaultAction"] in _PASSES
    rules = document.get("syscalls")
    allowed: set[str] = set()
    for rule in rules if isinstance(rules, list) else ():
        if not isinstance(rule, dict):
            continue
        if rule.get("action") not in _PASSES:
            profile.refuses = True
        elif not any(rule.get(key) for key in ("args", "includes", "excludes")):
            allowed.update(_names(rule))
    profile.allowed = frozenset(allowed)
    return profile


def _names(rule: dict[str, Any]) -> list[str]:
    """A rule's calls: `names`, or the `name` of older profiles."""
    names = rule.get("names")
    listed = names if isinstance(names, list) else []
    return [name for name in (*listed, rule.get("name")) if isinstance(name, str)]
