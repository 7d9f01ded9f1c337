"""Which findings keep a report from being written."""

from collections.abc import Callable, Sequence

from hardenlint.engine import Report, Result


def without_bugs(report: Report, write: Callable[[Report], str]) -> None:
    """Leave out of a report, and tell, the findings that cannot be written."""
    for result, error in _failing(report.shown, lambda some: write(report.only(some))):
        report.lose(result, error)


def _failing(
    results: Sequence[Result], write: Callable[[Sequence[Result]], object]
) -> list[tuple[Result, Exception]]:
    """Those that cannot be written, found by halves, each with what it raises."""
    try:
        write(results)
    except Exception as error:  # noqa: BLE001, RUF100 - this is what is looked for
        if len(results) < 2:
            return [(result, error) for result in results]
        half = len(results) // 2
        return [*_failing(results[:half], write), *_failing(results[half:], write)]
    return []
