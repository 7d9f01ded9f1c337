"""Options that switch verification off: of TLS, of package signatures; debuggers' addresses."""

import pytest

from hardenlint.knowledge import debuggers, signatures, tls

PROGRAMS = ["curl", "wget", "git", "npm", "pip", "apt-get", "yum", "conda", "apk", "rpm", "x"]


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("rest", [(), ("-",), ("--",), ("-o",), ("=",), ("config",), ("--setopt",)])
def test_every_program_takes_any_words(name: str, rest: tuple[str, ...]) -> None:
    assert tls.switched_off(name, (name, *rest)) == ""
    assert signatures.bypass(name, (name, *rest)) == ""
    assert list(debuggers.of_words(rest)) == []


@pytest.mark.parametrize(
    ("line", "off"),
    [
        ("curl -sk https://example.com", True),
        ("curl -ok https://example.com", False),
        ("curl -k https://localhost:8443/x", False),
        ("wget -e check_certificate=off https://example.com", True),
        ("git config --global http.https://example.com.sslVerify 0", True),
        ("git config --global http.sslVerify true", False),
        ("composer config -g disable-tls true", True),
        ("bundle config set ssl_verify_mode 0", True),
        ("pip config set global.trusted-host example.com", True),
        ("uv pip install --allow-insecure-host example.com x", True),
        ("npm config set strict-ssl=false", True),
        ("npm run strict-ssl", False),
        ("npm --strict-ssl false ci", True),
        ("wget --no-check-cert https://example.com", True),
        ("svn co --trust-server-cert-failures=unknown-ca https://example.com", True),
        ("kubectl --insecure-skip-tls-verify=false get pods", False),
    ],
)
def test_tls(line: str, off: bool) -> None:
    argv = tuple(line.split())
    assert bool(tls.switched_off(argv[0], argv)) is off


@pytest.mark.parametrize(
    ("name", "value", "off"),
    [
        ("NODE_TLS_REJECT_UNAUTHORIZED", "0", True),
        ("NODE_TLS_REJECT_UNAUTHORIZED", "1", False),
        ("npm_config_strict_ssl", "false", True),
        ("GIT_SSL_NO_VERIFY", "false", True),  # git asks only whether it is set
        ("GIT_SSL_NO_VERIFY", "", False),
        ("PIP_TRUSTED_HOST", "localhost", False),
        ("OTHER", "0", False),
    ],
)
def test_variables(name: str, value: str, off: bool) -> None:
    assert tls.variable(name, value) is off


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("0.0.0.0:1", True),
        (":1", True),
        ("*:1", True),
        ("[::]:1", True),
        ("0.0.0.0", True),
        ("[::1]:1", False),
        ("127.0.0.1:1", False),
        ("1", False),
        ("", False),
        ("localhost", False),
    ],
)
def test_open_addresses(address: str, is_open: bool) -> None:
    assert debuggers.is_open(address) is is_open
