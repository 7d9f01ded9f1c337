"""Which values of a compose file are secret by their keys, and by those around them."""

from collections.abc import Sequence

from hardenlint.text.yaml.scalars import Scalar

from .names import names_secret

_NAMES = frozenset(
    "services networks volumes secrets configs models depends_on extends credential_spec".split()
)
"""Keys of compose below which there are names, whatever they sound like, and paths."""

_OUTER = 5  # how deep such a key may lie


class Level:
    """A collection that is being read, inside of another one or of none.

    name     the key it is the value of; `key` the one whose value comes next
    secret   whether all in it is secret; `lists_names` whether its keys are names of compose
    within   the name among those that it describes
    parts    the items of a list of scalars; `values` what has which key
    """

    __slots__ = (
        "depth",
        "is_mapping",
        "key",
        "lists_names",
        "name",
        "parts",
        "secret",
        "values",
        "within",
    )
    depth: int
    name: str
    lists_names: bool

    def __init__(self, outer: "Level | None", *, is_mapping: bool) -> None:
        name = "" if outer is None else outer.name if outer.key is None else outer.key
        self.depth = 0 if outer is None else outer.depth + 1
        is_named = outer is not None and outer.lists_names
        self.is_mapping = is_mapping
        self.name = name
        self.lists_names = name in _NAMES and self.depth < _OUTER and not is_named
        self.within = name if is_named else ""
        self.secret = outer is not None and not self.lists_names and outer.holds_secret(name)
        self.key: str | None = None
        self.parts: list[Scalar] = []
        self.values: dict[str, Sequence[Scalar]] = {}

    def holds_secret(self, name: str) -> bool:
        """Whether what has a name here is secret."""
        if self.secret or (name == "content" and names_secret(self.within)):
            return True
        return not self.lists_names and names_secret(name)
