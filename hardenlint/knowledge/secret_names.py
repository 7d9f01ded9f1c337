"""What names a secret: words of variables, options, labels and keys. As of 2026-12.

Source: the names that the documentation of images and services gives to such variables, and how
the public repositories that were read use them. What decides is the last word of a name:
PROXY_PASS and PASSWORD_COMMAND are settings, PASSWORD_ADMIN may be either.
"""

from collections.abc import Iterable
from functools import lru_cache

ALWAYS = frozenset(
    """PASSWORD PASSWD PASSPHRASE PASS PW PWD SECRET SECRETS TOKEN APIKEY CREDENTIAL CREDENTIALS
    CREDS PSK""".split()
)
"""A word of a name that makes the whole name secret."""

FUSED = ("PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY")
"""The same without a separator before it: PGPASSWORD, CLIENTSECRET, AUTHTOKEN."""

FUSED_WHOLE = frozenset(
    """DBPASS SSHPASS USERPASS ROOTPASS ADMINPASS MYSQLPWD DBPWD BINDPW ROOTPW ADMINPW USERPW DBPW
    LDAPPW MAILPASS SMTPPASS REDISPASS REQUIREPASS MASTERAUTH AUTHKEY PRESHAREDKEY""".split()
)
"""Short words are trusted only in these (BYPASS and COMPASS hold no secret)."""

LAST = frozenset(("PW", "PSK"))
"""Words that are trusted only at the end: PW_HASHER."""

KEYS = frozenset(
    """APP API SECRET ENCRYPTION PRIVATE SIGNING ACCESS MASTER JWT SSH DEPLOY FERNET NONCE HMAC
    ACCOUNT SHARED CIPHER UNSEAL RECOVERY AUTH""".split()
)
"""What makes a following KEY secret; GPG_KEY, PUBLIC_KEY, SORT_KEY are not."""

ISSUERS = frozenset("GITHUB GH GIT GITLAB AZURE AZP ADO DEVOPS VSTS NUGET FEED DOCKER".split())
"""What makes a following PAT a personal access token."""

COOKIES = frozenset("ERLANG RELEASE NODE RABBITMQ EJABBERD".split())
"""What makes a following COOKIE the password of an Erlang cluster."""

QUALIFIERS = frozenset(
    """BASE HEX ENCODED VALUE RAW PLAIN PLAINTEXT STRING TEXT LITERAL BYTES ADMIN ROOT PROD
    PRODUCTION DEV DEVELOPMENT STAGING TEST TESTING LOCAL LIVE SANDBOX OLD CURRENT PREVIOUS PRIMARY
    SECONDARY INITIAL""".split()
)
"""Last words that leave it a secret: SECRET_KEY_BASE, TOKEN_HEX, PASSWORD_ADMIN, API_KEY_PROD."""

OWNED = frozenset(("PASSWORD", "PASSWD", "PASS"))
"""First words of PASSWORD_FEDORA_USER, where the user is whose it is."""

ABOUT = frozenset(
    """FILE PATH DIR URL URI VERSION LENGTH POLICY ID NAME TYPE HEADER FIELD ALG ALGO ALGORITHM
    ISSUER AUDIENCE ENDPOINT HOST HOSTNAME LANGUAGE LOCALE PROVIDER MANAGER BACKEND STORE DRIVER
    CLASS HASHER STRATEGY FORMAT ENCODING PREFIX SUFFIX SCOPE SCOPES""".split()
)
"""A last word that tells of something beside the secret: DB_PASSWORD_FILE."""

SETTINGS = frozenset(
    """ACTION ACTIONS ATTR ATTRIBUTE ATTRIBUTES AUTHENTICATION AUTHENTICATOR CACHE CALLBACK CHECK
    CLAIM
    COLUMN COMMAND CONFIG COOKIE DISK DOMAIN ENABLED ENV ENVIRONMENT EXPIRATION EXPIRE EXPIRES
    EXPIRY FOLDER FROM FUNCTION GENERATOR GRANT GROUP HANDLER HASH HASHING HELPER HINT INTERVAL
    ISSUERS KEYRING KIND LABEL LEVEL LIFETIME LOCATION LOGIN MECH MECHANISM METHOD METHODS MODE
    MODULE MOUNT NAMESPACE OPTION OPTIONS PARAM PARAMETER PATTERN PERMISSION PERMISSIONS PLUGIN
    PROGRAM PROMPT PROPERTY PROTOCOL REALM REFRESH REGEX REGION REQUIRED REQUIREMENTS RESET ROLE
    ROTATION ROUNDS RULE RULES SCHEMA SCHEME SCRIPT SERVER SERVERS SERVICE SOURCE STATE STORAGE
    STYLE SUBJECT TABLE TEMPLATE THROUGH TTL URLS USE USER USERNAME VALIDATION VALIDATOR VAR
    VARIABLE VARNAME VERIFIER WEBHOOK""".split()
)
"""More of them, whose values are shown all the same: PASS_SCHEME, CREDENTIALS_SOURCE."""

DIRECTIVES = (
    ("PROXY", "PASS"), ("FASTCGI", "PASS"), ("UWSGI", "PASS"), ("GRPC", "PASS"), ("SCGI", "PASS"),
    ("PULL", "SECRET"), ("PULL", "SECRETS"), ("TLS", "SECRET"), ("CERT", "SECRET"),
    ("APPLICATION", "CREDENTIALS"), ("ALLOW", "CREDENTIALS"), ("CORS", "CREDENTIALS"),
    ("FIRST", "PASS"), ("TRY", "PASS"), ("PASS", "PASS"), ("MAX", "TOKEN"), ("NUM", "TOKEN"),
)  # fmt: skip
"""Last words that are no secret: directives of nginx, objects of Kubernetes, Google's file."""

WHOLE = frozenset(
    """VAULT_DEV_ROOT_TOKEN_ID BAO_DEV_ROOT_TOKEN_ID VAULT_SECRET_ID ANSIBLE_HASHI_VAULT_SECRET_ID
    REDISCLI_AUTH""".split()
)
"""Variables that hold the secret itself, whatever their words: those of Vault, OpenBao and Redis.

Sources: developer.hashicorp.com/vault/docs/commands/server, openbao.org/docs/commands/server, the
documentation of hashivault and community.hashi_vault for Ansible, redis.io/docs (redis-cli).
"""


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


@lru_cache(maxsize=4096)
def mentions_secret(name: str) -> bool:
    """Whether a name has a word of a secret (`_`, `-`, `.`, camelCase): better not shown."""
    if name in WHOLE:
        return True
    words = words_of(name)
    # PWD alone is the shell's folder.
    if not words or words == ("PWD",) or words[-1] in ABOUT or "PUBLIC" in words:
        return False
    if words[-2:] == ("APPLICATION", "CREDENTIALS"):  # Google's: the path of a file
        return False
    pairs = zip(["", *words], words, strict=False)
    return words[-2:] == ("KEY", "BASE") or any(
        _is_secret_word(word, before) for before, word in pairs
    )


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a variable of that name may hold a secret, and does not tell of something beside."""
    if not mentions_secret(name) or is_named_last(name):
        return mentions_secret(name)
    words = _without_qualifiers(words_of(name))
    if words[-1] in SETTINGS or words[-2:] in DIRECTIVES:
        return False
    pairs = list(zip(["", *words], words, strict=False))
    return any(_is_secret_word(word, before) and word not in LAST for before, word in pairs)


def is_named_last(name: str) -> bool:
    """Whether the last word of a name says that it is a secret, so that nearly any value is one."""
    if name in WHOLE:
        return True
    words = words_of(name)
    if words[-2:] == ("KEY", "BASE"):  # those of Rails: DB_KEY_BASE, OTP_KEY_BASE
        return True
    words = _without_qualifiers(words)
    if not words or words[-2:] in DIRECTIVES:
        return False
    if words[0] in OWNED and words[-1] == "USER" and len(words) > 2:
        return True
    return _is_secret_word(words[-1], words[-2] if len(words) > 1 else "")


def _without_qualifiers(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[-1] in QUALIFIERS:
        words = words[:-1]
    return words


def _is_secret_word(word: str, before: str) -> bool:
    if word in ALWAYS or word in FUSED_WHOLE or word.endswith(FUSED):
        return True
    if word == "KEY":
        return before in KEYS
    if word == "PAT":
        return before in ISSUERS
    if word == "COOKIE":
        return before in COOKIES
    return word.endswith("KEY") and word[:-3] in KEYS


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
