"""What a command line downloads, and where the bytes go."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardenlint.knowledge.command_lines import ARIA2C, CURL, INSTALLERS, WGET
from hardenlint.text.options import Options

_STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_SCHEMES = ("http://", "https://", "ftp://", "ftps://")

_DOWNLOADERS = ("curl", "wget", "aria2c", "axel")


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
        options = Options(argv, *ARIA2C)
        files = options.values("-o", "--out", "--output")
        urls = options.operands
        return Download(tuple(urls), tuple(files or map(_last, urls)), False)
    return None


def addresses(name: str, argv: Sequence[str]) -> Iterator[str]:
    """What a command fetches: URLs among its words, behind `=` and `git+` too."""
    if name in _DOWNLOADERS:
        got = of(name, argv)
        yield from got.urls if got is not None else ()
    elif name in INSTALLERS and not (name == "git" and "config" in argv):
        previous = ""
        for word in argv[1:]:
            option, equals, value = word.partition("=")
            # A proxy is not what is fetched.
            if "proxy" not in previous and "proxy" not in option:
                # A `=` in the query of a URL parts nothing.
                yield value if equals and "://" not in option else word
            previous = word


_SUFFIXES = frozenset(
    """com org net edu gov info biz io dev app cloud ai co xyz tech site online me sh in pl uk de fr
    nl eu us ca cn jp kr tw ru br au ch at be it es se no fi dk cz""".split()
)
_ENDINGS = frozenset("sh in pl me".split())
"""Suffixes that file names have, too."""


def completed(name: str, argv: Sequence[str], url: str) -> str:
    """The address that curl and wget make of a host without a scheme (`example.com/x`).

    What is not sure to be a host of the internet stays as it is.
    """
    place, slash, _ = url.partition("/")
    server, colon, port = place.partition(":")
    labels = server.lower().split(".")
    is_plain = all(label.replace("-", "").isalnum() for label in labels) and server.isascii()
    # `install.sh` is a file, unless a path follows: `get.example.sh/x`.
    is_host = len(labels) > 1 and labels[-1] in _SUFFIXES and (slash or labels[-1] not in _ENDINGS)
    if (
        name not in ("curl", "wget")
        or not is_plain
        or not is_host
        or (colon and not port.isdigit())
    ):
        return url
    if any(word.startswith("--proto") for word in argv):  # --proto =https, --proto-default https
        return url
    return f"ftp://{url}" if name == "curl" and labels[0] == "ftp" else f"http://{url}"


def host(url: str) -> str:
    """The host of a URL, for a message: nothing of it that may be secret; "" when unknown."""
    rest = url.partition("://")[2] if "://" in url else url
    name = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
    return name if "." in name and not set(name) & set("$`{}()<>\"' ") else ""


def _curl(argv: Sequence[str]) -> Download | None:
    options = Options(argv, *CURL)
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
    options = Options(argv, *WGET)
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
