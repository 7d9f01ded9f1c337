"""An engine that was to be audited."""

from typing import NamedTuple


class Reached(NamedTuple):
    """An engine that was to be audited: as asked for, and what became of it.

    `status` is ok, partial (not all could be read), unreachable or same (an engine that another
    address leads to as well); `containers` is how many were read.
    """

    name: str
    endpoint: str
    chosen: str
    status: str
    containers: int
