"""What images run as when nobody chooses a user.

Collected 2026-11, as of the repositories' state of 2026-08. Docker official images: USER and
entrypoint of every Dockerfile that github.com/docker-library/official-images lists, or of its
neighbour version where a repository's stored state is older, and the history of those repositories
for what changed. Others: the Dockerfiles of GoogleContainerTools/distroless, dotnet/dotnet-docker
and bitnami/containers, for Chainguard the configuration in chainguard-images/images; all others are
in vendor_images, line by line with where to look each up.
"""

from typing import Any, Literal

from hardenlint.text.numbers import whole

from ..model.image_ref import ImageRef
from .official_images import OFFICIAL, official_name

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

_BITNAMI_ROOT = frozenset(
    """aspnet-core dotnet dotnet-sdk git golang java laravel minideb node php-fpm python
    ruby""".split()
)
"""Images of Bitnami for building and for languages: they declare no user."""

_DOTNET = "mcr.microsoft.com/dotnet/"
_DOTNET_IMAGES = frozenset(("aspnet", "runtime", "runtime-deps", "sdk"))
_DOTNET_NON_ROOT = ("chiseled", "distroless", "nanoserver")
"""Parts of the tags of .NET images that declare a user; all others run as root."""

_MSSQL = "mcr.microsoft.com/mssql/server"

_CHAINGUARD = ("cgr.dev/chainguard/", "docker.io/chainguard/")
_CHAINGUARD_ROOT = frozenset(
    """apko bash chainguard-base docker-dind gcc-glibc go k3s melange min-toolkit-debug
    wolfi-base""".split()
)


_WINDOWS = ("windowsservercore", "ltsc", "windows")
"""Parts of tags of images that are based on Windows Server Core."""


def default_user(ref: ImageRef) -> DefaultUser | None:
    """Tell what an image runs as by default; None when nobody has described it."""
    if ref.is_scratch:
        return "root"
    name = official_name(ref)
    return _official(ref, name) if name else _published(ref)


def _official(ref: ImageRef, name: str) -> DefaultUser | None:
    parts = ref.tag.split("-")
    # Windows' images, of whatever name: nanoserver ends as ContainerUser.
    if any(part.startswith("nanoserver") for part in parts):
        return "non-root"
    if any(part.startswith(_WINDOWS) for part in parts):
        return "root"
    for part in parts:
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
    # Before the table, of which these images are the exceptions.
    if ref.namespace.startswith("bitnami") and ref.name in _BITNAMI_ROOT:
        return "root"
    # What Docker's hardened images offer for building runs as root.
    if ref.registry == "dhi.io" and "dev" in ref.tag.split("-"):
        return "root"
    if repository == _MSSQL and ref.tag.startswith("2017"):
        return "root"
    from . import vendor_images  # noqa: PLC0415 - most images are official

    found: Any = vendor_images.default_user(repository, ref.name)
    return found or None


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
