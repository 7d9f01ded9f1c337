"""Accounts: who is put into which group, and who gets which id or password."""

import pytest

from hardenlint.facts import accounts
from hardenlint.text.options import Options


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("usermod -aG sudo,docker app", [("app", "sudo"), ("app", "docker")]),
        ("usermod -a --groups=wheel app", [("app", "wheel")]),
        ("useradd -m -Gsudo -s /bin/sh app", [("app", "sudo")]),
        ("useradd -c sudo app", []),
        ("adduser app docker", [("app", "docker")]),
        ("adduser -D -G wheel app", [("app", "wheel")]),
        ("adduser --gecos docker app", []),
        ("addgroup app docker", [("app", "docker")]),
        ("addgroup docker", []),
        ("gpasswd -a app docker", [("app", "docker")]),
        ("gpasswd -d app docker", []),
        ("groupmems -g docker -a app", [("app", "docker")]),
        ("usermod", []),
        ("echo app docker", []),
    ],
)
def test_memberships(line: str, expected: list[tuple[str, str]]) -> None:
    argv = line.split()
    assert accounts.memberships(argv[0], argv) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("useradd -o -u 0 toor", ("toor", 0)),
        ("useradd --uid=1000 app", ("app", 1000)),
        ("adduser -u 1000 app users", ("app", 1000)),
        ("usermod -u 1001 app", ("app", 1001)),
        ("useradd -u $UID app", None),
        ("useradd -u 1000", None),
        ("useradd app", None),
        ("groupadd -g 0 app", None),
    ],
)
def test_user_id(line: str, expected: tuple[str, int] | None) -> None:
    argv = line.split()
    assert accounts.user_id(argv[0], argv) == expected


@pytest.mark.parametrize(
    ("line", "piped", "sets"),
    [
        ("chpasswd", True, True),
        ("passwd --stdin app", True, True),
        ("passwd app", True, True),
        ("passwd app", False, False),
        ("passwd -d app", False, True),
        ("passwd -l app", False, False),
        ("usermod -p $6$abc app", False, True),
        ("usermod -p * app", False, False),
        ("useradd -p !! app", False, False),
        ("useradd -s /bin/sh app", False, False),
    ],
)
def test_sets_password(line: str, piped: bool, sets: bool) -> None:
    argv = line.split()
    assert bool(accounts.sets_password(argv[0], argv, piped=piped)) is sets


def test_options_are_read_as_getopt_reads_them() -> None:
    found = Options(
        ["x", "-abvalue", "-b", "next", "--long", "v", "--other=w", "--", "-z"], "b", ("--long",)
    )
    assert found.values("-b") == ["value", "next"]
    assert found.values("--long", "--other") == ["v", "w"]
    assert found.operands == ["-z"]
    assert found.has("-a")
    assert not found.has("-z")
