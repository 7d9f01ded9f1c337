"""What images run as when nobody chooses a user.

Docker official images by their published Dockerfiles (docker-library and the maintainers'
repositories), well-known non-root families by their publishers' documentation. Collected 2026-11.
"""

from typing import Literal

from ..model import ImageRef
from .official_images import OFFICIAL

DefaultUser = Literal["root", "non-root", "drops"]

DROPS = frozenset(
    """cassandra consul couchdb crate flink ghost influxdb kapacitor mariadb mongo mysql neo4j
    postgres rabbitmq redis redmine storm telegraf valkey vault zookeeper""".split()
)
"""Official images whose entrypoint starts as root and gives it up (gosu, su-exec, setpriv)."""

NON_ROOT = frozenset(
    """adminer celery elasticsearch groovy haproxy irssi jenkins jetty kibana logstash memcached
    open-liberty percona rocket.chat solr sonarqube varnish websphere-liberty""".split()
)
"""Official images that declare a user other than root."""

_NON_ROOT_PLACES = (
    "docker.io/bitnami/",
    "docker.io/bitnamilegacy/",
    "docker.io/nginxinc/nginx-unprivileged",
    "ghcr.io/nginxinc/nginx-unprivileged",
    "docker.io/grafana/",
    "docker.io/prom/",
    "quay.io/prometheus/",
    "docker.io/rootless",
    "registry.access.redhat.com/ubi8/nodejs",
    "registry.access.redhat.com/ubi9/nodejs",
    "registry.access.redhat.com/ubi8/python",
    "registry.access.redhat.com/ubi9/python",
    "docker.io/jupyter/",
    "quay.io/jupyter/",
    "docker.io/sonarsource/",
    "docker.io/jenkins/jenkins",
    "docker.io/apache/airflow",
    "docker.io/apache/superset",
    "docker.io/sonatype/nexus3",
    "quay.io/keycloak/keycloak",
)
"""Repositories, by how they begin, whose images declare a user other than root."""

_DOTNET = "mcr.microsoft.com/dotnet/"
_DOTNET_IMAGES = frozenset(("aspnet", "runtime", "runtime-deps", "sdk"))
_DOTNET_NON_ROOT = ("chiseled", "distroless")
"""Parts of the tags of .NET images that declare the user `app`; all others run as root."""

_CHAINGUARD = ("cgr.dev/chainguard/", "docker.io/chainguard/")
_CHAINGUARD_ROOT = frozenset(("busybox", "wolfi-base", "chainguard-base", "git", "maven"))
_HAPROXY_SINCE = (2, 4)
"""The first haproxy that runs as `haproxy` (its changelog of 2021-05)."""


def default_user(ref: ImageRef) -> DefaultUser | None:
    """Tell what an image runs as by default; None when nobody has described it."""
    repository = ref.repository
    if ref.text == "scratch":
        return "root"
    if ref.is_official:
        return _official(ref)
    if ref.registry == "gcr.io" and ref.namespace.startswith("distroless"):
        return "non-root" if "nonroot" in ref.tag else "root"
    if repository.startswith(_CHAINGUARD):
        dev = ref.tag.endswith("-dev") or ref.name in _CHAINGUARD_ROOT
        return None if dev else "non-root"
    if repository.startswith(_DOTNET) and ref.name in _DOTNET_IMAGES:
        return _dotnet(ref.tag)
    return "non-root" if repository.startswith(_NON_ROOT_PLACES) else None


def _dotnet(tag: str) -> DefaultUser:
    return "non-root" if any(part in tag for part in _DOTNET_NON_ROOT) else "root"


def _official(ref: ImageRef) -> DefaultUser | None:
    if ref.name == "haproxy" and _version(ref.tag) < _HAPROXY_SINCE:
        return "root"
    if ref.name in DROPS:
        return "drops"
    if ref.name in NON_ROOT:
        return "non-root"
    return "root" if ref.name in OFFICIAL else None


def _version(tag: str) -> tuple[int, ...]:
    """Read the numbers a tag begins with; a tag without any is the newest."""
    parts = tag.partition("-")[0].split(".")
    numbers = tuple(int(part) for part in parts if part.isascii() and part.isdigit())
    return numbers or (99,)
