"""Many engines at a time: each is read by itself, and none that fails hides another.

First all of them are asked who they are, so that two names for one engine are one and two
engines of one name are told apart; then each is read. Every step has an end in time.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from hardenlint.errors import EngineError, InputError, Problem
from hardenlint.model import Span

from . import live
from .endpoint import Endpoint
from .inspect import Loaded, Saved
from .selection import Wanted

T = TypeVar("T")
R = TypeVar("R")

_WORKERS = 24
_SLACK = 5.0  # seconds after its deadline at which a thread is given up


class How(NamedTuple):
    """How to read each engine: see `live.connect` and `live.read`; `keep` is for a snapshot."""

    context: str | None = None
    timeout: float = 10.0
    deadline: float = 60.0
    wanted: Wanted = Wanted()
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


Progress = Callable[[int, int], None]


def read(hosts: Sequence[str | None], how: How, progress: Progress | None = None) -> list[Outcome]:
    """Read the engines at these addresses (None: the usual one), in the order they were given."""
    unique = list(dict.fromkeys(hosts))
    tell = progress or (lambda _done, _all: None)
    met = _each(unique, lambda host: _meet(host, how), how.deadline, lambda _done, _all: None)
    engines = [(host, found) for host, found in zip(unique, met, strict=True)]
    reached = {host: found for host, found in engines if isinstance(found, live.Engine)}
    same = _same(reached)
    _name([engine for host, engine in reached.items() if host not in same])
    own = [host for host in reached if host not in same]
    seconds = how.deadline + how.image_seconds
    results = _each(own, lambda host: _read(host, reached[host], how), seconds, tell)
    done = dict(zip(own, results, strict=True))
    outcomes = []
    for host, found in engines:
        if isinstance(found, live.Engine) and host in same:
            outcomes.append(_twin(host, found, same[host]))
            continue
        result = done.get(host, found)
        if not isinstance(result, Outcome):
            result = _unreached(host, result, how)
        outcomes.append(result)
    for engine in reached.values():
        engine.close()
    return outcomes


def _meet(host: str | None, how: How) -> live.Engine:
    engine = live.connect(host, how.context, how.timeout, how.deadline)
    engine.introduce()
    engine.list()
    return engine


def _read(host: str | None, engine: live.Engine, how: How) -> Outcome:
    engine.client.deadline = time.monotonic() + how.deadline
    loaded = live.read(
        engine,
        how.wanted,
        processes=how.processes,
        local=how.local,
        image_seconds=how.image_seconds,
    )
    engine.close()
    status = "partial" if loaded.errors else "ok"
    name = engine.label or engine.name
    documents = engine.documents if how.keep else ()
    return Outcome(host or "", name, shown(engine), engine.chosen, status, loaded, documents)


def shown(engine: live.Engine) -> str:
    """The address without a password in it."""
    return str(Endpoint(engine.endpoint, "")).removesuffix(" ()")


def _unreached(host: str | None, error: object, how: How) -> Outcome:
    message = str(error) if isinstance(error, (EngineError, InputError)) else ""
    if not message:
        where = Endpoint(host or "the usual address", "from --host" if host else "default")
        detail = f"within {how.deadline:g} s" if error is None else f"({type(error).__name__})"
        message = f"cannot reach the Docker engine at {where}: it could not be read {detail}"
    name = str(Endpoint(host or "", "")).removesuffix(" ()")
    problem = Problem("unreachable", message, Span(None, host=name))
    return Outcome(name, "", name, "", "unreachable", Loaded((), (problem,), ()))


def _twin(host: str | None, engine: live.Engine, other: live.Engine) -> Outcome:
    address, first = shown(engine), shown(other)
    message = f"{address} is the same engine as {first}: it is audited once"
    name = other.label or other.name
    note = Problem("same-engine", message, Span(None, host=name))
    return Outcome(host or "", name, address, engine.chosen, "same", Loaded((), (), (note,)))


def _same(reached: dict[str | None, live.Engine]) -> dict[str | None, live.Engine]:
    """Which addresses lead to an engine that another one before leads to already.

    An engine is known by its containers, whose ids are random. The id that it gives itself is
    copied with the image of a machine (and made up anew for each answer by Podman); it counts
    where there is no container.
    """
    known: dict[str, live.Engine] = {}
    same = {}
    for host, engine in reached.items():
        marks = _marks(engine)
        other = next((known[mark] for mark in marks if mark in known), None)
        if other is not None:
            same[host] = other
        known.update((mark, other or engine) for mark in marks)
    return same


def _marks(engine: live.Engine) -> list[str]:
    listed = engine.list()
    items = listed if isinstance(listed, list) else []
    ids = [item["Id"] for item in items if isinstance(item, dict) and "Id" in item]
    if ids or not engine.identity:
        return [f"container {identity}" for identity in ids]
    return [f"engine {engine.identity} {engine.name}"]


def _name(engines: Sequence[live.Engine]) -> None:
    """Tell engines of the same name apart by their addresses."""
    names = [engine.name for engine in engines]
    for engine, name in zip(engines, names, strict=True):
        if names.count(name) > 1:
            engine.label = f"{name} ({shown(engine)})"


def _each(
    items: Sequence[T], work: Callable[[T], R], seconds: float, tell: Progress
) -> list[R | Exception | None]:
    """Do something for all items, several at a time; what raises gives its exception.

    Threads that outlive their time are left behind (a name server may keep one waiting): None.
    """
    results: list[R | Exception | None] = [None] * len(items)
    waiting = queue.SimpleQueue[int]()
    done = queue.SimpleQueue[tuple[int, R | Exception]]()
    for index in range(len(items)):
        waiting.put(index)

    def worker() -> None:
        while True:
            try:
                index = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((index, work(items[index])))
            except Exception as error:  # noqa: BLE001, RUF100 - told for the host
                done.put((index, error))

    workers = min(_WORKERS, len(items))
    for _ in range(workers):
        threading.Thread(target=worker, daemon=True).start()
    rounds = -(-len(items) // max(workers, 1))
    end = time.monotonic() + rounds * (seconds + _SLACK)
    for count in range(len(items)):
        try:
            index, result = done.get(timeout=max(end - time.monotonic(), 0.001))
        except queue.Empty:
            break
        results[index] = result
        tell(count + 1, len(items))
    return results


def hosts_in(text: str) -> list[str]:
    """The addresses in a file: one a line, `#` begins a comment."""
    lines = (line.partition("#")[0].strip() for line in text.removeprefix("\ufeff").splitlines())
    return [line for line in lines if line]
