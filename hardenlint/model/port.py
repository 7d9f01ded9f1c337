"""Ports: what an image exposes and what a container publishes on the host."""

from typing import NamedTuple

from hardenlint.text.numbers import whole

_MAPPED = "::ffff:"
"""Before an IPv4 address written as an IPv6 one (RFC 4291, 2.5.5.2)."""


class Port(NamedTuple):
    """A port of a container (EXPOSE, `expose:`); a range is `number` to `last`."""

    number: int
    protocol: str = "tcp"
    last: int = 0

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self.number <= number <= (self.last or self.number)


class PublishedPort(NamedTuple):
    """A container port reachable through the host.

    `published` is the host's side: a number, a range "8000-8010", "" for one that the
    engine picks, or that a variable without a value holds.
    `host_ip` is "" when nobody said, which means every interface, IPv4 and IPv6.
    """

    target: int
    published: str = ""
    host_ip: str = ""
    protocol: str = "tcp"

    @property
    def is_loopback(self) -> bool:
        """Whether only the host itself can connect."""
        ip = self.host_ip.strip("[]").lower().removeprefix(_MAPPED)
        # All spellings of ::1 have nothing but zeros and colons before the 1.
        is_six = ":" in ip and ip.lstrip("0:") == "1"
        return ip.startswith("127.") or ip == "localhost" or is_six

    @property
    def is_all_interfaces(self) -> bool:
        """Whether every interface of the host listens."""
        ip = self.host_ip.strip("[]").lower().removeprefix(_MAPPED)
        return ip in ("", "0.0.0.0", "*") or (":" in ip and not ip.strip("0:"))  # noqa: S104

    @property
    def lowest_published(self) -> int | None:
        """The smallest host port, None when the engine picks one, which 0 asks for as well."""
        return whole(self.published.partition("-")[0]) or None

    @property
    def on_loopback(self) -> str:
        """How to publish it for the host alone, as `ports:` writes it."""
        said = str(self._replace(host_ip="127.0.0.1", published=self.published or str(self.target)))
        return said.removesuffix("/tcp")

    def __str__(self) -> str:
        ip = f"[{self.host_ip}]" if ":" in self.host_ip else self.host_ip
        host = f"{ip}:{self.published}" if ip else self.published
        return f"{host}:{self.target}/{self.protocol}" if host else f"{self.target}/{self.protocol}"
