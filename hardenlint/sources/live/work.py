"""Work for many items at a time, each with an end in time, whatever a thread waits for."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WORKERS = 24
"""So many things are done at a time."""
_GLANCE = 0.5  # seconds after which somebody looks who is late
_SLACK = 5.0  # seconds after its deadline at which a thread is given up


class Work(Generic[T, R]):
    """Something to do for many items, several at a time; each has so many seconds.

    Threads that outlive the time of their item are left behind (a name server may keep one
    waiting), and another one takes their place.
    """

    def __init__(self, items: Sequence[T], work: Callable[[T], R], seconds: float) -> None:
        self.items = items
        self.work = work
        self.seconds = seconds
        self.waiting = iter(range(len(items)))
        self.running: dict[int, float] = {}
        self.lock = threading.Lock()
        self.done = queue.SimpleQueue[tuple[int, R | Exception]]()

    def start(self, workers: int) -> None:
        """Start threads; no pool, which would wait for them in the end."""
        for _ in range(workers):
            threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            with self.lock:
                index = next(self.waiting, None)
                if index is None:
                    return
                self.running[index] = time.monotonic() + self.seconds
            result: R | Exception
            try:
                result = self.work(self.items[index])
            except Exception as error:  # noqa: BLE001, RUF100 - told for the host
                result = error
            with self.lock:
                if self.running.pop(index, None) is None:
                    return  # it was given up
            self.done.put((index, result))

    def next(self) -> tuple[int, R | Exception | None]:
        """The next item that is done; None for one that was given up."""
        while True:
            try:
                return self.done.get(timeout=_GLANCE)
            except queue.Empty:
                late = self._late()
                if late is not None:
                    self.start(1)
                    return late, None

    def _late(self) -> int | None:
        now = time.monotonic()
        with self.lock:
            late = next((index for index, end in self.running.items() if end < now), None)
            if late is not None:
                del self.running[late]
        return late


def each(
    items: Sequence[T], work: Callable[[T], R], seconds: float, tell: Callable[[int, int], None]
) -> list[R | Exception | None]:
    """Do something for all items, several at a time.

    What raises gives its exception, what takes too long None.
    """
    results: list[R | Exception | None] = [None] * len(items)
    doing = Work(items, work, seconds + _SLACK)
    doing.start(min(WORKERS, len(items)))
    for count in range(1, len(items) + 1):
        index, result = doing.next()
        results[index] = result
        tell(count, len(items))
    return results
