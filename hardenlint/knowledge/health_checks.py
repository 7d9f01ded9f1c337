"""What asks a well-known server whether it can answer, as `healthcheck: test` writes it.

From what is known of the clients that lie in the official images (pg_isready, mysqladmin,
MariaDB's healthcheck.sh, redis-cli, valkey-cli, mongosh, rabbitmq-diagnostics), and the health API
of Elasticsearch and OpenSearch. As of 2026-12.
"""

from typing import Final

TESTS: Final = {
    "postgres": "[CMD, pg_isready]",
    "mysql": "[CMD, mysqladmin, ping]",
    "mariadb": "[CMD, healthcheck.sh, --connect, --innodb_initialized]",
    "redis": "[CMD, redis-cli, ping]",
    "valkey": "[CMD, valkey-cli, ping]",
    "mongo": '[CMD, mongosh, --quiet, --eval, "db.runCommand({ping: 1})"]',
    "rabbitmq": "[CMD, rabbitmq-diagnostics, -q, ping]",
    "elasticsearch": '[CMD, curl, -fsS, "http://127.0.0.1:9200/_cluster/health"]',
    "opensearch": '[CMD, curl, -fsS, "http://127.0.0.1:9200/_cluster/health"]',
}
"""By the last part of the image's name."""
