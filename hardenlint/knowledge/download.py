"""What a command line downloads, and where the bytes go.

Sources: curl(1), wget(1), aria2c(1), pip(1), npm(1). As of 2026-11.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from .options import Options

_CURL_ARGUMENTS = "ACDEFHKPQTUXYbcdehmotuwxyz"
_CURL_LONG = frozenset(
    """--user-agent --continue-at --cookie --cookie-jar --data --data-binary --data-raw
    --data-urlencode --dump-header --referer --cert --cacert --key --form --header --config
    --max-time --connect-timeout --output --output-dir --ftp-port --quote --range --request
    --retry --retry-delay --retry-max-time --limit-rate --resolve --proxy --user --write-out
    --upload-file --max-redirs --interface --proto --proto-redir --proto-default --tls-max
    --ciphers --tls13-ciphers --stderr --url --max-filesize --netrc-file --create-file-mode
    """.split()
)
_WGET_ARGUMENTS = "OPoaietTwQUDARIXYlB"
_WGET_LONG = frozenset(
    """--output-document --directory-prefix --output-file --append-output --input-file --execute
    --tries --timeout --wait --header --user-agent --user --password --post-data --post-file
    --http-user --http-password --referer --waitretry --limit-rate --ca-certificate
    --dns-timeout --connect-timeout --read-timeout --base --level --accept --reject""".split()
)
_STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_SCHEMES = ("http://", "https://", "ftp://", "ftps://")

_DOWNLOADERS = ("curl", "wget", "aria2c", "axel")
_INSTALLERS = frozenset(
    """pip pip2 pip3 pipx uv python python2 python3 easy_install npm yarn pnpm gem bundle yum dnf
    dnf5 microdnf zypper rpm yum-config-manager git svn hg go cargo composer conda mamba
    cpanm""".split()
)

INDEXES: Final = frozenset(
    """PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL
    NPM_CONFIG_REGISTRY YARN_REGISTRY YARN_NPM_REGISTRY_SERVER GOPROXY""".split()
)
"""Variables, in upper case, that name where package managers install from."""


class Download(NamedTuple):
    """The URLs that a command fetches, and the files they end in.

    `files` are as written; `stdout` tells whether the bytes go to standard output.
    """

    urls: tuple[str, ...]
    files: tuple[str, ...]
    stdout: bool


def of(name: str, argv: Sequence[str]) -> Download | None:
    """What curl, wget and their like download; None for other programs and for help."""
    if name == "curl":
        return _curl(argv)
    if name == "wget":
        return _wget(argv)
    if name in ("aria2c", "axel"):
        options = Options(argv, "od", frozenset(("--out", "--dir", "--output")))
        files = options.values("-o", "--out", "--output")
        urls = options.operands
        return Download(tuple(urls), tuple(files or map(_last, urls)), False)
    return None


def addresses(name: str, argv: Sequence[str]) -> Iterator[str]:
    """What a command fetches: URLs among its words, behind `=` and `git+` too."""
    if name in _DOWNLOADERS:
        got = of(name, argv)
        yield from got.urls if got is not None else ()
    elif name in _INSTALLERS and not (name == "git" and "config" in argv):
        previous = ""
        for word in argv[1:]:
            option, equals, value = word.partition("=")
            if "proxy" not in previous and "proxy" not in option:
                yield value if equals and "://" not in option else word
            previous = word


def host(url: str) -> str:
    """The host of a URL, for a message: nothing of it that may be secret; "" when unknown."""
    rest = url.partition("://")[2] if "://" in url else url
    name = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
    return name if "." in name and not set(name) & set("$`{}()<>\"' ") else ""


def _curl(argv: Sequence[str]) -> Download | None:
    options = Options(argv, _CURL_ARGUMENTS, _CURL_LONG)
    if {"--version", "-V", "--help", "-h"} & options.options.keys():
        return None
    urls = [*options.values("--url"), *options.operands]
    files = options.values("-o", "--output")
    remote = {"-O", "--remote-name", "--remote-name-all", "-J"} & options.options.keys()
    named = [file for file in files if file not in _STDOUT]
    if remote:
        named += [_last(url) for url in urls]
    return Download(tuple(urls), tuple(named), not remote and len(named) == 0)


def _wget(argv: Sequence[str]) -> Download | None:
    options = Options(argv, _WGET_ARGUMENTS, _WGET_LONG)
    if {"--version", "-V", "--help", "-h", "--spider"} & options.options.keys():
        return None
    urls = options.operands
    files = options.values("-O", "--output-document")
    if any(file in _STDOUT for file in files):
        return Download(tuple(urls), (), True)
    return Download(tuple(urls), tuple(files or map(_last, urls)), False)


def _last(url: str) -> str:
    """The file name that a URL ends in."""
    bare = url.partition("?")[0].partition("#")[0]
    for scheme in _SCHEMES:
        bare = bare.removeprefix(scheme)
    return bare.rstrip("/").rpartition("/")[2]
