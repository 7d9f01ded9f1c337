"""Who can reach a container from outside its project."""

from hardenlint.model import Container, Span

PROXY_LABELS = ("traefik.", "caddy", "virtual.host", "lazytainer.", "tsdproxy.")
"""How labels start that ask a reverse proxy to forward to a container."""

PROXY_VARIABLES = ("VIRTUAL_HOST", "LETSENCRYPT_HOST")
"""Variables that ask nginx-proxy to do so."""


def is_exposed(container: Container) -> bool:
    """Whether others than its project reach it: a port, the host's network, a proxy."""
    if container.open_ports:
        return True
    mode = container.network.value
    if mode is not None and mode.mode == "host":
        return True
    project = container.project
    known = project.networks if project is not None else {}
    if any(name in known and known[name].external for name in container.joined_networks):
        return True
    if any(name in container.env for name in PROXY_VARIABLES):
        return True
    labels = {name: field.value for name, field in container.labels.items()}
    return labels.get("traefik.enable") != "false" and any(
        name.startswith(PROXY_LABELS) for name in labels
    )


def opened_by(container: Container, name: str, password: str) -> Container:
    """The service that a variable's password opens: the project's datastore that has the same one.

    A datastore's own password, and one that none of them has, opens the container itself.
    """
    from hardenlint.knowledge.secrets import is_secret_name, words_of  # noqa: PLC0415 - for secrets only
    from hardenlint.knowledge.services import is_datastore  # noqa: PLC0415 - for secrets only

    if DATABASE_WORDS.isdisjoint(words_of(name)):
        return container
    for other in (container, *(container.project.services if container.project else ())):
        reference = other.reference.value
        if reference is not None and is_datastore(reference.name):
            theirs = (field.value for key, field in other.env.items() if is_secret_name(key))
            if password in theirs:
                return other
    return container


DATABASE_WORDS = frozenset(
    """DB DATABASE DATASOURCE JDBC SQL MYSQL MARIADB MSSQL POSTGRES POSTGRESQL PG MONGO MONGODB
    REDIS CLICKHOUSE RABBITMQ AMQP""".split()
)
"""Words of a variable that is about a datastore, whoever is given it."""


def way_in(container: Container) -> tuple[str, Span] | None:
    """How others than its project reach it, with the place: a port, or a reverse proxy."""
    item = next(iter(container.open_ports), None)
    if item is not None:
        return f"publishes {item}", item.field.span
    if container.published_all.value is True:
        return "publishes all its ports", container.published_all.span
    known = container.known_networks
    for name, joined in container.joined_networks.items():
        if name in known and known[name].external:
            return f"is on the external network {name}", joined.span
    return _behind_proxy(container)


def _behind_proxy(container: Container) -> tuple[str, Span] | None:
    for name in PROXY_VARIABLES:
        if name in container.env:
            return f"is behind a reverse proxy ({name})", container.env[name].span
    enabled = container.labels.get("traefik.enable")
    if enabled is not None and enabled.value == "false":
        return None
    for name, label in container.labels.items():
        if name.startswith(PROXY_LABELS):
            return f"is behind a reverse proxy (label {name})", label.span
    return None
