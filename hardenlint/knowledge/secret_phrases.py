"""Values that say what to put in their place, in words. As of 2026-12.

Source: the examples that public repositories ship (`.env.example`, compose files, build stages
that need some value), read for it.
"""

import re

from .tokens import STAND_IN

DUMMIES = frozenset(
    """dummy fake unused notsecret notasecret nosecret notneeded notused placeholder placeholders
    redacted masked tbd todo fixme irrelevant ignored whatever collectstatic runtime
    buildtime""".split()
)
"""Words that make a value of nothing but words a stand-in: build-time-dummy."""

PROMISES = frozenset(
    """provided injected supplied generated overridden overwritten populated mounted fetched loaded
    resolved""".split()
)
"""What such a value says of the real one: provided-at-runtime."""

LINKS = frozenset("for from of at by via in on with".split())
"""What joins the words of a description: secret_for_github_oauth."""

OWNERS = frozenset(("your", "ur"))
"""How a value begins that the reader is to replace."""

DESCRIPTIONS = frozenset(
    """random alphanumeric string characters chars bytes base64 hex minimum least long length
    strong secure generated unique""".split()
)
"""Two of these describe what to put: long-and-random-alphanumeric-string."""

SECRET_WORDS = frozenset(
    """password passwd pass secret token key apikey username user credential credentials login
    account id hash string value""".split()
)

_LONGEST = 1000

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_FUSED = re.compile(
    r"(?:your|the|put|enter|insert|add|paste|set|use)[a-z]*"
    r"(?:key|token|secret|password|passwd|pass|value|credentials?|string|hash|salt)"
    r"(?:here|now|please)?\d*"
)
_VENDORS = re.compile(
    r"(?:sk|pk|rk|xox[abp]|ghp|gho|glpat|hf|pat|npm|key)[-_](?:test_|live_|proj-)?"
)
_MASKED = re.compile(r"\.\.\.|…|\*{3}|[xX]{5}|•{2}|#{4}")


_CHANGE = (
    "changeme", "changeit", "changethis", "tochange", "pleasechange", "changebefore", "changein",
    "replaceme", "replacethis", "bechanged", "replaceit", "modifyme",
    "changepassword", "changesecret",
)  # fmt: skip


def asks_to_change(text: str) -> bool:
    """Whether a value that works as it stands says itself that it should not stay."""
    letters = "".join(char for char in text[:_LONGEST].lower() if char.isalpha())
    return any(mark in letters for mark in _CHANGE)


def says_what_to_put(text: str) -> bool:
    """Whether a value describes the secret that belongs there, is a dummy, or is masked."""
    # What a snapshot has in the place of a secret is one; nobody describes one at such length.
    if STAND_IN in text or len(text) > _LONGEST:
        return False
    if _MASKED.search(text):
        return True
    vendor = _VENDORS.match(text)
    text = text[vendor.end() :] if vendor is not None else text
    words = [word.lower() for word in _WORD.findall(text)]
    if not words or asks_to_change(text) or _is_drawn(text, words):
        return False
    return _is_asked(text, words) or _describes(text, words)


def _is_asked(text: str, words: list[str]) -> bool:
    """Words to the reader: your-key, replace with a token, put-it-here, or that it is a dummy."""
    if not DUMMIES.isdisjoint(words) or not PROMISES.isdisjoint(words):
        return True
    if words[0] in OWNERS or (words[0] == "replace" and len(words) > 1):
        return True
    is_put = words[0] in ("put", "set", "add") or not SECRET_WORDS.isdisjoint(words)
    return _FUSED.fullmatch(text.lower()) is not None or ("here" in words[-2:] and is_put)


def _describes(text: str, words: list[str]) -> bool:
    """Words about the secret: secret-from-console, a-long-random-string, CLUSTER_API_SECRET."""
    if len(DESCRIPTIONS.intersection(words)) > 1:
        return True
    is_named = not SECRET_WORDS.isdisjoint(words)
    if len(words) > 2 + (not is_named) and not LINKS.isdisjoint(words[1:-1]):
        return True
    return text.isupper() and "_" in text and words[-1] in SECRET_WORDS


def _is_drawn(text: str, words: list[str]) -> bool:
    """Whether something in it is no word: digits between letters, or signs that join none."""
    if any(not (char.isalnum() or char in "-_. :/,'()<>") for char in text):
        return True
    numbers = [word for word in words if word.isdigit()]
    if len(numbers) > 1 or (numbers and not words[-1].isdigit()):
        return True
    # k, Zt and vQ are no words, and neither is what has no vowel.
    letters = [word for word in words if not word.isdigit()]
    short = sum(len(word) < 2 or not set(word) & set("aeiouy") for word in letters)
    return short > max(1, len(letters) // 3)
