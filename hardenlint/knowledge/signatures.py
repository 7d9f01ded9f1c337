"""Ways to have a package manager install what nobody has signed.

Source: the manuals of apt-get(8), apt.conf(5), sources.list(5), apk(8), rpm(8), yum.conf(5),
dnf.conf(5), dnf5(8), zypper(8), pacman.conf(5). As of 2025-11.
"""

from collections.abc import Mapping, Sequence
from typing import Final

_OFF: Final = ("0", "false", "no", "off", "never")
_ON: Final = ("1", "true", "yes", "on")
_YUM: Final = ("--nogpgcheck", "--no-gpgchecks", "--nogpg")

_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("apt-get", "apt", "aptitude"),
        (
            "--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories",
            "--allow-untrusted",
        ),
    ),
    "apk": ("--allow-untrusted",),
    "rpm": ("--nosignature", "--nodigest", "--noverify", "--nofiledigest", "--nopgp"),
    **dict.fromkeys(("yum", "dnf", "dnf5", "microdnf", "tdnf"), _YUM),
    **dict.fromkeys(("yum-config-manager", "dnf-config-manager"), _YUM),
    "zypper": (
        "--no-gpg-checks", "--no-gpgcheck", "-G", "--gpgcheck-allow-unsigned",
        "--allow-unsigned-rpm",
    ),
    "dpkg": ("--force-bad-verify",),
    "debootstrap": ("--no-check-gpg",),
    "opkg": ("--no-check-signature", "--force-signature"),
}  # fmt: skip
"""Program -> options that switch the check off as they stand."""

_APT: Final = (
    "apt::get::allowunauthenticated", "acquire::allowinsecurerepositories",
    "acquire::allowdowngradetoinsecurerepositories", "acquire::allowweakrepositories",
    "aptitude::cmdline::ignore-trust-violations",
)  # fmt: skip


def bypass(name: str, argv: Sequence[str]) -> str:
    """The option with which a command skips the check of signatures; "" for none."""
    options = _OPTIONS.get(name)
    if options is None:
        return ""
    for word in argv[1:]:
        bare, sep, value = word.partition("=")
        if bare in options and (not sep or value.lower() in _ON):
            return bare
    if name in ("apt-get", "apt", "aptitude"):
        return _apt(argv)
    return _setopt(argv)


def _apt(argv: Sequence[str]) -> str:
    """`-o APT::Get::AllowUnauthenticated=true`, also joined to the `-o`."""
    for word in argv[1:]:
        key, sep, value = word.removeprefix("-o").removeprefix("--option=").partition("=")
        if sep and key.strip().lower() in _APT and value.strip('"; ').lower() in _ON:
            return key.strip()
    return ""


def _setopt(argv: Sequence[str]) -> str:
    """`--setopt=gpgcheck=0`, `--setopt updates.gpgcheck=0`, `--setopt=*.gpgcheck=0`."""
    for word in argv[1:]:
        key, sep, value = word.removeprefix("--setopt=").partition("=")
        if sep and key.rpartition(".")[2] in _CHECKS and value.strip('"; ').lower() in _OFF:
            return f"{key}={value}"
    return ""


_CHECKS: Final = ("gpgcheck", "repo_gpgcheck", "localpkg_gpgcheck", "pkg_gpgcheck")


def in_file(path: str, text: str) -> str:
    """The setting with which a text written to that file skips the check; "" for none."""
    bare = "".join(text.lower().split())
    if path.endswith((".repo", "yum.conf", "dnf.conf")) or "yum.repos.d" in path:
        # `repo_gpgcheck=0` leaves the signatures of the packages themselves checked.
        checks = (f"{check}={off}" for check in _CHECKS[:1] for off in ("0", "false", "no"))
        return next((check for check in checks if check in bare.replace("repo_gpg", "")), "")
    if "apt.conf" in path:
        return next((key for key in _APT for on in _ON if f'{key}"{on}"' in bare), "")
    if path.endswith("pacman.conf"):
        return "SigLevel = Never" if "siglevel=never" in bare else ""
    return source(text) if "sources.list" in path else ""


def source(text: str) -> str:
    """`trusted=yes` where a line of apt's sources says it of what is not a local folder."""
    for line in text.lower().splitlines():
        words = line.split()
        options = line.partition("[")[2].partition("]")[0].split()
        is_source = any(word in ("deb", "deb-src") for word in words) or line.startswith("deb")
        if is_source and "file:" not in line and "trusted=yes" in options:
            return "trusted=yes"
        if "".join(words) == "trusted:yes":
            return "Trusted: yes"
    return ""
