"""What `show` says of inspect data: every fact with its state and place, secrets masked."""

import json
import os
from typing import Any

import pytest

from hardenlint.errors import InputError
from hardenlint.sources import inspect
from hardenlint.sources.inspect.mask import masked, masked_words

ZOO = os.path.join(os.path.dirname(__file__), "..", "fixtures", "inspect", "zoo.json")


def zoo() -> str:
    with open(ZOO, encoding="utf-8") as file:
        return file.read()


def shown(host_config: object = None, config: object = None) -> Any:
    document = {"Id": "1" * 64, "Name": "/app", "HostConfig": host_config, "Config": config}
    document = {key: value for key, value in document.items() if value is not None}
    document.setdefault("HostConfig", {})
    return inspect.show(json.dumps([document]), "saved.json")["containers"]


def test_the_document_has_its_shape() -> None:
    document: Any = inspect.show(zoo(), "zoo.json")
    assert (document["source"], document["path"]) == ("inspect", "zoo.json")
    assert [image["name"] for image in document["images"]] == ["zoo/app:1.0", "zoo/root:1.0"]
    hardened = document["containers"][0]
    assert (hardened["name"], hardened["state"]) == ("hardened", "running")
    assert hardened["read_only"] == {
        "value": True, "state": "stated", "pointer": "/0/HostConfig/ReadonlyRootfs",
    }  # fmt: skip
    assert hardened["user"]["value"] == "10001:10001"
    assert hardened["reference"]["value"] == "zoo/app:1.0"
    assert hardened["capabilities"]["effective"] == []
    assert hardened["ports"][0]["value"] == {
        "target": 8080, "published": "8443", "host_ip": "127.0.0.1", "protocol": "tcp",
    }  # fmt: skip
    json.dumps(document)


def test_the_state_of_a_fact() -> None:
    (container,) = shown({"Privileged": True, "ReadonlyRootfs": False})
    assert container["privileged"]["state"] == "stated"
    assert container["read_only"] == {
        "value": False, "state": "defaulted", "pointer": "/0/HostConfig/ReadonlyRootfs",
    }  # fmt: skip
    assert container["memory"] == {"value": None, "state": "unknown", "pointer": "/0/HostConfig"}
    assert container["capabilities"]["effective"] is None


def test_secrets_are_masked_in_both_forms() -> None:
    secrets = ["hunter2", "s3cr3t", "tok3n"]
    config = {
        "Env": ["DB_PASSWORD=hunter2", "URL=postgres://app:s3cr3t@db/app", "MODE=production"],
        "Cmd": ["app", "--token", "tok3n", "--password=hunter2", "--mode=production"],
        "Healthcheck": {"Test": ["CMD-SHELL", "curl -u --password=hunter2 http://a:s3cr3t@x"]},
        "Labels": {"api.key": "hunter2", "plain": "production"},
    }
    document = {"Name": "/app", "HostConfig": {}, "Config": config}
    text = json.dumps([document])
    for form in (json.dumps(inspect.show(text, "x")), inspect.describe(text, "x")):
        assert not [secret for secret in secrets if secret in form]
        assert "********" in form
        assert "production" in form
        assert "DB_PASSWORD" in form


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        ("PASSWORD", "x", True),
        ("dbPassword", "x", True),
        ("MYSQL_ROOT_PASSWORD", "x", True),
        ("AWS_SECRET_ACCESS_KEY", "x", True),
        ("PGPASSWORD", "x", True),
        ("GITHUB_TOKEN", "x", True),
        ("PASSWORD_FILE", "/run/secrets/x", False),
        ("KEYCLOAK_URL", "https://id.example", False),
        ("MONKEY", "x", False),
        ("PATH", "/bin", False),
        ("EMPTY_PASSWORD", "", False),
        ("NOTE", "ghp_" + "a" * 36, True),
        ("NOTE", "-----BEGIN RSA PRIVATE KEY-----", True),
    ],
)
def test_what_is_masked(name: str, value: str, hidden: bool) -> None:
    assert (masked(name, value) == "********") is hidden


def test_masking_keeps_the_rest_of_a_command() -> None:
    words = ("sh", "-c", "run  --token=abc \n --mode fast", "-H", "Authorization: Bearer abc")
    assert masked_words(words) == (
        "sh", "-c", "run  --token=******** \n --mode fast", "-H", "********",
    )  # fmt: skip


def test_the_text_form_is_for_people() -> None:
    text = inspect.describe(zoo(), "zoo.json")
    assert "container hardened (running)\n" in text
    assert "bind /var/run/docker.sock:/var/run/docker.sock:ro" in text
    assert "127.0.0.1:8443:8080/tcp" in text
    assert "container:vpn (that of the host, through vpn)" in text
    assert "hunter2" not in text


def test_what_cannot_be_read_raises() -> None:
    with pytest.raises(InputError):
        inspect.show("{", "x")
    with pytest.raises(InputError):
        inspect.describe("[]", "x")
