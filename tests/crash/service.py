"""The service of one night in a process of its own, which may be killed at any moment."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import vl_convert
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from syncer import clock as machine
from syncer import database, schedule, ticking
from syncer.jobs import House
from syncer.settings import Settings
from templates import chart
from tests.crash.boundaries import Boundary, Passing
from tests.crash.clock import Clock

log = logging.getLogger(__name__)

LOG = "service.log"
COMPILED: dict[Any, Any] = {}
"""Statements that were compiled once."""

Watch = Callable[[Boundary], None]


def draw_once(folder: Path) -> None:
    """Each picture is drawn by the first service alone and kept for all others: to draw costs
    more than all the rest of a night."""
    draw = vl_convert.vegalite_to_png
    shrink = chart.smaller

    def drawn(spec: Any, **how: Any) -> bytes:
        path = folder / f"{sha256(repr((spec, how)).encode()).hexdigest()}.png"
        if not path.exists():
            path.write_bytes(shrink(draw(spec, **how)))
        return path.read_bytes()

    vl_convert.vegalite_to_png = drawn
    chart.smaller = lambda png: png


def start(
    settings: Settings,
    clock: Clock,
    instants: Sequence[datetime],
    watch: Watch | None = None,
    inside: Callable[[], None] | None = None,
) -> BaseProcess:
    """A service that ticks now and at each instant still to come, and ends then. `inside` is
    called in its process first."""
    told = settings, clock, instants, watch, inside
    process = get_context("fork").Process(target=_live, args=told)
    process.start()
    return process


def rehearse(settings: Settings, clock: Clock, instants: Sequence[datetime]) -> None:
    """The same in this process, so that whatever is forked from it has everything at hand."""
    machine.now = lambda standing_in=None: clock()  # type: ignore[assignment]
    engine = database.open_engine(settings.database).execution_options(compiled_cache=COMPILED)
    database.migrate(engine)
    house = House(lambda: Session(engine, expire_on_commit=False), settings, clock)
    _tick(house)
    for at in instants:
        if at > clock():
            clock.to(at)
            _tick(house)
    with suppress(DBAPIError):
        ticking.asleep(house.sessions)
    engine.dispose()


def _live(
    settings: Settings,
    clock: Clock,
    instants: Sequence[datetime],
    watch: Watch | None,
    inside: Callable[[], None] | None,
) -> None:
    logging.basicConfig(filename=settings.data_dir / LOG, level=logging.INFO, force=True)
    if watch is not None:
        Passing(watch).watch()
    if inside is not None:
        inside()
    rehearse(settings, clock, instants)
    logging.shutdown()
    os._exit(0)


def _tick(house: House) -> None:
    try:
        with ticking.turn(house.settings.data_dir) as ours:
            assert ours
            schedule.tick(house)
    except Exception:  # what APScheduler makes of it: the next tick comes all the same
        log.exception("a tick failed")
