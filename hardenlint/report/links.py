"""Text of an input where a reader of reports would make links, or calls to people, of it.

By the rules of GitHub: addresses (`https://`, `www.`, `mailto:`), mail addresses, `@name`, `#1`,
`GH-1` and the hash of a commit. A backslash keeps none of the last four from it, since they are
looked for in what is rendered. So something is put between the two halves of each.
"""

import re

_ADDRESS = r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=mailto:)(?=\S)|(?<=xmpp:)(?=\S)"
_ISSUE = r"(?<=#)(?=\d)|(?<=GH-)(?<!\wGH-)(?=\d)"
_COMMIT = re.compile(r"\b(?=[a-f]*\d)(?=\d*[a-f])([\da-f]{4})(?=[\da-f]{3,36}\b)")
_IN_MARKDOWN = re.compile(rf"{_ADDRESS}|{_ISSUE}|(?<=@)(?=\w)", re.ASCII | re.IGNORECASE)
_IN_PLAIN_TEXT = re.compile(
    # Of names only what stands alone or is a mail address: `image@sha256:…` stays whole.
    rf"{_ADDRESS}|{_ISSUE}|(?<=@)(?<!\w@)(?=\w)|(?<=@)(?=[\w-]+\.[\w-])"
    # Links, tags and entities, in case that somebody takes it for Markdown.
    r"|(?<=\])(?=\()|(?<=<)(?=[a-z/!?])|(?<=&)(?=#?\w+;)",
    re.ASCII | re.IGNORECASE,
)


def parted(text: str, between: str) -> str:
    """Put something between the halves of what could become a link in Markdown."""
    return _COMMIT.sub(rf"\1{between}", _IN_MARKDOWN.sub(between, text))


def spaced(text: str) -> str:
    """Put a blank there, in a text that is plain: a person sees it."""
    return _IN_PLAIN_TEXT.sub(" ", text)
