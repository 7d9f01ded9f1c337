"""Passwords that everybody tries first, and options that ask for none. Collected 2026-11.

Sources of the variables: github.com/docker-library/docs (its state of 2026-08), the entrypoints in
the images' repositories, and the configuration references of ClickHouse, Elasticsearch, InfluxDB,
Open WebUI, OpenSearch, PgBouncer, Rocker, Selenium, SurrealDB and Weaviate. The passwords are those
of examples in such documentation.
"""

from collections.abc import Iterable, Mapping

from .secret_names import words_of
from .secrets import literal_part

COMMON = frozenset(
    """root admin administrator password passwd pass changeme changeit change example secret test
    guest user default postgres mysql mariadb mongo redis minio minioadmin rabbitmq letmein qwerty
    mysecretpassword foobar""".split()
)
"""Without the digits and the `-` and `_` at their end."""

ACCOUNTS = frozenset("USER USERNAME LOGIN DATABASE DB DBNAME".split())
"""How a variable ends that names an account or a database."""

TRUTHS = frozenset("yes true 1 on y t".split())
FALSEHOODS = frozenset("no false 0 off n f".split())

OPEN_IF = {
    "ALLOW_ANONYMOUS_LOGIN": TRUTHS,
    "ALLOW_EMPTY_PASSWORD": TRUTHS,
    "ALLOW_NONE_AUTHENTICATION": TRUTHS,
    "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": TRUTHS,
    "AUTH_TYPE": frozenset(("trust",)),
    "CLICKHOUSE_SKIP_USER_SETUP": frozenset(("1",)),
    "DISABLE_AUTH": TRUTHS,
    "DISABLE_SECURITY_PLUGIN": TRUTHS,
    "INFLUXDB_HTTP_AUTH_ENABLED": FALSEHOODS,
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD": TRUTHS,
    "ME_CONFIG_BASICAUTH": FALSEHOODS,
    "MYSQL_ALLOW_EMPTY_PASSWORD": TRUTHS,
    "NEO4J_AUTH": frozenset(("none",)),
    "PGBOUNCER_AUTH_TYPE": frozenset(("trust",)),
    "POSTGRES_HOST_AUTH_METHOD": frozenset(("trust",)),
    "SE_VNC_NO_PASSWORD": TRUTHS,
    "SURREAL_UNAUTHENTICATED": TRUTHS,
    "WEBUI_AUTH": FALSEHOODS,
    "plugins.security.disabled": TRUTHS,
    "xpack.security.enabled": FALSEHOODS,
}
"""Variables of images and the values (in lower case) with which nobody is asked to log in."""

OPEN_OPTIONS = frozenset("--no-auth --noauth --auth=none --auth=no --skip-grant-tables".split())

EMPTY_OPTIONS = (
    "--NotebookApp.token", "--NotebookApp.password", "--ServerApp.token",
    "--IdentityProvider.token",
)  # fmt: skip
"""Options that switch a login off with an empty value."""


def is_common(value: str) -> bool:
    """Whether a password is one of those that everybody tries."""
    from .secret_phrases import asks_to_change  # noqa: PLC0415 - few values are asked about

    text = literal_part(value).strip().strip("\"'").lower()
    return text.rstrip("0123456789-_") in COMMON or ("://" not in text and asks_to_change(text))


def is_one_of(value: str, names: Iterable[str]) -> bool:
    """Whether a password is a name that stands beside it."""
    text = value.strip().strip("\"'").lower()
    return len(text) > 1 and text in {name.lower() for name in names}


def accounts(env: Mapping[str, str | None]) -> list[str]:
    """The accounts and databases that an environment names."""
    found = []
    for name, value in env.items():
        words = words_of(name)
        if value and words and (words[-1] in ACCOUNTS or words[-2:] == ("DB", "NAME")):
            found.append(value)
    return found


def switches_login_off(name: str, value: str) -> bool:
    """Whether a variable opens a service to everybody."""
    return name in OPEN_IF and value.strip().strip("\"'").lower() in OPEN_IF[name]


def open_option(words: Iterable[str]) -> str:
    """The option that opens a service to everybody; "" for none."""
    previous = ""
    for word in words:
        name, equals, value = word.partition("=")
        if word in OPEN_OPTIONS or (name in EMPTY_OPTIONS and equals and not value.strip("\"'")):
            return name if name in EMPTY_OPTIONS else word
        if (previous, word) in (("--auth", "none"), ("--protected-mode", "no")):
            return f"{previous} {word}"
        previous = word
    return ""
