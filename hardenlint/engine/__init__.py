"""The engine: run checks over subjects, and make results of what they find."""

from typing import TYPE_CHECKING

from hardenlint.lazy import exports

from .judge import judge
from .result import Report, Result

if TYPE_CHECKING:
    from .crash import Crash
    from .merging import merged
    from .reached import Reached

__all__ = ["Crash", "Reached", "Report", "Result", "judge", "merged"]

if not TYPE_CHECKING:  # a type checker is to know these names one by one
    __getattr__ = exports(__name__, {"crash": "Crash", "merging": "merged", "reached": "Reached"})
