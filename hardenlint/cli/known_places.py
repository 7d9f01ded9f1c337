"""Where the known findings are now: the file that has them knows neither lines nor messages."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from hardenlint import reach, registry
from hardenlint.check import Severity
from hardenlint.engine import Result, redaction
from hardenlint.engine.renewing import renewed
from hardenlint.git import root_of
from hardenlint.page import read
from hardenlint.policy import Policy
from hardenlint.policy.config.locate import inside
from hardenlint.policy.gather import Exceptions
from hardenlint.policy.known import Known
from hardenlint.policy.policy import relative
from hardenlint.workspace import Workspace

from . import scan, settings

OPTIONS: dict[str, Any] = {
    "profile": "baseline", "select": (), "ignore": (), "allow_images": (), "config": None,
    "no_config": False, "as_of": None, "inline_ignores": True, "compose_files": (), "kind": None,
    "stdin_filename": "", "env_files": (), "compose_profiles": (), "build_args": (), "target": None,
}  # fmt: skip
"""The options of a scan, none of which is given."""


def lines(known: Mapping[str, Known], wanted: settings.ScanSettings) -> list[str]:
    """Say of each known finding where it is, what it says and how often it is known."""
    found, known = _found(known, wanted)
    titles = {check.id: check.doc for check in registry.load()[0]} if known else {}
    told: list[tuple[str, int, str, str]] = []
    for mark, each in known.items():
        here = found.get(mark, [])
        times = f" ({each.times} times)" if each.times > 1 else ""
        about = "" if each.subject == each.path else f" {each.subject}"
        start = f"{each.check}{about}"
        if here:
            span = here[0].span
            message = redaction.result(here[0]).finding.message
            text = f":{span.line}:{span.column}: {start}: {message}{times}{_more(here)}"
            told.append((relative(span.path or "", wanted.root), span.line, each.subject, text))
        else:
            title = f": {read(titles[each.check]).summary}" if each.check in titles else ""
            told.append((each.path, 0, each.subject, f": {start}{title}{times}; not found here"))
    return [f"{path}{text}" for path, _, _, text in sorted(told)]


def _more(here: Sequence[Result]) -> str:
    """The other places of findings that are one to whoever identifies them."""
    places = ", ".join(f"{result.span.line}:{result.span.column}" for result in here[1:])
    return f"; also at {places}" if places else ""


def _found(
    known: Mapping[str, Known], wanted: settings.ScanSettings
) -> tuple[Mapping[str, Sequence[Result]], Mapping[str, Known]]:
    """Return what is found of what is known, and this by the fingerprints of today."""
    found: dict[str, list[Result]] = defaultdict(list)
    if not known:
        return found, known
    ids = registry.names()
    # Whatever was asked for when it was written down, and whatever is excused by now.
    wanted.policy = Policy(
        profile="restricted",
        opt_in=frozenset(ids[each.check] for each in known.values() if each.check in ids),
        min_severity=Severity.INFO,
        root=wanted.root,
        as_of=wanted.policy.as_of,
    )
    wanted.exceptions = Exceptions(inline=False, root=wanted.root)
    results = _scanned((os.path.relpath(wanted.root),), wanted)
    known = renewed(known, results, wanted.root)
    missed = {known[mark].path for mark in known.keys() - {r.fingerprint for r in results}}
    # A file that a search passes over was named when it became known.
    # The list comes with what is scanned, so it does not say what else is read.
    top = root_of(wanted.root) or wanted.root
    paths = (os.path.relpath(os.path.join(wanted.root, each)) for each in sorted(missed))
    named = [path for path in paths if path != "-" and os.path.isfile(path) and inside(path, top)]
    if named:
        results += _scanned(tuple(named), wanted)
        known = renewed(known, results, wanted.root)
    for result in results:
        places = [each.span for each in found[result.fingerprint]]
        if result.fingerprint in known and result.span not in places:
            found[result.fingerprint].append(result)
    return found, known


def _scanned(paths: tuple[str, ...], wanted: settings.ScanSettings) -> list[Result]:
    return scan.examined(paths, OPTIONS, wanted, Workspace(reach.of(paths)))[0].results
