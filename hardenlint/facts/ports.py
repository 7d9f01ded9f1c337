"""Ports that an image exposes or a container publishes, by their number."""

from collections.abc import Iterator, Sequence
from typing import Any

from hardenlint.model import Container, Field, Image


def offered(image: Image, numbers: Sequence[int]) -> Iterator[tuple[Field[Any], int, str]]:
    """(field, number, "exposes 22/tcp") for each of these TCP ports, where it is offered.

    In a Dockerfile that is every EXPOSE of it, for a container the first place. What is published
    on loopback only is not offered to anybody; what a container publishes is told there, and not
    where it is exposed as well.
    """
    told: set[int] = set()
    if isinstance(image, Container):
        for item in image.open_ports:
            number = _first(numbers, (p.target for p in item.ports if p.protocol == "tcp"))
            if number:
                yield item.field, number, f"publishes {item}"
        told.update(p.target for item in image.published for p in item.ports)
    for field in image.exposed:
        port = field.value
        number = _first(numbers, (n for n in numbers if port is not None and n in port))
        if number and port is not None and port.protocol == "tcp" and number not in told:
            if not image.source.builds:
                told.add(number)
            shown = f"{port.number}-{port.last}" if port.last else str(port.number)
            yield field, number, f"exposes {shown}/tcp"


def _first(numbers: Sequence[int], found: Iterator[int]) -> int:
    return next((number for number in found if number in numbers), 0)
