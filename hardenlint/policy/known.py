"""The file of known findings, those that are accepted, so that only new ones fail.

A file of fingerprints with counts: no line numbers and no values, so that it stays true when
files are reformatted and containers are re-created, and tells no secret.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hardenlint import reach
from hardenlint.errors import UsageError

VERSION = 1
SIZE_MAX = 50_000_000


class Known(NamedTuple):
    """A known finding: what identifies it, how often it is there, and what a person reads."""

    fingerprint: str
    times: int
    check: str
    path: str
    subject: str


def read(file: str) -> dict[str, Known]:
    """Read a file of known findings: fingerprint -> known finding. Raises UsageError."""
    try:
        content = reach.read_named(file, SIZE_MAX)  # one byte more tells that it is too large
    except FileNotFoundError:
        raise _wrong(
            file, "this file of known findings is not there; `hardenlint known write` makes it"
        ) from None
    except (reach.OutsideError, reach.NoFileError, ValueError) as error:
        raise _wrong(file, f"{error}") from None
    except OSError as error:
        raise _wrong(file, f"{error.strerror or error}") from None
    if content.startswith(b"<<<<<<< ") or b"\n<<<<<<< " in content:
        raise _wrong(file, "has the marks of a merge conflict")
    try:
        document = json.loads(content) if len(content) <= SIZE_MAX else None
    except (ValueError, RecursionError):
        document = None
    # `isinstance` would take `true` for version 1.
    if not isinstance(document, dict) or type(document.get("version")) is not int:
        raise _wrong(file, "has no known findings; write it again with `hardenlint known write`")
    if document["version"] > VERSION:
        raise _wrong(file, "was written by a newer hardenlint")
    items = document.get("findings")
    known = [_known(item) for item in items] if isinstance(items, list) else [None]
    if None in known:
        raise _wrong(file, "is damaged; write it again with `hardenlint known write`")
    return {each.fingerprint: each for each in known if each is not None}


def _wrong(file: str, message: str) -> UsageError:
    from hardenlint.facts.telling import address  # noqa: PLC0415 - only for a mistake

    return UsageError(f"{address(file)}: {message}")  # a configuration may name anything


def _known(item: Any) -> Known | None:
    if not isinstance(item, dict):
        return None
    texts = [item.get(name) for name in ("fingerprint", "check", "path", "subject")]
    count = item.get("count", 1)
    if not all(isinstance(text, str) for text in texts) or type(count) is not int or count < 1:
        return None
    fingerprint, check, path, subject = map(str, texts)
    return Known(fingerprint, count, check, path, subject)


def write(known: Iterable[Known]) -> str:
    """Return the text of such a file, sorted, a finding a line."""
    ordered = sorted(known, key=lambda each: (each.path, each.subject, each.check, each))
    lines = ",\n  ".join(json.dumps(_as_object(each)) for each in ordered)
    findings = f"[\n  {lines}\n ]" if lines else "[]"
    return f'{{"version": {VERSION},\n "findings": {findings}}}\n'


def _as_object(each: Known) -> dict[str, Any]:
    return {
        "check": each.check,
        "path": each.path,
        "subject": each.subject,
        "fingerprint": each.fingerprint,
        "count": each.times,
    }


def collect(found: Iterable[Known]) -> dict[str, Known]:
    """Count the same findings together."""
    together: dict[str, Known] = {}
    for each in found:
        before = together.get(each.fingerprint)
        count = each.times + (before.times if before else 0)
        together[each.fingerprint] = each._replace(times=count)
    return together


def pruned(known: Mapping[str, Known], found: Mapping[str, Known]) -> dict[str, Known]:
    """Drop what is not found any more; nothing is added."""
    return {
        mark: each._replace(times=min(each.times, found[mark].times))
        for mark, each in known.items()
        if mark in found
    }


def elsewhere(known: Mapping[str, Known], paths: Iterable[str]) -> dict[str, Known]:
    """Return what is known of files that were not looked at: outside of paths from the root."""
    parts = tuple(paths)
    return {
        mark: each
        for mark, each in known.items()
        if not any(part in (".", each.path) or each.path.startswith(f"{part}/") for part in parts)
    }


class Filter:
    """Tells known findings from new ones, each as often as it is known."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._left = Counter({mark: each.times for mark, each in known.items()})

    def knows(self, fingerprint: str) -> bool:
        """Whether one more finding of this identity is known."""
        if self._left[fingerprint] <= 0:
            return False
        self._left[fingerprint] -= 1
        return True
