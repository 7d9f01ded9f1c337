"""Files that were quadratic once, or that fixtures do not grow into: text by size, and command."""

import json
from collections.abc import Callable


def _services(form: str, count: int, head: str = "", tail: str = "") -> str:
    lines = (f"  s{n}: {form.replace('NUMBER', str(n))}\n" for n in range(count))
    return f"{head}services:\n{''.join(lines)}{tail}"


def _lines(form: str, count: int, head: str = "FROM a:1\n") -> str:
    return head + "".join(form.replace("NUMBER", str(n)) for n in range(count))


def _ports(count: int) -> str:
    asked = {f"{n}/tcp": [{"HostIp": "", "HostPort": str(n)}] for n in range(1, count)}
    found = {f"{n}/tcp": [{"HostIp": "0.0.0.0", "HostPort": str(n)}] for n in range(1, count)}
    one = {"Id": "1", "Name": "/a", "Config": {"Image": "x"}, "HostConfig": {"PortBindings": asked}}
    return json.dumps([{**one, "NetworkSettings": {"Ports": found}}])


def _many(count: int) -> str:
    one = {"Config": {"Image": "x"}, "HostConfig": {}}
    net = {"Driver": "overlay", "Internal": False, "Attachable": True, "IPAM": {}}
    named = [{"Id": f"c{n}", "Name": f"/c{n}", **one} for n in range(count)]
    return json.dumps([*named, *({"Id": f"n{n}", "Name": f"n{n}", **net} for n in range(count))])


_HOLDER = "{image: 'x:1', environment: {VNUMBER_PASSWORD: hunterxyz7}}"
_IGNORE = "# hardenlint: ignore[secret-in-env] -- x\n"

COMPOSES: dict[str, Callable[[int], str]] = {
    "secrets": lambda n: _lines(
        "      - ANUMBER_PASSWORD=hunterNUMBERxyz\n", 4 * n,
        "services:\n  a:\n    image: x:1\n    environment:\n",
    ),
    "one secret": lambda n: _services(_HOLDER, n),
    "datastores": lambda n: _services("{image: 'postgres:16', ports: ['80:80']}", n),
    "passwords of a datastore": lambda n: _lines(
        "      DBNUMBER_PASSWORD: postgres\n", 4 * n,
        "services:\n  a:\n    image: postgres:16\n    environment:\n",
    ),
    "an anchor": lambda n: _services("*a", n, "x-a: &a {image: b, privileged: true}\n"),
    "a volume": lambda n: _services(
        "{image: 'a:1', ports: ['80'], volumes: ['v:/v']}\n"
        "  tNUMBER: {image: 'b:1', volumes: ['v:/v']}", n, "", "volumes: {v: {}}\n",
    ),
    "filters": lambda n: _services(
        "{image: 'a:1', environment: {DOCKER_HOST: 'tcp://s0:2375'}}", n
    ),
    "ports": lambda n: _lines(
        '      - "1NUMBER:80"\n', n,
        "networks: {b: {internal: true}}\n"
        "services:\n  a:\n    image: x:1\n    networks: [b]\n    ports:\n",
    ),
    "comments": lambda n: _lines(
        "    # hardenlint: ignore[privileged-container] -- x\n", 4 * n, "services:\n  a:\n"
    ) + "    privileged: true\n",
    "wrong names": lambda n: _lines(
        "    # hardenlint: ignore[privileged-NUMBER] -- x\n", n, "services:\n  a:\n"
    ) + "    privileged: true\n",
}  # fmt: skip

DOCKERFILES: dict[str, Callable[[int], str]] = {
    "modes": lambda n: _lines("RUN chmod u+s /aNUMBER && chown x /bNUMBER\n", n),
    "removals": lambda n: _lines("COPY .env /aNUMBER/.env\nRUN rm /bNUMBER\n", n),
    "stages": lambda n: (
        _lines("COPY .env /aNUMBER/.env\n", n, "FROM a AS s\n")
        + _lines("COPY --from=s /aNUMBER /b\n", n)
    ),
    "comments in a RUN": lambda n: _lines(_IGNORE, 4 * n, "FROM a:1\nRUN a \\\n") + "  b\n",
    "comments": lambda n: _lines(_IGNORE + "ENV ANUMBER_PASSWORD=hunterNUMBER\n", n),
    "keys": lambda n: _lines(" && \\\n ssh-keygen -f /kNUMBER", n, "FROM a:1\nRUN true") + "\n",
    "volumes": lambda n: _lines("VOLUME /vNUMBER\n", n, "FROM a AS s\n") + "FROM s\n" * n,
}

INSPECTED: dict[str, Callable[[int], str]] = {"ports": _ports, "networks": _many}

FIXED: dict[str, Callable[[int], str]] = {
    "a key twice": lambda n: _services("\n    image: 'a:1'", n // 4) + "  s0: {image: 'b:1'}\n",
    "flow": lambda n: "services: {"
    + ", ".join(f"s{i}: {{image: 'a:1', ports: ['80:80']}}" for i in range(n // 4)) + "}\n",
}  # fmt: skip

SHAPES = {
    **{f"compose, {name}": ("compose.yaml", "scan", grow) for name, grow in COMPOSES.items()},
    **{f"Dockerfile, {name}": ("Dockerfile", "scan", grow) for name, grow in DOCKERFILES.items()},
    **{f"inspect, {name}": ("i.json", "scan", grow) for name, grow in INSPECTED.items()},
    **{f"fix, {name}": ("compose.yaml", "fix", grow) for name, grow in FIXED.items()},
}
"""The name of the file, the command, and the text by size."""
