"""File modes: what a text gives, of the bits that the checks ask about."""

import pytest

from hardenlint.facts import modes
from hardenlint.facts.modes import ALL, OTHERS_WRITE, SETGID, SETUID, STICKY


@pytest.mark.parametrize(
    ("mode", "bits"),
    [
        ("755", 0),
        ("0755", 0),
        ("777", OTHERS_WRITE),
        ("2", OTHERS_WRITE),
        ("1777", STICKY | OTHERS_WRITE),
        ("4755", SETUID),
        ("2755", SETGID),
        ("6755", SETUID | SETGID),
        ("007777", SETUID | SETGID | STICKY | OTHERS_WRITE),
        ("u+s", SETUID),
        ("g+s", SETGID),
        ("+s", SETUID | SETGID),
        ("a+s", SETUID | SETGID),
        ("o+s", 0),
        ("u-s", 0),
        ("u-s+x", 0),
        ("u-x+s", SETUID),
        ("u=rwxs,go=rx", SETUID),
        ("+w", 0),
        ("go+w", OTHERS_WRITE),
        ("o=rwx", OTHERS_WRITE),
        ("a+rwxt", OTHERS_WRITE | STICKY),
        ("o=u", 0),
    ],
)
def test_sets(mode: str, bits: int) -> None:
    assert modes.set_by(mode) == bits


@pytest.mark.parametrize("text", ["", "$MODE", "rwx", "8", "u", "u+q", "/bin/sh", "7" * 400])
def test_is_no_mode(text: str) -> None:
    assert modes.set_by(text) is None


@pytest.mark.parametrize(
    ("mode", "bits"),
    [
        ("755", ALL),
        ("1777", SETUID | SETGID),
        ("4755", SETGID | STICKY | OTHERS_WRITE),
        ("o-w", OTHERS_WRITE),
        ("a-w", OTHERS_WRITE),
        ("-w", 0),
        ("go-rwx", OTHERS_WRITE),
        ("o=rx", OTHERS_WRITE),
        ("u=rwx,go=rx", SETUID | SETGID | OTHERS_WRITE),
        ("o=rwx", 0),
        ("u-s", SETUID),
        ("ug-s", SETUID | SETGID),
        ("-s", SETUID | SETGID),
        ("o-w,o+w", 0),
        ("o+w,o-w", OTHERS_WRITE),
        ("+x", 0),
        ("$MODE", 0),
    ],
)
def test_takes(mode: str, bits: int) -> None:
    assert modes.taken_by(mode) == bits
