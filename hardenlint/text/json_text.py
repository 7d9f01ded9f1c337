"""JSON for others: what no reader takes, and what no CI runner may obey, is spelt out."""


def harmless(text: str) -> str:
    r"""Spell out lone surrogates in a JSON text, and the `##[` of workflow commands."""
    text = inert(text)
    if r"\ud" not in text:
        return text
    import re  # noqa: PLC0415 - only for such text

    # An escaped backslash begins no escape, and a pair is a character: both are stepped over.
    pair = r"\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\(ud[89a-f][0-9a-f]{2})"
    return re.sub(pair, lambda match: rf"\\{match[1]}" if match[1] else match[0], text)


def inert(text: str) -> str:
    r"""Write `##[` with an escape; no line of JSON begins with a text, and it says the same."""
    if "##" not in text:
        return text
    from .runners import ANYWHERE  # noqa: PLC0415 - only for such text

    return ANYWHERE.sub(r"#\\u0023", text)
