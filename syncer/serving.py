"""Pages and nightly work as long-running processes: begun, kept awake, and stopped cleanly.

Asked to stop, nothing new is begun and what is in hand is finished. What takes longer than some
seconds is given back as it would be after a crash, only sooner: all of it was stored step by step,
and its claims are let go of. A second signal gives it back at once.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from datetime import UTC, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from syncer import clock, platform_pass, schedule, ticking, troubles
from syncer.jobs import House
from syncer.schedule import Tick
from syncer.tokens import NoTokenKey

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Server

log = logging.getLogger(__name__)

GRACE_S = 10.0
"""How long what is in hand may take when the process is asked to stop."""
PAGES_S = 5
"""How long a page that is being answered may take then."""
GATHER_S = 1.0
"""So long what is heard gathers before one tick looks into all of it."""

Tell = Callable[[Tick], None]


class PortTaken(Exception):
    """The pages cannot be served at this address; the text says why and what to do."""


class PagesEnded(Exception):
    """The pages ended and nobody asked for it: whoever supervises the process starts it anew."""


def work(house: House, tell: Tell) -> None:
    """Tick until a signal asks to stop."""
    stop = _Stop()
    _tick_until(house, tell, stop)


def serve(
    house: House, app: FastAPI, listening: socket.socket, tell: Tell, heard: threading.Event
) -> None:
    """Answer pages and tick, also as soon as the pages say that something was `heard`, until a
    signal asks to stop. Raises PagesEnded."""
    stop = _Stop()
    ended = threading.Event()

    def answer() -> None:
        try:
            pages.run(sockets=[listening])
        finally:
            if not stop.asked.is_set():
                ended.set()
                stop.asked.set()

    with listening:
        pages = _pages(app)
        answering = threading.Thread(target=answer, name="pages", daemon=True)
        answering.start()
        while not pages.started and answering.is_alive():
            stop.asked.wait(0.01)
        _tick_until(house, tell, stop, lambda: _end_pages(pages, answering), heard)
    if ended.is_set():
        raise PagesEnded("The pages stopped answering by themselves; the log says more.")


def web(app: FastAPI, listening: socket.socket) -> None:
    """Answer pages alone, until a signal asks to stop."""
    _pages(app).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """The socket for the pages. Raises PortTaken."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise PortTaken(
            f"The pages cannot be served at {host}, port {port} ({error.strerror}); stop what"
            " listens there, or choose another with --port."
        ) from error


class _Stop:
    """What signals asked for: `asked` to stop, and `hurried` by a second one."""

    def __init__(self) -> None:
        self.asked, self.hurried = threading.Event(), threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._heard)

    def _heard(self, *_: object) -> None:
        (self.hurried if self.asked.is_set() else self.asked).set()


class _Ticking:
    """The ticks of one process: whether one is under way, and what it has in hand."""

    def __init__(self, house: House, tell: Tell, stop: _Stop) -> None:
        self._house, self._tell, self._stop = house, tell, stop
        self._under_way = threading.Lock()
        self._ever = False
        self._in_hand = set[tuple[int, str]]()

    def once(self) -> None:
        """One tick, unless it is another process's turn; one that fails is told by `check`."""
        troubles.apart(self._house.sessions, self._house.now, troubles.TICK, self._once)

    def _once(self) -> None:
        with self._under_way, ticking.turn(self._house.settings.data_dir) as ours:
            if self._stop.asked.is_set():
                return
            if not ours:
                log.info("another process does the nightly work")
                return
            self._ever = True
            try:
                done = schedule.tick(self._house, self._stop.asked.is_set, self._in_hand)
            except NoTokenKey as error:
                log.error("nothing was done: %s", error)
                return
        if done.is_news:
            self._tell(done)

    def whenever(self, heard: threading.Event) -> None:
        """One tick each time that something was heard, for as long as the process lives."""
        while True:
            heard.wait()
            if self._stop.asked.wait(GATHER_S):
                return
            # Before the tick, so that what comes in meanwhile has one of its own.
            heard.clear()
            self.once()

    def end(self) -> None:
        """Wait for the tick under way, some seconds; what is not done by then is given back."""
        ended = self._wait()
        try:
            if self._ever:
                ticking.asleep(self._house.sessions)
            if not ended:
                platform_pass.give_back(self._house, set(self._in_hand))
        except SQLAlchemyError as error:
            # Its claims run out by themselves.
            log.warning("the database took no goodbye: %s", type(error).__name__)
        if not ended:
            log.warning("stopped in the middle of the work; it goes on after the next start")
            # Threads that wait for a platform cannot be ended, only left.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)

    def _wait(self) -> bool:
        until = monotonic() + GRACE_S
        ended = False
        while not (ended or self._stop.hurried.is_set() or monotonic() > until):
            ended = self._under_way.acquire(timeout=0.1)
        if ended:
            self._under_way.release()
        return ended


def _tick_until(
    house: House,
    tell: Tell,
    stop: _Stop,
    then: Callable[[], None] = lambda: None,
    heard: threading.Event | None = None,
) -> None:
    from apscheduler.schedulers.background import BackgroundScheduler

    ticks = _Ticking(house, tell, stop)
    waking = BackgroundScheduler(timezone=UTC)
    job = waking.add_job(
        ticks.once,
        "interval",
        seconds=schedule.EVERY_S,
        next_run_time=clock.now(),
        # A tick that lasts longer than the pause is no misfire, and is never doubled.
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    waking.start()
    if heard is not None:
        threading.Thread(target=ticks.whenever, args=(heard,), name="heard", daemon=True).start()
    while not stop.asked.wait(schedule.EVERY_S):
        # After a clock was set back, it would wait until the time comes again.
        if job.next_run_time > clock.now() + timedelta(seconds=2 * schedule.EVERY_S):
            job.modify(next_run_time=clock.now())
    waking.shutdown(wait=False)
    then()
    ticks.end()


def _pages(app: FastAPI) -> Server:
    import uvicorn

    # Addresses of pages hold signed links, so they are not written into a log.
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=PAGES_S,
    )
    return uvicorn.Server(config)


def _end_pages(pages: Server, answering: threading.Thread) -> None:
    pages.should_exit = True
    answering.join(PAGES_S + 1)
