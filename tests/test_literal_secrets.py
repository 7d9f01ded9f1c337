"""One literal, one finding, whatever the source; and no two findings that look the same."""

import json
import os

import pytest

from hardenlint import registry
from hardenlint.engine import Result, judge
from hardenlint.facts import command_secrets, sql_passwords
from hardenlint.knowledge import default_credentials, secret_files, tokens
from hardenlint.model import Span
from hardenlint.policy import Policy
from hardenlint.shell import commands_of_text
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

CHECKS = [
    check
    for check in registry.load()[0]
    if check.id.startswith(("secret-", "credential-", "default-credential"))
]
PAT = "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
LONG = "0123456789abcdef0123456789abcdef"
HOOK = "https://hooks.slack.com/services/T01ABCDEF/B02ABCDEF/aB3dE5fG7hI9jK1lM3nO5pQ"


def told(name: str, text: str) -> list[Result]:
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    kind = {"Dockerfile": "dockerfile", "compose.yaml": "compose", "a.json": "inspect"}[name]
    loaded = load.load([Input(kind, (name,))], Options(), Workspace())
    assert loaded.errors == []
    found, problems = judge(loaded.subjects, CHECKS, Policy())
    assert problems == []
    return found


def inspected(key: str, *words: str) -> str:
    config = {"Image": "a:1", key: words}
    return json.dumps([{"Id": "1", "Name": "/a", "Config": config, "HostConfig": {}}])


LITERALS = [
    (f"{PAT}1", "secret-token-pattern"),
    (f"{HOOK}7", "secret-token-pattern"),
    ("postgres://a:k3Zt9vQ2@db", "credential-in-url"),
    ("postgres://a:changeme@db", "credential-in-url"),
    ("changeme", "default-credential"),
]


@pytest.mark.parametrize(("value", "check"), [*LITERALS, ("k3Zt9vQ2", "secret-in-env")])
def test_one_finding_in_the_environment(
    value: str, check: str, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    compose = f"services: {{a: {{image: 'a:1', environment: {{DB_PASSWORD: '{value}'}}}}}}"
    inspect = inspected("Env", f"DB_PASSWORD={value}")
    for name, text in (
        ("Dockerfile", f"FROM a:1\nENV DB_PASSWORD={value}\n"),
        ("compose.yaml", compose),
        ("a.json", inspect),
    ):
        assert [r.check.id for r in told(name, text)] == [check], name


@pytest.mark.parametrize(
    ("value", "check"), [*LITERALS, ("k3Zt9vQ2", "secret-default-interpolation")]
)
def test_one_finding_in_a_default(
    value: str, check: str, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f"services: {{a: {{image: 'a:1', environment: {{DB_PASSWORD: '${{PW:-{value}}}'}}}}}}"
    assert [r.check.id for r in told("compose.yaml", text)] == [check]
    text = f"services: {{a: {{image: 'a:1', command: 'a --password ${{PW:-{value}}}'}}}}"
    assert [r.check.id for r in told("compose.yaml", text)] == [check]


@pytest.mark.parametrize(("value", "check"), [*LITERALS, ("k3Zt9vQ2", "secret-in-command")])
def test_one_finding_in_a_command(
    value: str, check: str, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    inspect = inspected("Cmd", "a", "--password", value)
    for name, text in (
        ("Dockerfile", f"FROM a:1\nRUN a --password {value}\n"),
        ("compose.yaml", f"services: {{a: {{image: 'a:1', command: 'a --password {value}'}}}}"),
        ("a.json", inspect),
    ):
        assert [r.check.id for r in told(name, text)] == [check], name


@pytest.mark.parametrize(
    "run",
    [
        f"a {PAT}1 && b {PAT}2",
        f"a {HOOK}1 && b {HOOK}2",
        "a https://u:k3Zt9vQ2@h && b https://u:k3Zt9vQ3@h",
        "a --password k3Zt9vQ2 && a --password k3Zt9vQ3",
        "a --password changeme && a --password letmein",
    ],
)
def test_two_secrets_in_one_run_are_two_findings(
    run: str, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = told("Dockerfile", f"FROM a:1\nRUN {run}\n")
    assert len(found) == 2
    assert len({r.fingerprint for r in found}) == 2
    shown = "".join(r.finding.message + r.finding.evidence for r in found)
    assert not any(part in shown for part in (PAT, "aB3dE5", "k3Zt", "changeme", "letmein"))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"{PAT}1 {PAT}1", ["GitHub token"]),
        (f"curl {HOOK}7", ["Slack webhook"]),
        ("https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", []),
        ("https://hooks.slack.com/services/$HOOK", []),
        ("discord.com/api/webhooks/1234567890/aBcDeFgHiJkLmNoPqRsTu0123456789", []),
        (f"https://discord.com/api/webhooks/1234567890/{LONG}", ["Discord webhook"]),
        (f"https://discordapp.com/api/webhooks/1234567890/{LONG}", ["Discord webhook"]),
        (f"https://a.webhook.office.com/webhookb2/1b@3d/x/{LONG}/9f", ["Teams webhook"]),
        (f"https://api.telegram.org/bot123456789:AA{LONG}", ["Telegram bot token"]),
        ("SG.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", ["SendGrid key"]),
        ("hvs.CAESIabcdefghijklmnopqrstuvwxyz0123456789", ["Vault token"]),
        ("SG.example", []),
        ("pul-request", []),
    ],
)  # fmt: skip
def test_token_kinds(text: str, kinds: list[str]) -> None:
    assert list(tokens.token_kinds(text)) == kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mysql -pk3Zt9vQ2", ["mysql -p"]),
        ("mysql -p k3Zt9vQ2", []),
        ("mysqldump --password=k3Zt9vQ2", ["--password"]),
        ("mkdir -p k3Zt9vQ2", []),
        ("docker login -p k3Zt9vQ2", ["docker -p"]),
        ("docker run -p 80:80 a", []),
        ("curl -u a:k3Zt9vQ2 b", ["curl -u"]),
        ("curl -u a: b", []),
        ("curl -u $A:$B b", []),
        ("sshpass -p k3Zt9vQ2 ssh a", ["sshpass -p"]),
        ("rabbitmqctl add_user a k3Zt9vQ2", ["rabbitmqctl add_user"]),
        ("mc alias set a http://b c k3Zt9vQ2", ["mc alias set"]),
        ("npm config set //r/:_authToken k3Zt9vQ2", ["npm config set"]),
        ("npm config set //r/:_authToken=$TOKEN", []),
        ("gpg --batch --passphrase '' --gen-key", []),
        ("gpg --batch --passphrase k3Zt9vQ2 --gen-key", ["--passphrase"]),
        ("echo k3Zt9vQ2 | gh auth login --with-token", ["the input of gh"]),
        ("echo a | sudo tee b", []),
        ("adduser --disabled-password app", []),
        ("a --token-ttl 3600 --no-password b --password-file c", []),
        ("a --password yes --secret <secret>", []),
        ("psql --no-password k3Zt9vQ2", []),
    ],
)
def test_password_options(text: str, found: list[str]) -> None:
    commands = commands_of_text(text, Span(None))
    assert [what for _, what, _ in command_secrets.secrets_of(commands)] == found


@pytest.mark.parametrize(
    ("value", "common"),
    [
        ("changeme", True), ("ChangeMe!", True), ("Admin123", True), ("root", True),
        ("postgres_1", True), ("k3Zt9vQ2", False), ("password-of-mine", False), ("", False),
        ("1234", False),
    ],
)  # fmt: skip
def test_is_common(value: str, common: bool) -> None:
    assert default_credentials.is_common(value) is common


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        (".env", True), ("a/.env.local", True), (".env.example", False), ("prod.env", False),
        ("id_rsa", True), ("id_ed25519.pub", False), ("id_generator.py", False),
        ("server.key", True), ("tls-2.pem", True), ("ca.pem", False), ("my-ca.pem", False),
        ("cert.pem", False), ("fullchain1.pem", False), ("Release.key", False), (".git", True),
        (".gitignore", False), (".npmrc", True), ("a/.aws", True), ("*.pem", False),
        ("home/.docker/config.json", True), ("config.json", False), ("environment.ts", False),
    ],
)  # fmt: skip
def test_is_secret_file(name: str, secret: bool) -> None:
    assert secret_files.is_secret_file(name) is secret


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE USER a IDENTIFIED BY 'k3Z'", [("IDENTIFIED BY", "k3Z")]),
        ('GRANT ALL ON *.* TO a IDENTIFIED BY "k3Z"', [("IDENTIFIED BY", "k3Z")]),
        ("alter user a identified with caching_sha2 by 'k3Z'", [("IDENTIFIED BY", "k3Z")]),
        ("CREATE ROLE a LOGIN PASSWORD 'k3Z'", [("PASSWORD", "k3Z")]),
        ("CREATE LOGIN a WITH PASSWORD = 'k3Z'", [("PASSWORD", "k3Z")]),
        ("SET PASSWORD FOR a = PASSWORD('k3Z')", [("PASSWORD", "k3Z")]),
        ("CREATE USER a; SELECT password = 'k3Z'", []),
        ("CREATE USER a PASSWORD ''", []),
        ("CREATE USER a PASSWORD :pw", []),
        ("CREATE USER a IDENTIFIED BY '%s'", []),
        ("CREATE USER a IDENTIFIED BY 'k3Z", []),
        ("it was identified by 'x'", []),
    ],
)
def test_sql(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(words, value) for words, value, _ in sql_passwords.found(text)] == expected
