"""The tick comes again and again, whatever somebody does to the machine's clock."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from fastapi import FastAPI

from syncer import schedule, serving
from syncer.schedule import Tick
from tests.schedule.conftest import Service
from tests.schedule.test_troubles import NoStop


def more(ticks: list[datetime]) -> bool:
    """Whether another tick comes, as long as a busy machine may need."""
    seen, ends = len(ticks), time.perf_counter() + 20
    while len(ticks) == seen and time.perf_counter() < ends:
        threading.Event().wait(0.02)
    return len(ticks) > seen


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(hours=2)])
def test_a_clock_that_was_set_anew_keeps_no_tick_back(
    service: Service, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    ticks: list[datetime] = []

    def tick(*_: object) -> Tick:
        ticks.append(datetime.now(UTC))
        return Tick()

    monkeypatch.setattr(schedule, "tick", tick)
    monkeypatch.setattr(schedule, "EVERY_S", 0.1)
    stop = NoStop()
    working = threading.Thread(
        target=serving._tick_until, args=(service.house, lambda _: None, stop)
    )
    working.start()
    try:
        assert more(ticks)
        with time_machine.travel(datetime.now(UTC) + jump, tick=True):
            assert more(ticks)
            assert more(ticks)
    finally:
        stop.asked.set()
        working.join()


def test_pages_that_end_by_themselves_end_the_process(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def broken(_: FastAPI) -> AsyncIterator[None]:
        raise RuntimeError
        yield

    monkeypatch.setattr(serving, "_Stop", NoStop)
    listening = serving.listen("127.0.0.1", 0)
    with pytest.raises(serving.PagesEnded):
        serving.serve(
            service.house, FastAPI(lifespan=broken), listening, lambda _: None, threading.Event()
        )
