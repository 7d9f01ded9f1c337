"""What images run as by default."""

import pytest

from hardenlint.knowledge.base_images import DROPS, NON_ROOT, default_user
from hardenlint.knowledge.official_images import OFFICIAL
from hardenlint.model import ImageRef

IMAGES = {
    "debian": "root",
    "docker.io/library/debian:12@sha256:" + "0" * 64: "root",
    "nginx:1.27": "root",
    "httpd": "root",
    "php:8-apache": "root",
    "node:22": "root",
    "scratch": "root",
    "postgres:16": "drops",
    "redis:7-alpine": "drops",
    "mysql": "drops",
    "mariadb:11": "drops",
    "mongo:7": "drops",
    "docker.io/postgres": "drops",
    "haproxy:2.3": "root",
    "haproxy:2.4-alpine": "non-root",
    "haproxy:3.0": "non-root",
    "haproxy": "non-root",
    "jetty:12": "non-root",
    "gcr.io/distroless/static-debian12:nonroot": "non-root",
    "gcr.io/distroless/base:debug-nonroot": "non-root",
    "gcr.io/distroless/static-debian12": "root",
    "cgr.dev/chainguard/nginx": "non-root",
    "bitnami/redis:7": "non-root",
    "nginxinc/nginx-unprivileged": "non-root",
    "ghcr.io/nginxinc/nginx-unprivileged:1": "non-root",
    "registry.example.com/team/app:1": None,
    "registry.example.com/postgres": None,
    "someone/debian": None,
}


@pytest.mark.parametrize(("reference", "user"), IMAGES.items(), ids=IMAGES)
def test_default_user(reference: str, user: str | None) -> None:
    assert default_user(ImageRef.parse(reference)) == user


def test_every_name_of_the_tables_is_an_official_image() -> None:
    assert DROPS <= OFFICIAL
    assert NON_ROOT <= OFFICIAL
    assert not DROPS & NON_ROOT
