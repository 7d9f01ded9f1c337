"""Ways to tell a program not to verify who is at the other end of TLS.

Source: the manuals of the programs. As of 2025-11.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from hardenlint.text.options import Options

from .command_lines import CURL, WGET

_OFF: Final = ("0", "false", "no", "off", "none")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0")  # noqa: S104

VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "NODE_TLS_REJECT_UNAUTHORIZED": ("0",),
    "PYTHONHTTPSVERIFY": ("0",),
    "NPM_CONFIG_STRICT_SSL": _OFF,
    "YARN_STRICT_SSL": _OFF,
    "YARN_ENABLE_STRICT_SSL": _OFF,
    "PNPM_CONFIG_STRICT_SSL": _OFF,
    "CONDA_SSL_VERIFY": _OFF,
    "BUNDLE_SSL_VERIFY_MODE": ("0",),
    "VAULT_SKIP_VERIFY": ("1", "t", "true"),
    "GIT_SSL_NO_VERIFY": (),
    "PIP_TRUSTED_HOST": (),
    "UV_INSECURE_HOST": (),
    "GOINSECURE": (),
}
"""Variable -> the values that switch verification off; () for any but an empty one."""

FILES: Final[Mapping[str, tuple[str, ...]]] = {
    ".curlrc": ("insecure",),
    ".wgetrc": ("check_certificate=off", "check-certificate=off"),
    "wgetrc": ("check_certificate=off",),
    ".npmrc": ("strict-ssl=false",),
    ".yarnrc": ("strict-sslfalse", '"strict-ssl"false'),
    ".gemrc": (":ssl_verify_mode:0",),
    "gemrc": (":ssl_verify_mode:0",),
    ".gitconfig": ("sslverify=false",),
    "pip.conf": ("trusted-host=",),
    "yum.conf": ("sslverify=0", "sslverify=false"),
    "dnf.conf": ("sslverify=0", "sslverify=false"),
}
"""Configuration file -> texts, without blanks and in lower case, that switch it off."""

_MANAGERS = frozenset(
    """yum dnf dnf5 microdnf tdnf yum-config-manager dnf-config-manager apt apt-get
    aptitude""".split()
)

_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "apk": ("--no-check-certificate",),
    "aws": ("--no-verify-ssl",),
    "buildah": ("--tls-verify=false",),
    "podman": ("--tls-verify=false",),
    "vault": ("-tls-skip-verify", "--tls-skip-verify"),
    "aria2c": ("--check-certificate=false",),
    "ansible-galaxy": ("--ignore-certs", "-c"),
    "go": ("-insecure",),
    "helm": ("--insecure-skip-tls-verify",),
    "hg": ("--insecure",),
    "kubectl": ("--insecure-skip-tls-verify",),
    "mvn": ("-Dmaven.wagon.http.ssl.insecure=true",),
    "mvnw": ("-Dmaven.wagon.http.ssl.insecure=true",),
    "skopeo": ("--src-tls-verify=false", "--dest-tls-verify=false", "--tls-verify=false"),
    "svn": ("--trust-server-cert", "--trust-server-cert-failures"),
    "http": ("--verify=no", "--verify=false"),
    "https": ("--verify=no", "--verify=false"),
    "npm": ("--strict-ssl=false", "--no-strict-ssl"),
    "pnpm": ("--strict-ssl=false", "--no-strict-ssl"),
    "yarn": ("--strict-ssl=false", "--no-strict-ssl"),
}
"""Program -> options that switch it off as they stand."""

_SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "npm": ("strict-ssl",),
    "pnpm": ("strict-ssl",),
    "yarn": ("strict-ssl", "enablestrictssl"),
    "conda": ("ssl_verify",),
    "mamba": ("ssl_verify",),
    "composer": ("disable-tls", "secure-http"),
    "bundle": ("ssl_verify_mode",),
}
"""Program -> settings of its `config` command."""


def switched_off(name: str, argv: Sequence[str]) -> str:
    """How a command is told not to verify TLS: the option as one would write it; "" if not."""
    name = name.removesuffix(".exe")
    if name in ("curl", "wget"):
        return _download(name, argv)
    if name == "git":
        return _git(argv)
    if name in _MANAGERS:
        return _packages(argv)
    if name == "go" and "-w" in argv[2:]:  # `go env -w GOINSECURE=…`
        return next((w for w in argv[2:] if variable(*w.partition("=")[::2])), "")
    return _plain(name, argv) or _config(name, argv) or _pip(name, argv)


def in_powershell(text: str) -> tuple[str, str]:
    """The program of a text of PowerShell or cmd that verifies nothing, and how; "" for none.

    Told by its words: these languages are not read further. `curl` is an alias of something else
    there, curl itself is `curl.exe`.
    """
    bare = "".join(text.split()).lower()
    for start in _CALLBACKS:
        after = bare.partition(start)[2]
        if after.removeprefix("=").removeprefix("{").startswith("$true"):
            return "PowerShell", "ServerCertificateValidationCallback"
    for mark in "|;&(){}\"'\n":
        text = text.replace(mark, f" {_END} ")
    words = text.split()
    if any(word.lower() in _SKIPPING for word in words):
        return "PowerShell", "-SkipCertificateCheck"
    for at, word in enumerate(words):
        if word.lower() in ("curl.exe", "wget.exe"):
            end = words.index(_END, at) if _END in words[at:] else len(words)
            if how := switched_off(word.lower(), words[at:end]):
                return word, how
    return "", ""


_SKIPPING: Final = ("-skipcertificatecheck", "-skipcertificatecheck:$true")
_CALLBACKS: Final = (
    "[net.servicepointmanager]::servercertificatevalidationcallback",
    "[system.net.servicepointmanager]::servercertificatevalidationcallback",
)
_END: Final = "\0"


def _plain(name: str, argv: Sequence[str]) -> str:
    options = _PLAIN.get(name, ())
    for word in argv[1:] if options else ():
        option, sep, value = word.partition("=")
        if word in options or (option in options and sep and value.lower() not in _OFF):
            return word
    return ""


def _download(name: str, argv: Sequence[str]) -> str:
    if name == "curl":
        options = Options(argv, *CURL)
        found = next((o for o in ("-k", "--insecure", "--proxy-insecure") if options.has(o)), "")
    else:
        options = Options(argv, *WGET)
        # Long options may be cut short: `--no-check-cert`.
        found = next((o for o in options.options if o.startswith("--no-check")), "")
        for value in options.values("-e", "--execute"):
            key, _, setting = value.replace(" ", "").lower().partition("=")
            if key.replace("-", "_") == "check_certificate" and setting in _OFF:
                found = "-e check_certificate=off"
    urls = [*options.values("--url"), *options.operands]
    return "" if urls and all(map(is_loopback, urls)) else found


def is_loopback(url: str) -> bool:
    """Whether a URL or host names this machine itself."""
    rest = url.partition("://")[2] if "://" in url else url
    host = rest.partition("/")[0].rpartition("@")[2]
    return host in _LOOPBACK or host.rpartition(":")[0] in _LOOPBACK


def _git(argv: Sequence[str]) -> str:
    lowered = [word.lower() for word in argv]
    for word, following in zip(lowered, [*lowered[1:], ""], strict=False):
        key, sep, value = word.partition("=")
        if not (key.startswith("http.") and key.endswith(".sslverify")):
            continue
        if (value if sep else following) in _OFF:
            return "http.sslVerify=false"
    return ""


def _packages(argv: Sequence[str]) -> str:
    for word in argv[1:]:
        key, _, value = word.replace('"', "").lower().removeprefix("-o").partition("=")
        if key.startswith("--setopt"):
            key, _, value = value.partition("=")
        key = key.strip()
        if key.endswith(("sslverify", "::verify-peer", "::verify-host")) and value in _OFF:
            return word
    return ""


def _config(name: str, argv: Sequence[str]) -> str:
    """`npm config set strict-ssl false`, `npm --strict-ssl false ci`, `conda config --set x y`."""
    settings = _SETTINGS.get(name, ())
    words = [part for word in argv[1:] for part in word.lower().split("=")] if settings else []
    for word, following in zip(words, [*words[1:], ""], strict=False):
        off = ("true", "1") if word == "disable-tls" else _OFF
        if word.removeprefix("--").removeprefix("global.") in settings and following in off:
            return f"{word} {following}"
    return ""


def _pip(name: str, argv: Sequence[str]) -> str:
    """`pip --trusted-host h`, `python -m pip …`, `pip config set global.trusted-host h`."""
    python = name.rstrip("0123456789.") in ("python", "pip", "pipx", "pipenv", "easy_install")
    if not python and name not in ("uv", "poetry"):
        return ""
    for word, following in zip(argv[1:], [*argv[2:], ""], strict=False):
        key, sep, value = word.partition("=")
        host = value if sep else following
        if key in ("--trusted-host", "--allow-insecure-host") or key.endswith(".trusted-host"):
            return "" if is_loopback(host) else f"{key} {host}"
    return ""


def variable(name: str, value: str) -> bool:
    """Whether a variable of that value switches verification off."""
    upper = name.upper()
    if upper not in VARIABLES:
        return False
    off = VARIABLES[upper]
    if off:
        return value.strip().lower() in off
    hosts = value.replace(",", " ").split()
    return bool(hosts) and not all(map(is_loopback, hosts))


def in_file(path: str, text: str) -> str:
    """The setting with which a text written to that file switches verification off; "" if none."""
    bare = "".join(text.split()).lower()
    if "apt.conf" in path:
        settings = ("verify-peer", "verify-host")
        return next((s for s in settings for off in _OFF if f'{s}"{off}"' in bare), "")
    name = path.rstrip("/").rpartition("/")[2]
    if name == ".curlrc":
        return "insecure" if {"insecure", "-k", "--insecure"} & set(text.split()) else ""
    return next((setting for setting in FILES.get(name, ()) if setting in bare), "")
