"""Files that images hold: the setuid programs of distributions, and names of secrets.

As of 2026-11. Source of the programs: the base images debian:12, ubuntu:24.04, alpine:3.20,
fedora:41 and their packages login, mount, passwd, util-linux and pam.
"""

import posixpath

from .secret_files import is_secret_file

DISTRIBUTION = frozenset(
    """bbsuid chage chfn chsh crontab dbus-daemon-launch-helper expiry fusermount fusermount3
    gpasswd grub2-set-bootflag mount mount.nfs newgidmap newgrp newuidmap pam_extrausers_chkpwd
    pam_timestamp_check passwd pkexec polkit-agent-helper-1 ssh-agent ssh-keysign su umount
    unix_chkpwd unix_update userhelper utempter wall write write.ul""".split()
)
"""Programs that come with these bits from the distribution, by their name."""

_SYSTEM = ("bin", "sbin", "usr", "lib", "lib64")

_LIBRARIES = (
    "/usr/lib/", "/usr/lib64/", "/usr/share/", "/usr/local/lib/", "/usr/local/share/", "/lib/",
    "/etc/ssl/", "/etc/pki/", "/etc/ca-certificates/", "/var/lib/dpkg/", "/var/lib/apk/",
    "/opt/venv/lib/", "/usr/local/go/", "/usr/src/", "/proc/", "/sys/",
)  # fmt: skip
"""Where packages keep certificates, examples and test keys."""

_PACKAGES = ("/node_modules/", "/site-packages/", "/dist-packages/", "/vendor/", "/testdata/")


def is_of_distribution(path: str) -> bool:
    """Whether a setuid or setgid program is one that distributions ship so."""
    first = path.lstrip("/").partition("/")[0]
    return first in _SYSTEM and posixpath.basename(path) in DISTRIBUTION


def is_secret(path: str) -> bool:
    """Whether a path in an image names a secret that somebody put there."""
    if path.startswith(_LIBRARIES) or any(folder in path for folder in _PACKAGES):
        return False
    return is_secret_file(path)
