"""Which datastore the password of a variable opens."""

from hardenlint.knowledge.secrets import is_secret_name, words_of
from hardenlint.knowledge.services import is_datastore
from hardenlint.model import Container

_WORDS = frozenset(
    """DB DATABASE DATASOURCE JDBC SQL MYSQL MARIADB MSSQL POSTGRES POSTGRESQL PG MONGO MONGODB
    REDIS CLICKHOUSE RABBITMQ AMQP""".split()
)
"""Words of a variable that is about a datastore, whoever is given it."""


def opened_by(container: Container, name: str, password: str) -> Container:
    """The service that a variable's password opens: the project's datastore that has the same one.

    A datastore's own password, and one that none of them has, opens the container itself.
    """
    if _WORDS.isdisjoint(words_of(name)):
        return container
    for other in (container, *(container.project.services if container.project else ())):
        reference = other.reference.value
        if reference is not None and is_datastore(reference.name):
            theirs = (field.value for key, field in other.env.items() if is_secret_name(key))
            if password in theirs:
                return other
    return container
