"""Many engines at a time: each is read by itself, and none that fails hides another.

First all of them are asked who they are, so that two names for one engine are one and two
engines of one name are told apart; then each is read. Every step has an end in time.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hardenlint.errors import HardenlintError, Problem
from hardenlint.model import Host, Span, Subject

from ..api import ssh
from ..api.client import Tell
from ..api.endpoint import Endpoint
from ..api.engine import Engine, connect
from ..api.paths import is_identity
from ..inspect import Loaded, Saved
from . import reading
from .selection import Selection
from .work import WORKERS, each


class ReadOptions(NamedTuple):
    """How to read each engine: see `connect` and `reading.read`; `keep` is for a snapshot."""

    context: str | None = None
    timeout: float = 10.0
    deadline: float = 60.0
    wanted: Selection = Selection()
    processes: bool = True
    local: bool = False
    keep: bool = False
    image_seconds: float = 0


class Outcome(NamedTuple):
    """What became of one address.

    `status` is ok, partial, unreachable or same (another address of an engine that is there).
    `name` is what reports call the engine, "" where nobody knows; `documents` are kept for a
    snapshot.
    """

    host: str
    name: str
    endpoint: str
    chosen: str
    status: str
    loaded: Loaded
    documents: Sequence[object] = ()

    @property
    def saved(self) -> Saved:
        """Its part of a snapshot."""
        _, errors, notes = self.loaded
        name = self.name or self.host
        return Saved(name, self.endpoint, self.status, errors, notes, self.documents)


def read(hosts: Sequence[str | None], how: ReadOptions, tell: Tell | None = None) -> list[Outcome]:
    """Read the engines at these addresses (None: the usual one), in the order they were given.

    `tell` is called with how many hosts are done, or how much of the only one.
    """
    try:
        return _outcomes(list(dict.fromkeys(hosts)), how, tell)
    finally:
        ssh.end_programs()


def _outcomes(unique: list[str | None], how: ReadOptions, tell: Tell | None) -> list[Outcome]:
    several = tell if len(unique) > 1 else None
    keep = len(unique) <= WORKERS
    met = each(
        unique,
        lambda host: _meet(host, how, keep=keep),
        how.deadline,
        _of("hosts asked", several),
    )
    reached = {
        host: engine for host, engine in zip(unique, met, strict=True) if isinstance(engine, Engine)
    }
    for engine in reached.values():
        engine.client.tell = tell if len(unique) == 1 else None
    same = _same(reached)
    own = {host: engine for host, engine in reached.items() if host not in same}
    _name(list(own.values()))
    results = each(
        list(own.items()),
        lambda each: _read(*each, how),
        how.deadline + how.image_seconds,
        _of("hosts read", several),
    )
    done = dict(zip(own, results, strict=True))
    outcomes = []
    for host, found in zip(unique, met, strict=True):
        outcome = done.get(host, found)
        if host in same:
            outcome = _twin(host, reached[host], same[host])
        elif not isinstance(outcome, Outcome):
            outcome = _unreached(host, outcome, how)
        outcomes.append(outcome)
    for engine in reached.values():
        engine.close()
    return outcomes


def _of(noun: str, tell: Tell | None) -> Callable[[int, int], None]:
    """Tell how many of something are done, to whoever wants to know."""
    return lambda done, total: tell(done, total, noun) if tell is not None else None


def _meet(host: str | None, how: ReadOptions, *, keep: bool) -> Engine:
    """Ask an engine who it is; the connection is kept unless there would be hundreds of them."""
    engine = connect(host, how.context, how.timeout, how.deadline)
    engine.introduce()
    engine.list()
    if not keep:
        engine.close()
    return engine


def _read(host: str | None, engine: Engine, how: ReadOptions) -> Outcome:
    engine.client.deadline = time.monotonic() + how.deadline
    loaded = reading.read(
        engine,
        how.wanted,
        processes=how.processes,
        local=how.local,
        image_seconds=how.image_seconds,
    )
    engine.close()
    documents = engine.documents if how.keep else ()
    engine.documents = []  # of thousands of containers they are large
    loaded = loaded._replace(notes=(*loaded.notes, *_unseen(loaded.subjects)))
    status = "partial" if loaded.errors else "ok"
    name = engine.label or engine.name
    return Outcome(host or "", name, engine.address, engine.chosen, status, loaded, documents)


def _unseen(subjects: Sequence[Subject]) -> Iterator[Problem]:
    """Say what nobody could see, so that its absence is not taken for a pass."""
    from . import local  # noqa: PLC0415 - only for live engines

    for host in subjects:
        # Local facts always tell of content trust: without it they were not read.
        if isinstance(host, Host) and host.daemon.content_trust.value is None:
            yield Problem("remote", local.UNSEEN, Span(None, host=host.name))


def _unreached(host: str | None, error: object, how: ReadOptions) -> Outcome:
    message = str(error) if isinstance(error, HardenlintError) else ""
    if not message:
        where = Endpoint(host or "the usual address", "from --host" if host else "default")
        detail = f"within {how.deadline:g} s" if error is None else f"({type(error).__name__})"
        message = f"cannot reach the Docker engine at {where}: it could not be read {detail}"
    name = Endpoint(host or "", "").address
    problem = Problem("unreachable", message, Span(None, host=name))
    return Outcome(name, "", name, "", "unreachable", Loaded((), (problem,), ()))


def _twin(host: str | None, engine: Engine, other: Engine) -> Outcome:
    address, first = engine.address, other.address
    message = f"{address} is the same engine as {first}: it is audited once"
    name = other.label or other.name
    note = Problem("same-engine", message, Span(None, host=name))
    return Outcome(host or "", name, address, engine.chosen, "same", Loaded((), (), (note,)))


def _same(reached: dict[str | None, Engine]) -> dict[str | None, Engine]:
    """Which addresses lead to an engine that another one before leads to already.

    An engine is known by its containers, whose ids are random. The id that it gives itself is
    copied with the image of a machine (and made up anew for each answer by Podman); it counts
    where there is no container.
    """
    known: dict[str, str | None] = {}  # who was the first with a mark
    marks = {host: _marks(engine) for host, engine in reached.items()}
    same = {}
    for host, own in marks.items():
        before = dict.fromkeys(known[mark] for mark in own if mark in known)
        # Most of what either lists: an engine that lists the ids of others hides none of them.
        other = next(
            (o for o in before if 2 * len(own & marks[o]) > max(len(own), len(marks[o]))), host
        )
        if other != host:
            same[host] = reached[other]
        known.update((mark, other) for mark in own if mark not in known)
    return same


def _marks(engine: Engine) -> set[str]:
    listed = engine.list()
    items = listed if isinstance(listed, list) else []
    ids = [item["Id"] for item in items if isinstance(item, dict) and is_identity(item.get("Id"))]
    if ids or not engine.identity:
        return {f"container {identity}" for identity in ids}
    return {f"engine {engine.identity} {engine.name}"}


def _name(engines: Sequence[Engine]) -> None:
    """Tell engines of the same name apart by their addresses."""
    names = [engine.name for engine in engines]
    for engine, name in zip(engines, names, strict=True):
        if names.count(name) > 1:
            engine.label = f"{name} ({engine.address})"


def hosts_in(text: str) -> list[str]:
    """The addresses in a file: one a line, `#` begins a comment."""
    lines = (line.partition("#")[0].strip() for line in text.removeprefix("\ufeff").splitlines())
    return [line for line in lines if line]
