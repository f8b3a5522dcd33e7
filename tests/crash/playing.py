"""A stage in a process of its own, asked by tests and by `make crash`."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from tests.crash.stage import Stage


class Playing:
    """A stage while the block runs. What is asked must be a function of a module."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        # No daemon: it has children of its own. It ends when nobody is there to ask.
        self._process = context.Process(target=_play, args=(theirs,))
        self._theirs = theirs

    def __enter__(self) -> Self:
        self._process.start()
        self._theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self.pipe.close()
        self._process.join()

    def ask[T](self, question: Callable[..., T], *told: Any) -> T:
        """What `question(stage, *told)` returns over there. Raises AssertionError."""
        self.begin(question, *told)
        answer: T = self.end()
        return answer

    def begin(self, question: Callable[..., Any], *told: Any) -> None:
        """Ask without waiting; `pipe` is readable when the answer is there."""
        self.pipe.send((question, told))

    def end(self) -> Any:
        well, answer = self.pipe.recv()
        if not well:
            raise AssertionError(answer)
        return answer


def _play(pipe: Connection) -> None:
    with TemporaryDirectory(prefix="crash") as folder:
        stage = Stage(Path(folder))
        while True:
            try:
                question, told = pipe.recv()
            except (EOFError, OSError):
                return
            try:
                pipe.send((True, question(stage, *told)))
            except Exception:  # told to whoever asked, who fails by it
                pipe.send((False, traceback.format_exc()))
