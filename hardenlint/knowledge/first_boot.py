"""Images whose first start creates a well-known account unless told otherwise.

Collected 2026-11. Sources: github.com/docker-library/docs (its state of 2026-08) for rabbitmq, emqx
and mongo-express; the publishers' own documentation for Grafana, MinIO and ActiveMQ.
"""

TABLE: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "grafana/grafana": (
        "admin", ("GF_SECURITY_ADMIN_PASSWORD", "GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION",
                  "GF_AUTH_DISABLE_LOGIN_FORM", "GF_AUTH_BASIC_ENABLED"),
        ("/etc/grafana/grafana.ini",)),
    "rabbitmq": (
        "guest", ("RABBITMQ_DEFAULT_PASS", "RABBITMQ_CONFIG_FILE", "RABBITMQ_DEFINITIONS_FILE"),
        ("/etc/rabbitmq",)),
    "minio/minio": (
        "minioadmin", ("MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY", "MINIO_CONFIG_ENV_FILE"),
        ("/etc/config.env", "/etc/default/minio")),
    "mongo-express": (
        "admin", ("ME_CONFIG_BASICAUTH_PASSWORD", "ME_CONFIG_BASICAUTH"), ()),
    "emqx/emqx": ("admin", ("EMQX_DASHBOARD__DEFAULT_PASSWORD",), ("/opt/emqx/etc",)),
    "emqx": ("admin", ("EMQX_DASHBOARD__DEFAULT_PASSWORD",), ("/opt/emqx/etc",)),
    "apache/activemq-classic": (
        "admin", ("ACTIVEMQ_WEB_PASSWORD",), ("/opt/apache-activemq/conf",)),
    "apache/activemq-artemis": ("artemis", ("ARTEMIS_PASSWORD",), ("/var/lib/artemis-instance",)),
}  # fmt: skip
"""By familiar name: the account, the variables that tell otherwise (with `_FILE` and `__FILE` too),
and the files and folders of the configuration, which may do so."""


def tells(variables: tuple[str, ...], name: str) -> bool:
    """Whether a variable tells the image what to do instead."""
    bare = name.removesuffix("_FILE").removesuffix("_")
    return name in variables or bare in variables


def configures(target: str, places: tuple[str, ...]) -> bool:
    """Whether what is mounted on `target` brings a configuration, or a part of it."""
    target = target.rstrip("/")
    return any(
        place == target or place.startswith(target + "/") or target.startswith(place + "/")
        for place in places
    )
