"""`hardenlint show` of a compose project for a person: the merged file, and who decided what.

Every line has the place of its value: a line number in the first file, `[1] 5` in another one
(the files are numbered at the top), and a word for what compose added or a variable brought.
"""

import os
from collections.abc import Iterator, Sequence

from hardenlint.facts.masking import MASK, masked
from hardenlint.model.causes import said
from hardenlint.workspace import Workspace

from .hidden import hidden
from .longform import ADDED
from .nodes import Node
from .scalars import resolve, text_of
from .shown import SECTIONS, opened_for_show

_WIDTH = 56
_MOST = 72
"""The column of the places, and how much of a long text is shown."""

_IDENTITY = frozenset(("image", "build", "provider", "container_name"))
"""What comes first in a service, whichever file says it."""

_UNQUOTED = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=@%+,$~() -:"
)


def description(
    files: Sequence[str],
    workspace: Workspace,
    *,
    env_files: Sequence[str],
    profiles: Sequence[str],
) -> str:
    """The merged project in long form, as YAML with comments."""
    opened, left_out = opened_for_show(files, workspace, env_files, profiles)
    page = _Page(files, opened.tree)
    for section in SECTIONS:
        node = opened.tree.get(section)
        if node is not None and node.entries:
            page.rows += [("", ""), (f"{section}:", "")]
            page.mapping(node, 1, "")
    named = f" {opened.explicit_name}" if opened.explicit_name else ""
    head = [f"# compose project{named}", *page.sources()]
    if opened.loader.files.is_legacy:
        head.append("# version 1, which docker compose no longer reads")
    for name, service in left_out.items():
        named = ", ".join(text_of(item.value) for item in service.entries["profiles"].items)
        head.append(f"# not started: {name}, only in profile {named}")
    return "\n".join([*head, *page.lines()]) + "\n"


class _Page:
    """Rows of text, each with the place that decided it; `files` in the order of their numbers."""

    def __init__(self, files: Sequence[str], tree: Node) -> None:
        self.files = list(dict.fromkeys(files))
        self.hidden = hidden(tree)
        self.rows: list[tuple[str, str]] = []

    def sources(self) -> list[str]:
        """The files, numbered when there are several."""
        if len(self.files) == 1:
            return [f"# line numbers are those of {self.files[0]}"]
        shown = [os.path.normpath(path) for path in self.files]
        return [f"# [{number}] {path}" for number, path in enumerate(shown, 1)]

    def lines(self) -> Iterator[str]:
        several = len(self.files) > 1
        for text, place in self.rows:
            if not place:
                yield text
                continue
            shown = place if several else place.partition("] ")[2] or place
            yield f"{masked(text).ljust(_WIDTH)}  # {shown}"

    def place(self, node: Node) -> str:
        if node.causes == ADDED:
            return said(ADDED)
        path, line, *_ = node.place
        if path not in self.files:
            self.files.append(path)
        note = f", {said(node.causes)}" if node.causes else ""
        return f"[{self.files.index(path) + 1}] {line}{note}"

    def mapping(self, node: Node, depth: int, first: str) -> None:
        """The entries of a mapping; `first` is put before the first one: the dash of an item."""
        indent = "  " * depth
        entries = node.entries
        # At depth 2 are the keys of a service, where one wants to see first what it is.
        for key in sorted(entries, key=lambda key: depth != 2 or key not in _IDENTITY):
            value = entries[key]
            if not key.startswith("x-"):
                lead, first = (first or indent), ""
                self.value(f"{lead}{_quoted(key)}:", value, depth)

    def value(self, lead: str, node: Node, depth: int) -> None:
        short = self.on_one_line(node) if depth > 2 else None
        if short is not None:
            self.rows.append((f"{lead} {short[0]}", short[1]))
        elif node.entries:
            self.rows.append((lead, ""))
            self.mapping(node, depth + 1, "")
        elif node.items and all(not isinstance(item.value, (dict, list)) for item in node.items):
            self.scalars(lead, node, depth)
        elif node.items:
            self.rows.append((lead, ""))
            for item in node.items:
                self.item(item, depth + 1)
        else:
            self.rows.append((f"{lead} {self.scalar(node)}", self.place(node)))

    def scalar(self, node: Node) -> str:
        """A value as YAML would write it, secrets hidden and long texts cut short."""
        value = self.hidden.get(id(node), node.value)
        if isinstance(value, (dict, list)):
            return "{}" if isinstance(value, dict) else "[]"
        if value is None:
            return "null"
        if not isinstance(value, str) or value == MASK:
            return text_of(value)
        return _quoted(value)

    def scalars(self, lead: str, node: Node, depth: int) -> None:
        """A list of scalars: on one line when one place decided all of them."""
        places = list(dict.fromkeys(self.place(item) for item in node.items))
        joined = f"{lead} [{', '.join(self.scalar(item) for item in node.items)}]"
        if len(places) == 1 and len(joined) <= 2 * _WIDTH:
            self.rows.append((joined, places[0]))
            return
        self.rows.append((lead, ""))
        for item in node.items:
            self.rows.append((f"{'  ' * (depth + 1)}- {self.scalar(item)}", self.place(item)))

    def item(self, node: Node, depth: int) -> None:
        """An item of a list; a short form is one line, since one place decided all of it."""
        dash = "  " * depth + "- "
        short = self.on_one_line(node)
        if short is not None:
            self.rows.append((f"{dash}{short[0]}", short[1]))
        elif node.entries:
            self.mapping(node, depth + 1, dash)
        else:
            self.rows.append((f"{dash}{self.scalar(node)}", self.place(node)))

    def on_one_line(self, node: Node) -> tuple[str, str] | None:
        """A mapping of scalars that one place decided, without what compose adds; or None."""
        written = {k: v for k, v in node.entries.items() if v.causes != ADDED}
        if len(written) < 2 or any(isinstance(v.value, (dict, list)) for v in written.values()):
            return None
        # What a short form says is written at one place, whichever of its variables gave it.
        is_short = node.causes and all(value.place == node.place for value in written.values())
        same = {self.place(part) for part in ((node,) if is_short else written.values())}
        inner = ", ".join(f"{key}: {self.scalar(v)}" for key, v in written.items())
        return (f"{{{inner}}}", same.pop()) if len(same) == 1 else None


def _quoted(text: str) -> str:
    shown = text if len(text) <= _MOST else text[: _MOST - 1] + "…"
    # The sign that something was cut off is no reason for quotes.
    plain = _UNQUOTED.issuperset(shown.rstrip("…")) and shown.strip("- ") == shown
    if plain and ": " not in shown and shown[-1:] != ":" and not _is_typed(shown):
        return shown
    escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _is_typed(text: str) -> bool:
    """Whether YAML would not take a text for one."""
    return text[:1] in "@%,=" or not isinstance(resolve(text), str)
