"""Work in processes of its own: one that dies takes nothing with it but what it was doing."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from selectors import EVENT_READ, DefaultSelector
from typing import Any, NamedTuple, NoReturn, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_BATCH = 1 << 20


class Died(NamedTuple):
    """What became of a process that brought no result: "was ended by a signal (Killed)"."""

    how: str


class _Worker(NamedTuple):
    """A process that is at work: which item it has, and what it has sent so far."""

    number: int
    pid: int
    pipe: int
    sent: bytearray


def shared(work: Callable[[T], R], items: Sequence[T], count: int) -> Generator[R | Died]:
    """Do the work for each item in a process of its own, `count` at a time.

    Yields in the order of the items. Who stops listening ends the processes with it.
    """
    results: dict[int, R | Died] = {}
    following = iter(enumerate(items))
    running: dict[int, _Worker] = {}
    with DefaultSelector() as selector:
        try:
            for index in range(len(items)):
                while index not in results:
                    _fill(running, following, work, count, selector)
                    for key, _ in selector.select():
                        worker = running[key.fd]
                        if not _read(worker):
                            selector.unregister(worker.pipe)
                            del running[worker.pipe]
                            results[worker.number] = _result(worker)
                yield results.pop(index)
        finally:
            for worker in running.values():
                _end(worker)


def import_all(names: Sequence[str]) -> None:
    """Import what another process has imported, so that those to come need not."""
    for name in names:
        if name not in sys.modules:
            # One that fails here fails there, where it is told.
            with suppress(Exception, SystemExit):
                import_module(name)


def _fill(
    running: dict[int, _Worker],
    following: Iterator[tuple[int, T]],
    work: Callable[[T], R],
    count: int,
    selector: DefaultSelector,
) -> None:
    while len(running) < count and (item := next(following, None)) is not None:
        # An interrupt between the fork and what takes note of it would lose the process.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        try:
            worker = _start(*item, work)
            running[worker.pipe] = worker
            selector.register(worker.pipe, EVENT_READ)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(number: int, item: T, work: Callable[[T], Any]) -> _Worker:
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        _run(item, work, theirs)
    os.close(theirs)
    return _Worker(number, pid, ours, bytearray())


def _run(item: T, work: Callable[[T], Any], pipe: int) -> NoReturn:
    """Be the process: its result goes into the pipe, and nothing else leaves it."""
    code = 1
    try:
        # An interrupt from the keyboard reaches every process, and one of them tells of it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
        data = memoryview(pickle.dumps(work(item), pickle.HIGHEST_PROTOCOL))
        while data:
            data = data[os.write(pipe, data[:_BATCH]) :]
        code = 0
    finally:
        os._exit(code)


def _read(worker: _Worker) -> bool:
    """Take what has come; False at the end."""
    data = os.read(worker.pipe, _BATCH)
    worker.sent.extend(data)
    return bool(data)


def _result(worker: _Worker) -> Any:
    os.close(worker.pipe)
    code = os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1])
    if code < 0:
        return Died(f"was ended by a signal ({signal.strsignal(-code) or -code})")
    try:
        # Without a result there is nothing to load, whatever the code says.
        return pickle.loads(worker.sent)  # noqa: S301 - our own process wrote it
    except Exception:  # noqa: BLE001, RUF100 - what a plugin put into it may fail in any way
        return Died(f"ended with code {code} and without a result")


def _end(worker: _Worker) -> None:
    with suppress(ProcessLookupError):
        os.kill(worker.pid, signal.SIGKILL)
    os.close(worker.pipe)
    with suppress(ChildProcessError):
        os.waitpid(worker.pid, 0)
