"""Hide what looks like a secret before it is shown or saved; when in doubt it is hidden."""

import re

from hardenlint.knowledge import secrets

MASK = "********"
_ALSO = frozenset(
    "AUTH AUTHORIZATION CREDENTIAL CREDENTIALS DSN KEY KEYS SALT SESSION SIGNATURE WEBHOOK".split()
)
_USERINFO = re.compile(r"(?<=://)[^/\s@]*:[^/\s@]*(?=@)")
_FORMAT = re.compile(r"\beyJ[\w-]{10,}\.[\w-]|(?i:\bbearer\s+\S|\bbasic\s+\S{6})")
_OPTION = re.compile(r"(-{0,2}[\w.-]+)=(.*)", re.DOTALL)


def is_secret_name(name: str) -> bool:
    """Whether a variable, option or label of that name might hold a secret."""
    words = secrets.words_of(name)
    if not words or words[-1] in secrets.ABOUT or "PUBLIC" in words:
        return False
    return secrets.is_secret_name(name) or not _ALSO.isdisjoint(words)


def masked(name: str, value: str) -> str:
    """`value` as it may be shown beside `name`."""
    return MASK if value and is_secret_name(name) else masked_text(value)


def masked_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a command: `--password=x`, `--password x` and `-H "Bearer …"` masked."""
    shown: list[str] = []
    previous = ""
    for word in words:
        is_value = previous.startswith("-") and not word.startswith("-")
        shown.append(MASK if is_value and is_secret_name(previous) else masked_text(word))
        previous = word
    return tuple(shown)


def masked_text(text: str) -> str:
    """A text of one or many words: credentials by their format, then assignment by assignment."""
    if secrets.token_kind(text) or _FORMAT.search(text):
        return MASK
    text = _USERINFO.sub(MASK, text)
    if (option := _OPTION.fullmatch(text)) and is_secret_name(option[1]):
        return f"{option[1]}={MASK}"
    if not re.search(r"[\s,;]", text):
        return text
    parts = re.split(r"([\s,;]+)", text)
    parts[::2] = masked_words(tuple(parts[::2]))
    return "".join(parts)
