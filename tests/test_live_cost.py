"""What an audit costs: requests, CPU, memory, with an engine of a thousand containers."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from hardenlint.sources import live
from hardenlint.sources.api.client import Client
from hardenlint.sources.api.endpoint import Endpoint

from .benchmarks.cost import cost as process_cost
from .fake_engine import Answers, Server, engine_answers

TITLES = ["PID", "PPID", "UID", "GID", "SUPGID", "USER", "LABEL", "COMMAND"]


def described(number: int, images: int) -> dict[str, Any]:
    """A container as large as real ones are: some 5 kB."""
    name = f"shop-web-{number}"
    labels = {
        "com.docker.compose.project": "shop",
        "com.docker.compose.service": "web",
        **{f"org.example.label-{n}": f"value {n} of {name}" for n in range(12)},
    }
    return {
        "Id": f"{number:064x}",
        "Created": "2026-01-01T00:00:00.000000000Z",
        "Name": f"/{name}",
        "State": {"Status": "running", "Running": True, "Pid": number},
        "Image": f"sha256:{number % images:064x}",
        "Config": {
            "User": "",
            "Image": f"app{number % images}:1",
            "Labels": labels,
            "Env": [f"SETTING_{n}=some value that is set {n}" for n in range(25)],
            "Cmd": ["/bin/app", "--serve"],
            "ExposedPorts": {"8080/tcp": {}},
        },
        "HostConfig": {
            "NetworkMode": "default",
            "Privileged": False,
            "Binds": [f"/srv/{name}/data:/data:rw"],
            "PortBindings": {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(number)}]},
            "SecurityOpt": None,
            "CapAdd": ["NET_ADMIN"] if number % 3 == 0 else None,
            "MaskedPaths": ["/proc/kcore"],
            "ReadonlyPaths": ["/proc/sys"],
        },
        "Mounts": [
            {"Type": "bind", "Source": f"/srv/{name}/data", "Destination": "/data", "RW": True}
        ],
        "NetworkSettings": {"Networks": {"bridge": {"NetworkID": "n"}}},
    }


def large(count: int, images: int = 10) -> Answers:
    """What an engine with so many running containers says."""
    answers = engine_answers()
    listed = []
    for number in range(1, count + 1):
        found = described(number, images)
        identity = found["Id"]
        answers[f"/containers/{identity}/json"] = (200, found)
        row = [str(number), "1", "0", "0", "0", "root", "-", "/bin/app --serve"]
        answers[f"/containers/{identity}/top"] = (200, {"Titles": TITLES, "Processes": [row] * 4})
        listed.append({"Id": identity, "Names": [found["Name"]], "State": "running"})
    for number in range(images):
        identity = f"sha256:{number:064x}"
        layers = [f"sha256:{n:064x}" for n in range(20)]
        document = {"Id": identity, "RepoTags": [f"app{number}:1"], "RootFS": {"Layers": layers}}
        answers[f"/images/{identity}/json"] = (200, document)
    return {**answers, "/images/json": (200, []), "/containers/json": (200, listed)}


def kinds(server: Server) -> Counter[str]:
    """How often each kind of request was made; what stands for an id is left out."""
    found: Counter[str] = Counter()
    for line in server.requests:
        method, target, _ = line.split()
        path = target.partition("?")[0].split("/")
        path = [part for part in path if part and not part.startswith("v1.")]
        key = "/".join("ID" if len(part) > 40 else part for part in path)
        found[f"{method} {key}"] += 1
    return found


@pytest.mark.parametrize("count", [10, 100])
def test_requests_are_counted(serve: Callable[..., Server], count: int) -> None:
    server = serve(large(count, images=3))
    with live.connect(server.url, timeout=10) as engine:
        loaded = live.read(engine)
        sent = engine.client.requests
    assert (len(loaded.subjects), loaded.errors) == (count + 1, ())
    once = ("version", "info", "containers/json", "images/json", "networks", "volumes")
    assert kinds(server) == {
        **{f"GET {path}": 1 for path in once},
        "GET containers/ID/json": count,
        "GET containers/ID/top": count,
        "GET images/ID/json": 3,
    }
    assert sent == len(server.requests)


def test_connections_are_kept(serve: Callable[..., Server]) -> None:
    server = serve(large(100))
    with live.connect(server.url, timeout=10) as engine:
        live.read(engine)
    assert len(server.threads) <= 4


@pytest.mark.parametrize(
    ("url", "requests", "connections"),
    [
        ("unix:///d.sock", 1, 1), ("unix:///d.sock", 9, 1), ("unix:///d.sock", 10, 2),
        ("tcp://d:2375", 200, 4), ("tcp://d:2375", 2000, 4), ("unix:///d.sock", 0, 1),
        ("ssh://d", 20, 1), ("ssh://d", 99, 1), ("ssh://d", 100, 2), ("ssh://d", 2000, 4),
    ],
)  # fmt: skip
def test_connections_are_few(url: str, requests: int, connections: int) -> None:
    assert Client(Endpoint(url, "given"), 1, 1).connections(requests) == connections


def cost(server: Server, *args: str) -> tuple[float, float, Any]:
    """Audit in a process of its own; return CPU seconds, peak MiB and the report."""
    audit = ["audit", "--no-config", "--format", "json", "--host", server.url, *args]
    found = process_cost([sys.executable, "-m", "hardenlint", *audit])
    assert found.code in (0, 1)
    return found.cpu, found.peak / 1024, json.loads(found.out)


@pytest.mark.parametrize(("options", "most"), [(["--no-processes"], 120), ([], 180)])
def test_two_hundred_containers_cost_few_interpreters(
    serve: Callable[..., Server], options: list[str], most: int
) -> None:
    """In bare interpreters, each run beside one: how fast the machine is does not matter."""
    server = serve(large(200))
    bare = [sys.executable, "-I", "-S", "-c", "pass"]
    pairs = [(cost(server, *options)[0], process_cost(bare).cpu) for _ in range(5)]
    least = min(ours for ours, _ in pairs) / min(theirs for _, theirs in pairs)
    assert least < most


def test_a_thousand_containers_fit_into_memory(serve: Callable[..., Server]) -> None:
    _, peak, document = cost(serve(large(1000)))
    assert document["hosts"][0]["containers"] == 1000
    assert peak < 150
