"""Alice's club on either database, with a clock that a test sets and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from syncer import models, recommend, schedule
from syncer.deliver import DeliveryCounts, deliver
from syncer.jobs import House
from syncer.schedule import Tick
from syncer.settings import Settings
from tests.out import club
from tests.out.post_office import PostOffice, open_office
from tests.store.conftest import engine, postgresql, url

__all__ = ["engine", "postgresql", "url"]

DAY = timedelta(days=1)
SUNDAY = date(2026, 3, 15)


def at(text: str) -> datetime:
    """An instant such as 2026-03-15T18:00+01:00, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


class Clock:
    def __init__(self) -> None:
        self.now = at("2026-03-15T12:00+00:00")

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Service:
    """A club whose nightly work a test drives tick by tick."""

    engine: Engine
    settings: Settings
    clock: Clock
    office: PostOffice

    def sessions(self) -> AbstractContextManager[Session]:
        return Session(self.engine, expire_on_commit=False)

    @property
    def house(self) -> House:
        return House(self.sessions, self.settings, self.clock)

    def tick(self, when: str | None = None) -> Tick:
        if when is not None:
            self.clock.now = at(when)
        return schedule.tick(self.house)

    def runner(self, email: str = club.ALICE, zone: str = "Europe/Berlin", **facts: object) -> int:
        """A runner who has trained for two months up to the Sunday."""
        with self.sessions() as session:
            who = club.runner(session, email, timezone=zone)
            for name, value in facts.items():
                setattr(who, name, value)
            session.add(who)
            session.commit()
            club.trained(session, who, SUNDAY)
            assert who.id is not None
            return who.id

    def spike(self, runner_id: int, on: date = SUNDAY, km: float = 14.0) -> None:
        """A run much longer than any before."""
        with self.sessions() as session:
            club.ran(session, session.get_one(models.Runner, runner_id), on, km)

    def hurts(self, runner_id: int, on: date, worst: int) -> None:
        with self.sessions() as session:
            club.hurt(session, session.get_one(models.Runner, runner_id), on, worst)

    def advise(self, runner_id: int) -> None:
        with self.sessions() as session:
            runner = session.get_one(models.Runner, runner_id)
            recommend.advise_days(session, self.settings, self.clock(), runner)

    def send(self) -> DeliveryCounts:
        return deliver(self.sessions, self.settings, self.clock)

    def advice(self, kind: str) -> list[models.Advice]:
        with self.sessions() as session:
            found = select(models.Advice).where(col(models.Advice.kind) == kind)
            return list(session.exec(found.order_by(col(models.Advice.id))))

    def units(self) -> list[models.UnitOfWork]:
        with self.sessions() as session:
            return list(session.exec(select(models.UnitOfWork)))

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.office.mails]


@pytest.fixture
def service(engine: Engine, tmp_path: Path) -> Iterator[Service]:
    with open_office() as office, Session(engine) as session:
        config = club.settings(
            tmp_path,
            smtp_host="127.0.0.1",
            smtp_port=office.port,
            smtp_security="none",
            mail_per_minute=0,
        )
        session.add(models.Club(id=1, name="The Club", created_at=club.NOW))
        session.commit()
        yield Service(engine, config, Clock(), office)
