"""Holes of Docker Engine, containerd and runc that let a container out, and where they are closed.

Sources: the security advisories of opencontainers/runc (and its CHANGELOG), containerd/containerd
and moby/moby. Collected 2026-11, as of their state of 2026-08. Not in the table: holes of low
weight by their advisories, and those in the part of containerd that only Kubernetes uses. A version
is closed when it is at least the fixed one of its own branch (major and minor number), or of a
branch newer than all of those.
"""

from typing import NamedTuple

Version = tuple[int, int, int, int]
"""Major, minor, patch, and the number of the release candidate (_RELEASED for a release)."""

_RELEASED = 1 << 20


class Hole(NamedTuple):
    """A vulnerability: of which program, since when, fixed in which version of each branch."""

    cve: str
    program: str
    effect: str
    fixed: tuple[str, ...]
    since: str = "0.0.0"


HOLES = (
    Hole(
        "CVE-2019-5736",
        "runc",
        "a container can overwrite runc on the host",
        ("1.0.0-rc7",),
    ),
    Hole(
        "CVE-2021-30465",
        "runc",
        "a container that swaps a symbolic link can have a folder of the host mounted",
        ("1.0.0-rc95",),
    ),
    Hole(
        "CVE-2024-21626",
        "runc",
        "a container can be started inside a folder of the host",
        ("1.1.12",),
        since="1.0.0-rc93",
    ),
    Hole(
        "CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881",
        "runc",
        "a container can write to files of the host's /proc",
        ("1.2.8", "1.3.3", "1.4.0-rc3"),
    ),
    Hole(
        "CVE-2020-15257",
        "containerd",
        "a container in the host's network can give orders to containerd",
        ("1.3.9", "1.4.3"),
    ),
)

COPYING = (
    Hole(
        "CVE-2026-41567, CVE-2026-41568 and CVE-2026-42306",
        "Docker Engine",
        "a container can take over the host while somebody copies files into it (`docker cp`)",
        ("29.5.1",),
    ),
)
"""Count where somebody copies files into a container that an attacker controls."""

AUTHORIZATION = (
    Hole(
        "CVE-2024-41110",
        "Docker Engine",
        "a request can be made past the authorization plugins",
        (
            "19.3.16",
            "20.10.28",
            "23.0.15",
            "24.0.10",
            "25.0.6",
            "26.0.3",
            "26.1.5",
            "27.0.4",
            "27.1.1",
        ),
        since="19.3.0",
    ),
    Hole(
        "CVE-2026-34040",
        "Docker Engine",
        "a request that is too large can be made past the authorization plugins",
        ("29.3.1",),
    ),
)
"""Count only where there is an authorization plugin."""


def version(text: str) -> Version | None:
    """Read `1.1.12`, `v1.0.0-rc93`, `1.4.0-rc.2`, `20.10.24+dfsg1`; None for anything else."""
    main, _, rest = text.strip().removeprefix("v").replace("~", "-").partition("-")
    main = main.partition("+")[0]
    numbers = main.split(".")
    if not 2 <= len(numbers) <= 3 or not all(n.isascii() and n.isdecimal() for n in numbers):
        return None
    if any(len(number) > 8 for number in numbers):
        return None
    digits = rest.removeprefix("rc").lstrip(".")
    candidate = rest.startswith("rc") and digits[:6].isdecimal()
    major, minor, patch = (*(int(number) for number in numbers), 0)[:3]
    return (major, minor, patch, int(digits[:6]) if candidate else _RELEASED)


def is_rebuilt(text: str) -> bool:
    """Whether a distribution built it, which closes holes without a new version number."""
    mark = text.partition("-")[2]
    return "+" in text or "~" in text or any(n in mark for n in ("ubuntu", "deb", "el", "fc", "ds"))


def is_open(hole: Hole, text: str) -> bool:
    """Whether a version has the hole; False for versions that cannot be read."""
    found, since = version(text), version(hole.since)
    fixed = [closed for closed in map(version, hole.fixed) if closed is not None]
    if found is None or since is None or found < since:
        return False
    for closed in fixed:
        if closed[:2] == found[:2]:
            return found < closed
    return found < max(fixed)
