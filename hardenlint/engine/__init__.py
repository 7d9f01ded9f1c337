"""The engine: run checks over subjects, and make results of what they find."""

from .judge import images_of, judge
from .result import Reached, Report, Result, merged

__all__ = ["Reached", "Report", "Result", "images_of", "judge", "merged"]
