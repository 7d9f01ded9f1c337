"""Changes of dictionaries that can be taken back."""

from collections.abc import Hashable
from typing import Any

_ABSENT = object()


class Journal:
    """Remembers what dictionaries held before they were changed, while it is `kept`."""

    __slots__ = ("_entries", "kept")

    def __init__(self) -> None:
        self._entries: list[tuple[dict[Any, Any], Hashable, Any]] = []
        self.kept = True

    def __len__(self) -> int:
        return len(self._entries)

    def set(self, mapping: dict[Any, Any], key: Hashable, value: object) -> None:
        """Change a dictionary."""
        if self.kept:
            self._entries.append((mapping, key, mapping.get(key, _ABSENT)))
        mapping[key] = value

    def drop(self, mapping: dict[Any, Any], key: Hashable) -> None:
        """Take a key out of a dictionary, if it is there."""
        if key in mapping:
            if self.kept:
                self._entries.append((mapping, key, mapping[key]))
            del mapping[key]

    def undo(self, length: int) -> None:
        """Take back what was done since there were so many changes."""
        while len(self._entries) > length:
            mapping, key, old = self._entries.pop()
            if old is _ABSENT:
                del mapping[key]
            else:
                mapping[key] = old
