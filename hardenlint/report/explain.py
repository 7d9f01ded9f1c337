"""A check's page as text: `hardenlint explain`."""

from collections.abc import Iterator, Sequence

from hardenlint.check import Check
from hardenlint.model.source import Source

from .places import page_of

_LANGUAGES = {"yaml": "compose", "dockerfile": "Dockerfile", "json": "docker inspect"}


def page(check: Check, sources: Sequence[Source]) -> str:
    """Return the page: title, a line of metadata, the sections, the examples.

    `sources` are all that there are.
    """
    return "\n".join(_lines(check, sources)) + "\n"


def _lines(check: Check, sources: Sequence[Source]) -> Iterator[str]:
    doc, parts = page_of(check), {source.remedy for source in sources}
    yield f"{check.id}: {doc.summary}"
    yield " · ".join(
        (
            str(check.severity),
            f"profile {check.profile}",
            ", ".join(check.sources(sources)),
        )
    )
    for heading, text in doc.sections.items():
        # Fix keeps its title when all of its text is in its parts, which come next.
        if heading == "Examples" or (not text and heading != "Fix"):
            continue
        yield ""
        yield f"  {heading}" if heading in parts else heading
        yield from _indented(text, "    " if heading in parts else "  ")
    yield from _examples(check)
    yield from _facts(check)


def _indented(text: str, margin: str) -> Iterator[str]:
    return (f"{margin}{line}".rstrip() for line in text.splitlines())


def _examples(check: Check) -> Iterator[str]:
    for example in page_of(check).examples:
        verdict = "Reported" if example.verdict == "bad" else "Not reported"
        language = _LANGUAGES.get(example.language, example.language)
        yield ""
        yield f"{verdict} ({language})"
        yield from _indented(example.text, "    ")


def _facts(check: Check) -> Iterator[str]:
    for heading, names in (("References", check.all_references), ("Covers", check.covers)):
        if names:
            yield ""
            yield heading
            yield from (f"  {name}" for name in names)
