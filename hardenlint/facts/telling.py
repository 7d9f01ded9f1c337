"""What a message may repeat of an input: names and addresses.

Messages are part of every format and end in logs and dashboards. So they say what is wrong and
where, and repeat no value. As a mistake may make a value part of a name (`- "DB_PASSWORD: x"`), of
a name only that is told which can be one.
"""

import re
from functools import lru_cache

from hardenlint.knowledge.tokens import token_kind

HIDDEN = "********"

_LONGEST = 200  # characters of a name
_LONGEST_ADDRESS = 2000
_NAME = r"""[\s"']*([\w./-]*)"""
_RANDOM = r"[A-Za-z0-9+]{32,}"
_PLACES = frozenset(("the command", "the entrypoint", "the health check", "an extra host"))
_HOOK = r"the [a-z_]+ hook\Z"
_KIND = r"the (?:build argument|build label|label|annotation|here-document) "
_PLAIN = r"[A-Za-z_][A-Za-z_.-]{0,39}\Z"
_SCHEME = r"[A-Za-z][\w+.-]*\Z"
_DIGEST = r"(?:sha\d+|blake\w+)(?:\+\w+)?:"
_HOST = r"(?:[\w-]+(?:\.[\w-]+)+|localhost|\[[\da-fA-F:.]+\])\Z"
_AUTHORITY = r"(?:[\w.*$~{}%-]*|\[[\da-fA-F:.]+\])(?::\d*)?\Z"
_IMAGE = r"[\w.-]+(?::[\w.-]+)?(?:@(?:sha\d+|blake\w+):\w*)?\Z"
_ADDRESS = r"""[A-Za-z][\w+.-]*://[^\s"'`<>]+"""
_WORD = r"""[^\s"'`,;()<>\[\]]+"""
_FRAGMENT_KEYS = frozenset(("egg", "subdirectory", "ref", "branch", "tag", "commit"))
_ORDINARY = r"[\w./~-]{,40}\Z"


def name(text: str) -> str:
    """A name up to the first sign that no name has: `DB_PASSWORD` of `DB_PASSWORD: x`.

    What is written like a credential is no name.
    """
    if len(text) < 20 and text.isidentifier():  # nearly all; no credential is that short
        return text
    match = re.match(_NAME, text[:_LONGEST])
    found = match[1] if match else ""
    if not found or token_kind(text[:_LONGEST]):
        return HIDDEN
    random = re.search(_RANDOM, found)
    return HIDDEN if random and any(map(str.isdigit, random[0])) else found


def titled(text: str) -> str:
    """What a text is called (`the label a`, `DB_PASSWORD`, `the command`), its name as above."""
    if text in _PLACES or re.match(_HOOK, text):
        return text
    kind = re.match(_KIND, text)
    return kind[0] + name(text[kind.end() :]) if kind else name(text)


def is_word(text: str) -> bool:
    """Whether an unknown key is but a word, which nobody takes for a value."""
    return re.match(_PLAIN, text) is not None and not token_kind(text)


def address(text: str) -> str:
    """An address, a path or the name of an image without what opens it.

    Left out are user and password, the query, and a fragment that says more than a revision.
    """
    if len(text) > _LONGEST_ADDRESS:
        return HIDDEN
    scheme, sep, rest = text.partition("://")
    if text.startswith("//"):  # a share of Windows
        scheme, sep, rest = "", "//", text[2:]
    elif not sep or not re.match(_SCHEME, scheme):
        return words(_without_query(_without_password(text), is_address=False))
    if "://" in rest:  # `docker-image://https://…`
        return f"{scheme}{sep}{address(rest)}"
    bare = _without_user(rest)
    first, _, behind = bare.partition(" ")
    if "=" in behind or behind.startswith("-"):  # the next line of a text that YAML has folded
        bare = first
    shown = _without_query(bare, is_address=True)
    host = shown.partition("#")[0].partition("/")[0]
    # A password may have any sign in it; what is left of such a one is no host.
    doubtful = "@" in bare[len(shown) :] and not re.match(_HOST, host)
    is_image = scheme == "docker-image" and re.match(_IMAGE, shown)
    if doubtful or not (re.match(_AUTHORITY, host) or is_image):
        return f"{scheme}{sep}{HIDDEN}"
    return words(f"{scheme}{sep}{shown}")


def _without_query(text: str, *, is_address: bool) -> str:
    bare, hash_, fragment = text.partition("#")
    path, _, query = bare.partition("?")
    bare = path if is_address or "=" in query else bare
    keys = {part.partition("=")[0] for part in fragment.split("&") if "=" in part}
    doubtful = "@" in fragment or "?" in fragment or not keys <= _FRAGMENT_KEYS
    return bare if doubtful else f"{bare}{hash_}{fragment}"


def _without_user(text: str) -> str:
    """An address behind its `user:password@`; a digest, and an `@` in a path, stay."""
    start = 0
    for match in re.finditer("@", text):
        at = match.start()
        before = text[start:at]
        if not before or re.match(_DIGEST, text[at + 1 : at + 40]):
            continue
        head, slash, _ = before.partition("/")
        if slash and (re.match(_HOST, head) or (start == 0 and head == "")):
            continue
        start = at + 1
    return text[start:]


def _without_password(text: str) -> str:
    """The same without a scheme: a path like `pkg@1/x` and git's `git@host:x` have no password."""
    at = text.rfind("@")
    if at <= 0 or re.match(_DIGEST, text[at + 1 : at + 40]):
        at = text.rfind("@", 0, max(at, 0))
    colon = text.find(":", 0, max(at, 0))
    if colon < 0:
        return text
    return text[: text.rfind("/", 0, colon) + 1] + text[at + 1 :]


def words(text: str) -> str:
    """A text without the words that are written like a credential."""
    if not token_kind(text):
        return text
    return re.sub(_WORD, lambda word: HIDDEN if token_kind(word[0]) else word[0], text)


@lru_cache(maxsize=1024)  # the services of a project are told the same
def safe(text: str) -> str:
    """A whole message without credentials in addresses, and without what is written like one."""
    if "://" in text and ("@" in text or "?" in text):
        text = re.sub(_ADDRESS, _address_in_text, text)
    return words(text)


def _address_in_text(match: re.Match[str]) -> str:
    bare = match[0].rstrip(",.;:)")
    return address(bare) + match[0][len(bare) :]


def pointer(text: str) -> str:
    """A JSON pointer whose keys are told as names are."""
    return text if re.match(_ORDINARY, text) else "/".join(map(_key, text.split("/")))


def _key(part: str) -> str:
    from hardenlint.text.pointer import escaped, unescaped  # noqa: PLC0415 - for few keys

    shown = unescaped(part)
    told = shown if not shown or re.match(_DIGEST, shown) else name(shown)
    return part if told == shown else escaped(told)
