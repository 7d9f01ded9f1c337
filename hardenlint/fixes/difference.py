"""What differs between two readings, so that a fix changes what it says and nothing else."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hardenlint.text.pointer import joined


class Difference(NamedTuple):
    """At a key: how many values are gone, and how many are new."""

    pointer: str
    gone: int
    new: int


def differences(before: Any, after: Any, pointer: str = "") -> Iterator[Difference]:
    """Where two documents of plain data differ; the order of a list's items does not count."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            below = joined(pointer, str(key))
            if key not in after or key not in before:
                yield Difference(below, int(key in before), int(key in after))
            elif before[key] != after[key]:
                yield from differences(before[key], after[key], below)
    elif isinstance(before, list) and isinstance(after, list):
        # Items may be mappings, which cannot be counted as they are.
        old, new = Counter(map(repr, before)), Counter(map(repr, after))
        gone, came = (old - new).total(), (new - old).total()
        if gone or came:
            yield Difference(pointer, gone, came)
    elif before != after or type(before) is not type(after):  # 1 and true are equal
        yield Difference(pointer, 1, 1)


def key_of(pointer: str) -> str:
    """The key that a pointer to an item of a list is below."""
    head, _, last = pointer.rpartition("/")
    return head if last.isdigit() else pointer


def of_dockerfiles(
    before: Mapping[str, Any], after: Mapping[str, Any], lines: Collection[int]
) -> str:
    """What a change of some lines of a Dockerfile changed besides; "" if nothing."""
    for name in ("directives", "stages"):
        if _bare(before[name]) != _bare(after[name]):
            return f"its {name} would change"
    old, new = list(before["instructions"]), list(after["instructions"])
    ordered = sorted(lines)
    edited = [_has_one(ordered, i["line"], i["end_line"]) for i in old]
    if len(new) < len(old):  # an instruction that was taken away
        kept = [i for i, touched in zip(old, edited, strict=True) if not touched]
        return "" if _bare(kept) == _bare(new) else "other instructions would change"
    if len(new) > len(old):
        return "it would have another instruction"
    for first, second, touched in zip(old, new, edited, strict=True):
        if not touched and _bare([first]) != _bare([second]):
            return f"line {first['line']} would change as well"
    return ""


def _has_one(lines: Sequence[int], first: int, last: int) -> bool:
    """Whether one of some lines in order is among those of an instruction."""
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def _bare(items: Any) -> Any:
    """Without line numbers, and without what follows from the instructions."""
    left_out = ("line", "end_line", "effective")
    if isinstance(items, dict):
        return items
    return [{k: v for k, v in item.items() if k not in left_out} for item in items]
