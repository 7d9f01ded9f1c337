"""Texts made different from each other, so that they are no repetition to a reader."""

import re
from typing import Any

_ASSIGNED = re.compile(r"\b(?=[A-Za-z_]\w*=)")
_PATH = re.compile(r"(?<=[\w}])(?=(?:\.\w+)?(?:[\s\"':;,]|$))")


def distinct(text: str, number: int) -> str:
    """A line of a Dockerfile or a scalar with a number in its paths and variables.

    A prefix of a variable leaves its last word, which says what it holds.
    """
    if not number:
        return text
    words = re.split(r"(\s+)", text)
    return "".join(_word(word, number) for word in words)


def other_values(data: Any, number: int) -> Any:
    """Data with every text in it made different."""
    if isinstance(data, dict):
        return {key: other_values(each, number) for key, each in data.items()}
    if isinstance(data, list):
        return [other_values(each, number) for each in data]
    return distinct(data, number) if isinstance(data, str) else data


def _word(word: str, number: int) -> str:
    name, sign, value = word.partition("=")
    if sign and re.fullmatch(r"[A-Za-z_]\w*", name):
        return (
            f"V{number}_{name}={value}{'' if value[-1:] in chr(34) + chr(39) + chr(92) else number}"
        )
    if "/" in word[1:] and not word.startswith(("-", "http", "git", "<")) and word[-1:].isalnum():
        return f"{word}{number}"
    return word
