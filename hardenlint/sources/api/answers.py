"""From the bytes of an answer to values, bounded before anything is made of them.

Three bytes of JSON can make an object of a hundred bytes and more, so the brackets and commas of an
answer are counted besides its length. An engine writes valid Unicode; what does not is mended.
"""

import json
import re
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

Answer = Any
"""What JSON can say."""

_LONE = re.compile(rb"\\u[dD][89a-fA-F]")
"""What may be half of a pair, and is none without the other half."""
_HALF = re.compile("[\ud800-\udfff]")
_MESSAGE_MAX = 300
_NONE: Mapping[str, str] = {}


class NoAnswerError(Exception):
    """What came back is no answer of a Docker engine."""


class StatusError(Exception):
    """The engine answered, but not with what was asked for; `status` is that of HTTP."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] = _NONE) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


class SshError(ConnectionError):
    """What the ssh client, or the program behind it, said went wrong."""


class LostError(ConnectionError):
    """The engine has gone: it closed the connection and takes no new one."""


class Limit(NamedTuple):
    """How large an answer may be: bytes, and values in it."""

    size: int
    values: int


LIST = Limit(64 << 20, 2_000_000)
"""Of a list: ten thousand containers take some 30 MB."""

DOCUMENT = Limit(16 << 20, 1_000_000)
"""Of one thing: a container that publishes each of its ports takes 12 MB."""

ERROR = Limit(64 << 10, 1000)
"""Of an answer that is an error: one sentence."""


class Decoded(NamedTuple):
    """An answer, how large it was, and whether its text had to be mended."""

    answer: Answer
    size: Limit
    mended: bool = False


def decode(body: bytes, limit: Limit) -> Decoded:
    """Decode JSON; raises NoAnswerError for what is too large, and for what is none."""
    values = sum(body.count(sign) for sign in (b"{", b"[", b","))
    if len(body) > limit.size or values > limit.values:
        raise NoAnswerError("its answer is too long")
    text = body.decode("utf-8", "replace")
    # One character of those that take four bytes makes all of the others take as many.
    size = sys.getsizeof(text)
    if size > limit.size:
        raise NoAnswerError("its answer is too long")
    try:
        answer = json.loads(text)
        mended = _LONE.search(body) is not None and _has_half(answer)
        return Decoded(_whole(answer) if mended else answer, Limit(size, values), mended)
    except (ValueError, RecursionError):
        raise NoAnswerError("its answer is no JSON") from None


def _has_half(value: Answer) -> bool:
    if isinstance(value, dict):
        return any(map(_has_half, value)) or any(map(_has_half, value.values()))
    if isinstance(value, list):
        return any(map(_has_half, value))
    return isinstance(value, str) and _HALF.search(value) is not None


def _whole(value: Answer) -> Answer:
    """A value whose text is all Unicode."""
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return _HALF.sub("\ufffd", value) if isinstance(value, str) else value


def message(body: bytes) -> str:
    """The sentence of an error, where there is one."""
    try:
        answer = decode(body, ERROR).answer
    except NoAnswerError:
        return ""
    found = answer.get("message") if isinstance(answer, dict) else None
    return plain(found) if isinstance(found, str) else ""


def plain(text: str, longest: int = _MESSAGE_MAX) -> str:
    """Text from somewhere else as part of a sentence: short, one line, nothing hidden in it."""
    cut = text if len(text) <= longest else f"{text[:longest]}…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)
