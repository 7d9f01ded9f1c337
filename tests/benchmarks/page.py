"""The table of the README and the page docs/peers.md, from facts.py and the measured peers.json."""

import json
from collections.abc import Iterable
from typing import Any

from .facts import FACTS, NO, PEERS, YES
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
        return "not measured" if reads == YES else NO
    told, wrongly = len(of["told"]), len(of["wrongly"])
    traps = f", {wrongly} false alarms" if wrongly else ""
    return form.format(told=told, total=len(KINDS[kind]), traps=traps, ms=of["ms"])


def measured(programs: Any) -> list[list[str]]:
    """Write a row for each measured figure."""
    figures = {
        "time for one {name}": "{ms} ms",
        "flaws found in {name}s": "{told} of {total}{traps}",
    }
    return [
        [title.format(name=name), *(cell(programs, peer, kind, form) for peer in PEERS)]
        for title, form in figures.items()
        for kind, name in TITLES.items()
    ]


def table() -> str:
    """Write the table of the README."""
    named = [f"[{peer.name}]({peer.url})" if peer.url else peer.name for peer in PEERS.values()]
    facts = [[title, *cells] for title, cells in FACTS.items()]
    return rows(["", *named], [*facts, *measured(figures()["programs"])])


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
        measured=found["measured"], machine=found["machine"], versions=versions, sources=sources
    )
    for kind, flaws in KINDS.items():
        text += f"\n### {TITLES[kind].capitalize()}s\n\n{matrix(flaws, kind, programs)}"
    return text


TEXT = """\
# hardenlint beside other programs

The table of the README comes from here; `python -m tests.benchmarks.peers` measures it again.

## What each reads and does

It is said as its documentation says it:

{sources}
Trivy, KICS and docker-bench-security could not be installed where this was measured, so there are
no figures of them. "account" means that Checkov asks a service, which takes a token. "secrets"
means that of a compose file it reports literal secrets, and nothing else.

None of the others replaces hardenlint, nor the other way round. Known vulnerabilities of packages,
Kubernetes and clouds are the business of Trivy, Checkov and KICS; hadolint knows the shell of a
`RUN` by ShellCheck and what makes an image small; docker-bench-security goes through every control
of the CIS benchmark on a host. They are older, and many more people have found their mistakes.

## What was measured

Measured on {measured} ({machine}; other work ran beside it): {versions}. The
CPU time is the median of eleven runs over one ordinary file, start-up included; Checkov runs with
`--skip-download`, so that it asks no service.

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
