"""Find what must not be shown in a line: literals under secret names, credentials in URLs.

The checks decide what is a finding; here the question is what may appear on a screen, so when in
doubt the answer is to hide. Mere references (`${PASSWORD}`, `$(cat …)`) stay visible.
"""

import re
from collections.abc import Iterator
from functools import cache

from hardenlint.knowledge import secrets

MASK = "********"

Range = tuple[int, int]
"""Start and end of a part of a line, counted from 0, the end exclusive."""

_HINTS = (
    "pass", "pw", "secret", "token", "key", "credential", "auth", "salt", "://", "-u", "-p", "-a",
    "basic", "bearer", "akia", "gh", "glpat", "xox", "eyj", "begin ", "sk_", "session",
    "signature", "dsn", "hook",
)  # fmt: skip
"""A line without any of these has nothing to hide."""

_ALSO = frozenset(
    """AUTH AUTHORIZATION CREDENTIAL CREDENTIALS DSN KEYS MASTERAUTH REQUIREPASS SALT SESSION
    SIGNATURE WEBHOOK""".split()
)
"""Words of names that are no finding by themselves, but better not shown."""

_SECTIONS = frozenset(("secrets", "secret", "pwd", "auth"))
"""Names that compose and shells use for something else, unless `=` follows."""


def secret_ranges(line: str) -> list[Range]:
    """Return the parts of a line to hide, in order and without overlap."""
    lowered = line.lower()
    if not any(hint in lowered for hint in _HINTS):
        return []
    return merged([*_assigned(line), *_recognised(line)])


def masked(line: str) -> str:
    """Return a line with every secret in it hidden."""
    for start, end in reversed(secret_ranges(line)):
        line = line[:start] + MASK + line[end:]
    return line


def merged(ranges: list[Range]) -> list[Range]:
    """Sort ranges and join those that overlap."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif start < end:
            result.append((start, end))
    return result


def _names_secret(name: str) -> bool:
    return secrets.is_secret_name(name) or not _ALSO.isdisjoint(secrets.words_of(name)[-1:])


def _is_literal(name: str, value: str) -> bool:
    """Whether a value says something itself: no reference, no placeholder, no yes or no."""
    return not secrets.is_placeholder(value) and not secrets.is_setting(name, value)


def _assigned(line: str) -> Iterator[Range]:
    """Find `NAME=value`, `name: value`, `--name value` and `ENV NAME value`."""
    pattern = _patterns()["assigned"]
    position = 0
    while match := pattern.search(line, position):
        position = match.end()
        name = match["name"]
        if not _names_secret(name) or (name in _SECTIONS and "=" not in match["sign"]):
            continue
        found = _value(line, match)
        if found is not None and _is_literal(name, line[slice(*found)]):
            yield found
            position = max(position, found[1])


def _value(line: str, match: re.Match[str]) -> Range | None:
    """Return where the value after a name stands; None when there is none."""
    sign, start = match["sign"], match.end()
    before = line[: match.start("name")]
    if "=" not in sign and ":" not in sign and not _takes_word(before):
        return None
    if line[start : start + 1] in ('"', "'"):
        return (start + 1, _until(line, start + 1, line[start]))
    opening = before.rstrip("-")[-1:]
    # The quote began before the name: `- "PASSWORD=x"`.
    if opening in ('"', "'") and not sign.startswith(opening):
        return (start, _until(line, start, opening))
    # A mapping in flow style: `{password: x, user: y}`.
    if ":" in sign and ("{" in before or "[" in before):
        return (start, _until(line, start, ",]}"))
    # A plain value of YAML, and the old form of ENV, may have blanks in it.
    if ":" in sign or before.strip() == "-" or (sign.isspace() and _is_env(before)):
        comment = line.find(" #", start)
        end = len(line) if comment < 0 else comment
        return (start, max(start, len(line[:end].rstrip())))
    return (start, _until(line, start, " \t;|&,]}" if "[" in before else " \t;|&"))


def _takes_word(before: str) -> bool:
    """Whether a name is followed by its value without `=`: an option, or the old form of ENV."""
    return before.endswith("-") or _is_env(before)


def _is_env(before: str) -> bool:
    return before.strip().upper() in ("ENV", "ONBUILD ENV")


def _until(line: str, start: int, stops: str) -> int:
    position = start
    while position < len(line) and line[position] not in stops:
        position += 2 if line[position] == "\\" else 1
    return min(position, len(line))


def _recognised(line: str) -> Iterator[Range]:
    """Find credentials that need no name: in URLs, behind known options, by their format."""
    for kind, pattern in _patterns().items():
        if kind == "assigned":
            continue
        for match in pattern.finditer(line):
            start, end = match.span("secret")
            if kind == "default" and not secrets.is_secret_name(match["name"]):
                continue
            if not secrets.is_placeholder(line[start:end]):
                yield (start, end)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Compile on first use: most reports show no line that needs them."""
    # Possessive (`*+`) or bounded throughout: no text of an input may keep a pattern going back.
    texts = {
        "assigned": r"""(?<![\w.])(?<!\$\{)(?P<name>[A-Za-z_][\w.-]*+)"""
        r"""(?P<sign>["']?[ \t]*+[:=][ \t]*+|["'],[ \t]*+|[ \t]++)""",
        "default": r"\$\{(?P<name>\w++):?[-=](?P<secret>[^}]++)",
        "url": r"""://[^\s/@:"']*+:(?P<secret>[^\s/@"']++)@""",
        "webhook": r"(?:hooks\.slack\.com/|discord(?:app)?\.com/api/webhooks/|/webhookb2/"
        r"|api\.telegram\.org/bot|chat\.googleapis\.com/v1/spaces/|hooks\.zapier\.com/hooks/)"
        r"""(?P<secret>[^\s"'`]++)""",
        "user": r"""://(?P<secret>[^\s/@:"']{16,}+)@""",
        "account": r"""(?<![\w-])(?:-u|--user)[\s=]*+["']?[^\s:"'$]++:(?P<secret>[^\s"']++)""",
        "option": r"\b(?:mysql\w*+|mariadb[\w-]*+|sshpass|redis-cli|login|sqlcmd)\b[^|;&]{0,200}?"
        r"""\s-[paP][\s=]*+["']?(?P<secret>[^\s"']++)""",
        "input": r"\becho\s++(?P<secret>[^|]{1,200}+)\|[^|]{0,80}?(?:chpasswd|-stdin|sudo -S)",
        "header": r"""(?i)\b(?:bearer|basic)\s++(?P<secret>[^\s"']{6,}+)""",
        "format": r"(?<!\w)(?P<secret>AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,}+|github_pat_\w{20,}+"
        r"|glpat-[\w-]{16,}+|xox[abposr]-[\w-]{10,}+|sk_live_\w{10,}+|eyJ[\w-]{10,}+\.[\w.-]++"
        r"|-----BEGIN [A-Z ]*+KEY.*+)",
    }
    return {kind: re.compile(text) for kind, text in texts.items()}
