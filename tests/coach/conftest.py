"""Bob coaches; who agreed to him, and his letter as the post office got it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from syncer import coach_letter, consents, models, told
from syncer.settings import Settings
from templates import Links, Reader
from tests.out import club
from tests.schedule.conftest import Service, engine, postgresql, service, url

__all__ = ["engine", "postgresql", "service", "url"]

LOAD, PAIN = consents.COACH_LOAD, consents.COACH_PAIN
BOB = "bob@example.org"
AT_SIX = "2026-03-15T18:00+01:00"
LONG_AGO = club.NOW - timedelta(days=60)
NOWHERE = Links("https://club.example/n", "https://club.example/s", "https://club.example/me")


def coach(session: Session, email: str = BOB, **facts: object) -> models.Runner:
    """Somebody who coaches and has never run."""
    one = club.runner(session, email, healthy=False)
    one.is_coach = True
    for name, value in facts.items():
        setattr(one, name, value)
    session.add(one)
    session.commit()
    return one


def agree(
    session: Session,
    runner: models.Runner,
    coach: models.Runner,
    *what: str,
    at: datetime = LONG_AGO,
) -> None:
    for one in what:
        consents.give(session, at, runner, one, how="said so", coach=coach)
    session.commit()


def take_back(session: Session, runner: models.Runner, coach: models.Runner, what: str) -> None:
    consents.withdraw(session, club.NOW, runner, what, how="said so", coach=coach)
    session.commit()


def tell(
    session: Session,
    runner: models.Runner,
    rule: str,
    action: str,
    on: date = club.SUNDAY,
    light: str | None = "red",
) -> None:
    """Advice that has left, as `deliver` writes it down."""
    assert runner.id is not None
    row = models.Advice(
        runner_id=runner.id,
        kind=told.NOTE,
        on=on,
        about=f"{rule}:{action}",
        light=light,
        rule_version="test",
        log_sha256="",
        content={},
        created_at=club.NOW,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    said = models.Said(
        runner_id=runner.id,
        advice_id=row.id,
        on=on,
        rule=rule,
        action=action,
        light=light,
        where=told.NOTE,
    )
    session.add(said)
    session.commit()


@dataclass
class Home:
    """A club on SQLite with Bob in it, and his letter without a post office."""

    session: Session
    settings: Settings
    bob: models.Runner
    members: list[models.Runner] = field(default_factory=list)

    def member(
        self, name: str, *agreed: str, km: float = 8.0, until: date = club.SUNDAY
    ) -> models.Runner:
        """A runner of two steady months, the last run three days before `until`."""
        one = club.runner(self.session, f"{name.lower()}@example.org")
        one.name = name
        club.trained(self.session, one, until, km)
        agree(self.session, one, self.bob, *agreed)
        return one

    def text(self, coach: models.Runner | None = None, **changed: object) -> str:
        """What stands in the coach's letter of the week up to Sunday."""
        settings = self.settings.model_copy(update=changed)
        reader = Reader("Bob")
        made = coach_letter.letter(
            self.session, settings, club.NOW, coach or self.bob, club.SUNDAY, reader, NOWHERE
        )
        self.session.commit()
        return made.text

    def looks(self) -> set[tuple[int, int, str]]:
        look = models.CoachLook
        found = self.session.exec(select(look.runner_id, look.coach_id, col(look.what)))
        return set(found)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with club.club(tmp_path) as (session, settings):
        yield Home(session, settings, coach(session))


def letters_to(service: Service, address: str) -> list[str]:
    """The plain text of the mails to one address, in the order in which they came."""
    found = [mail for mail in service.office.mails if str(mail["To"]).endswith(f"<{address}>")]
    bodies = [mail.get_body(("plain",)) for mail in found]
    return [str(body.get_content()) for body in bodies if body is not None]


def bob(service: Service, **facts: object) -> int:
    with service.sessions() as session:
        known: dict[str, object] = {"timezone": "Europe/Berlin", **facts}
        one = coach(session, BOB, **known)
        assert one.id is not None
        return one.id


def agreed(service: Service, coach_id: int, *what: str, **facts: object) -> int:
    """Alice, who ran far beyond her longest today, and agreed; most tests need no mail to her."""
    known = {"mail_off_at": LONG_AGO, **facts}
    runner_id = service.runner(**known)  # type: ignore[arg-type]
    service.spike(runner_id)
    with service.sessions() as session:
        runner, who = (session.get_one(models.Runner, one) for one in (runner_id, coach_id))
        agree(session, runner, who, *what)
    return runner_id


def stored_and_waiting(service: Service, *what: str) -> tuple[int, int]:
    """The coach's digest is stored in the quiet hours and waits for the morning."""
    who = bob(service, coach_digest_hour=22)
    runner_id = agreed(service, who, *what)
    service.hurts(runner_id, club.SUNDAY, 7)
    service.tick("2026-03-15T22:00+01:00")
    assert [row.on for row in service.advice("coach")] == [club.SUNDAY]
    assert letters_to(service, BOB) == []
    return who, runner_id
