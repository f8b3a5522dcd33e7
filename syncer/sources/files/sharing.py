"""Pieces shared out among processes: bounded in hand, and a process that dies costs one file."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime

from syncer import processes as others
from syncer.sources.files import limits
from syncer.sources.files.piece import Piece
from syncer.sources.files.taking import Taken, refused, take_all

DIED = "the reader gave up on it (it may need too much memory, or be made to do harm)"

AT_ONCE = 8
"""Pieces handed to a process together: talking to it costs as much as a small file."""

AT_ONCE_BYTES = 2 * limits.MIB
"""Content handed over together, so that large members of an archive go one by one."""

MOST_PROCESSES = 8
"""More only wait for the one that writes."""

AHEAD = 2
"""Loads waiting for each process, so that none is idle while results are written."""

Load = list[Piece]


def processes() -> int:
    """As many as this machine lets us have, within reason."""
    return others.allowed(MOST_PROCESSES)


def shared_out(pieces: Iterable[Piece], now: datetime, workers: int) -> Iterator[Taken]:
    """Every piece taken in by a pool of processes, in order.

    A piece that kills its process is refused; those that were in hand beside it are taken
    again, one by one.
    """
    loads = _loads(pieces)
    pool = others.pool(workers)
    waiting: deque[tuple[Load, Future[list[Taken]]]] = deque()
    try:
        while True:
            while len(waiting) < AHEAD * workers:
                load = next(loads, None)
                if load is None:
                    break
                waiting.append((load, _submitted(pool, load, now)))
            if not waiting:
                return
            load, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                in_hand = [load, *(other for other, _ in waiting)]
                waiting.clear()
                pool.shutdown(wait=False, cancel_futures=True)
                yield from _singly((piece for one in in_hand for piece in one), now)
                pool = others.pool(workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _singly(pieces: Iterable[Piece], now: datetime) -> Iterator[Taken]:
    pool = others.pool(1)
    try:
        for piece in pieces:
            try:
                yield from _submitted(pool, [piece], now).result()
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                pool = others.pool(1)
                yield refused(piece, now, DIED)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _loads(pieces: Iterable[Piece]) -> Iterator[Load]:
    load: Load = []
    size = 0
    for piece in pieces:
        load.append(piece)
        size += piece.size
        if len(load) == AT_ONCE or size >= AT_ONCE_BYTES:
            yield load
            load, size = [], 0
    if load:
        yield load


def _submitted(pool: ProcessPoolExecutor, load: Load, now: datetime) -> Future[list[Taken]]:
    with others.without_main():  # a submission may start a process
        return pool.submit(take_all, load, now)
