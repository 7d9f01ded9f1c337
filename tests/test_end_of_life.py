"""What is known about the end of versions: the shape of the tables, and how tags are read."""

from datetime import date

import pytest

from hardenlint import clock
from hardenlint.knowledge import end_of_life, publishers, tags
from hardenlint.knowledge.end_of_life_dates import CODENAMES, CYCLES, PRODUCTS, SERVERS
from hardenlint.knowledge.official_images import OFFICIAL
from hardenlint.model import ImageRef

DAY = "2024-01-01"


@pytest.mark.parametrize("product", CYCLES)
def test_cycles_have_a_number_and_a_day(product: str) -> None:
    items = [item.partition("=") for item in CYCLES[product].split()]
    numbers = [tuple(map(int, cycle.split("."))) for cycle, _, _ in items]
    assert numbers == sorted(set(numbers))
    assert all(date(1995, 1, 1) < date.fromisoformat(day) for _, _, day in items)


def test_everything_named_has_a_table() -> None:
    # What Red Hat's images are a version of is in their names alone.
    assert {*PRODUCTS.values(), "rhel"} == set(CYCLES)
    assert set(CYCLES) >= SERVERS
    official = {name for name in PRODUCTS if "/" not in name}
    assert official <= OFFICIAL
    assert publishers.DEPRECATED.keys() <= OFFICIAL


@pytest.mark.parametrize(("product", "name"), CODENAMES)
def test_codenames_name_a_cycle_of_their_product(product: str, name: str) -> None:
    cycles = {item.partition("=")[0] for item in CYCLES[product].split()}
    assert name.isalpha()
    assert CODENAMES[product, name] in cycles


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("debian:stretch-slim", "Debian 9"),
        ("debian:10", None),  # its long-term support lasted until 2024-06
        ("debian:8.11", "Debian 8"),
        ("ubuntu:18.04", "Ubuntu 18.04"),
        ("ubuntu:bionic-20230530", "Ubuntu 18.04"),
        ("ubuntu:20.04", None),
        ("docker.io/library/alpine:3.9.6", "Alpine 3.9"),
        ("public.ecr.aws/docker/library/alpine:3.9", "Alpine 3.9"),
        ("arm64v8/alpine:3.9", "Alpine 3.9"),
        ("centos:centos7.9.2009", None),
        ("golang:1.18-alpine3.15", "Go 1.18"),
        ("golang:1.1", None),
        ("golang:1", None),
        ("python:3.6.15-slim-buster", "Python 3.6"),
        ("python:3.10", None),
        ("python:2", "Python 2"),
        ("python:3", None),
        ("php:7.4rc1-fpm", "PHP 7.4"),
        ("node:v16.1", "Node.js 16"),
        ("node:lts-carbon", "Node.js 8"),
        ("mcr.microsoft.com/dotnet/sdk:5.0", ".NET 5"),
        ("mcr.microsoft.com/dotnet/sdk:6.0-bionic", "Ubuntu 18.04"),
        ("mcr.microsoft.com/other/tool:1-stretch", "Debian 9"),
        ("nginx:1.14-alpine3.9", "Alpine 3.9"),
        ("nginx:1.22.1", "nginx 1.22"),
        ("postgres:9.6-alpine3.15", "Alpine 3.15"),
        ("postgres:9.6", "PostgreSQL 9.6"),
        ("example/python:2.7", None),
        ("ghcr.io/example/debian:stretch", None),
        ("debian", None),
        ("debian:", None),
        ("debian:.", None),
        ("debian:9999999999999999999999", None),
    ],
)
def test_ended(image: str, expected: str | None) -> None:
    found = end_of_life.ended(ImageRef.parse(image), DAY)
    assert (None if found is None else str(found)) == expected


def test_the_last_day_still_counts() -> None:
    ref = ImageRef.parse("debian:10")
    assert end_of_life.ended(ref, "2024-06-30") is None
    assert end_of_life.ended(ref, "2024-07-01") is not None


def test_the_clock_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert clock.today() == "1970-01-02"
    assert clock.days_ago(1) == "1970-01-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert clock.today() > "2025-01-01"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("edge", True),
        ("Stable", True),
        ("lts-alpine", True),
        ("lts-alpine3.20", True),
        ("latest-alpine", True),
        ("server-latest", True),
        ("latest", False),
        ("", False),
        ("main-1a2b3c4", False),
        ("stable-20240101", False),
        ("1.2-stable", False),
        ("bookworm", False),
        ("alpine", True),
        ("alpine3.20", True),
        ("fpm-alpine", True),
        ("slim-bookworm", True),
        ("release", True),
        ("release-v2.1", False),
        ("alpine-1.2", False),
        ("3.12-slim", False),
        ("alpinist", False),
    ],
)
def test_floating_tags(tag: str, expected: bool) -> None:
    assert tags.is_floating(tag) is expected


def test_a_stated_day_is_before_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    with clock.stated("2026-03-01"):
        assert (clock.today(), clock.days_ago(1)) == ("2026-03-01", "2026-02-28")
        with clock.stated(""):
            assert clock.today() == "1970-01-02"
        assert clock.today() == "2026-03-01"
    assert clock.today() == "1970-01-02"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-01", "2026-11-01"),
        ("1970-01-01", "1970-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("today", ""),
        ("", None),
        ("Today", None),
        ("2026-11-1", None),
        ("20261101", None),
        ("2026-W44-7", None),
        ("2026-11-01T00:00:00", None),
        ("2026-02-29", None),
        ("0206-11-01", None),
        ("1969-12-31", None),
        (" 2026-11-01", None),
        ("\uff12\uff10\uff12\uff16-11-01", None),
        ("tomorrow", None),
    ],
)
def test_the_day_that_a_person_states(text: str, day: str | None) -> None:
    assert clock.day_of(text) == day


def test_the_first_day_has_days_before_it() -> None:
    with clock.stated("1970-01-01"):
        assert clock.days_ago(90) == "1969-10-03"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("traefik:v2.10", "Traefik 2.10"),
        ("traefik:v3.5.1", "Traefik 3.5"),
        ("grafana/grafana:9.5.2", "Grafana 9.5"),
        ("couchbase:community-6.6.0", None),
        ("couchbase:6.6.6", "Couchbase 6.6"),
        ("gcr.io/distroless/base-debian10", "Debian 10"),
        ("gcr.io/distroless/base-debian12:nonroot", None),
        ("registry.access.redhat.com/ubi7/ubi-minimal", "Red Hat Enterprise Linux 7"),
        ("registry.access.redhat.com/ubi9/ubi:9.6", None),
        ("redhat/ubi7", "Red Hat Enterprise Linux 7"),
    ],
)
def test_images_of_vendors(reference: str, expected: str | None) -> None:
    found = end_of_life.ended(ImageRef.parse(reference), "2026-11-01")
    assert (None if found is None else str(found)) == expected
