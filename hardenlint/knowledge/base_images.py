"""What images run as when nobody chooses a user.

Collected 2026-11, as of the repositories' state of 2026-08. Docker official images: USER and
entrypoint of every Dockerfile that github.com/docker-library/official-images lists, or of its
neighbour version where a repository's stored state is older, and the history of those repositories
for what changed. Others: the Dockerfiles of their publishers' repositories (bitnami/containers,
GoogleContainerTools/distroless, dotnet/dotnet-docker, nginx, prometheus, grafana, jupyter, …), for
Chainguard the configuration in chainguard-images/images.
"""

from typing import Literal

from hardenlint.text.numbers import whole

from ..model.image_ref import ImageRef
from .official_images import OFFICIAL

DefaultUser = Literal["root", "non-root", "drops"]

DROPS = frozenset(
    """bonita cassandra chronograf clickhouse consul convertigo couchdb crate eclipse-mosquitto
    eggdrop ghost influxdb kapacitor krakend mariadb mongo mysql neo4j postgres rabbitmq redis
    redmine storm teamspeak telegraf vault znc zookeeper""".split()
)
"""Official images that start as root and give it up (gosu, su-exec, setpriv, chroot --userspec).

It is the entrypoint that does so, for eclipse-mosquitto the broker. Not those whose master stays
root and whose workers are others: nginx, httpd, PHP with Apache or FPM.
"""

NON_ROOT = frozenset(
    """adminer api-firewall celery elasticsearch emqx flink fluentd geonetwork groovy haproxy irssi
    jenkins jetty kibana kong lightstreamer liquibase logstash memcached odoo open-liberty percona
    rocket.chat satosa solr sonarqube spark varnish websphere-liberty""".split()
)
"""Official images that declare a user other than root."""

BEFORE: dict[str, tuple[tuple[tuple[int, ...], DefaultUser], ...]] = {
    "elasticsearch": (((8,), "drops"),),
    "flink": (((2, 2), "drops"),),
    "fluentd": (((1, 3), "drops"),),
    "geonetwork": (((4,), "root"),),
    "haproxy": (((2, 4), "root"),),
    "influxdb": (((1, 11), "root"), ((2,), "non-root")),
    "kong": (((0, 15), "root"), ((2,), "drops")),
    "varnish": (((7,), "root"),),
}
"""What official images ran as before a version, oldest first."""

VARIANTS: dict[tuple[str, str], DefaultUser] = {
    ("couchdb", "nouveau"): "root",
    ("docker", "rootless"): "non-root",
    ("influxdb", "core"): "non-root",
    ("influxdb", "data"): "root",
    ("influxdb", "enterprise"): "non-root",
    ("influxdb", "meta"): "root",
    ("mariadb", "ubi"): "non-root",
    ("varnish", "stable"): "root",
    ("wordpress", "cli"): "non-root",
}
"""Official images by name and a part of the tag, where that part decides."""

_NON_ROOT_PLACES = (
    "docker.io/bitnami/",
    "docker.io/bitnamilegacy/",
    "docker.io/jupyter/",
    "quay.io/jupyter/",
    "registry.access.redhat.com/ubi8/nodejs-",
    "registry.access.redhat.com/ubi9/nodejs-",
    "registry.access.redhat.com/ubi8/python-",
    "registry.access.redhat.com/ubi9/python-",
)
"""Repositories, by how they begin, whose images declare a user other than root."""

_NON_ROOT_REPOSITORIES = frozenset(
    """docker.io/nginxinc/nginx-unprivileged ghcr.io/nginxinc/nginx-unprivileged
    docker.io/grafana/grafana docker.io/grafana/loki docker.io/grafana/tempo
    docker.io/prom/prometheus docker.io/prom/alertmanager docker.io/prom/node-exporter
    docker.io/prom/mysqld-exporter docker.io/prom/statsd-exporter docker.io/prom/pushgateway
    quay.io/prometheus/prometheus quay.io/prometheus/alertmanager quay.io/prometheus/node-exporter
    quay.io/prometheus/mysqld-exporter quay.io/prometheus/statsd-exporter
    quay.io/prometheus/pushgateway docker.io/jenkins/jenkins docker.io/apache/airflow
    docker.io/apache/superset docker.io/sonarsource/sonar-scanner-cli docker.io/sonatype/nexus3
    quay.io/keycloak/keycloak""".split()
)

_DROPPING_REPOSITORIES = frozenset(
    """docker.io/valkey/valkey docker.io/clickhouse/clickhouse-server docker.io/postgis/postgis
    docker.io/pgvector/pgvector docker.io/timescale/timescaledb docker.io/hashicorp/consul
    docker.io/hashicorp/vault""".split()
)
"""Repositories whose images start as root and give it up."""

_BITNAMI_ROOT = frozenset(
    """aspnet-core dotnet dotnet-sdk git golang java laravel minideb node php-fpm python
    ruby""".split()
)
"""Images of Bitnami for building and for languages: they declare no user."""

_DOTNET = "mcr.microsoft.com/dotnet/"
_DOTNET_IMAGES = frozenset(("aspnet", "runtime", "runtime-deps", "sdk"))
_DOTNET_NON_ROOT = ("chiseled", "distroless")
"""Parts of the tags of .NET images that declare the user `app`; all others run as root."""

_CHAINGUARD = ("cgr.dev/chainguard/", "docker.io/chainguard/")
_CHAINGUARD_ROOT = frozenset(
    """apko bash chainguard-base docker-dind gcc-glibc go k3s melange min-toolkit-debug
    wolfi-base""".split()
)


def default_user(ref: ImageRef) -> DefaultUser | None:
    """Tell what an image runs as by default; None when nobody has described it."""
    if ref.text == "scratch":
        return "root"
    if ref.is_official:
        return _official(ref)
    return _published(ref)


def _official(ref: ImageRef) -> DefaultUser | None:
    name = ref.name
    for part in ref.tag.split("-"):
        # The variant of `11-ubi9` is `ubi`.
        variant = VARIANTS.get((name, part.rstrip("0123456789.")))
        if variant is not None:
            return variant
    version = _version(ref.tag)
    for end, user in BEFORE.get(name, ()):
        if version < end:
            return user
    if name in DROPS:
        return "drops"
    if name in NON_ROOT:
        return "non-root"
    return "root" if name in OFFICIAL else None


def _published(ref: ImageRef) -> DefaultUser | None:
    """What the image of a publisher runs as."""
    repository = ref.repository
    if ref.registry == "gcr.io" and ref.namespace.startswith("distroless"):
        return "non-root" if "nonroot" in ref.tag else "root"
    if repository.startswith(_CHAINGUARD):
        return _chainguard(ref)
    if repository.startswith(_DOTNET) and ref.name in _DOTNET_IMAGES:
        return "non-root" if any(part in ref.tag for part in _DOTNET_NON_ROOT) else "root"
    if repository in _DROPPING_REPOSITORIES:
        return "drops"
    # Before the places below, of which these images are the exceptions.
    if ref.namespace.startswith("bitnami") and ref.name in _BITNAMI_ROOT:
        return "root"
    known = repository in _NON_ROOT_REPOSITORIES or repository.startswith(_NON_ROOT_PLACES)
    return "non-root" if known else None


def _chainguard(ref: ImageRef) -> DefaultUser:
    if ref.name == "postgres":
        return "drops"
    is_root = ref.name in _CHAINGUARD_ROOT or ref.tag.endswith("-root")
    return "root" if is_root else "non-root"


def _version(tag: str) -> tuple[int, ...]:
    """Read the numbers a tag begins with; a tag without any is the newest."""
    parts = tag.removeprefix("v").partition("-")[0].split(".")
    numbers = (whole(part, 9) for part in parts)
    return tuple(number for number in numbers if number is not None) or (99,)
