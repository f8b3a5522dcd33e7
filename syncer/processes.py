"""Other processes for work that is pure: facts in, facts out, and no database."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from types import ModuleType

_LINUX = sys.platform == "linux"


def allowed(most: int) -> int:
    """As many as this machine lets us have, up to `most`."""
    here = len(os.sched_getaffinity(0)) if _LINUX else os.cpu_count() or 1
    return min(most, here)


def pool(workers: int) -> ProcessPoolExecutor:
    """Processes that start when there is work for them. Submit inside `without_main`."""
    # Never fork: the parent may hold database connections and threads.
    context = get_context("forkserver" if _LINUX else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare)


@contextmanager
def without_main() -> Iterator[None]:
    """Processes started meanwhile do not import the program that was started here.

    They would by default, to find functions defined in it; ours are all in modules, and the
    command line with the database behind it would cost each process 50 MB.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _prepare() -> None:
    """Ctrl-C reaches every process of a terminal, and only the parent decides what it means; but
    when the parent dies, however that was, nobody stays behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
