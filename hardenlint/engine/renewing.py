"""Known findings that an earlier version has written down, under the fingerprints of today."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from hardenlint.policy.known import Known
from hardenlint.policy.policy import relative

from .fingerprint import by_name
from .result import Result


def renewed(
    known: Mapping[str, Known], results: Iterable[Result], root: str
) -> Mapping[str, Known]:
    """Give what is known the fingerprints of today, as far as it is found; the rest stays.

    Findings about compose projects had the name of their project in it. It stands beside the
    fingerprint, so they are found again whatever the project is called here.
    """
    about = [result for result in results if result.former]
    if not about or not known:
        return known
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in known.values():
        names[each.path, each.check].add(each.subject)
    after = dict(known)
    unmet = Counter({mark: each.times for mark, each in known.items()})
    for result in about:
        path = relative(result.span.path or "", root)
        ids = (result.check.id, *result.check.aliases)
        written = {
            by_name(result, name, root) for id_ in ids for name in names.get((path, id_), ())
        }
        for mark in (result.fingerprint, result.former, *sorted(written)):
            if unmet[mark] > 0:
                unmet[mark] -= 1
                _move(after, mark, result.fingerprint)
                break
    return after


def _move(known: dict[str, Known], old: str, new: str) -> None:
    """Let one of the findings that are known by an old fingerprint be known by a new one."""
    if old == new:
        return
    each = known.pop(old)
    if each.times > 1:
        known[old] = each._replace(times=each.times - 1)
    times = 1 + (known[new].times if new in known else 0)
    known[new] = each._replace(fingerprint=new, times=times)
