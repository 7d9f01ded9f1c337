"""Hide what looks like a secret before it is shown."""

import re

MASK = "********"
_WORDS = frozenset(
    """apikey auth authorization cert creds credential credentials dsn jwt key keys pass passphrase
    passwd password passwords pat private pw pwd salt secret secrets session sig signature token
    tokens webhook""".split()
)
_ENDINGS = ("password", "passwd", "passphrase", "secret", "token", "apikey", "credentials")
_NO_VALUE = frozenset(("dir", "file", "path"))  # PASSWORD_FILE names a place, not a secret
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_USERINFO = re.compile(r"(?<=://)[^/\s@]*:[^/\s@]*(?=@)")
_SHAPE = re.compile(
    r"-----BEGIN |\beyJ[\w-]{10,}\.|\bAKIA[0-9A-Z]{16}\b|\bgh[opsur]_\w{20,}|\bgithub_pat_"
    r"|\bglpat-|\bxox[abops]-|\bsk[-_]\w|\bAIza[\w-]{30}|\bBearer \S"
)
_OPTION = re.compile(r"^(-{0,2}[\w.-]+)=(.*)$", re.DOTALL)


def is_secret_name(name: str) -> bool:
    """Whether a variable, option or label of that name would hold a secret."""
    parts = [part.lower() for part in _PART.findall(name)]
    if not parts or parts[-1] in _NO_VALUE:
        return False
    return any(part in _WORDS or part.endswith(_ENDINGS) for part in parts)


def masked(name: str, value: str) -> str:
    """`value` as it may be shown beside `name`."""
    if value and (is_secret_name(name) or _SHAPE.search(value)):
        return MASK
    return _USERINFO.sub(MASK, value)


def masked_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a command, `--password=x`, `--password x` and `-H "Bearer …"` masked."""
    shown: list[str] = []
    previous = ""
    for word in words:
        option = _OPTION.match(word)
        if option:
            shown.append(f"{option[1]}={masked(option[1], option[2])}")
        elif previous.startswith("-") and not word.startswith("-"):
            shown.append(masked(previous, word))
        else:
            shown.append(_script(word))
        previous = word
    return tuple(shown)


def _script(text: str) -> str:
    """A word that may hold a whole script: its assignments are judged one by one."""
    if _SHAPE.search(text):
        return MASK
    parts = re.split(r"(\s+)", _USERINFO.sub(MASK, text))
    if len(parts) == 1:
        return parts[0]
    spaces = parts[1::2]
    words = masked_words(tuple(part or " " for part in parts[::2]))
    both = [*zip((word.strip(" ") for word in words), (*spaces, ""), strict=False)]
    return "".join(word + space for word, space in both)
