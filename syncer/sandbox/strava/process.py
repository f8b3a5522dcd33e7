"""The stand-in in a process of its own, for benchmarks whose own work must not slow it."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from syncer.sandbox.strava.server import StravaStandIn


class StravaProcess:
    """Runs what `build` returns. `build`, and what is asked, must be functions of a module."""

    def __init__(self, build: Callable[..., StravaStandIn], *told: Any) -> None:
        context = get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, build, told), daemon=True)
        self._theirs = theirs
        self.url = ""

    def ask[T](self, question: Callable[..., T], *told: Any) -> T:
        """What `question(stand_in, *told)` returns over there."""
        self._ours.send((question, told))
        answer: T = self._ours.recv()
        return answer

    def __enter__(self) -> Self:
        self._process.start()
        self._theirs.close()
        self.url = self._ours.recv()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ours.send(None)
        self._process.join()
        self._ours.close()


def _serve(pipe: Connection, build: Callable[..., StravaStandIn], told: tuple[Any, ...]) -> None:
    with build(*told) as strava:
        pipe.send(strava.url)
        while (asked := pipe.recv()) is not None:
            question, more = asked
            pipe.send(question(strava, *more))
