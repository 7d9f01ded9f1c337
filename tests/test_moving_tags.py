"""Which tags move with the next version, by the check that tells them."""

import pytest

from hardenlint import ImageRef
from hardenlint.facts.moving_tags import moves


@pytest.mark.parametrize(
    "text",
    """redis:alpine mariadb:lts nextcloud:apache nextcloud:fpm-alpine
    node:lts-bookworm python:slim-bookworm docker:dind wordpress:cli debian:stable redis:alpine3.20
    debian:testing-slim ghcr.io/open-webui/open-webui:main acme/app:edge acme/app:server-latest
    docker.io/library/redis:alpine""".split(),
)
def test_moves(text: str) -> None:
    assert moves(ImageRef.parse(text))


@pytest.mark.parametrize(
    "text",
    """redis:7.4-alpine debian:bookworm debian:bookworm-slim ubuntu:noble ros:jazzy php:8.3-fpm
    node:22-lts app:dev app:alpine acme/app:blue acme/app:main-1a2b3c4 postgres:17 redis
    eclipse-temurin:21-jre redis:latest acme/app:latest ghcr.io/acme/app:v2""".split(),
)
def test_stands_still(text: str) -> None:
    assert not moves(ImageRef.parse(text))
