"""What parsers say of a text, without what they repeat of it."""

import re

_PLACE = r" \(at [a-z\d ,]+\)\Z"
_QUOTE = """['"]"""
_QUOTED = r"""(?P<quote>['"])(?:.|\\.|<[a-z ]+>)(?P=quote)"""


def parser_words(text: str) -> str:
    """What a parser of YAML, TOML or JSON says, up to the first text of the input that it quotes.

    One sign, and a kind of token like `<block end>`, may be quoted. A place at the end stays.
    """
    place = re.search(_PLACE, text)
    bare = text[: place.start()] if place else text
    at = 0
    while (quote := re.compile(_QUOTE).search(bare, at)) is not None:
        known = re.compile(_QUOTED).match(bare, quote.start())
        if known is None:
            bare = bare[: quote.start()].rstrip(" (:")
            break
        at = known.end()
    return bare + (place[0] if place else "")
