"""Ways to grow a Dockerfile."""

import re
from collections.abc import Callable

from hardenlint.sources import dockerfile

from .words import distinct

Parts = tuple[list[str], list[tuple[str, list[tuple[str, str]]]]]
"""The texts before the first FROM; FROM and (keyword, text) of the instructions, by stage."""


def _parts(text: str) -> Parts:
    build = dockerfile.read(text, "Dockerfile")
    lines = text.split("\n")
    first = build.stages[0].span.line
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for stage in build.stages:
        own = [(i.keyword, _lines(lines, i.span.line, i.span.end_line)) for i in stage.instructions]
        found.append((_lines(lines, stage.span.line, stage.span.end_line), own))
    return lines[: first - 1], found


def _lines(lines: list[str], first: int, last: int) -> str:
    return "\n".join(lines[first - 1 : max(first, last)])


def _text(parts: Parts) -> str:
    head, stages = parts
    return "\n".join(
        (*head, *(t for start, own in stages for t in (start, *(x for _, x in own))), "")
    )


def instructions(text: str, count: int) -> str:
    """The instructions of each stage again and again."""
    head, stages = _parts(text)
    return _text((head, [(start, own * count) for start, own in stages]))


def other_instructions(text: str, count: int) -> str:
    """The instructions of each stage, each time with other paths and variables."""
    head, stages = _parts(text)
    grown = [
        (start, [(k, distinct(t, n)) for n in range(count) for k, t in own])
        for start, own in stages
    ]
    return _text((head, grown))


def stages(text: str, count: int) -> str:
    """All stages again and again, under other names."""
    head, found = _parts(text)
    names = re.findall(r"(?im)^FROM .*\bAS\s+([\w.-]+)", text)
    parts = []
    for number in range(count):
        block = _text(([], found))
        for name in names:
            block = re.sub(
                rf"(?m)(\bFROM\s+|\bAS\s+|from=){re.escape(name)}\b",
                rf"\g<1>{name}{number}",
                block,
                flags=re.I,
            )
        parts.append(block)
    return "\n".join((*head, *parts))


def chain(text: str, count: int) -> str:
    """The last stage as a base of a copy of itself, and so on."""
    head, found = _parts(text)
    start, own = found[-1]
    base = re.sub(r"(?i)\s+AS\s+\S+\s*$", "", start)
    grown = [*found[:-1], (f"{base} AS chain0", own)]
    grown += [
        (f"FROM chain{n - 1} AS chain{n}", [(k, distinct(t, n)) for k, t in own])
        for n in range(1, count)
    ]
    return _text((head, grown))


def one_run(text: str, count: int) -> str:
    """Each RUN as one with its commands again and again, each time with other paths."""
    return _each(
        text,
        lambda t: " && \\\n".join((t, *(distinct(_command(t), n) for n in range(1, count)))),
        "RUN",
    )


def one_script(text: str, count: int) -> str:
    """Each RUN as a script in a here-document that says it again and again."""

    def script(t: str) -> str:
        command = _command(t)
        return "\n".join(("RUN <<GROWN", *(distinct(command, n) for n in range(count)), "GROWN"))

    return _each(text, script, "RUN")


def piped(text: str, count: int) -> str:
    """Each RUN as a pipeline of its commands."""
    return _each(
        text,
        lambda t: " | \\\n".join((t, *(distinct(_command(t), n) for n in range(1, count)))),
        "RUN",
    )


def _command(text: str) -> str:
    return re.sub(r"^(?i:RUN)\s+((--\S+|\\)\s+)*", "", text)


def words(text: str, count: int) -> str:
    """The last word of each instruction again and again."""

    def more(t: str) -> str:
        last = t.split()[-1]
        return " ".join((t, *(distinct(last, n) for n in range(1, count))))

    return _each(text, more, "")


def flags(text: str, count: int) -> str:
    """The flags of each instruction again and again."""

    def more(t: str) -> str:
        keyword, _, rest = t.partition(" ")
        found = re.findall(r"--\S+", rest)
        return " ".join((keyword, *(distinct(f, n) for n in range(1, count) for f in found), rest))

    return _each(text, more, "")


def _each(text: str, grow: Callable[[str], str], keyword: str) -> str:
    head, found = _parts(text)

    def one(kind: str, t: str) -> str:
        fits = (
            (not keyword or kind == keyword)
            and "<<" not in t
            and not t.rstrip().endswith(("]", "\\"))
        )
        return grow(t) if fits else t

    return _text((head, [(start, [(k, one(k, t)) for k, t in own]) for start, own in found]))


def comments(text: str, count: int) -> str:
    """Exceptions above each instruction."""
    head, found = _parts(text)

    def above(t: str) -> str:
        return "\n".join((*(f"# hardenlint: ignore[CHECK] -- reason {n}" for n in range(count)), t))

    return _text((head, [(start, [(k, above(t)) for k, t in own]) for start, own in found]))


WAYS: dict[str, Callable[[str, int], str]] = {
    "instructions": instructions,
    "other instructions": other_instructions,
    "stages": stages,
    "chain": chain,
    "one RUN": one_run,
    "one script": one_script,
    "one pipeline": piped,
    "words": words,
    "flags": flags,
    "comments": comments,
}
