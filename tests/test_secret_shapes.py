"""Which names ask for a secret, which values are one, and which addresses carry a password."""

import time

import pytest

from hardenlint.knowledge import secret_names, secrets, tokens

from .clock import cpu_since

SECRET_NAMES = """PASSWORD DB_PASSWORD DB_PASSWD SSH_PASSPHRASE DB_PASS SMTP_PW MYSQL_PWD APP_SECRET
    CLIENT_SECRET GITHUB_TOKEN TOKEN APIKEY API_KEY APP_KEY SECRET_KEY SECRET_KEY_BASE
    ENCRYPTION_KEY PRIVATE_KEY SIGNING_KEY ACCESS_KEY AWS_SECRET_ACCESS_KEY MASTER_KEY JWT_KEY
    PGPASSWORD SSHPASS AUTHTOKEN CLIENTSECRET SECRETKEY PASSWORD1 db_password db-password
    spring.datasource.password dbPassword apiKey accessKey KEYCLOAK_ADMIN_PASSWORD
    GF_SECURITY_ADMIN_PASSWORD RABBITMQ_DEFAULT_PASS MINIO_SECRET_KEY
    VAULT_DEV_ROOT_TOKEN_ID BAO_DEV_ROOT_TOKEN_ID VAULT_SECRET_ID
    ANSIBLE_HASHI_VAULT_SECRET_ID""".split()

OTHER_NAMES = """KEYCLOAK KEYCLOAK_URL MONKEY TURKEY DB_PASSWORD_FILE DB_PASSWORD__FILE SECRET_PATH
    SECRET_DIR TOKEN_URL SECRET_VERSION PASSWORD_LENGTH PASSWORD_MIN_LENGTH PASSWORD_POLICY TOKEN_ID
    ROOT_TOKEN_ID AWS_SECRET_ID CHAT_TOKEN_ID
    AWS_ACCESS_KEY_ID PUBLIC_KEY JWT_PUBLIC_KEY NEXT_PUBLIC_API_KEY GPG_KEY SORT_KEY KEY
    PWD OLDPWD COMPASS BYPASS PASSENGER_ENV PASSIVE_PORTS MAX_TOKENS TOKENIZER SECRETARY PATH
    LIBCRYPTO3 CC ACCESS_LOG SALT SECRET_NAME TOKEN_TYPE EXPAT PAT
    GOOGLE_APPLICATION_CREDENTIALS""".split()


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_secret_name(name: str) -> None:
    assert secret_names.is_secret_name(name)


@pytest.mark.parametrize("name", [*OTHER_NAMES, "", "_", "==", "ключ"])
def test_other_name(name: str) -> None:
    assert not secret_names.is_secret_name(name)


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", '""', "''", "<password>", "<your password>", "{{ password }}", "{{password}}"),
        *("xxx", "XXXX", "x", "...", "…", "***", "*", "---", "_", "your-password", "your_token"),
        *("YOUR-API-KEY", "your password here", "todo", "TODO: set", "tbd"),
        *("placeholder", "[redacted]", "%PASSWORD%", "#{Secret}#"),
        *("__PASSWORD__", "@@TOKEN@@", "put your unique phrase here"),
        *("${PW}", "$PW", "$$PW", "$${PW}", "${PW:-}", "${PW-}", "${PW:?missing}", "${PW?}"),
        *("${PW:+set}", "${A}${B}", "${A}_${B}", "$(cat /run/secrets/pw)", "${A:-${B}}"),
        *("/run/secrets/db", "/etc/ssl/key.pem", "op://vault/item/field", "${", "$("),
    ],
)
def test_placeholder(value: str) -> None:
    assert secrets.is_placeholder(value)
    assert not secrets.is_literal_secret("DB_PASSWORD", value)


@pytest.mark.parametrize(
    "value",
    [
        *("k3Zt9vQ2", "changeme", "changeme123", "password", "admin", "example", "secret", "12345"),
        *("1", "a${B}", "${PW:-hunter2}", "${PW-hunter2}", "${A:-${B:-hunter2}}", "pa$$word"),
        *("todos-of-2024", "xylophone", "<", "a<b>", "correct horse", "p@ss:w/rd", "'quoted'"),
        *("пароль", "-----BEGIN KEY", "hunter2${"),
    ],
)
def test_literal_secret(value: str) -> None:
    assert secrets.is_literal_secret("DB_PASSWORD", value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN_TTL", "3600"),
        ("TOKEN_TTL", "15m"),
        ("TOKEN_TTL", "-1"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "30"),
        ("PASSWORD_RESET_TIMEOUT", "259200"),
        ("PASS_MAX_DAYS", "90"),
        ("SECRET_SERVICE_PORT", "8080"),
        ("PASSWORD_HASH_ROUNDS", "12"),
        ("MYSQL_ALLOW_EMPTY_PASSWORD", "yes"),
        ("MYSQL_ALLOW_EMPTY_PASSWORD", "1"),
        ("MYSQL_RANDOM_ROOT_PASSWORD", "true"),
        ("ADMIN_PASSWORD", "random"),
        ("ADMIN_PASSWORD", "False"),
        ("ADMIN_PASSWORD", "none"),
        ("PASSWORD_MIN_LENGTH", "12"),
        ("DB_PASSWORD_FILE", "/run/secrets/db"),
        ("PUBLIC_KEY", "k3Zt9vQ2"),
        ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
        ("KEYCLOAK", "k3Zt9vQ2"),
        ("MONKEY", "k3Zt9vQ2"),
        ("AUTH_SALT", "pepper"),
        ("AUTH_SALT", "put your unique phrase here"),
        ("SALT_ROUNDS", "10"),
        ("SECRET_KEY_BASE_DUMMY", "1"),
        ("SECRET_KEY_BASE", "1"),
        ("SECRET_KEY_BASE", "dummy"),
        ("PASS_THROUGH", "1"),
        ("SECRET_MANAGER", "aws"),
        ("PASSWORD_HASHER", "bcrypt"),
        ("SSH_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9"),
        ("CORS_ALLOW_CREDENTIALS", "1"),
        ("HIDE_PASSWORD", "1"),
        ("DATABASE", "Server=db;Password=${DB_PASSWORD}"),
        ("STYLE", "host=a;colour=b"),
    ],
)
def test_setting(name: str, value: str) -> None:
    assert not secrets.is_literal_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPTIONS", "password=k3Zt9vQ2;verbose=1"),
        ("DB_PASSWORD", "3600"),
        ("ROOT_PASSWORD", "0"),
        ("DB_PASSWORD", "1"),
        ("ACCESS_KEY", "k3Zt9vQ2"),
        ("SSH_KEY", "k3Zt9vQ2"),
        ("GITHUB_PAT", "k3Zt9vQ2"),
        ("DB_CREDENTIALS", "app:k3Zt9vQ2"),
        ("DATABASE", "Server=db;User Id=sa;Password=k3Zt9vQ2;"),
        ("STORAGE", "AccountName=app;AccountKey=k3Zt9vQ2==;EndpointSuffix=core.windows.net"),
        ("AUTH_SALT", "uZ4q9Lk2Vx7Tb1Nw8"),
        ("SALT", "0f3a9c7be1d2485690ab"),
    ],
)
def test_no_setting(name: str, value: str) -> None:
    assert secrets.is_literal_secret(name, value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgres://app:k3Zt9vQ2@db/app", ["postgres"]),
        ("redis://:k3Zt9vQ2@cache:6379", ["redis"]),
        ("git clone https://bot:k3Zt9vQ2@git.example.com/a.git", ["https"]),
        ("a=http://u:p1@h b=amqp://v:p2@h", ["http", "amqp"]),
        ("postgres://app:a@b@db/app", ["postgres"]),
        ("postgres://app:${PW:-hunter2}@db/app", ["postgres"]),
        ("postgres://app:${PW}@db/app", []),
        ("postgres://app:$PW@db/app", []),
        ("postgres://app:<password>@db/app", []),
        ("postgres://app:***@db/app", []),
        ("postgres://app:@db/app", []),
        ("postgres://app@db/app", []),
        ("ssh://git@example.com:22/a.git", []),
        ("http://proxy:3128/", []),
        ("http://proxy:3128/a?mail=me@example.com", []),
        ("http://h/a:b@c", []),
        ("://", []),
        ("", []),
    ],
)
def test_passwords_in(text: str, found: list[str]) -> None:
    assert secrets.passwords_in(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AKIAIOSFODNN7REALKEY", "AWS access key"),
        ("x ghp_" + "a1B2" * 9 + " y", "GitHub token"),
        ("github_pat_" + "a1B2" * 6, "GitHub token"),
        ("glpat-" + "a1B2" * 5, "GitLab token"),
        ("xoxb-1234567890-a1B2c3D4", "Slack token"),
        ("sk_live_" + "a1B2" * 6, "Stripe key"),
        ("npm_" + "a1B2" * 9, "npm token"),
        ("-----BEGIN RSA PRIVATE KEY-----", "private key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "private key"),
        ("-----BEGIN PRIVATE KEY-----", "private key"),
        ("-----BEGIN PUBLIC KEY-----", ""),
        ("-----BEGIN CERTIFICATE-----", ""),
        ("AKIAIOSFODNN7EXAMPLE", ""),
        ("AKIAIOSFODNN7EXAMPLES", ""),
        ("AKIAXXXXXXXXXXXXXXXX", ""),
        ("ghp_short", ""),
        ("ghp_" + "x" * 36, ""),
        ("sk_test_" + "a1B2" * 6, ""),
        ("BAKIAIOSFODNN7REALKEY", ""),
        ("amzn.mws.4ea38b7b-f563-7709-4bae-87aea0000001", "Amazon MWS token"),
        ("key-" + "3ax6" * 8, ""),
        ("key-" + "3a4f" * 8, "Mailgun key"),
        ("key-" + "0" * 32, ""),
        ("SK" + "3a4f" * 8, "Twilio key"),
        ("DISK" + "3a4f" * 8, ""),
        ("3a4f" * 8 + "-us12", "Mailchimp key"),
        ("0" * 32 + "-us12", ""),
        ("9" + "3a4f" * 8 + "-us12", ""),
        ("3a4f" * 8 + "-user", ""),
        ("ami-us1", ""),
        ("", ""),
    ],
)
def test_token_kind(text: str, found: str) -> None:
    assert tokens.token_kind(text) == found


@pytest.mark.parametrize(
    "text", ["${" * 50_000, "$(" * 50_000, "a://" * 50_000, "A_" * 50_000, "-----BEGIN " * 10_000]
)
def test_is_linear(text: str) -> None:
    start = time.process_time()
    secrets.is_literal_secret("PASSWORD", text)
    secret_names.is_secret_name(text)
    secrets.passwords_in(text)
    tokens.token_kind(text)
    assert cpu_since(start) < 2
