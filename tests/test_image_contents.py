"""What the layers of an image hold, read from the archive of `docker save`."""

import io
import json
import tarfile
import time
from typing import Any

import pytest

from hardenlint.sources.live import image_contents, layers

Entry = tuple[str, int, str]


def layer(*entries: Entry) -> bytes:
    """A layer of (path, mode, text)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, mode, text in entries:
            member = tarfile.TarInfo(path)
            member.mode, member.size = mode, len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def saved(*layers: bytes, manifest: bytes | None = None) -> io.BytesIO:
    """The archive of an image: its layers backwards, the manifest last, as engines may do."""
    names = [f"blobs/sha256/{number}" for number in range(len(layers))]
    listed = json.dumps([{"Config": "config", "Layers": names}]).encode()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        parts = [("config", b'{"os": "linux"}'), *zip(names, layers, strict=True)]
        for name, data in [*reversed(parts), ("manifest.json", manifest or listed)]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    buffer.seek(0)
    return buffer


def read(stream: io.BytesIO, seconds: float = 20) -> image_contents.Contents:
    return image_contents.read(stream.read, time.monotonic() + seconds)


def files(*layers: bytes) -> list[tuple[str, str, int, bool]]:
    found = read(saved(*layers)).document["Files"]
    return [(f["Path"], f["Mode"], f["Layer"], f.get("Removed", False)) for f in found]


def test_setuid_programs_of_the_distribution_are_expected() -> None:
    base = layer(("usr/bin/passwd", 0o4755, ""), ("usr/local/bin/tool", 0o4755, ""))
    assert files(base) == [("/usr/local/bin/tool", "4755", 1, False)]


def test_the_topmost_layer_decides_about_a_mode() -> None:
    assert files(layer(("opt/a", 0o4755, "")), layer(("opt/a", 0o755, ""))) == []


def test_a_secret_that_a_later_layer_hides_is_still_there() -> None:
    below = layer(("root/.ssh/id_rsa", 0o600, "x"), ("app/.env", 0o644, "x"))
    hidden = layer(("root/.ssh/.wh.id_rsa", 0, ""))
    assert files(below, hidden) == [
        ("/app/.env", "0644", 1, False),
        ("/root/.ssh/id_rsa", "0600", 1, True),
    ]


@pytest.mark.parametrize("whiteout", ["app/.wh..wh..opq", ".wh.app"])
def test_a_folder_that_goes_takes_its_files_along(whiteout: str) -> None:
    below = layer(("app/conf/.env", 0o644, "x"))
    assert files(below, layer((whiteout, 0, ""))) == [("/app/conf/.env", "0644", 1, True)]


def test_certificates_and_packages_are_no_secrets() -> None:
    assert (
        files(layer(("etc/ssl/private/a.key", 0o600, ""), ("x/node_modules/t.pem", 0o644, "")))
        == []
    )


def accounts(*layers: bytes) -> dict[str, bool]:
    found: list[dict[str, Any]] = read(saved(*layers)).document["Accounts"]
    return {account["Name"]: account["EmptyPassword"] for account in found}


def test_accounts_without_a_password() -> None:
    lines = "root:x:0:0:root:/root:/bin/sh\nold::5:5::/:/bin/sh\napp:x:9:9::/:/bin/sh\nodd:x\n"
    base = layer(("etc/passwd", 0o644, lines), ("etc/shadow", 0o640, "root:::0:::::\napp:!:::\n"))
    assert accounts(base) == {"root": True, "old": True, "app": False}


def test_no_password_leaves_the_reader() -> None:
    base = layer(
        ("etc/passwd", 0o644, "root:x:0:0::/root:/bin/sh\n"),
        ("etc/shadow", 0o640, "root:$6$salt$hash:0:::::\n"),
    )
    assert "hash" not in json.dumps(read(saved(base)).document)


@pytest.mark.parametrize(
    "stream",
    [
        io.BytesIO(b"no archive"),
        io.BytesIO(b""),
        saved(layer(), manifest=b"[]"),
        saved(layer(), manifest=b"\xff"),
        io.BytesIO(saved(layer(("a", 0o644, "x"))).getvalue()[:700]),
    ],
)
def test_what_is_no_image_is_one_error(stream: io.BytesIO) -> None:
    with pytest.raises(ValueError, match=r"is no archive|has no manifest"):
        read(stream)


def test_an_image_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "FILES_MAX", 3)
    with pytest.raises(layers.TooMuchError):
        read(saved(layer(*((f"f{n}", 0o644, "") for n in range(5)))))
