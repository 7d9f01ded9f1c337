"""Hide what looks like a secret before it is shown or saved; when in doubt it is hidden.

What is shown gets asterisks. What is saved gets a stand-in where a check would tell of the secret,
so that it tells of the same when the snapshot is read.
"""

import re
from collections.abc import Callable, Iterable

from hardenlint.facts.masking import MASK, Range, merged, secret_ranges
from hardenlint.facts.masking.commands import in_list
from hardenlint.facts.masking.names import names_secret
from hardenlint.knowledge import secret_names, secrets, tokens

_ALSO = frozenset(
    "AUTH AUTHORIZATION CREDENTIAL CREDENTIALS DSN KEY KEYS SALT SESSION SIGNATURE WEBHOOK".split()
)
# Possessive (`*+`): no text of a stranger may keep a pattern going back.
_USERINFO = re.compile(r"(?<=://)[^/\s@:]*+:[^/\s]*(?=@)")
_BEARER = re.compile(r"\b(bearer|basic)\s++\S++|(?<![\w-])eyJ[\w-]{10,}+\.[\w.-]*+", re.IGNORECASE)
_FORMAT = re.compile(r"(?<![\w-])eyJ[\w-]{10,}+\.[\w-]|(?i:\bbearer\s++\S|\bbasic\s++\S{6})")
_OPTION = re.compile(r"(-{0,2}[\w.-]+)=(.*)", re.DOTALL)


def is_secret_name(name: str) -> bool:
    """Whether a variable, option or label of that name might hold a secret."""
    if names_secret(name):
        return True
    words = secret_names.words_of(name)
    if not words or words[-1] in secret_names.ABOUT or "PUBLIC" in words:
        return False
    return not _ALSO.isdisjoint(words)


Hide = Callable[[str, str], str]
"""What to write for a value beside a name, "" where none is known."""


def asterisks(_name: str, _value: str) -> str:
    """What is shown for a secret."""
    return MASK


def stand_in(name: str, value: str) -> str:
    """What is saved for a secret: what checks tell of it stays true."""
    from hardenlint.knowledge import default_credentials  # noqa: PLC0415 - only for snapshots

    if default_credentials.switches_login_off(name, value):
        return value
    if tokens.token_kinds(value):
        return tokens.stand_in(value)
    if secrets.passwords_in(value):
        return _USERINFO.sub(f"{MASK}:{tokens.stand_in('')}", value)
    if match := _BEARER.search(value):
        return f"{match[1] or ''} {tokens.stand_in('')}".lstrip()
    # No check would tell of it, so nothing has to look like it.
    if name and not secrets.is_literal_secret(name, value):
        return MASK
    return _COMMON if default_credentials.is_common(value) else tokens.stand_in("")


_COMMON = "changeme"
"""The stand-in for all of the passwords that everybody tries first."""


def masked_variables(texts: Iterable[str], hide: Hide = asterisks) -> list[str]:
    """`NAME=value` each; a password that is the name of an account beside it is no secret."""
    from hardenlint.knowledge import default_credentials  # noqa: PLC0415 - only for snapshots

    pairs = [text.partition("=") for text in texts]
    known = default_credentials.accounts({name: value for name, _, value in pairs})
    return [
        name + sep + (value if value in known and value else masked(name, value, hide))
        for name, sep, value in pairs
    ]


def masked(name: str, value: str, hide: Hide = asterisks) -> str:
    """`value` as it may be shown beside `name`."""
    if value and is_secret_name(name):
        return hide(name, value)
    return masked_text(value, hide)


def masked_words(words: tuple[str, ...], hide: Hide = asterisks) -> tuple[str, ...]:
    """The words of a command: `--password=x`, `--password x`, `mysql -px`, `-H "Bearer …"`."""
    found: dict[int, list[Range]] = {}
    for index, start, end in in_list(words):
        found.setdefault(index, []).append((start, end))
    shown: list[str] = []
    previous = ""
    for index, word in enumerate(words):
        is_value = previous.startswith("-") and not word.startswith("-")
        if is_value and is_secret_name(previous):
            shown.append(hide(previous, word))
        else:
            shown.append(_hidden(word, found.get(index, ()), hide))
        previous = word
    return tuple(shown)


def masked_text(text: str, hide: Hide = asterisks) -> str:
    """A text of one or many words: credentials by their format, then assignment by assignment."""
    return _hidden(text, (), hide)


def _hidden(text: str, ranges: Iterable[Range], hide: Hide) -> str:
    """A text without these parts and without whatever it shows to be secret by itself."""
    if secrets.token_kind(text) or _FORMAT.search(text):
        return hide("", text)
    if _USERINFO.search(text):
        hidden = hide("", text)
        # A stand-in keeps the address; with asterisks only the password is covered.
        if "://" in hidden:
            text, ranges = hidden, ()
    if (option := _OPTION.fullmatch(text)) and is_secret_name(option[1]):
        return f"{option[1]}={hide(option[1], option[2])}"
    for start, end in reversed(merged([*secret_ranges(text), *ranges])):
        part = text[start:end]
        # What stands in for a password already says what a check may tell of it.
        if tokens.STAND_IN not in part:
            text = text[:start] + hide("", part) + text[end:]
    return text
