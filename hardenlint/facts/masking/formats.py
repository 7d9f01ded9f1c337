"""Credentials that need no name: in addresses, in headers, and by their own format.

The formats of tokens are those of `knowledge.tokens`; here a token may be shorter or longer than
its service would have it.
"""

import re
from collections.abc import Iterator
from functools import cache

from hardenlint.knowledge import secrets, tokens

from .. import sql_passwords
from .names import names_secret
from .ranges import Range

_PARAMETERS = frozenset("sig signature code key auth jwt sas st se apikey".split())
"""Parameters of addresses that hold a credential, whatever such a name means elsewhere."""

_NOBODY = frozenset("git user anonymous anon hg svn guest".split())
"""Accounts in addresses that are no tokens."""


def recognised(text: str) -> Iterator[Range]:
    """Find credentials in addresses, headers, statements of SQL and hashes."""
    yield from _addresses(text)
    for name, pattern in _patterns().items():
        for match in pattern.finditer(text):
            start, end = match.span("secret")
            if name == "parameter" and not _is_parameter(match["name"]):
                continue
            if name in ("default", "variable", "attribute") and not names_secret(match["name"]):
                continue
            if name == "account" and text[start:end].strip("\"'").isdigit():  # -u 1000:1000
                continue
            if name == "hash" or not secrets.is_placeholder(text[start:end]):
                yield (start, end)
    for _, value, start in sql_passwords.found(text):
        yield (start, start + len(value))


def tokens_in(text: str) -> Iterator[Range]:
    """Find tokens by their format, and private keys over all their lines."""
    for start, end, _ in tokens.places(text):
        yield (start, end)
    for match in _tokens().finditer(text):
        yield match.span()
    if tokens.PEM in text:
        yield from _keys(text)


def _is_parameter(name: str) -> bool:
    return name.lower() in _PARAMETERS or names_secret(name)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Compile on first use: most reports show no line that needs them."""
    # Possessive (`*+`) or bounded throughout: no text of an input may keep a pattern going back.
    texts = {
        "default": r"\$\{(?P<name>\w++):?[-=](?P<secret>[^}\n]++)",
        "parameter": r"""[?&;](?:amp;)?(?P<name>[\w.-]{1,60}+)=(?P<secret>[^&\s"'#;<>|]++)""",
        # //name:password@host, as shares of Windows are written
        "share": r"""(?<![:\w/])(?:\\\\|//)[^\s/:@"']{1,100}+:(?P<secret>[^\s"'@]{1,200}+)@""",
        # name:password@tcp(host), as programs in Go write the address of a database
        "database": r"""(?<![\w.:/])\w{1,60}+:(?P<secret>[^\s"'@]{1,200}+)@(?:tcp|unix)\(""",
        "account": r"""(?<![\w-])(?:-u|--user|-U|--proxy-user)[\s=]*+["']?[^\s:"'$/]++:(?![/\s])"""
        r"""(?P<secret>[^\s"']++)""",
        "header": r"(?i)\b(?:bearer|basic)[ \t]++(?!auth|tok|schem|format|cred|user)"
        r"""(?P<secret>[^\s"',]{6,}+)""",
        "hash": r"(?P<secret>(?:\\{0,2}\$){1,2}(?:apr1|1|2[abxy]?|5|6|7|y|gy|sha1|md5"
        r"|argon2\w{1,2}|scrypt|pbkdf2[\w-]{0,20})(?:\\{0,2}\$){1,2}[^\s\"'`,;]{8,}+|\{S{0,2}SHA\d{0,3}\}[\w+/=]{8,}+)",
        "secure string": r"""(?i)\bConvertTo-SecureString\s++(?:-String\s++)?["']?(?![-$])"""
        r"""(?P<secret>[^\s"']++)""",
        "variable": r"""SetEnvironmentVariable\(\s*+["'](?P<name>\w{1,60}+)["']\s*+,\s*+["']"""
        r"""(?P<secret>[^"']++)""",
        "attribute": r"""\b(?:key|name)=["'](?P<name>[\w.:-]{1,60}+)["']\s++value=["']"""
        r"""(?P<secret>[^"']++)""",
        "slash option": r"""(?i)[\s"']/(?:p|pass|password|pwd|token):(?P<secret>[^\s"';=]++)""",
    }
    hooks = "|".join(re.escape(start) for start, _ in tokens.WEBHOOKS)
    texts["webhook"] = rf"(?:{hooks})(?P<secret>[^\s\"'`<>$\\]+)"
    return {kind: re.compile(text) for kind, text in texts.items()}


@cache
def _tokens() -> re.Pattern[str]:
    """Starts of tokens with more behind them, whatever its length; signed JSON."""
    narrow = tokens.STRICT | tokens.HEXADECIMAL
    starts = [re.escape(start) for start, _ in tokens.TOKENS if start not in narrow]
    return re.compile(
        rf"(?<![A-Za-z0-9])(?:{'|'.join(starts)})(?=[\w-]{{0,80}}\d)[\w-]{{10,}}+"
        r"|(?<![\w-])eyJ[\w-]{10,}+\.[\w.-]++"
    )


def _addresses(text: str) -> Iterator[Range]:
    """Find the passwords in addresses; the password may have a `/` or an `@` in it."""
    place = text.find("://")
    while place >= 0:
        start = place + 3
        following = text.find("://", start)
        end = _end_of_word(text, start, following if following >= 0 else len(text))
        yield from _account(text, place, start, end)
        place = following


_match_word = re.compile(r"""[^\s"'`<>|\\]*+""").match


def _end_of_word(text: str, start: int, stop: int) -> int:
    match = _match_word(text, start, stop)
    return match.end() if match else start


def _account(text: str, place: int, start: int, end: int) -> Iterator[Range]:
    address = text[start:end]
    at = address.rfind("@")
    if at < 0:
        return
    first = min((n for n in map(address.find, "/?#") if n >= 0), default=len(address))
    account = address[:at]
    name, colon, password = account.partition(":")
    if "@" not in address[:first]:
        # Of `host:8080/@scope` the number is a port, in `name:pa/ss@host` there is a password.
        if not colon or ":" not in address[:first] or address[:first].partition(":")[2].isdigit():
            return
        if not name.replace(".", "").replace("-", "").replace("_", "").isalnum() and name:
            return
    if colon and len(name) < first:
        if not secrets.is_placeholder(password):
            yield (start + len(name) + 1, start + at)
        return
    name = address[: address.find("@")]
    web = text[max(place - 5, 0) : place].lower().endswith(("http", "https"))
    is_token = len(name) >= 16 or (web and name.lower() not in _NOBODY)
    if is_token and not secrets.is_placeholder(name):
        yield (start, start + len(name))


_match_body = re.compile(r"[ \t]*+[A-Za-z0-9+/=:, -]{1,200}+[ \t\\]*+$").match


def _keys(text: str) -> Iterator[Range]:
    """Find private keys from their first line to their last one."""
    place = text.find(tokens.PEM)
    while place >= 0:
        start = place + len(tokens.PEM)
        stop = _stop(text, start)
        label = text[start : start + 60].partition("-----")[0]
        if "KEY" in label and "PUBLIC" not in label:
            start = end = _end_of_key(text, start, stop)
            yield (place, end)
        place = text.find(tokens.PEM, start)


def _stop(text: str, start: int) -> int:
    stop = text.find("\n", start)
    return len(text) if stop < 0 else stop


_SEARCHED = 20_000
"""Characters of a private key."""


def _end_of_key(text: str, start: int, stop: int) -> int:
    """Where the last line ends; of a key without one, where the lines stop to look like a key."""
    last = text.find("-----END", start, start + _SEARCHED)
    if last >= 0:
        return _stop(text, last)
    while stop < len(text):
        following = _stop(text, stop + 1)
        if not _match_body(text, stop + 1, following):
            break
        stop = following
    return stop
