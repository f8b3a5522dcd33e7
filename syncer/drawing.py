"""Pictures of many letters, drawn by other processes while the letters before them are sent.

Facts go in and bytes come out, so no process but ours touches the database. What was not drawn
ahead, for whatever reason, is drawn when it is asked for.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import templates
from syncer import processes

log = logging.getLogger(__name__)

Draw = Callable[[str], bytes]

MANY = 40
"""Fewer are drawn sooner than processes are started."""
MOST_PROCESSES = 4
AHEAD = 3
"""Pictures waiting for each process, so that none is idle while a letter is handed over."""


@contextmanager
def drawn_ahead(specs: Iterable[str], letters: int) -> Iterator[Draw]:
    """How to draw while the block runs, for about so many letters.

    `specs` are the pictures in the order in which they will be asked for, worked out no sooner than
    they can be drawn. One that is never asked for, because its letter is not sent, is left out.
    """
    if letters < MANY:
        yield templates.draw
        return
    workers = processes.allowed(MOST_PROCESSES)
    pool = processes.pool(workers)
    try:
        yield _Ahead(pool, iter(specs), AHEAD * workers).draw
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Ahead:
    """Pictures that are being drawn, in the order in which they will be asked for."""

    def __init__(self, pool: ProcessPoolExecutor, specs: Iterator[str], most: int) -> None:
        self._pool, self._specs, self._most = pool, specs, most
        self._waiting: deque[tuple[str, Future[bytes]]] = deque()

    def draw(self, spec: str) -> bytes:
        try:
            self._fill()
            if any(spec == other for other, _ in self._waiting):
                return self._taken(spec).result()
            if self._waiting:
                # Its letter may not have been sent, and must not hold its place for good.
                self._waiting.popleft()[1].cancel()
        except (BrokenProcessPool, CancelledError):
            # It happens when memory is short; letters are late then, and not left out.
            log.warning("a process that draws pictures died; they are drawn here")
            self._specs = iter(())
            self._waiting.clear()
        return templates.draw(spec)

    def _fill(self) -> None:
        while len(self._waiting) < self._most:
            spec = next(self._specs, None)
            if spec is None:
                return
            with processes.without_main():
                self._waiting.append((spec, self._pool.submit(templates.draw, spec)))

    def _taken(self, spec: str) -> Future[bytes]:
        while True:
            other, picture = self._waiting.popleft()
            if other == spec:
                return picture
