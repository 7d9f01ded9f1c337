"""What is told of a project that a file outside of it is a part of: where, and which check.

The user may allow such a file to be read. Its words and values are not the project's to tell, and
nobody can say which of them a message is made of. So nothing of it is told but what the check is
called, its severity, and the place.
"""

from collections.abc import Iterable

from hardenlint.check import Finding
from hardenlint.model import Span
from hardenlint.reach import Reach

from .about import About
from .crash import Crash
from .result import Result

_BECAUSE = "told without words: a file outside of the project is a part of it"
_RELATED = "belongs to it"


class Discretion:
    """Takes out of what was found what is not to be told; `reach` knows whose a file is."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    def subjects(self, every: Iterable[About]) -> list[About]:
        """Put what can be told in the place of the subjects that are discreet."""
        return [self._subject(each) if each.is_discreet else each for each in every]

    def results(self, every: Iterable[Result]) -> list[Result]:
        """The same for findings; what others say of such a place goes, too."""
        return [
            self._result(result) if result.subject.is_discreet else self._around(result)
            for result in every
        ]

    def crashes(self, every: Iterable[Crash]) -> list[Crash]:
        """The same for checks that raised."""
        return [
            each
            if self._is_ours(each.span)
            else each._replace(subject="a subject", span=_place(each.span))
            for each in every
        ]

    def _subject(self, about: About) -> About:
        name = about.name
        # The name of a project may be set by any of its files; a Dockerfile's is its path.
        if not self._is_ours(about.span) or about.kind == "project":
            name = f"{about.span.path}:{about.span.line}"
        return About(about.kind, name, _place(about.span), about.source)

    def _result(self, result: Result) -> Result:
        from hardenlint.page import read  # noqa: PLC0415 - only here is a page read to judge

        title = read(result.check.doc).summary
        finding = Finding(_place(result.span), f"{title} ({_BECAUSE})", secret=True)
        return result._replace(
            subject=self._subject(result.subject),
            finding=finding,
            span=_place(result.span),
            related=tuple((_RELATED, _place(span)) for _, span in result.related),
        )

    def _around(self, result: Result) -> Result:
        if all(self._is_ours(span) for _, span in result.related):
            return result
        related = tuple(
            (text, span) if self._is_ours(span) else (_RELATED, _place(span))
            for text, span in result.related
        )
        return result._replace(related=related)

    def _is_ours(self, span: Span) -> bool:
        return not span.path or self.reach.is_ours(span.path)


def _place(span: Span) -> Span:
    """A place without the keys that lead to it."""
    return span._replace(pointer="")
