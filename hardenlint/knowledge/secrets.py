"""Which values of such names are real secrets, and which only stand for one. As of 2026-12.

Source: the values that the documentation of images and services leaves to be replaced, and those
that public repositories do.
"""

from functools import lru_cache

from .secret_names import ABOUT, ALWAYS, is_named_last, is_secret_name, words_of
from .tokens import token_kind as token_kind

QUANTITIES = frozenset(
    """TTL LIMIT PORT SIZE LENGTH LEN MIN MAX COUNT TIMEOUT EXPIRE EXPIRES EXPIRY EXPIRATION EXP
    AGE DAYS HOURS MINUTES MINS SECONDS SECS MS LIFETIME LIFESPAN DURATION INTERVAL PERIOD DELAY
    WINDOW VALIDITY ROUNDS ITERATIONS COST RETRIES ATTEMPTS HISTORY BITS BYTES NUM NUMBER RATE
    QUOTA THRESHOLD LEEWAY""".split()
)
"""A token that makes a bare number a quantity: TOKEN_TTL=3600."""

SWITCHES = frozenset(
    """ALLOW RANDOM EMPTY REQUIRE REQUIRED ENABLE ENABLED DISABLE DISABLED USE SHOW IS HAS NO SKIP
    HIDE RESET ONETIME FORCE FORCED GENERATE AUTO CHECK VALIDATE VERIFY ROTATE""".split()
)
"""A token that makes 0 and 1 a yes or no: MYSQL_RANDOM_ROOT_PASSWORD=1."""

CHOICES = frozenset(
    """yes no true false on off y n none null nil undefined random generate generated auto
    automatic enabled disabled enable disable required optional prompt dummy unused unset ignored
    n/a invalid ~ empty inherit""".split()
)
"""Values that choose a behaviour, or say that there is no secret."""

TOKEN_KINDS = frozenset("simple jwt bearer opaque uuid paseto basic oauth oauth2".split())
"""What a server may give out as tokens: ETCD_AUTH_TOKEN=simple."""

STAND_INS = (
    "your-", "your_", "your ", "yoursecret", "yourpassword", "yourtoken", "insert-",
    "insert_", "insert ", "enter-", "enter_", "enter your", "put your", "put-your", "put_your",
    "placeholder", "redacted", "to-be-", "to_be_", "fill-", "fill_",
    "fill in", "set-me", "set_me", "setme",
)  # fmt: skip
"""How a value starts that somebody is meant to replace."""

NOTES = ("todo", "fixme", "tbd")
"""Words that say so at the start of a value."""

ELSEWHERE = (
    "/run/", "/var/run/", "/etc/", "/usr/", "/opt/", "/home/", "/root/", "/app/", "/srv/",
    "/mnt/", "/data/", "/secrets/", "/vault/", "./", "../", "file:", "op://", "vault:",
    "arn:aws:", "aws-sm://", "gcp-sm://", "enc[", "ref+", "unix:", "secretref:", "secret://",
    "secrets://", "ssm:", "ssm-", "sm://", "gsm:", "kms:", "bws:", "env:", "akvs://", "azurekms:",
    "keyvault", "@microsoft.keyvault(", "!vault", "doppler:", "infisical:", "sops:", "fn::",
    "{{resolve:", "keychain:", "keyring:", "from_env:", "env://", "file+",
)  # fmt: skip
"""How a value starts that says where the secret is."""

FILES = (".pem", ".key", ".crt", ".cer", ".p12", ".pfx", ".jks", ".txt", ".json", ".yml", ".yaml")
"""How the path of a file with the secret ends: `%kernel.project_dir%/config/jwt/private.pem`."""

PUBLIC = ("ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "age1", "-----begin public")
"""How a key starts that everybody may know."""

CONNECTION_PASSWORDS = ("password", "pwd", "accountkey", "sharedaccesskey")
CONNECTION_SERVERS = frozenset(
    ("server", "host", "data source", "address", "addr", "accountname", "endpoint")
)
"""Keys of connection strings as of ADO.NET, ODBC and Azure: `Server=db;User Id=sa;Password=x`."""

BRACKETS = {"<": ">", "{{": "}}", "[": "]", "%": "%", "#{": "}#", "__": "__", "@@": "@@"}
"""Templates: what a value is wrapped in."""


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for one: empty, a template, a reference, a filler."""
    text = literal_part(value).strip().strip("\"'").strip()
    lowered = text.lower()
    if not lowered.strip("x*.…-_?#•"):  # `xxx`, `***`, `...` and other fillers
        return True
    if lowered.startswith(STAND_INS + ELSEWHERE + PUBLIC):
        return True
    if len(text) > 16 and text.endswith(("EXAMPLE", "EXAMPLEKEY")):  # of Amazon's documentation
        return True
    if lowered.startswith("projects/") and "/secrets/" in lowered:  # Google's Secret Manager
        return True
    if "/" in lowered and lowered.endswith(FILES):
        return True
    if any(lowered.startswith(note) and not text[len(note) :][:1].isalnum() for note in NOTES):
        return True
    return any(
        len(text) > len(start) + len(end) and text.startswith(start) and text.endswith(end)
        for start, end in BRACKETS.items()
    )


def is_literal_secret(name: str, value: str) -> bool:
    """Whether this is a secret written down: a name that asks for one, a value that is one."""
    if not is_secret_name(name):
        return _holds_password(name, value)
    if is_placeholder(value) or is_setting(name, value):
        return False
    from . import secret_phrases  # noqa: PLC0415 - few names are those of secrets

    text = literal_part(value).strip().strip("\"'")
    # PASSWORD_SHOP=k3Zt9vQ2 is one, PASSWORD_SHOP=allowed may be anything.
    is_told = is_named_last(name) or _is_drawn(text) or secret_phrases.asks_to_change(text)
    return is_told and not secret_phrases.says_what_to_put(text)


_SIGNS = ("pass", "pwd", "secret", "token", "key", "@", "machine", "auth")
"""One of them is in every text with a password in it, or in its name."""


def _holds_password(name: str, value: str) -> bool:
    """Whether a value of another name has a literal password in it."""
    words = words_of(name)
    lowered = f"{name} {value}".lower()
    if words and words[-1] == "SALT":
        from .secret_phrases import asks_to_change  # noqa: PLC0415 - see above

        return not is_placeholder(value) and (asks_to_change(value) or _is_drawn(value))
    if "SALT" in words and words[-1] not in ABOUT and _is_random(value):
        return True
    if not any(sign in lowered for sign in _SIGNS) and not name.startswith("BUNDLE_"):
        return False
    return _connects_with_password(value) or _tells_password(name, words, value)


def _tells_password(name: str, words: tuple[str, ...], value: str) -> bool:
    from . import secret_texts  # noqa: PLC0415 - few values look like it
    from .secret_phrases import says_what_to_put  # noqa: PLC0415 - see above

    text = literal_part(value)
    found = [
        (inner, password)
        for inner, password in secret_texts.pairs_in(text)
        if is_secret_name(inner) and is_named_last(inner) and not is_setting(inner, password)
    ]
    found += (("PASSWORD", each) for each in secret_texts.passwords_of_lines(text))
    if words[-1:] == ("AUTH",) or (name.startswith("BUNDLE_") and "__" in name):
        found.append(("PASSWORD", secret_texts.account_password(text)))
    return any(
        not is_placeholder(password) and not says_what_to_put(password) for _, password in found
    )


def _is_drawn(text: str) -> bool:
    """Whether a text is more than words: letters with digits or other signs among them."""
    if len(text) < 6 or any(char in " /:" or char.isspace() for char in text):
        return False
    if text.lstrip("vV").replace(".", "").isdigit():  # a version
        return False
    letters = any(char.isalpha() for char in text)
    return letters and any(char.isdigit() or char in "!@#$%^&*+=?~" for char in text)


def _connects_with_password(value: str) -> bool:
    """Whether it is a connection string with a literal password."""
    if ";" not in value:
        return False
    parts = (part.partition("=") for part in value.split(";"))
    settings = {key.strip().lower(): text.strip() for key, _, text in parts}
    return not CONNECTION_SERVERS.isdisjoint(settings) and any(
        not is_placeholder(settings.get(key, "")) for key in CONNECTION_PASSWORDS
    )


_KEPT_IN_FILES = (
    ("KEYSTORE", "CREDENTIALS"), ("KEY", "CREDENTIALS"), ("TRUSTSTORE", "CREDENTIALS"),
)  # fmt: skip
"""How variables of Confluent's images end that name a file below /etc/kafka/secrets."""


def is_setting(name: str, value: str) -> bool:
    """Whether the value is a choice (yes, random) or a quantity (TOKEN_TTL=3600, 15m)."""
    text = literal_part(value).strip().strip("\"'").lower()
    words = words_of(name)
    if text in CHOICES or (words[-1:] == ("TOKEN",) and text in TOKEN_KINDS):
        return True
    if "SSL" in words and words[-2:] in _KEPT_IN_FILES:
        return True
    if text in ("0", "1"):  # DB_PASSWORD=1 is one, SECRET_KEY_BASE_DUMMY=1 is a switch
        return words[-1] not in ALWAYS or not SWITCHES.isdisjoint(words)
    return not QUANTITIES.isdisjoint(words) and _is_quantity(text)


def nth(seen: dict[str, int], text: str) -> str:
    """Tell equal texts apart: from the second on with their number, ` (no. 2)`."""
    seen[text] = seen.get(text, 0) + 1
    return text if seen[text] == 1 else f"{text} (no. {seen[text]})"


def is_recognised(value: str) -> bool:
    """Whether a value is a credential by its format, or an address with a password."""
    return bool(token_kind(value) or passwords_in(value))


@lru_cache(maxsize=256)  # several checks ask about the same value
def literal_part(value: str) -> str:
    """What a value says itself: variables and `$(…)` are left out, their literal defaults stay.

    `${PW}` says nothing, `${PW:-hunter2}` says hunter2, `a${B}` says a.
    """
    kept: list[str] = []
    closers: list[tuple[str, bool]] = []
    place = 0
    while place < len(value):
        char = value[place]
        hidden = any(not shown for _, shown in closers[-1:])
        if closers and char == closers[-1][0]:
            closers.pop()
            place += 1
        elif char == "$":
            place, closer = _variable(value, place + 1)
            if closer:
                closers.append((closer[0], closer[1] and not hidden))
        else:
            if not hidden:
                kept.append(char)
            place += 1
    return "".join(kept)


def passwords_in(text: str) -> list[str]:
    """The schemes of the addresses in a text that carry a literal password, each account once.

    No more of them: the user is sometimes a token.
    """
    found: dict[tuple[str, str], str] = {}
    place = text.find("://")
    while place >= 0:
        following = text.find("://", place + 3)
        authority = text[place + 3 : following if following >= 0 else None]
        for index, char in enumerate(authority):
            if char in "/?#\"'`<>|;,()" or char.isspace():
                authority = authority[:index]
                break
        account, at, _ = authority.rpartition("@")
        password = account.partition(":")[2]
        if at and password and not is_placeholder(password) and not _is_pattern(text, place):
            scheme = _scheme(text, place)
            found[scheme, account] = scheme
        place = following
    return list(found.values())


def _is_pattern(text: str, place: int) -> bool:
    """Whether an address shows how to write one: USERNAME:PASSWORD@, @host:port, a dummy."""
    end = place + 3
    while end < len(text) and not text[end].isspace() and text[end] not in "\"'`<>|,;":
        end += 1
    account, _, rest = text[place + 3 : end].rpartition("@")
    user, _, password = account.partition(":")
    if user.isupper() and password.isupper() and user.isalpha() and password.isalpha():
        return True
    server, _, path = rest.partition("/")
    host, _, port = server.lower().partition(":")
    if host in ("host", "hostname", "server", "<host>") and port in ("", "port", "<port>"):
        return True
    words = {word for part in (host, path.lower()) for word in part.replace("_", "-").split("-")}
    return not words.isdisjoint(("dummy", "fake", "placeholder", "nonexistent"))


def _scheme(text: str, end: int) -> str:
    """The scheme that ends there; none is longer than 20 characters."""
    start = end
    while start > max(0, end - 20) and (text[start - 1].isalnum() or text[start - 1] in "+-."):
        start -= 1
    return text[start:end]


def _variable(value: str, place: int) -> tuple[int, tuple[str, bool] | None]:
    """Step over what follows a `$`: the next place, and (closer, whether the inside counts)."""
    start = value[place : place + 1]
    # The second `$` of compose's `$$NAME` begins a variable of the container's own shell.
    if start == "$":
        return place, None
    if start == "(":
        return place + 1, (")", False)
    end = place + (start == "{")
    while end < len(value) and (value[end].isalnum() or value[end] == "_"):
        end += 1
    if start != "{":
        return end, None
    operator = value[end : end + 2]
    if operator[:1] == "-" or operator == ":-":
        return end + (2 if operator == ":-" else 1), ("}", True)
    return end, ("}", False)


def _is_quantity(text: str) -> bool:
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    return len(text) - len(digits) <= 8 and digits.lstrip("-").replace(".", "", 1).isdigit()


def _is_random(value: str) -> bool:
    """Whether a text looks drawn at random: long, of mixed characters, few of them repeated."""
    text = literal_part(value).strip()
    kinds = (str.islower, str.isupper, str.isdigit)
    mixed = sum(any(kind(char) for char in text) for kind in kinds) + (not text.isalnum())
    digits = sum(char.isdigit() for char in text)
    return len(text) >= 16 and " " not in text and digits > 0 and mixed >= 2 and len(set(text)) > 9
