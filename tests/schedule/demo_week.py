"""A week of the demo's club, from Monday to Monday, lived through in seconds.

The clock is moved from tick to tick. `lived` goes through the week, undisturbed or with mishaps,
and answers what there is at its end.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from benchmarks.service import told as in_environment
from syncer import (
    demo_people,
    models,
    schedule,
    telling,
    ticking,
    told,
)
from syncer.demo_browser import Browser
from syncer.demo_people import Guest
from syncer.demo_road import Road
from syncer.jobs import House
from syncer.sandbox.diary import Entry
from syncer.sandbox.strava import Fault
from syncer.settings import Settings
from tests.conftest import ROOT
from tests.out.post_office import _free_port
from tests.schedule.demo_ended import Ended, ended
from tests.schedule.demo_eve import (
    END,
    FRIDAY,
    HALF,
    MONDAY,
    SUNDAY_BEFORE,
    WEEKS,
    Eve,
    entries,
    eve,
    upload,
)

ANSWERS = "ines"
"""Who answers the first morning question, by the link in its mail."""

Span = tuple[datetime, datetime]


def at(day: int, hour: float) -> datetime:
    """An instant of the week, day 0 being Monday, in UTC."""
    return MONDAY + timedelta(days=day, hours=hour)


NEVER: Span = (END, END)


@dataclass(frozen=True)
class Mishaps:
    """What disturbs a week. Spans are true time, from the first instant to before the second."""

    asleep: Span = NEVER
    """No tick: the machine sleeps, or is off."""
    set_back: Span = NEVER
    """The machine's clock is two hours behind, then put right."""
    strava_down: Span = NEVER
    mail_down: Span = NEVER
    restarts: int = 0
    """So often, between any two ticks, all that a process holds is lost; a few ticks after that are
    ticks of a process of their own."""


@dataclass
class Week:
    """The club's week under way."""

    eve: Eve
    mishaps: Mishaps
    arrived: list[datetime] = field(default_factory=list)
    answers: int = 0

    def now(self) -> datetime:
        """The machine's clock, right or wrong."""
        true = self.road.clock()
        return true - timedelta(hours=2) if _in(self.mishaps.set_back, true) else true

    @property
    def settings(self) -> Settings:
        known = self.eve.settings
        if not _in(self.mishaps.mail_down, self.road.clock()):
            return known
        # Nobody listens there.
        return known.model_copy(update={"smtp_port": _free_port()})

    @property
    def house(self) -> House:
        return House(self.sessions, self.settings, self.now)

    @property
    def road(self) -> Road:
        return self.eve.road

    def sessions(self) -> Session:
        return self.eve.sessions()

    def live(self, events: list[tuple[datetime, Callable[[], None]]]) -> None:
        chance = random.Random(6)
        ticks = list(_ticks(self.mishaps))
        restarts = set(chance.sample(ticks, self.mishaps.restarts))
        alone = set(chance.sample(sorted(restarts), self.mishaps.restarts // 8))
        for tick in ticks:
            while events and events[0][0] <= tick:
                instant, happens = events.pop(0)
                self.road.clock.at = max(instant, self.road.clock())
                happens()
            self.road.clock.at = tick
            self._strava_is_up(not _in(self.mishaps.strava_down, tick))
            if tick in restarts:
                ticking.asleep(self.sessions)
                self.eve.engine.dispose()
            if tick in alone:
                self._in_a_process()
            else:
                schedule.tick(self.house)
            self._answer()

    def _strava_is_up(self, is_up: bool) -> None:
        rate = 0.0 if is_up else 1.0
        self.road.strava.faults.at_random(rate, kinds=(Fault.UNAVAILABLE,))

    def _in_a_process(self) -> None:
        now = self.now().isoformat()
        command = [sys.executable, "-m", "syncer", "work", "--once", "--now", now]
        told_it = in_environment(self.settings)
        subprocess.run(command, cwd=ROOT, env=told_it, check=True, capture_output=True)

    def _answer(self) -> None:
        """The first question to who answers is answered: the link opened, the button pressed."""
        with self.sessions() as session:
            asked = session.exec(
                select(models.Delivery.message_id)
                .join(models.Advice, col(models.Delivery.advice_id) == col(models.Advice.id))
                .join(models.Runner, col(models.Delivery.runner_id) == col(models.Runner.id))
                .where(
                    col(models.Advice.kind) == told.QUESTION,
                    col(models.Delivery.state) == "sent",
                    col(models.Runner.email) == f"{ANSWERS}@example.org",
                )
            ).first()
        if asked is None or self.answers:
            return
        mail = next(one for one in self.eve.office.mails if one["Message-ID"] == asked)
        with Browser() as browser:
            browser.open(_link(mail, "/morning/"))
            browser.press("", **({"morning": "1"} if 'name="morning"' in browser.text else {}))
        self.answers += 1


def lived(folder: Path, mishaps: Mishaps) -> Ended:
    """The whole week."""
    with eve(folder) as here:
        week = Week(here, mishaps)
        here.office.before_answer = lambda: week.arrived.append(week.now())
        week.live(_events(week))
        return ended(here, week.arrived, week.answers)


def _events(week: Week) -> list[tuple[datetime, Callable[[], None]]]:
    """What the members do this week, by time: an upload a quarter after each run, and check-ins."""
    found: list[tuple[datetime, Callable[[], None]]] = []
    for guest in week.eve.guests:
        for entry in entries(guest):
            if entry.days_ago <= SUNDAY_BEFORE:
                run = entry.recorded()
                ended_at = run.started_at + timedelta(seconds=run.elapsed_s)
                instant = max(ended_at.astimezone(UTC) + HALF / 2, MONDAY)
                found.append((instant, _uploading(week, guest, entry)))
        found += [
            (report.said_at.astimezone(UTC), _saying(week, guest, report))
            for report in demo_people.check_ins(guest, FRIDAY, WEEKS)
            if report.said_at >= MONDAY
        ]
    return sorted(found, key=lambda one: one[0])


def _uploading(week: Week, guest: Guest, entry: Entry) -> Callable[[], None]:
    return lambda: upload(week.eve, guest, entry)


def _saying(week: Week, guest: Guest, report: Any) -> Callable[[], None]:
    def say() -> None:
        with week.sessions() as session:
            runner = session.get_one(models.Runner, guest.runner.id)
            telling.tell(session, week.settings, week.now(), runner, report)

    return say


def _ticks(mishaps: Mishaps) -> Iterator[datetime]:
    """Every hour or two, in the morning every half, but for where the machine sleeps."""
    instant = MONDAY
    while instant <= END:
        if not _in(mishaps.asleep, instant):
            yield instant
        hour = instant.hour
        instant += HALF * (1 if 6 <= hour < 8 else 4 if 8 <= hour < 16 or hour >= 20 else 2)


def _in(span: Span, instant: datetime) -> bool:
    return span[0] <= instant < span[1]


def _link(mail: EmailMessage, path: str) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    (found,) = re.findall(rf"http\S+{path}\S+", body.get_content())
    return str(found)
