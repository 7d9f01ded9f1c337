"""What counts as white space in a Dockerfile, and as a lower-case letter: as Go sees Unicode."""

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Unicode's White_Space property, as Go's unicode.IsSpace reads it."""


def lower(text: str) -> str:
    """The text in lower case, character by character: U+0130 is one `i`, and not two characters."""
    return text.lower() if text.isascii() else text.replace("\u0130", "i").lower()
