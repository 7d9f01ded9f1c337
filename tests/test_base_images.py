"""What images run as by default."""

from itertools import pairwise

import pytest

from hardenlint.knowledge.base_images import BEFORE, DROPS, NON_ROOT, VARIANTS, default_user
from hardenlint.knowledge.official_images import OFFICIAL
from hardenlint.model import ImageRef

IMAGES = {
    "debian": "root",
    "amd64/debian:12": "root",
    "arm64v8/redis:8": "drops",
    "registry.example.com:5000/debian:12": "root",
    "registry.example.com:5000/hub/library/redis": "drops",
    "registry.example.com:5000/team/redis": None,
    "registry.example.com/redis": None,
    "ghcr.io/library/debian": None,
    "docker.elastic.co/kibana/kibana:9.0.0": "non-root",
    "docker.elastic.co/beats/auditbeat:9.0.0": "root",
    "confluentinc/cp-kafka:8.0.0": "non-root",
    "selenium/standalone-firefox": "non-root",
    "cypress/included:15.0.0": "root",
    "dhi.io/python:3.14": "non-root",
    "dhi.io/python:3.14-dev": "root",
    "nvidia/cuda:13.0.0-base-ubuntu24.04": "root",
    "freeradius/freeradius-server:3.2.8": "drops",
    "mcr.microsoft.com/mssql/server:2022-latest": "non-root",
    "mcr.microsoft.com/mssql/server:2017-latest": "root",
    "registry.access.redhat.com/ubi9/ubi-minimal:9.6": "root",
    "registry.access.redhat.com/ubi9/python-312": "non-root",
    "mcr.microsoft.com/windows/nanoserver:ltsc2025": "non-root",
    "mcr.microsoft.com/windows/servercore:ltsc2025": "root",
    "golang:1.26-nanoserver-ltsc2025": "non-root",
    "golang:1.26-windowsservercore-ltsc2025": "root",
    "lscr.io/linuxserver/nginx": "drops",
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
    "clickhouse": "drops",
    "eclipse-mosquitto:2": "drops",
    "telegraf": "drops",
    "varnish:6.0": "root",
    "varnish:stable": "root",
    "varnish:7.6-alpine": "non-root",
    "kong:0.14": "root",
    "kong:1.4-alpine": "drops",
    "kong:3.9": "non-root",
    "elasticsearch:7.17.28": "drops",
    "elasticsearch:8.19.0": "non-root",
    "fluentd:v1.2": "drops",
    "fluentd:v1.18-debian-1": "non-root",
    "influxdb:1.8": "root",
    "influxdb:1.12-alpine": "non-root",
    "influxdb:1.12-data": "root",
    "influxdb:2.7": "drops",
    "influxdb:3-core": "non-root",
    "mariadb:11.4-ubi9": "non-root",
    "docker:dind": "root",
    "docker:27-dind-rootless": "non-root",
    "wordpress:php8.3": "root",
    "wordpress:cli-php8.3": "non-root",
    "odoo:18": "non-root",
    "gradle:8": "root",
    "gcr.io/distroless/static-debian12:nonroot": "non-root",
    "gcr.io/distroless/base:debug-nonroot": "non-root",
    "gcr.io/distroless/static-debian12": "root",
    "cgr.dev/chainguard/nginx": "non-root",
    "cgr.dev/chainguard/python:latest-dev": "non-root",
    "cgr.dev/chainguard/wolfi-base": "root",
    "bitnami/redis:7": "non-root",
    "bitnami/node:20": "root",
    "valkey/valkey:8": "drops",
    "postgis/postgis:17-3.5": "drops",
    "jupyter/scipy-notebook": "non-root",
    "grafana/grafana:11.3.0": "non-root",
    "grafana/promtail:3.0.0": "root",
    "prom/prometheus": "non-root",
    "prom/snmp-exporter": "non-root",
    "mcr.microsoft.com/dotnet/aspnet:9.0": "root",
    "mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled": "non-root",
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
    assert BEFORE.keys() <= DROPS | NON_ROOT
    assert {name for name, _ in VARIANTS} <= OFFICIAL


@pytest.mark.parametrize("name", BEFORE)
def test_what_changed_with_a_version_is_told_from_the_oldest_on(name: str) -> None:
    ends = [end for end, _ in BEFORE[name]]
    users = [*(user for _, user in BEFORE[name]), default_user(ImageRef.parse(name))]
    assert ends == sorted(set(ends))
    assert all(one != other for one, other in pairwise(users))
