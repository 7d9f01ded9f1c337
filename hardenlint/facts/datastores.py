"""Which datastore the password of a variable opens."""

from functools import lru_cache

from hardenlint.knowledge.secret_names import is_secret_name, words_of
from hardenlint.knowledge.services import is_datastore
from hardenlint.model import Container

from .peers import shared

_WORDS = frozenset(
    """DB DATABASE DATASOURCE JDBC SQL MYSQL MARIADB MSSQL POSTGRES POSTGRESQL PG MONGO MONGODB
    REDIS CLICKHOUSE RABBITMQ AMQP""".split()
)
"""Words of a variable that is about a datastore, whoever is given it."""


def opened_by(container: Container, name: str, password: str) -> Container:
    """The service that a variable's password opens: the project's datastore that has the same one.

    A datastore's own password, and one that none of them has, opens the container itself.
    """
    project = container.project
    if _WORDS.isdisjoint(words_of(name)) or project is None or password in _own(container):
        return container
    return shared(project.services, _opened).get(password, container)


def _opened(services: tuple[Container, ...]) -> dict[str, Container]:
    """The first datastore that each password opens."""
    return {password: each for each in reversed(services) for password in _own(each)}


@lru_cache(maxsize=8)  # of each of its variables it is asked
def _own(container: Container) -> frozenset[str]:
    """The passwords of a datastore, none for anything else."""
    reference = container.reference.value
    if reference is None or not is_datastore(reference.name):
        return frozenset()
    named = (field.value for key, field in container.env.items() if is_secret_name(key))
    return frozenset(value for value in named if value is not None)
