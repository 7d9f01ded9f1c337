"""What a command line downloads, and where the bytes go."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

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


class Download(NamedTuple):
    """The URLs that a command fetches, and the files they end in.

    `files` are as written; `stdout` tells whether the bytes go to standard output.
    """

    urls: tuple[str, ...]
    files: tuple[str, ...]
    stdout: bool


class _Options:
    """A command line taken apart: options by name with their values, and operands."""

    __slots__ = ("operands", "options")

    def __init__(self, argv: Sequence[str], short: str, long: frozenset[str]) -> None:
        self.options: dict[str, list[str]] = {}
        self.operands: list[str] = []
        rest = iter(argv[1:])
        for word in rest:
            if word.startswith("--") and len(word) > 2:
                name, sep, value = word.partition("=")
                if not sep and name in long:
                    value = next(rest, "")
                self.options.setdefault(name, []).append(value)
            elif word.startswith("-") and len(word) > 1:
                self._cluster(word, short, rest)
            else:
                self.operands.append(word)

    def _cluster(self, word: str, short: str, rest: Iterator[str]) -> None:
        """`-fsSLo file`: the first letter that takes an argument ends the cluster."""
        for index, letter in enumerate(word[1:], 2):
            value = ""
            if letter in short:
                value = word[index:] or next(rest, "")
            self.options.setdefault(f"-{letter}", []).append(value)
            if letter in short:
                return

    def values(self, *names: str) -> list[str]:
        return [value for name in names for value in self.options.get(name, ())]


def of(name: str, argv: Sequence[str]) -> Download | None:
    """What curl, wget and their like download; None for other programs and for help."""
    if name == "curl":
        return _curl(argv)
    if name == "wget":
        return _wget(argv)
    if name in ("aria2c", "axel"):
        options = _Options(argv, "od", frozenset(("--out", "--dir", "--output")))
        files = options.values("-o", "--out", "--output")
        urls = options.operands
        return Download(tuple(urls), tuple(files or map(_last, urls)), False)
    return None


def host(url: str) -> str:
    """The host of a URL, for a message: nothing of it that may be secret; "" when unknown."""
    rest = url.partition("://")[2] if "://" in url else url
    name = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
    return name if "." in name and not set(name) & set("$`{}()<>\"' ") else ""


def _curl(argv: Sequence[str]) -> Download | None:
    options = _Options(argv, _CURL_ARGUMENTS, _CURL_LONG)
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
    options = _Options(argv, _WGET_ARGUMENTS, _WGET_LONG)
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
