"""What names a secret, and which values are real ones. As of 2025-11.

Source: the names that the documentation of images and services gives to such variables, and the
values that its examples leave to be replaced.
"""

from collections.abc import Iterable
from functools import lru_cache

from .tokens import token_kind as token_kind

ALWAYS = frozenset(
    """PASSWORD PASSWD PASSPHRASE PASS PW PWD SECRET SECRETS TOKEN APIKEY CREDENTIAL CREDENTIALS
    CREDS""".split()
)
"""A token of a name that makes the whole name secret."""

FUSED = ("PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY")
"""The same without a separator before it: PGPASSWORD, CLIENTSECRET, AUTHTOKEN."""

FUSED_WHOLE = frozenset("DBPASS SSHPASS USERPASS ROOTPASS ADMINPASS MYSQLPWD DBPWD".split())
"""Short words are trusted only in these (BYPASS and COMPASS hold no secret)."""

KEYS = frozenset("APP API SECRET ENCRYPTION PRIVATE SIGNING ACCESS MASTER JWT SSH DEPLOY".split())
"""What makes a following KEY secret; GPG_KEY, PUBLIC_KEY, SORT_KEY are not."""

ISSUERS = frozenset("GITHUB GH GIT GITLAB AZURE AZP ADO DEVOPS VSTS NUGET FEED DOCKER".split())
"""What makes a following PAT a personal access token."""

ABOUT = frozenset(
    """FILE PATH DIR URL URI VERSION LENGTH POLICY ID NAME TYPE HEADER FIELD ALG ALGO ALGORITHM
    ISSUER AUDIENCE ENDPOINT HOST HOSTNAME LANGUAGE LOCALE PROVIDER MANAGER BACKEND STORE DRIVER
    CLASS HASHER STRATEGY FORMAT ENCODING PREFIX SUFFIX SCOPE SCOPES""".split()
)
"""A last token that tells of something beside the secret: DB_PASSWORD_FILE."""

IDENTIFIERS = frozenset(
    """VAULT_DEV_ROOT_TOKEN_ID BAO_DEV_ROOT_TOKEN_ID VAULT_SECRET_ID ANSIBLE_HASHI_VAULT_SECRET_ID
    """.split()
)
"""Variables that hold the secret itself, although it is called an ID: those of Vault and OpenBao.

Sources: developer.hashicorp.com/vault/docs/commands/server, openbao.org/docs/commands/server, the
documentation of hashivault and community.hashi_vault for Ansible.
"""

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
    n/a""".split()
)
"""Values that choose a behaviour, or say that there is no secret."""

STAND_INS = (
    "your-", "your_", "your ", "yoursecret", "yourpassword", "yourtoken", "replace", "insert-",
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
    "arn:aws:", "aws-sm://", "gcp-sm://", "enc[", "ref+",
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


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a variable of that name holds a secret, by its words (`_`, `-`, `.`, camelCase)."""
    if name in IDENTIFIERS:
        return True
    words = words_of(name)
    # PWD alone is the shell's folder.
    if not words or words == ("PWD",) or words[-1] in ABOUT or "PUBLIC" in words:
        return False
    if words[-2:] == ("APPLICATION", "CREDENTIALS"):  # Google's: the path of a file
        return False
    pairs = zip(["", *words], words, strict=False)
    return any(_is_secret_word(word, before) for before, word in pairs)


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for one: empty, a template, a reference, a filler."""
    text = literal_part(value).strip().strip("\"'").strip()
    lowered = text.lower()
    if not lowered.strip("x*.…-_?#•"):  # `xxx`, `***`, `...` and other fillers
        return True
    if lowered.startswith(STAND_INS + ELSEWHERE + PUBLIC):
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
    words = words_of(name)
    if not is_secret_name(name):
        is_salt = "SALT" in words and words[-1] not in ABOUT
        return _connects_with_password(value) or (is_salt and _is_random(value))
    return not is_placeholder(value) and not is_setting(name, value)


_SECRET_KEYS = (("SECRET", "KEY"), ("SECRET", "ACCESS", "KEY"))


def key_ids(names: Iterable[str]) -> frozenset[str]:
    """Those that are the public half of a pair: S3_ACCESS_KEY beside S3_SECRET_KEY."""
    keys = {name: words_of(name) for name in names if "KEY" in name.upper()}
    secret = {words for words in keys.values() if "SECRET" in words}
    return frozenset(
        name
        for name, words in keys.items()
        if words[-2:] == ("ACCESS", "KEY")
        and "SECRET" not in words
        and not secret.isdisjoint(words[:-2] + end for end in _SECRET_KEYS)
    )


def _connects_with_password(value: str) -> bool:
    """Whether it is a connection string with a literal password."""
    if ";" not in value:
        return False
    parts = (part.partition("=") for part in value.split(";"))
    settings = {key.strip().lower(): text.strip() for key, _, text in parts}
    return not CONNECTION_SERVERS.isdisjoint(settings) and any(
        not is_placeholder(settings.get(key, "")) for key in CONNECTION_PASSWORDS
    )


def is_setting(name: str, value: str) -> bool:
    """Whether the value is a choice (yes, random) or a quantity (TOKEN_TTL=3600, 15m)."""
    text = literal_part(value).strip().strip("\"'").lower()
    words = words_of(name)
    if text in CHOICES:
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


@lru_cache(maxsize=4096)  # a dozen checks ask about the same names, and so do all files
def words_of(name: str) -> tuple[str, ...]:
    """`db-Password`, `DB_PASSWORD`, `dbPassword2` are the words DB and PASSWORD."""
    words: list[str] = []
    word = ""
    previous = ""
    for char in name:
        if not (char.isascii() and char.isalnum()) or (char.isupper() and previous.islower()):
            words.append(word)
            word = ""
        if char.isascii() and char.isalnum():
            word += char
        previous = char
    words.append(word)
    return tuple(found for word in words if (found := word.upper().rstrip("0123456789")))


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
        if at and password and not is_placeholder(password):
            scheme = _scheme(text, place)
            found[scheme, account] = scheme
        place = following
    return list(found.values())


def _scheme(text: str, end: int) -> str:
    """The scheme that ends there; none is longer than 20 characters."""
    start = end
    while start > max(0, end - 20) and (text[start - 1].isalnum() or text[start - 1] in "+-."):
        start -= 1
    return text[start:end]


def _is_secret_word(word: str, before: str) -> bool:
    if word in ALWAYS or word in FUSED_WHOLE or word.endswith(FUSED):
        return True
    if word == "KEY":
        return before in KEYS
    if word == "PAT":
        return before in ISSUERS
    return word.endswith("KEY") and word[:-3] in KEYS


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
