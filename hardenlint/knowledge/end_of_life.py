"""Until when a version gets free public security updates, and what a tag says about versions.

The last day of each release cycle, from the vendors' own schedules as collected by endoflife.date
(its state of 2026-08): for Debian its LTS, for Ubuntu its standard support; paid support (ESM,
ELTS) does not count. A cycle without a line here has no known end.
"""

from collections.abc import Iterator
from functools import lru_cache

from ..model.image_ref import ImageRef
from .end_of_life_dates import CODENAMES, CYCLES, NAMES, PRODUCTS, SERVERS
from .official_images import official_name

AS_OF = "2026-08"
"""When the dates were collected."""

_MCR = "mcr.microsoft.com"


class Ended:
    """A version that is past its end: `product` "debian", `cycle` "9", its last day (ISO 8601)."""

    __slots__ = ("cycle", "day", "product")

    def __init__(
        self,
        product: str,
        cycle: str,
        day: str,
    ) -> None:
        self.product = product
        self.cycle = cycle
        self.day = day

    @property
    def is_server(self) -> bool:
        """Whether it is a database or another server instead of a base to build on."""
        return self.product in SERVERS

    def __str__(self) -> str:
        return f"{NAMES.get(self.product, self.product.capitalize())} {self.cycle}"


def ended(ref: ImageRef, day: str) -> Ended | None:
    """The version in a reference whose support ended before `day`: the worst when several did.

    A distribution or a language runtime is worse than a server, an earlier end than a later one.
    """
    found = [version for version in _versions(ref) if version.day < day]
    return min(found, key=lambda version: (version.is_server, version.day), default=None)


def _versions(ref: ImageRef) -> Iterator[Ended]:
    """Every version that a reference names and whose end is known."""
    is_official = official_name(ref)
    product = PRODUCTS.get(is_official or ref.repository)
    yield from _in_name(ref)
    if not ref.tag or not (product or is_official or ref.registry == _MCR):
        return
    first, *others = parts = ref.tag.lower().split("-")
    if product is not None:
        for part in parts:
            if cycle := CODENAMES.get((product, part)):
                yield from _known(product, cycle)
        yield from _cycle(product, first.removeprefix(product).removeprefix("v"))
    # Where the product has versions of its own, the first part is one of these.
    for part in others if product else parts:
        yield from _suffix(part)


def _in_name(ref: ImageRef) -> Iterator[Ended]:
    """What the name itself is a version of: `ubi7/ubi`, `distroless/base-debian10`."""
    if ref.registry.endswith(".redhat.com") or ref.registry == "registry.redhat.io":
        part = (ref.namespace or ref.name).partition("/")[0]
        for start in ("ubi", "rhel"):
            if part.startswith(start):
                yield from _known("rhel", _digits(part.removeprefix(start)))
    elif ref.registry == "gcr.io" and ref.namespace == "distroless":
        yield from _known("debian", ref.name.partition("-debian")[2])
    elif ref.repository.startswith("docker.io/redhat/ubi"):
        yield from _known("rhel", _digits(ref.name.removeprefix("ubi")))


def _suffix(part: str) -> Iterator[Ended]:
    """A distribution as a part of a tag: `buster`, `alpine3.15`, `ubuntu20.04`, `centos7`."""
    for product in ("debian", "ubuntu"):
        if cycle := CODENAMES.get((product, part)):
            yield from _known(product, cycle)
    for product in ("alpine", "debian", "ubuntu", "centos", "fedora"):
        if part.startswith(product):
            yield from _cycle(product, part.removeprefix(product))


def _cycle(product: str, version: str) -> Iterator[Ended]:
    """The cycle that a version number belongs to: 3.7.17 to 3.7, 18.20.1 to 18."""
    numbers = version.split(".")
    for length in range(min(len(numbers), 3), 0, -1):  # the longest that is known: 3.7 before 3
        head = ".".join((*numbers[: length - 1], _digits(numbers[length - 1])))
        if head in _table(product):
            yield from _known(product, head)
            return


def _digits(text: str) -> str:
    """The digits that a text begins with (`7rc1`)."""
    end = next((i for i, char in enumerate(text) if not "0" <= char <= "9"), len(text))
    return text[:end]


def _known(product: str, cycle: str) -> Iterator[Ended]:
    day = _table(product).get(cycle)
    if day is not None:
        yield Ended(product, cycle, day)


@lru_cache(maxsize=64)
def _table(product: str) -> dict[str, str]:
    """The cycles of a product with their last days."""
    found: dict[str, str] = {}
    for item in CYCLES.get(product, "").split():
        cycle, _, day = item.partition("=")
        found[cycle] = day
    return found
