"""An audit against the calls that docker-bench-security 1.6.0 makes on the same engine.

It runs 40 docker commands and 38 for each running container; one of them is measured and counted.
"""

import json
import statistics
import subprocess
from collections.abc import Callable

from .cost import Cost

TRIES = 11


def main(program: str, cost: Callable[[list[str]], Cost]) -> None:
    """Print what an audit costs, and what docker-bench-security's calls alone would."""
    command = [program, "audit", "--no-config", "--running", "--format", "json"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    subjects = json.loads(found)["subjects"] if found else []
    names = [subject["name"] for subject in subjects if subject["kind"] == "container"]
    if not names:
        print("audit: there is no engine with running containers")
        return
    cpu, wall, memory, *_ = min(cost(command) for _ in range(3))
    call = ["docker", "inspect", "--format", "{{.HostConfig.Privileged}}", names[0]]
    each = [cost(call) for _ in range(TRIES)]
    calls = 40 + 38 * len(names)
    their_cpu = calls * statistics.median(one.cpu for one in each)
    their_wall = calls * statistics.median(one.wall for one in each)
    print(
        f"audit of {len(names)} containers: {cpu:.2f} s CPU, {wall:.2f} s wall, peak "
        f"{memory / 1024:.0f} MiB; the {calls} docker commands of docker-bench-security: "
        f"{their_cpu / cpu:.0f} x our CPU, {their_wall / wall:.0f} x our wall"
    )
