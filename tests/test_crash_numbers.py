"""Numbers that no machine holds, wherever a file may have one: an error or a value, and soon."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from hardenlint.errors import InputError
from hardenlint.sources import compose, load
from hardenlint.sources.collect import Options
from hardenlint.sources.compose.shapes import COMPOSE
from hardenlint.sources.compose.units import to_bytes, to_nanoseconds
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

from .cli import hardenlint, inside
from .clock import cpu_since

LONG = "9" * 5000
"""More digits than Python reads or prints as an integer."""

NUMBERS = (
    "1e15", "1e19", "1e308", "1e999", "-1e999", '"1e19"', '"1e999"', '"1e308p"', ".inf", "-.inf",
    ".nan", '"inf"', '"nan"', "-1", "1.5", "0777", "0o777", "0b11", f"0x{'f' * 40}", "1_000",
    "190:20:30", "2001-12-14", "18446744073709551615", "9223372036854775808", "-0", "true", LONG,
    f'"{LONG}"', f'"{LONG}g"', f'"{LONG}s"', '"٣"', '"²"', '"${X:-1e19}"', "!!float 1e999",
)  # fmt: skip


_UNITS = frozenset(
    """delay interval mem_reservation mem_swappiness memory mode monitor ports rate shm_size size
    start_interval start_period stop_grace_period timeout uid user window published""".split()
)
"""Keys whose text is a number with or without a unit."""


def places(shape: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every number that a compose file may hold; "-" is an item."""
    if isinstance(shape, tuple):
        for one in shape:
            yield from places(one, path)
    elif isinstance(shape, list):
        yield from places(shape[0], (*path, "-"))
    elif isinstance(shape, dict):
        for key, inner in shape.items():
            if key not in ("!", "?", "x-", "+"):
                yield from places(inner, (*path, "name" if key == "*" else key))
    elif isinstance(shape, range) or not _UNITS.isdisjoint(path[-2:]) or _is_number(shape):
        yield path


def _is_number(shape: Any) -> bool:
    return isinstance(shape, str) and not {"i", "n"}.isdisjoint(shape)


PLACES = tuple(dict.fromkeys(places(COMPOSE)))


SERVICES = tuple(place[2:] for place in PLACES if place[0] == "services")


def written(place: Sequence[str], value: str) -> str:
    """One value at a place."""
    for step in reversed(place):
        value = f"[{value}]" if step == "-" else f"{{{step}: {value}}}"
    return value[1:-1]


def test_the_places_are_found() -> None:
    assert ("services", "name", "cpu_count") in PLACES
    assert ("services", "name", "volumes", "-", "tmpfs", "size") in PLACES
    assert ("services", "name", "gpus", "-", "count") in PLACES
    assert len(PLACES) > 80


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12])
def test_every_place_of_a_compose_file(
    number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [
        f"  s{index}: {{image: x, privileged: true, {written(place, number)}}}"
        for index, place in enumerate(SERVICES)
    ]
    Path("compose.yaml").write_text("\n".join(["services:", *lines]))
    start = time.process_time()
    loaded = load.load([Input("compose", ("compose.yaml",))], Options(), Workspace())
    assert cpu_since(start) < 5
    messages = [error.message for error in loaded.errors]
    assert not [message for message in messages if "internal" in message or "digits" in message]
    # What a plugin provides is no container.
    services = [place for place in SERVICES if place[0] != "provider"]
    assert len(loaded.subjects) == len(services) + 1


@pytest.mark.parametrize("number", ["1e19", ".nan", f'"{LONG}"'], ids=lambda number: number[:12])
def test_what_is_shown_is_json(
    number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place in (*SERVICES[::4], ("gpus", "-", "any"), ("storage_opt", "size")):
        Path("compose.yaml").write_text(f"services: {{a: {{image: x, {written(place, number)}}}}}")
        with suppress(InputError):
            json.dumps(compose.show(["compose.yaml"], Workspace()), allow_nan=False)
            compose.describe(["compose.yaml"], Workspace())


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("9223372036854775807", 2**63 - 1),
        ("-1", -1),
        ("8191p", 8191 * 2**50),
        ("1e3", 1000),
        ("9223372036854775808", None),
        ("9999999999999999999", None),
        ("8192p", None),
        ("1e19", None),
        ("1e999", None),
        ("1e308p", None),
        (f"{LONG}g", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_sizes_are_those_of_64_bits(text: str, size: int | None) -> None:
    if size is not None:
        assert to_bytes(text) == size
        return
    with pytest.raises(ValueError, match="invalid size"):
        to_bytes(text)


@pytest.mark.parametrize("text", ["9999999h", "1e999s", f"{LONG}s", "9" * 90 + "w", "nan", "inf"])
def test_durations_are_those_of_64_bits(text: str) -> None:
    with pytest.raises(ValueError, match="invalid duration"):
        to_nanoseconds(text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mem_limit", "1e999"),
        ("shm_size", '"1e309"'),
        ("deploy", "{resources: {limits: {memory: 1e400}}}"),
        ("gpus", f"[{{count: {LONG}}}]"),
        ("memswap_limit", '"1e999"'),
        ("cpus", '"nan"'),
        ("ulimits", f'{{nofile: "{LONG}"}}'),
        ("healthcheck", '{test: [CMD, x], interval: "9999999h"}'),
    ],
)
def test_what_is_too_large_is_refused_where_it_stands(
    key: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = ["services:", "  a:", "    image: x:1", "    privileged: true", f"    {key}: {value}"]
    Path("compose.yaml").write_text("\n".join(lines))
    run = hardenlint("scan", "--format", "json")
    assert run.code == 3
    assert {(kind, line) for kind, _, line in run.errors} == {("invalid", 5)}
    assert "privileged-container" in run.checks


@pytest.mark.parametrize(
    "setting", ["cpu_count: 1e19", "cpu_count: 1e15", "oom_score_adj: 100.0",
                "volumes: [{type: tmpfs, target: /x, tmpfs: {size: 1e15}}]"]
)  # fmt: skip
def test_a_float_that_is_an_integer_is_one(
    setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("compose.yaml").write_text(f"services:\n  a:\n    image: x:1\n    {setting}\n")
    assert hardenlint("scan", timeout=20).code == 0
    assert hardenlint("show", "compose.yaml", timeout=20).code == 0


@pytest.mark.parametrize(
    "line",
    [
        f"HEALTHCHECK --interval={LONG}s CMD x",
        f"HEALTHCHECK --start-interval=1.{LONG}s CMD x",
        f"HEALTHCHECK --retries={LONG} CMD x",
        "HEALTHCHECK --timeout=1e999s CMD x",
        f"EXPOSE {LONG}",
        f"EXPOSE 1-{LONG}/udp",
        "EXPOSE ²",
        f"STOPSIGNAL {LONG}",
        f"COPY --chmod={'7' * 5000} a b",
        f"COPY --chown={LONG}:{LONG} a b",
        f"COPY --from={LONG} a b",
        f"USER {LONG}:{LONG}",
        f"FROM x AS a{LONG}",
        f"RUN chmod {'7' * 5000} /x",
        f"RUN useradd -u {LONG} x",
        f"CMD [{LONG}]",
        f"ENV PORT={LONG}",
    ],
)
def test_every_number_of_a_dockerfile(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text(f"FROM debian:12\n{line}\n")
    run = inside(capfd, "scan", "--format", "json", "Dockerfile")
    assert run.code in (0, 1, 3)
    assert [kind for kind, _, _ in run.errors] in ([], ["parse"])
    assert inside(capfd, "show", "Dockerfile").code in (0, 3)


@pytest.mark.parametrize("name", ["pyproject.toml", ".hardenlint.yaml"])
@pytest.mark.parametrize("key", ["x", "profile", "as-of", "fail-on", "require-reason", "select"])
@pytest.mark.parametrize(
    "number", [LONG, f"0x{'f' * 5000}", "1e999", "inf", "nan", "-1", "[[1]]", "2001-01-01T00:00:00"]
)
def test_every_number_of_a_configuration(
    name: str,
    key: str,
    number: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text("FROM scratch\nUSER 1\n")
    is_toml = name.endswith(".toml")
    said = f"[tool.hardenlint]\n{key} = {number}\n" if is_toml else f"{key}: {number}\n"
    Path(name).write_text(said)
    run = inside(capfd, "scan", ".")
    assert run.code == 2
    assert name in run.err


def test_a_table_of_toml_is_bounded_as_yaml_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text("FROM scratch\nUSER 1\n")
    for table in (".".join("abcdefghijklmnopqrstuvwxyz") + "=1", f"x = [{'1,' * 30_000}]"):
        Path("pyproject.toml").write_text(f"[tool.hardenlint]\n{table}\n")
        run = inside(capfd, "scan", ".")
        assert run.code == 2
        assert "holds too much for a configuration" in run.err
