"""`python -m tests.benchmarks.growth`: what a Dockerfile costs when it doubles in size.

`scan`, with the report as text and as JSON, and `show` in both forms.

Time is told as a ratio: 2 is linear, whatever the machine. Memory is told beside its limit, 30
times the file plus 60 MB.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from typing import NamedTuple

from .cost import cost, program

_COMMAND = "RUN apt-get install -y xxx && curl -o /x https://y\n"

SHAPES: dict[str, Callable[[int], str]] = {
    "instructions": lambda n: "FROM a\n" + _COMMAND * n,
    "one long line": lambda n: "FROM a\nRUN " + f"{'word ' * 10_000} \\\n" * (n // 5_000) + "x\n",
    "one RUN": lambda n: "FROM a\nRUN true \\\n" + " && curl -o /x https://y \\\n" * n + "&& x\n",
    "stages": lambda n: (
        "FROM a AS s0\n" + "".join(f"FROM s{i} AS s{i + 1}\nENV A{i}=1\n" for i in range(n // 10))
    ),
    "here-documents": lambda n: "FROM a\n" + "RUN <<E\napt-get update\nE\n" * (n // 10),
    "one here-document": lambda n: "FROM a\nRUN <<E\n" + "curl -o /x https://y\n" * n + "E\n",
    "single stages": lambda n: "".join(f"FROM a AS s{i}\nRUN x\n" for i in range(n // 10)),
    "labels": lambda n: "FROM a\n" + "".join(f"LABEL a{i}=b{i}\n" for i in range(n)),
    "variables": lambda n: "FROM a\n" + "".join(f"ENV A{i}=b{i}\n" for i in range(n)),
    "arguments": lambda n: (
        "FROM a\n" + "".join(f"ARG A{i}=b\nRUN x $A{i}\n" for i in range(n // 2))
    ),
    "copies": lambda n: "FROM a\n" + "".join(f"COPY a{i} b{i}\n" for i in range(n)),
    "settings": lambda n: (
        "FROM a\n"
        + "".join(
            f"USER u{i}\nCOPY a b\nWORKDIR /w{i}\nEXPOSE {i % 65535 + 1}\n" for i in range(n // 4)
        )
    ),
    "passwords": lambda n: (
        "FROM a\n" + "".join(f"RUN mysql -uroot -ppassword a{i}\n" for i in range(n // 10))
    ),
    "tokens": lambda n: (
        "FROM a\n"
        + "".join(f"RUN git clone https://u:ghp_{i:036}@github.com/a/b\n" for i in range(n // 10))
    ),
    "secrets": lambda n: (
        "FROM a\n" + "".join(f"ENV A{i}_ACCESS_KEY=hunter{i}x\n" for i in range(n // 10))
    ),
}
"""Files of a size: at 100,000 they are 5 MB, or 10,000 stages, or 10,000 here-documents."""


COMMANDS: dict[str, tuple[str, ...]] = {
    "scan": ("scan",),
    "scan, JSON": ("scan", "--format", "json"),
    "show": ("show",),
    "show, JSON": ("show", "--format", "json"),
}


class Growth(NamedTuple):
    """The cost of a file and of one twice as large; sizes and memory in bytes."""

    seconds: tuple[float, float]
    memory: int
    size: int

    @property
    def ratio(self) -> float:
        """How many times the larger file takes."""
        return self.seconds[1] / max(self.seconds[0], 1e-6)

    @property
    def memory_limit(self) -> int:
        """How much memory the larger file may take."""
        return 30 * self.size + 60_000_000


def growth(shape: str, count: int, folder: str, command: str = "scan") -> Growth:
    """Read a file of half the count, then one of the count; start-up is not counted."""
    seconds: list[float] = []
    size = memory = 0
    path = os.path.join(folder, "Dockerfile")
    for text in ("FROM a\n", SHAPES[shape](count // 2), SHAPES[shape](count)):
        with open(path, "w", encoding="utf-8") as file:
            size = file.write(text)
        found = cost([program(), *COMMANDS[command], path])
        seconds.append(found.cpu)
        memory = found.peak * 1024
        if found.code not in (0, 1) and (shape, command) != ("stages", "show, JSON"):
            raise SystemExit(f"{shape}: exit code {found.code}")
    start, smaller, larger = seconds
    return Growth((smaller - start, larger - start), memory, size)


def main(count: int) -> None:
    """Print all shapes."""
    with tempfile.TemporaryDirectory() as folder:
        for shape, command in product(SHAPES, COMMANDS):
            found = growth(shape, count, folder, command)
            print(
                f"{shape:18} {command:11} {found.size / 1e6:5.1f} MB "
                f"{found.seconds[0]:6.2f} s, twice as much "
                f"{found.seconds[1]:6.2f} s: x{found.ratio:.1f}; "
                f"peak {found.memory / 1e6:.0f} of {found.memory_limit / 1e6:.0f} MB"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
