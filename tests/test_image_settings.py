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
    "rabbitmq:4-management": (*"4369 5671 5672 15691 15692 25672 15671 15672".split(),),
    "mongo": ("27017",),
    "mongo-express": ("8081",),
    "debian": (),
    "someone/nginx": (),
}


@pytest.mark.parametrize(("reference", "ports"), EXPOSED.items(), ids=EXPOSED)
def test_exposed(reference: str, ports: tuple[str, ...]) -> None:
    assert image_settings.exposed(ImageRef.parse(reference)) == ports


@pytest.mark.parametrize("name", sorted(OFFICIAL))
def test_ports_are_numbers(name: str) -> None:
    for port in image_settings.exposed(ImageRef.parse(name)):
        number, _, protocol = port.partition("/")
        assert 0 < int(number) < 65536
        assert protocol in ("", "udp")


def test_a_health_check_of_the_base_image_counts_until_it_is_switched_off() -> None:
    base = "FROM vaultwarden/server:1.32.0 AS a\n"
    assert dockerfile.read(base + "FROM a\n", "D").image.healthcheck.value is None
    off = dockerfile.read(base + "FROM a\nHEALTHCHECK NONE\n", "D").image.healthcheck.value
    assert off is not None
    assert off.disabled
    assert "not known: vaultwarden/server brings one" in describe(base, "D")


def test_show_tells_what_the_base_image_exposes() -> None:
    assert "exposes      80/tcp (of nginx)" in describe("FROM nginx:1.27\n", "D")
