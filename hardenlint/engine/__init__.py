"""The engine: run checks over subjects, and make results of what they find."""

from .crash import Crash
from .judge import judge
from .merging import merged
from .result import Reached, Report, Result

__all__ = ["Crash", "Reached", "Report", "Result", "judge", "merged"]
