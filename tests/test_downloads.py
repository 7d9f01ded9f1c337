"""Command lines that download, interpret or verify: by table."""

import shlex

import pytest

from hardenlint.facts import download, interpreter
from hardenlint.knowledge import verification


@pytest.mark.parametrize(
    ("line", "urls", "files", "stdout"),
    [
        ("curl http://a/b", ["http://a/b"], [], True),
        ("curl -fsSL http://a/b -H 'A: b'", ["http://a/b"], [], True),
        ("curl -fsSLo x http://a/b", ["http://a/b"], ["x"], False),
        ("curl -ox http://a/b", ["http://a/b"], ["x"], False),
        ("curl --output=x --url http://a/b", ["http://a/b"], ["x"], False),
        ("curl -o - http://a/b", ["http://a/b"], [], True),
        ("curl -fsSLO http://a/b/c.sh?d=e", ["http://a/b/c.sh?d=e"], ["c.sh"], False),
        ("curl -X POST -d @f http://a/b", ["http://a/b"], [], True),
        ("wget http://a/b", ["http://a/b"], ["b"], False),
        ("wget -qO- http://a/b", ["http://a/b"], [], True),
        ("wget -q -O - http://a/b", ["http://a/b"], [], True),
        ("wget -O x --tries 3 http://a/b", ["http://a/b"], ["x"], False),
        ("wget --output-document=x http://a/b", ["http://a/b"], ["x"], False),
        ("wget --no-check-certificate http://a/b", ["http://a/b"], ["b"], False),
        ("aria2c -o x http://a/b", ["http://a/b"], ["x"], False),
    ],
)
def test_download(line: str, urls: list[str], files: list[str], stdout: bool) -> None:
    argv = shlex.split(line)
    assert download.of(argv[0], argv) == (tuple(urls), tuple(files), stdout)


@pytest.mark.parametrize("line", ["curl --version", "wget --spider http://a", "git clone x"])
def test_no_download(line: str) -> None:
    argv = shlex.split(line)
    assert download.of(argv[0], argv) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example.com/x", "a.example.com"),
        ("https://user:secret@a.example.com:8443/x?y=z", "a.example.com:8443"),
        ("a.example.com?token=x", "a.example.com"),
        ("https://${HOST}.example.com/x", ""),
        ("$URL", ""),
    ],
)
def test_host_holds_no_secret(url: str, host: str) -> None:
    assert download.host(url) == host


@pytest.mark.parametrize(
    ("line", "script"),
    [
        ("sh", "-"),
        ("bash -", "-"),
        ("bash -s -- a b", "-"),
        ("bash -x /dev/stdin a", "-"),
        ("sh x.sh", "x.sh"),
        ("bash -euo pipefail x.sh", "x.sh"),
        ("sh -- x.sh", "x.sh"),
        ("bash --norc x.sh", "x.sh"),
        ("sh -c 'a'", None),
        ("bash -lc a", None),
        ("python3", "-"),
        ("python3 - a", "-"),
        ("python3.12 -u x.py", "x.py"),
        ("python -W ignore x.py", "x.py"),
        ("python -m json.tool", None),
        ("python3 -uc 'a'", None),
        ("perl -pe s/a/b/", None),
        ("perl -w", "-"),
        ("ruby -rjson -e a", None),
        ("node --eval=x", None),
        ("node", "-"),
        ("php -- --install-dir=x", "-"),
        ("php -r a", None),
    ],
)
def test_script(line: str, script: str | None) -> None:
    argv = shlex.split(line)
    assert interpreter.language(argv[0])
    assert interpreter.script(argv[0], argv) == script


@pytest.mark.parametrize("name", ["tar", "gpg", "tee", "jq", "shutdown", "3", ""])
def test_no_interpreter(name: str) -> None:
    assert interpreter.language(name) == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sha256sum -c", True),
        ("sha256sum --check x", True),
        ("sha256sum x", False),
        ("shasum -a 256 -c x", True),
        ("shasum -a 256 --status-only x", False),
        ("gpg --batch --verify x.asc x", True),
        ("gpg --dearmor", False),
        ("gpgv x.sig x", True),
        ("openssl dgst -sha256 -verify key -signature s x", True),
        ("cosign verify-blob x", True),
        ("rpm -K x.rpm", True),
        ("rpm -i x.rpm", False),
        ("echo sha256sum -c", False),
    ],
)
def test_verifies(line: str, expected: bool) -> None:
    argv = shlex.split(line)
    assert verification.verifies(argv[0], argv) is expected


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("curl example.com/x", "http://example.com/x"),
        ("curl example.com", "http://example.com"),
        ("curl example.com:8080/x", "http://example.com:8080/x"),
        ("curl ftp.example.org", "ftp://ftp.example.org"),
        ("wget ftp.example.org", "http://ftp.example.org"),
        ("wget get.example.sh/x", "http://get.example.sh/x"),
        ("wget install.sh", "install.sh"),
        ("curl x.tar.gz", "x.tar.gz"),
        ("curl api/x", "api/x"),
        ("curl ./example.com/x", "./example.com/x"),
        ("curl host.lan/x", "host.lan/x"),
        ("curl $HOST.com/x", "$HOST.com/x"),
        ("wget example.com:file", "example.com:file"),
        ("curl --proto =https example.com/x", "example.com/x"),
        ("curl https://example.com/x", "https://example.com/x"),
        ("aria2c example.com/x", "example.com/x"),
        ("curl .com/x", ".com/x"),
    ],
)
def test_completed(line: str, url: str) -> None:
    argv = line.split()
    assert download.completed(argv[0], argv, argv[-1]) == url
