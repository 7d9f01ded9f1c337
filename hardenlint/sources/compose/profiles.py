"""Compose's profiles: which services of a project take part."""

from collections.abc import Sequence

from .nodes import Node


def is_active(service: Node, profiles: Sequence[str]) -> bool:
    """Whether a service takes part: it has no profile, or one that is asked for."""
    named = [item.value for item in service.items_at("profiles")]
    # What is no name is none that is asked for; that it is wrong is told elsewhere.
    return not named or "*" in profiles or any(name in profiles for name in named)
