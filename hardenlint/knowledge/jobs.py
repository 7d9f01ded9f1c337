"""Commands that do one thing and end, as opposed to those that serve.

Source: the programs' manuals. As of 2025-11.
"""

from collections.abc import Sequence

_PROGRAMS = frozenset(
    """true echo printf date mkdir chown chmod cp mv rm ln touch tar unzip sed install rsync
    curl wget mc aws s3cmd rclone restic borg git apt-get apk pip
    psql createdb pg_dump pg_restore pg_isready mysql mysqldump mariadb mongosh mongodump
    mongorestore mongoimport redis-cli sqlcmd clickhouse-client kafka-topics kafka-topics.sh
    alembic flyway liquibase dbmate goose atlas migrate sqitch
    pytest tox jest mypy terraform tofu ansible-playbook openssl keytool htpasswd""".split()
)
"""Programs that end by themselves."""

_TASKS = frozenset(
    """migrate migration migrations init initialize initdb setup seed upgrade collectstatic
    createsuperuser build test lint install backup restore import export dump provision bootstrap
    generate db:migrate db:setup db:seed db:create db:prepare migrate:latest migrate:deploy
    create-user create-db""".split()
)
"""Words that make a job of whatever program has them as an argument."""


def is_job(argv: Sequence[str]) -> bool:
    """Whether a command is known to end by itself when it succeeds."""
    if not argv:
        return False
    name = argv[0].rsplit("/", 1)[-1]
    return name in _PROGRAMS or any(word.lower() in _TASKS for word in argv)
