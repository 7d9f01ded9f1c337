"""Names and values as projects write them: which are secrets, which only look like some."""

import pytest

from hardenlint.knowledge import default_credentials, secrets


def pairs(text: str) -> list[tuple[str, str]]:
    """A pair a line: the name, one blank, the value."""
    lines = (line.strip() for line in text.strip().split("\n"))
    return [(name, value) for name, _, value in (line.partition(" ") for line in lines)]


SECRET = pairs("""
    POSTGRES_PASSWORD vN4wq8Zt1
    GITEA__database__PASSWD Lk9vW2xz
    APP_KEY base64:qFv1y0Yk3mJ8d2Qx7wLr5tZb9nC4sHgUeIoPaXcVjKM=
    NEXTAUTH_SECRET 9f8d7c6b5a4e3f2d1c0b9a8f7e6d5c4b
    LDAP_ADMIN_PASSWORD Ohx7ieHo
    MINIO_ROOT_PASSWORD gai0Oz3fieR2
    KEYCLOAK_ADMIN_PASSWORD aeTh4ahp
    DJANGO_SECRET_KEY django-insecure-9x!k2v#m4q
    SECRET_KEY_BASE 3f1c9d8e7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c
    JWT_SECRET_KEY mYs3cr3tK3y2024
    RAILS_MASTER_KEY 0a1b2c3d4e5f60718293a4b5c6d7e8f9
    WG_PASSWORD Chie3oor
    PASSWORD_PROD vN4wq8Zt
    API_KEY_STAGING vN4wq8Zt
    DB_PASS_SHOP vN4wq8Zt
    SMTP_PASSWORD SG9tb3dhcmU
    AIRFLOW_FERNET_KEY ZmVybmV0a2V5MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG0=
    WORDPRESS_AUTH_KEY Z8#kd92ms!01
    WORDPRESS_LOGGED_IN_SALT x9$Kd02mQz!71
    IPSEC_PSK ahV8aiquahc7
    ERLANG_COOKIE VN4WQ8ZTKLMN
    RABBITMQ_ERLANG_COOKIE vn4wq8zt
    SLAPD_ROOTPW vN4wq8Zt
    MATRIX_TURN_SHARED_SECRET aighaiChoo7u
    HMAC_KEY 7c4a8d09ca3762af61e59520943dc26494f8941b
    COOKIE_SECRET Ahx1xaiTh9ahMoo7
    SESSION_SECRET ahquai8OhP
    BASIC_AUTH ops:Ien6ooth
    ELASTIC_AUTH elastic/Ien6ooth
    SMTP_AUTH mailer:Ien6ooth
    BUNDLE_RUBYGEMS__PKG__GITHUB__COM bot:Ien6oothQ1
    JAVA_TOOL_OPTIONS -Xmx512m -Djavax.net.ssl.trustStorePassword=Ien6ooth
    KAFKA_OPTS -Dssl.key.password=Ien6ooth -Dx=y
    SASL_JAAS org.apache.PlainLoginModule required username="u" password="Ien6ooth";
    DATABASE_CONFIG {"host": "db", "password": "Ien6ooth"}
    VCAP_SERVICES {"db": [{"credentials": {"user": "a", "password": "Ien6ooth"}}]}
    MYSQL_DSN app:Ien6ooth@tcp(db:3306)/app?parseTime=true
    PG_CONNECTION host=db user=app password=Ien6ooth dbname=app
    CONNECTION_STRING Server=sql;Database=a;User Id=sa;Password=Ien6ooth1!;
    SPRING_DATASOURCE_URL jdbc:postgresql://db/app?user=app&password=Ien6ooth
    ORACLE_URL jdbc:oracle:thin:app/Ien6ooth@db:1521/XE
    NETRC machine github.com login bot password Ien6ooth
    PGPASSFILE_CONTENT db:5432:app:app:Ien6ooth
    REDIS_ARGS --requirepass Ien6ooth --appendonly yes
    REDIS_EXTRA_FLAGS --maxmemory 1gb --requirepass Ien6ooth
    CLI_ARGS --admin-password=Ien6ooth
    TS_AUTHKEY tskey-k1aB2cD3eF
    AZURE_STORAGE_ACCOUNT_KEY aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z==
    VAULT_UNSEAL_KEY zcCIXGf0R2zJxLrS9w8n
    BACKUP_RECOVERY_KEY vN4wq8ZtKq
    GRAFANA_ADMIN_PW Ien6ooth
    X_API_TOKEN 6f1ed002ab5595859014ebf0951522d9
    CLIENT_SECRET_VALUE 8Q~Ien6oothAhx1xaiTh9ahMoo7
    TOKEN_HEX deadbeef00112233
    PASSWORD_HEX 49656e366f6f7468
    db.password Ien6ooth
    spring.rabbitmq.password Ien6ooth
    appSecret Ien6ooth
    encryptionKey Ien6oothAhx1xaiTh9ahMoo7
    PASSPHRASE correct horse battery staple
    WEBUI_SECRET_KEY t0p-s3cr3t
    PASSWORD_ALICE_USER vN4wq8Zt
    MSSQL_SA_PASSWORD Str0ng!Passw0rd
    ACCESS_TOKEN_SECRET 43f6d82e2bc9a1
    PAPERLESS_DBPASS vN4wq8Zt
    N8N_ENCRYPTION_KEY h7Gd02kLqPzX
    SECRET xK9#mP2$vL
    ONLYOFFICE_JWT_SECRET uS3cr3tJwT
""")

DEFAULT = pairs("""
    POSTGRES_PASSWORD postgres
    POSTGRES_PASSWORD changeme_in_production
    MYSQL_ROOT_PASSWORD root
    MINIO_ROOT_PASSWORD minioadmin
    RABBITMQ_DEFAULT_PASS guest
    REDISCLI_AUTH redis
    SECRET_KEY change-me-before-deploying
    JWT_SECRET please-change-this-secret
    APP_SECRET ChangeThisToSomethingSecure
    ADMIN_PASSWORD replace-me-now
    SESSION_SECRET dev-secret-change-in-production
    TOKEN_SALT needToChangeThisSalt
    SECRETS_SIGNING pleaseChangeMe
    SECRET_KEY_BASE replaceme123
    DASHBOARD_PASSWORD this_password_is_insecure_and_must_be_changed
""")

INNOCENT = pairs("""
    PASSWORD_HASHING argon2id
    PASSWORD_SCHEME SSHA256
    PASSWORD_AUTHENTICATION scram-sha-256
    POSTGRES_INITDB_PASSWORD_METHOD md5
    OAUTH_TOKEN_ENDPOINT https://idp.example.com/token
    SECRET_NAME db-credentials
    IMAGE_PULL_SECRETS regcred
    INGRESS_TLS_SECRET shop-tls
    CREDENTIALS_SOURCE environment
    RESTIC_PASSWORD_COMMAND pass show backup
    TOKEN_EXPIRES_IN 3600
    REFRESH_TOKEN_EXPIRES 7d
    PROXY_PASS http://backend:8080
    FASTCGI_PASS php:9000
    NGINX_PROXY_PASS http://app
    AWS_CREDENTIAL_PROFILES_CONFIG default
    LDAP_PASSWORD_ATTRIBUTE userPassword
    SECRETS_BACKEND airflow.providers.hashicorp.secrets.vault.VaultBackend
    SECRET_PARAM_BOOTSTRAP_SERVERS kafka:9092
    SECRETS_MOUNT kv
    TOKEN_ALGORITHM HS256
    TOKEN_AUDIENCE api
    PASSWORD_RESET_URL https://example.com/reset
    PASSWORD_COMPLEXITY off
    MIN_PASSWORD_LENGTH 12
    ENABLE_PASSWORD_LOGIN true
    PASSWORD_LOGIN_ENABLED false
    DISABLE_TOKEN_CHECK 1
    CSRF_TOKEN_HEADER X-CSRF-Token
    CSRF_TOKEN_COOKIE csrftoken
    MAX_TOKENS 4096
    OPENAI_MAX_TOKEN 2048
    LLM_TOKEN_LIMIT 8000
    TOKENIZER_MODEL gpt2
    TOKENIZERS_PARALLELISM false
    API_KEY_HEADER X-Api-Key
    API_KEY_LOCATION query
    SSH_KEY_PATH /home/app/.ssh/id_ed25519
    SSH_KEY_TYPE ed25519
    ACCESS_KEY_ID AKIA
    SECRET_PROVIDER vault
    SECRET_STORE kubernetes
    DB_PASSWORD_SECRET_ARN arn:aws:secretsmanager:eu-west-1:1:secret:x
    DB_PASSWORD projects/p/secrets/db/versions/3
    DB_PASSWORD ssm:/prod/db/password
    DB_PASSWORD keyvault:db-password
    DB_PASSWORD /run/secrets/db_password
    DB_PASSWORD op://vault/db/password
    DB_PASSWORD env:DB_PASSWORD
    ETCD_AUTH_TOKEN jwt
    TOKEN_TYPE bearer
    AUTH ldap
    SMTP_AUTH login
    AUTH_BASIC off
    PROXY_AUTH none
    AUTH auth-service:8080
    MONGO_URL mongodb://db/app
    JAVA_OPTS -Xmx1g -Djavax.net.ssl.keyStore=/certs/ks.p12
    JAVA_OPTS -Ddb.password=${DB_PASSWORD}
    SPRING_APPLICATION_JSON {"server": {"port": 8080}}
    SPRING_APPLICATION_JSON {"password": "${DB_PASSWORD}"}
    KAFKA_OPTS -Djava.security.auth.login.config=/etc/kafka/jaas.conf
    PUBLIC_KEY ssh-ed25519 AAAAC3Nza
    VAPID_PUBLIC_KEY BNbKw
    SORT_KEY created_at
    PRIMARY_KEY id
    CACHE_KEY_PREFIX shop
    KEYBOARD us
    PASSWORDLESS true
    PASSIVE_MODE yes
    PWD /app
    OLDPWD /
    GIT_ASKPASS /usr/bin/askpass
    SSH_ASKPASS /usr/bin/ssh-askpass
    SALT_MASTER salt.example.com
    BCRYPT_SALT_ROUNDS 12
    PASSWORD_MIN_AGE 1
    TOKEN_LIFETIME 15m
    SECRET_ROTATION_INTERVAL 30d
    HTPASSWD_REALM Restricted
    COOKIE_NAME session
    SECRET_KEY_BASE_DUMMY 1
    PASSWORD_STORE_DIR /data/pass
    PASS_THROUGH_HEADERS x-request-id
    TLS_KEY /certs/tls.key
    SSL_KEY ./certs/server.key
    KEY_PASSWORD_FILE /run/secrets/key
    APP_SECRET_VERSION 2
    TOKEN_URL_PARAM access_token
    GOOGLE_APPLICATION_CREDENTIALS /var/keys/sa.json
    CORS_ALLOW_CREDENTIALS true
    BUNDLE_BUILD__NOKOGIRI --use-system-libraries
    BUNDLE_WITHOUT development:test
    SESSION_DRIVER redis
    WEBHOOK_SECRET_HEADER X-Hub-Signature
    SECRETS_EXTENSION_HTTP_PORT 2773
    DOCKER_CONTENT_TRUST_PASSPHRASE_POLICY strict
    MYSQL_RANDOM_ROOT_PASSWORD yes
    ALLOW_EMPTY_PASSWORD yes
    FORGOT_PASSWORD_SUBJECT Reset your password
    PASSWORD_PROMPT Enter your password:
    REDIS_ARGS --maxmemory 1gb
    MESSAGE The password is stored in the vault
""")

PLACEHOLDER = pairs("""
    SECRET_KEY dummy
    SECRET_KEY dummy-secret-key-for-build
    SECRET_KEY build-time-only-not-used-at-runtime
    DJANGO_SECRET_KEY collectstatic-placeholder
    API_KEY your-api-key
    API_KEY YOUR_API_KEY_HERE
    API_KEY YourApiKey
    API_KEY <your key>
    API_KEY put-your-key-here
    API_KEY insert_key_here
    API_KEY enter_your_key
    OPENAI_API_KEY sk-...
    OPENAI_API_KEY sk-xxxxxxxxxxxxxxxx
    OPENAI_API_KEY sk-your-openai-key
    STRIPE_KEY_SECRET sk_test_xxxxxxxx
    GITHUB_TOKEN ghp_xxxxxxxxxxxxxxxxxxxx
    GITHUB_TOKEN ghp_your_token_here
    SLACK_BOT_TOKEN xoxb-your-bot-token
    SLACK_SIGNING_SECRET signing_secret_from_slack
    CLIENT_SECRET client-secret-from-google-console
    CLIENT_SECRET provided-by-vault
    DB_PASSWORD injected-at-runtime
    DB_PASSWORD overridden-in-production-by-helm
    DB_PASSWORD unused
    DB_PASSWORD notused
    DB_PASSWORD fake-password
    DB_PASSWORD MY_DB_PASSWORD
    SMTP_PASSWORD SMTP_PASSWORD
    SMTP_PASSWORD ********
    TOKEN null
    TOKEN todo
    TOKEN replace_with_real_token
    TOKEN replace-by-your-token
    TOKEN abc...xyz
    TOKEN [token]
    TOKEN {{ token }}
    JWT_SECRET generate-with-openssl-rand
    JWT_SECRET result of openssl rand -hex 32
""")


@pytest.mark.parametrize(("name", "value"), SECRET)
def test_a_secret(name: str, value: str) -> None:
    assert secrets.is_literal_secret(name, value)


@pytest.mark.parametrize(("name", "value"), DEFAULT)
def test_a_default(name: str, value: str) -> None:
    assert secrets.is_literal_secret(name, value)
    assert default_credentials.is_common(value)


@pytest.mark.parametrize(("name", "value"), [*INNOCENT, *PLACEHOLDER])
def test_none(name: str, value: str) -> None:
    assert not secrets.is_literal_secret(name, value)
