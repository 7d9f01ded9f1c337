"""What a scalar is by YAML 1.1, as most programs read it: `yes` is a truth, `<<` merges."""

from typing import Any

import yaml
from yaml.resolver import Resolver

from .nodes import Node


def kind_of(node: Node) -> str:
    """The last word of a scalar's tag, as it is written or follows from its text.

    str, bool, null, int, float, timestamp, merge, value, or whatever a tag says.
    """
    tag = node.tag or _resolved(node.value, not node.style)
    return tag.rpartition(":")[2]


def _resolved(text: str, is_plain: bool) -> str:
    resolver: Any = Resolver()  # which has no types
    tag: str = resolver.resolve(yaml.ScalarNode, text, (is_plain, not is_plain))
    return tag
