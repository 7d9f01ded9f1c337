"""Archives of layers: all that tar and its packers write, and what an attacker writes instead."""

import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardenlint.sources.live import image_contents, layers
from hardenlint.sources.live.stream import BrokenError, Read, Stream, unpacked
from hardenlint.sources.live.tar import Archive

from .clock import cpu_since
from .needs import program
from .test_image_contents import layer, saved

Pack = Callable[[bytes], bytes]
FORMATS = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
PACKERS: dict[str, Pack] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
}
SECRET = ("root/.ssh/id_rsa", 0o600, "x")


def later(seconds: float = 20) -> float:
    return time.monotonic() + seconds


def stream(data: bytes, seconds: float = 20) -> Stream:
    return Stream(io.BytesIO(data).read, later(seconds))


def members(data: bytes) -> list[tuple[str, int, int, str]]:
    found = Archive(unpacked(stream(data), later()))
    return [(m.name.rstrip("/"), m.mode, m.size, m.kind.decode()) for m in found]


def by_tarfile(data: bytes) -> list[tuple[str, int, int, str]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return [(m.name, m.mode, m.size, m.type.decode()) for m in archive]


parts = st.text("abc.é \n漢", min_size=1, max_size=60).filter(lambda text: text not in (".", ".."))
entries = st.tuples(
    st.lists(parts, min_size=1, max_size=6).map("/".join),
    st.integers(0, 0o7777),
    st.sampled_from([tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE]),
    st.integers(0, 2000),
)


def written(entries: list[tuple[str, int, bytes, int]], form: int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, mode, kind, size in entries:
            member = tarfile.TarInfo(name)
            member.mode, member.type, member.linkname = mode, kind, "to/" * 50
            member.size = size if kind == tarfile.REGTYPE else 0
            with suppress(ValueError):  # a name that is too long for ustar
                archive.addfile(member, io.BytesIO(b"x" * size))
    return buffer.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, max_size=8), st.sampled_from(FORMATS))
def test_members_are_those_that_tarfile_reads(
    entries: list[tuple[str, int, bytes, int]], form: int
) -> None:
    data = written(entries, form)
    assert members(data) == by_tarfile(data)


@settings(max_examples=100, deadline=None)
@given(st.lists(entries, min_size=1, max_size=3), st.sampled_from(FORMATS), st.data())
def test_broken_bytes_are_one_error(
    entries: list[tuple[str, int, bytes, int]], form: int, data: st.DataObject
) -> None:
    text = bytearray(written(entries, form))
    for _ in range(data.draw(st.integers(1, 8))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BrokenError):
        members(bytes(text[: data.draw(st.integers(1, len(text)))]))


@pytest.mark.parametrize("form", ["v7", "oldgnu", "gnu", "ustar", "pax"])
def test_what_gnu_tar_writes(form: str, tmp_path: Path) -> None:
    """Among it files with holes, in all four ways in which GNU tar has stored them."""
    (tmp_path / "d" / "sub").mkdir(parents=True)
    (tmp_path / "d" / "setuid").write_text("x")
    (tmp_path / "d" / "setuid").chmod(0o4755)
    with open(tmp_path / "d" / "sub" / "holes", "wb") as file:
        for number in range(40):
            file.seek(number * 100_000)
            file.write(b"data" * 300)
    (tmp_path / "d" / "last").write_text("y" * 700)
    ways: list[list[str]] = [[]]
    if form in ("gnu", "oldgnu"):
        ways.append(["--sparse"])
    if form == "pax":
        ways += [["--sparse", f"--sparse-version={version}"] for version in ("0.0", "0.1", "1.0")]
    for way in ways:
        command = [program("tar", "tar"), "-cf", "-", f"--format={form}", *way, "d"]
        data = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
        found = {name: (mode, kind) for name, mode, _, kind in members(data)}
        assert found.keys() == {"d", "d/sub", "d/setuid", "d/last", "d/sub/holes"}, way
        assert found["d/setuid"][0] == 0o4755
        assert (found["d/sub/holes"][1] == "S") == bool(way)


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_packed_layers(pack: Pack) -> None:
    plain = layer(SECRET, *((f"f{n}", 0o644, "text" * 500) for n in range(200)))
    for packed in (pack(plain), pack(plain[:3000]) + pack(plain[3000:])):
        contents = image_contents.read(saved(packed).read, later())
        assert [file["Path"] for file in contents.document["Files"]] == ["/root/.ssh/id_rsa"]
        assert contents.unread == []


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_layer_that_is_cut_off_is_not_clean(pack: Pack) -> None:
    packed = pack(layer(SECRET, ("big", 0o644, "0123456789" * 20_000), ("x/.env", 0o600, "x")))
    contents = image_contents.read(saved(layer(), packed[: len(packed) // 2]).read, later())
    assert [line.partition(":")[0] for line in contents.unread] == ["layer 2 of 2"]


BROKEN = {
    "nothing": b"",
    "no archive": b"text" * 500,
    "zstd of the wrong kind": b"\x28\xb5\x2f\xfd" + b"x" * 2000,
    "gzip of the wrong kind": b"\x1f\x8b\x08" + b"\xff" * 2000,
    "bzip2 of the wrong kind": b"BZh9" + b"\xff" * 2000,
    "xz of the wrong kind": b"\xfd7zXZ\x00" + b"\xff" * 2000,
    "xz of the largest dictionary": lzma.compress(b"x" * 100, lzma.FORMAT_ALONE)[:1]
    + b"\xff\xff\xff\xff" * 3,
    "cut off in a header": layer(SECRET)[:300],
    "cut off in a file": layer(("etc/a", 0o644, "x" * 5000))[:2000],
    "a header that is broken in the middle": layer(("a", 0o644, ""))[:512] + b"\xff" * 512,
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_layer_that_is_broken_is_not_clean(data: bytes) -> None:
    contents = image_contents.read(saved(layer(SECRET), data).read, later())
    assert [line.partition(":")[0] for line in contents.unread] == ["layer 2 of 2"]
    assert [file["Path"] for file in contents.document["Files"]] == ["/root/.ssh/id_rsa"]


def test_what_was_read_of_a_broken_layer_counts() -> None:
    data = layer(SECRET)[:1024] + b"\xff" * 1024
    contents = image_contents.read(saved(data).read, later())
    assert [file["Path"] for file in contents.document["Files"]] == ["/root/.ssh/id_rsa"]
    assert contents.unread == ["layer 1 of 1: it is no archive"] or contents.unread


def test_a_layer_that_is_absent_is_not_clean() -> None:
    manifest = b'[{"Layers": ["blobs/sha256/0", "blobs/sha256/9"]}]'
    contents = image_contents.read(saved(layer(SECRET), manifest=manifest).read, later())
    assert contents.unread == ["layer 2 of 2: it is not there"]


def test_a_layer_that_is_a_link_to_another() -> None:
    """As Docker 24 saves a layer that comes twice."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in (
            ("a/layer.tar", layer(SECRET)),
            ("manifest.json", b'[{"Layers": ["a/layer.tar", "b/layer.tar"]}]'),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("b/layer.tar")
        link.type, link.linkname = tarfile.SYMTYPE, "../a/layer.tar"
        archive.addfile(link)
    buffer.seek(0)
    contents = image_contents.read(buffer.read, later())
    assert contents.unread == []
    assert [file["Layer"] for file in contents.document["Files"]] == [2]


def header(name: str, kind: bytes, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.size = kind, size
    return member.tobuf(tarfile.GNU_FORMAT)


def endless(start: bytes, again: bytes = bytes(1 << 16)) -> Read:
    """A source that never ends."""
    waiting = io.BytesIO(start)
    return lambda size: waiting.read(size) or again[:size]


def packed_for_ever(pack: object, start: bytes) -> Iterator[bytes]:
    """What a packer makes of zeros without end."""
    yield pack.compress(start)  # type: ignore[attr-defined]
    while True:
        yield pack.compress(bytes(1 << 20))  # type: ignore[attr-defined]


def bomb(pack: object, start: bytes = b"") -> Read:
    pieces = packed_for_ever(pack, start)
    held = io.BytesIO()

    def read(size: int) -> bytes:
        while not (found := held.read(size)):
            held.seek(0)
            held.truncate()
            held.write(next(pieces))
            held.seek(0)
        return found

    return read


def inside(source: Read, size: int = 1 << 60) -> Read:
    """An image's archive with a layer that never ends."""
    start = io.BytesIO(_large("layer.tar", size))
    return lambda wanted: start.read(wanted) or source(wanted)


def _large(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size = size
    return member.tobuf(tarfile.GNU_FORMAT)


def zlib_bomb() -> object:
    import zlib

    return zlib.compressobj(9, wbits=31)


BIG = _large("etc/passwd", 1 << 60)
ENDLESS: dict[str, Callable[[], Read]] = {
    "a file of zeros": lambda: inside(endless(_large("a", 1 << 60))),
    "gzip": lambda: inside(bomb(zlib_bomb(), _large("a", 1 << 60))),
    "bzip2": lambda: inside(bomb(bz2.BZ2Compressor(), _large("a", 1 << 60))),
    "xz": lambda: inside(bomb(lzma.LZMACompressor(), _large("a", 1 << 60))),
    "empty parts of gzip": lambda: inside(endless(gzip.compress(b""), gzip.compress(b"") * 3000)),
    "empty parts of bzip2": lambda: inside(endless(bz2.compress(b""), bz2.compress(b"") * 3000)),
    "empty parts of xz": lambda: inside(endless(lzma.compress(b""), lzma.compress(b"") * 2048)),
    "members": lambda: inside(endless(b"", _large("a", 0) * 128)),
    "members with new names": lambda: inside(endless(b"", _large(".wh." * 20, 0) * 128)),
    "the same secret": lambda: inside(endless(b"", _large("x/.env", 0) * 128)),
    "parts of the archive": lambda: endless(b"", _large("a", 0) * 128),
    "links of the archive": lambda: endless(b"", header("a", b"2", 0) * 128),
}


@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_is_given_up(source: Callable[[], Read]) -> None:
    reading = source()
    started = time.process_time()
    with pytest.raises((TimeoutError, layers.TooMuchError)):
        image_contents.read(reading, later(0.7))
    assert cpu_since(started) < 3


PAX = {
    "a pax header of gigabytes": header("x", b"x", 1 << 32),
    "a pax header for all": header("x", b"g", 1 << 32),
    "a long name of gigabytes": header("x", b"L", 1 << 32),
    "a long link of gigabytes": header("x", b"K", 1 << 32),
    "a pax header of 900 kB": header("x", b"x", 900_000),
    "headers without a member": header("x", b"x", 0) * 100,
    "a record that is longer than the header": header("x", b"x", 512)
    + b"99999 path=x\n".ljust(512),
    "a record of no length": header("x", b"x", 512) + b"0 path=x\n".ljust(512),
    "a record of a wrong length": header("x", b"x", 512) + b"-5 path=x\n".ljust(512),
    "a size that is no number": header("x", b"x", 10) + b"10 size=x\n".ljust(512) + BIG,
    "a size of many digits": header("x", b"x", 512) + b"512 size=".ljust(511, b"9") + b"\n" + BIG,
    "a size below zero": BIG[:124] + b"\xff" * 12 + BIG[136:],
    "a map of holes without end": header("x", b"S", 0)[:482] + b"\1" + header("x", b"S", 0)[483:],
    "a long path": header("x", b"L", 5000) + b"a/b/" * 1280 + _large("a", 0),
    "a path of many folders": header("x", b"L", 3000) + (b"a/" * 1500).ljust(3072) + _large("a", 0),
}


def summed(block: bytes) -> bytes:
    """A header whose sum is right whatever was done to it."""
    total = sum(block[:148]) + 8 * 32 + sum(block[156:512])
    return block[:148] + f"{total:06o}\0 ".encode() + block[156:]


@pytest.mark.parametrize("start", PAX.values(), ids=PAX)
def test_headers_of_any_kind_are_bounded(start: bytes) -> None:
    tracemalloc.start()
    started = time.process_time()
    try:
        data = summed(start).ljust(1 << 16, b"\1")
        contents = image_contents.read(saved(layer(SECRET), data).read, later(3))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(contents.unread) == 1
    assert [file["Path"] for file in contents.document["Files"]] == ["/root/.ssh/id_rsa"]
    assert peak < 20 << 20
    assert cpu_since(started) < 3


def test_a_global_header_and_a_long_name_are_no_trouble() -> None:
    text = b"30 comment=made from a commit\n"
    start = header("g", b"g", len(text)) + text.ljust(512, b"\0")
    contents = image_contents.read(saved(start + layer(SECRET)).read, later())
    assert (contents.unread, len(contents.document["Files"])) == ([], 1)


def test_many_removed_files_take_linear_time() -> None:
    def seconds(count: int) -> float:
        below = layer(*((f"app/{n}/.env", 0o600, "") for n in range(count)))
        above = layer(*((f"app/{n}/.wh..env", 0, "") for n in range(count)))
        images = [saved(below, above, above, above) for _ in range(3)]
        times = []
        for image in images:
            started = time.process_time()
            found = image_contents.read(image.read, later()).document["Files"]
            times.append(time.process_time() - started)
            assert len(found) == count
        return min(times)

    assert seconds(2000) < 8 * seconds(500) + 0.5


@pytest.mark.parametrize(
    "count_of",
    [
        lambda: layer(*((f"{'d' * 3000}/{n}/.env", 0o600, "") for n in range(2000))),
        lambda: layer(("etc/passwd", 0o644, "a::0:0::/:/bin/sh\n" * 50_000)),
    ],
)
def test_more_than_any_image_has(count_of: Callable[[], bytes]) -> None:
    with pytest.raises(layers.TooMuchError):
        image_contents.read(saved(count_of()).read, later())


@pytest.mark.parametrize("uid", ["9" * 5000, "-1", "٣", "1e5", ""])
def test_a_uid_of_any_kind(uid: str) -> None:
    text = f"odd:x:{uid}:0::/:/bin/sh\nroot::0:0::/:/bin/sh\n"
    found = image_contents.read(saved(layer(("etc/passwd", 0o644, text))).read, later())
    assert [account["Name"] for account in found.document["Accounts"]] == ["root"]
