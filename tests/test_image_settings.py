"""What well-known images expose, and which bring a health check."""

import pytest

from hardenlint.knowledge import image_settings
from hardenlint.knowledge.official_images import OFFICIAL
from hardenlint.model import ImageRef
from hardenlint.sources import dockerfile
from hardenlint.sources.dockerfile import describe

EXPOSED = {
    "nginx:1.27": ("80",),
    "docker.io/library/caddy": ("80", "443", "443/udp", "2019"),
    "wordpress:6": ("80",),
    "wordpress:6-fpm": ("9000",),
    "php:8-fpm-alpine": ("9000",),
    "php:8-cli": (),
    "rabbitmq:4-management": (*"4369 5671 5672 15671 15672 15691 15692 25672".split(),),
    "couchbase": (
        *"8091 8092 8093 8094 8095 8096 8097 9123 11207 11210 11280".split(),
        *"18091 18092 18093 18094 18095 18096 18097".split(),
    ),
    "influxdb:2.7": ("8086",),
    "influxdb:3-core": ("8181",),
    "php:8.4-apache-bookworm": ("80",),
    "docker:27-cli": (),
    "docker:27-dind": ("2375", "2376"),
    "wordpress:cli": (),
    "drupal:11-fpm-alpine": ("9000",),
    "odoo:18": ("8069", "8071", "8072"),
    "mongo": ("27017",),
    "mongo-express": ("8081",),
    "debian": (),
    "someone/nginx": (),
}


@pytest.mark.parametrize(("reference", "ports"), EXPOSED.items(), ids=EXPOSED)
def test_exposed(reference: str, ports: tuple[str, ...]) -> None:
    assert image_settings.exposed(ImageRef.parse(reference)) == ports


ROWS = [row.split(" ") for row in image_settings._EXPOSED.split("\n") if row]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_rows_are_an_official_image_and_ports(row: list[str]) -> None:
    assert row[0].partition(":")[0] in OFFICIAL
    for port in row[1:]:
        number, _, protocol = port.partition("/")
        assert 0 < int(number) < 65536
        assert protocol in ("", "udp")


def test_rows_are_in_order() -> None:
    names = [row[0] for row in ROWS]
    assert names == sorted(names)


def test_a_health_check_of_the_base_image_counts_until_it_is_switched_off() -> None:
    base = "FROM vaultwarden/server:1.32.0 AS a\n"
    assert dockerfile.read(base + "FROM a\n", "D").image.healthcheck.value is None
    off = dockerfile.read(base + "FROM a\nHEALTHCHECK NONE\n", "D").image.healthcheck.value
    assert off is not None
    assert off.disabled
    assert "not known: vaultwarden/server brings one" in describe(base, "D")


def test_show_tells_what_the_base_image_exposes() -> None:
    assert "exposes      80/tcp (of nginx)" in describe("FROM nginx:1.27\n", "D")
