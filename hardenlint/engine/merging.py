"""One result where several subjects come by the same line."""

from collections.abc import Iterable

from .result import Result, order


def merged(results: Iterable[Result]) -> list[Result]:
    """Put results in the order of their places; the same one told twice is one.

    Two projects may include one file, parts of a scan may build one Dockerfile, and services
    may share a line through an anchor or `extends`.
    """
    same: dict[tuple[object, ...], list[Result]] = {}
    for result in results:
        same.setdefault(_identity(result), []).append(result)
    return sorted(map(_together, same.values()), key=order)


def _together(group: list[Result]) -> Result:
    """One result for all of a group, told of whoever comes first."""
    if len(group) == 1:
        return group[0]
    first = min(group, key=lambda result: result.subject.span)
    related = dict.fromkeys(first.related)
    for other in group:
        related.update(dict.fromkeys(other.related))
        if other.subject.name != first.subject.name:
            related[f"service {other.subject.name} has it too", other.subject.span] = None
    return first._replace(related=tuple(sorted(related, key=lambda place: place[1])))


def _identity(result: Result) -> tuple[object, ...]:
    """What two results have in common that say the same: of a line, not who comes by it."""
    subject, span = result.subject, result.span
    is_shared = (
        not subject.source.builds and subject.source.is_written and span[:3] != subject.span[:3]
    )
    # A suppressed finding and one that counts must not become one.
    if not is_shared or result.suppression is not None:
        return (result.check.id, subject.name, span, result.finding.message)
    # Without the pointer: an alias gives each service one of its own to the same text.
    return (result.check.id, span[:5], result.finding.message, result.severity)
