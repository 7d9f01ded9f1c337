"""The engine: run checks over subjects, and make results of what they find."""

from .crash import Crash
from .judge import images_of, judge
from .result import Reached, Report, Result, merged

__all__ = ["Crash", "Reached", "Report", "Result", "images_of", "judge", "merged"]
