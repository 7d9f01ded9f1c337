"""XML as lines: elements with attributes, and elements or a text inside."""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(tag: str, attributes: Mapping[str, str], children: Iterable[list[str]]) -> str:
    """The text of a document with this root."""
    lines = ('<?xml version="1.0" encoding="UTF-8"?>', *element(tag, attributes, children))
    return "".join(f"{line}\n" for line in lines)


def element(
    tag: str, attributes: Mapping[str, str], children: Iterable[list[str]], body: str = ""
) -> Iterator[str]:
    """The lines of an element; `children` are those of the elements inside."""
    texts = "".join(f" {name}={quoteattr(_legal(text))}" for name, text in attributes.items())
    inner = [f" {line}" for child in children for line in child]
    if body:
        yield f"<{tag}{texts}>{escape(_legal(body))}</{tag}>"
        return
    if not inner:
        yield f"<{tag}{texts}/>"
        return
    yield f"<{tag}{texts}>"
    yield from inner
    yield f"</{tag}>"


def _legal(text: str) -> str:
    """Spell out what XML 1.0 cannot hold."""
    return _ILLEGAL.sub(lambda m: m[0].encode("unicode_escape", "surrogatepass").decode(), text)
