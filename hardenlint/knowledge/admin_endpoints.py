"""Options with which programs open an administrative interface to whoever connects.

From the documentation of each program: Traefik (api.insecure), etcd (operation guide, security),
Jupyter Server (security), Prometheus (web.enable-admin-api), Grafana (auth.anonymous), code-server
(--auth), mongo-express (README), pgAdmin (SERVER_MODE), Elasticsearch (xpack.security), OpenSearch
(security plugin), Neo4j (NEO4J_AUTH), Portainer 1.x (--no-auth), Selenium (SE_VNC_NO_PASSWORD),
Kong (admin_listen), Caddy (CADDY_ADMIN), Nacos, Jenkins (runSetupWizard). As of 2025-11.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hardenlint.model.span import Field


class Opened(NamedTuple):
    """An interface without authentication: what it is, its ports, and the option that says so."""

    what: str
    ports: tuple[int, ...]
    field: Field[str]


_TRUE = ("true", "1", "t", "yes", "on")
_FALSE = ("false", "0", "f", "no", "off")
_EMPTY = ("",)

_Row = tuple[str, tuple[str, ...], tuple[str, ...], str, tuple[int, ...]]

OPTIONS: tuple[_Row, ...] = (
    ("--api.insecure", _TRUE, ("traefik",), "the dashboard and API of Traefik", (8080,)),
    ("--serverapp.token", _EMPTY, (), "Jupyter", (8888,)),
    ("--notebookapp.token", _EMPTY, (), "Jupyter", (8888,)),
    ("--identityprovider.token", _EMPTY, (), "Jupyter", (8888,)),
    ("--web.enable-admin-api", _TRUE, ("prometheus",), "the admin API of Prometheus", (9090,)),
    ("--no-auth", _TRUE, ("portainer", "portainer-ce"), "Portainer", (9000,)),
    ("--auth", ("none",), ("code-server",), "code-server", (8080, 8443)),
)
"""Option, the values that open (a bare option is "true"), images ((): any), what, its ports."""

VARIABLES: tuple[_Row, ...] = (
    ("TRAEFIK_API_INSECURE", _TRUE, ("traefik",), "the dashboard and API of Traefik", (8080,)),
    ("ME_CONFIG_BASICAUTH", _FALSE, ("mongo-express",), "mongo-express", (8081,)),
    ("PGADMIN_CONFIG_SERVER_MODE", _FALSE, ("pgadmin4",), "pgAdmin", (80, 443)),
    ("xpack.security.enabled", _FALSE, ("elasticsearch",), "Elasticsearch", (9200,)),
    ("plugins.security.disabled", _TRUE, ("opensearch",), "OpenSearch", (9200,)),
    ("DISABLE_SECURITY_PLUGIN", _TRUE, ("opensearch",), "OpenSearch", (9200,)),
    ("NEO4J_AUTH", ("none",), ("neo4j",), "Neo4j", (7474, 7473, 7687)),
    ("ALLOW_NONE_AUTHENTICATION", _TRUE, ("etcd",), "etcd", (2379,)),
    ("SE_VNC_NO_PASSWORD", _TRUE, (), "the desktop of Selenium", (5900, 7900)),
    ("NACOS_AUTH_ENABLE", _FALSE, ("nacos-server",), "Nacos", (8848,)),
)
"""Variable, the values that open, images ((): any), what, its ports."""

_ADDRESSES = (
    ("KONG_ADMIN_LISTEN", "the admin API of Kong", (8001, 8444)),
    ("CADDY_ADMIN", "the admin API of Caddy", (2019,)),
)
"""Variables that name where an interface without a password listens."""

_Words = tuple[Field[tuple[str, ...]], ...]


def opened(image: str, started: _Words, env: Mapping[str, Field[str]]) -> Iterator[Opened]:
    """Yield each interface that the options of a container open, each once.

    `image` is the last part of its name; `started` are its entrypoint and command. The value of
    the field is the option as it is written, which holds no secret.
    """
    told: set[str] = set()
    by_option = (*_by_option(image, started), *_etcd(image, started, env))
    for found in (*_by_variable(image, env), *_in_part(image, env), *by_option):
        if found.what not in told:
            told.add(found.what)
            yield found


def _by_variable(image: str, env: Mapping[str, Field[str]]) -> Iterator[Opened]:
    for name, values, images, what, ports in VARIABLES:
        field = env.get(name)
        if field is None or field.value is None or (images and image not in images):
            continue
        if field.value.strip().lower() in values:
            yield Opened(what, ports, field._replace(value=f"{name}={field.value}"))
    for name, what, ports in _ADDRESSES:
        field = env.get(name)
        if field is not None and field.value is not None and _is_open(field.value):
            yield Opened(what, ports, field._replace(value=f"{name}={field.value}"))


def _in_part(image: str, env: Mapping[str, Field[str]]) -> Iterator[Opened]:
    """What takes two variables, or a word within one."""
    anonymous, role = (env.get(f"GF_AUTH_ANONYMOUS_{key}") for key in ("ENABLED", "ORG_ROLE"))
    everybody = anonymous is not None and (anonymous.value or "").lower() in _TRUE
    if everybody and role is not None and (role.value or "").lower() == "admin":
        shown = role._replace(value=f"GF_AUTH_ANONYMOUS_ORG_ROLE={role.value}")
        yield Opened("Grafana", (3000,), shown)
    java = env.get("JAVA_OPTS")
    wizard = "-Djenkins.install.runSetupWizard=false"
    # Configuration as Code sets up Jenkins' accounts in the wizard's place.
    is_configured = any("casc" in name.lower() for name in env)
    if java is None or image != "jenkins" or is_configured:
        return
    if wizard in (java.value or "").split():
        yield Opened("Jenkins", (8080,), java._replace(value=wizard))


def _options(started: _Words) -> Iterator[tuple[str, str, Field[Any]]]:
    """Each option of a command line, also of one inside `sh -c`, with its value."""
    for word, following, field in _words(started):
        name, equals, value = word.partition("=")
        if name[:1] == "-":
            # These take the next word; a bare option of another name is a switch.
            takes_value = name in ("--auth", "-auth") or name.lower().endswith(".token")
            bare = following if takes_value else "true"
            yield name, (value if equals else bare).strip("'\"").lower(), field


def _words(started: _Words) -> Iterator[tuple[str, str, Field[Any]]]:
    """Each word and the one that follows, "-" after the last."""
    for field in started:
        # An empty word stays one: it may be the value of an option (`--ServerApp.token ''`).
        words = [part for word in field.value or () for part in (word.split() or [word])]
        yield from ((w, f, field) for w, f in zip(words, [*words[1:], "-"], strict=False))


def _by_option(image: str, started: _Words) -> Iterator[Opened]:
    options = list(_options(started))
    asks = any(name.lower().endswith("password") and value for name, value, _ in options)
    for name, value, field in options:
        for option, values, images, what, ports in OPTIONS:
            if name.lower() != option or value not in values or (images and image not in images):
                continue
            if not (option.endswith(".token") and asks):  # Jupyter takes a password instead
                shown = f"{name}={value}" if value != "true" else name
                yield Opened(what, ports, field._replace(value=shown))


def _etcd(image: str, started: _Words, env: Mapping[str, Field[str]]) -> Iterator[Opened]:
    """An etcd that listens to everybody and asks nobody for a certificate."""
    options = {name.lstrip("-"): (value, field) for name, value, field in _etcd_words(started)}
    names = {word.rpartition("/")[2] for part in started for word in part.value or ()}
    if image != "etcd" and "etcd" not in names:
        return
    for name, field in env.items():
        if name.startswith("ETCD_") and field.value is not None:
            key = name.removeprefix("ETCD_").lower().replace("_", "-")
            options.setdefault(key, (field.value, field))
    asks = options.get("client-cert-auth", ("false", None))[0]
    trusted = "trusted-ca-file" in options or "client-cert-auth" not in options
    urls, place = options.get("listen-client-urls", ("", None))
    listens = next((url for url in urls.split(",") if _is_open(url)), "")
    is_plain = listens.startswith("http://")
    if place is not None and listens and (is_plain or asks not in _TRUE or not trusted):
        shown = f"listen-client-urls={listens}, which asks for no certificate"
        yield Opened("etcd", (2379,), place._replace(value=shown))


def _etcd_words(started: _Words) -> Iterator[tuple[str, str, Field[Any]]]:
    for word, following, field in _words(started):
        name, equals, value = word.partition("=")
        if name[:1] == "-":
            bare = "true" if following[:1] == "-" else following
            yield name, value if equals else bare, field


def _is_open(address: str) -> bool:
    """Whether an address, a URL or a list of them, is reached by others."""
    if address.strip().lower() in ("", "off"):  # with `off` Kong and Caddy close it
        return False
    closed = ("127.", "localhost", "[::1]", "unix")
    parts = (part.strip().rpartition("//")[2] for part in address.split(","))
    return any(part and not part.startswith(closed) for part in parts)
