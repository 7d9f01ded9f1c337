"""Default passwords that an env file brings, and values that are none."""

import os

import pytest

from .cli import hardenlint

COMPOSE = "services: {db: {image: 'postgres:17', env_file: .env}}\n"


def found(folder: os.PathLike[str], compose: str, env: str = "") -> set[str]:
    for name, text in (("compose.yaml", compose), (".env", env)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return hardenlint("scan", "--format", "json", str(folder)).checks


@pytest.mark.parametrize(
    ("env", "is_told"),
    [
        ("POSTGRES_USER=taiga\nPOSTGRES_PASSWORD=taiga\n", True),
        ("POSTGRES_PASSWORD=changeme\n", True),
        ("POSTGRES_PASSWORD=foobar\n", True),
        ("POSTGRES_USER=taiga\nPOSTGRES_PASSWORD=k3Zt9vQ2mB7x\n", False),
    ],
)
def test_an_env_file(env: str, is_told: bool, tmp_path: os.PathLike[str]) -> None:
    assert ("default-credential" in found(tmp_path, COMPOSE, env)) is is_told


def test_a_name_of_a_file_is_no_secret(tmp_path: os.PathLike[str]) -> None:
    text = "services: {{k: {{image: 'acme/k:1', environment: {{{}: kafka1_creds}}}}}}\n"
    assert "secret-in-env" not in found(tmp_path, text.format("KAFKA_SSL_KEYSTORE_CREDENTIALS"))
    assert "secret-in-env" in found(tmp_path, text.format("KAFKA_SASL_PASSWORD"))
