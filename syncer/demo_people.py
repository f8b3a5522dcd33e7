"""Who the demo is about: the simulated club, or the person whose own runs were handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session

from coaching.log import PainReport, Region, Side, Timing
from syncer import history, models
from syncer.sandbox.members import Story
from syncer.sandbox.telling import pain_told, strength_told

CLUB = "Seven Bridges Running Club"
OWN_NAME = "You"
OWN_EMAIL = "you@localhost"
JOINED_BEFORE = timedelta(days=740)
_MORNING = time(6, 0)


@dataclass(frozen=True, slots=True)
class Guest:
    """One runner of the demo: the folder their pages go to, their files, what happens. The
    runner's own name is how mails address them; `name` is the whole one."""

    key: str
    name: str
    runner: models.Runner
    paths: tuple[Path, ...] = ()
    story: Story | None = None
    """The story of a simulated member; nothing is known of a person's own."""
    accounts: Mapping[str, int] = field(default_factory=dict)
    """Their numbers on the platforms where their runs are, by the platform's name."""

    @property
    def simulated(self) -> bool:
        return self.story is not None

    @property
    def what_happens(self) -> str:
        return "" if self.story is None else self.story.what_happens


def club(session: Session, now: datetime) -> models.Club:
    """The club that all runners of a demo belong to."""
    made = models.Club(name=CLUB, created_at=now)
    session.add(made)
    session.flush()
    return made


def invited(
    session: Session,
    now: datetime,
    club: models.Club,
    story: Story,
    paths: tuple[Path, ...],
    accounts: Mapping[str, int],
) -> Guest:
    """A simulated member whom the club has invited and who has not answered yet."""
    runner = models.Runner(
        club_id=_id(club.id),
        email=story.email,
        name=story.name.split()[0],
        timezone=story.timezone,
        units=story.units,
        birth_year=story.birth_year,
        novice=story.novice,
        created_at=now,
    )
    session.add(runner)
    session.commit()
    return Guest(story.key, story.name, runner, paths, story, accounts)


def oneself(session: Session, now: datetime, club: models.Club, data: Path) -> Guest:
    """The person whose own runs these are. Nothing is known of their health, and no more made up.

    Their mails go into a folder beside the pages, so the address needs no proof.
    """
    runner = models.Runner(
        club_id=_id(club.id),
        email=OWN_EMAIL,
        address_confirmed_at=now,
        created_at=now,
    )
    session.add(runner)
    session.commit()
    return Guest("you", OWN_NAME, runner, (data,))


def check_ins(guest: Guest, last_day: date, weeks: int) -> list[PainReport]:
    """What a member says hurts, as the check-in takes it.

    What they wrote onto a run on a platform is not told again: it is read there.
    """
    if guest.story is None:
        return []
    return [
        PainReport(
            on=pain.on,
            said_at=pain.said_at,
            region=None if pain.region is None else Region(pain.region),
            side=None if pain.side is None else Side(pain.side),
            worst=pain.worst,
            after=pain.after,
            morning=pain.morning,
            stairs=pain.stairs,
            timing=None if pain.timing is None else Timing(pain.timing),
            nothing=pain.nothing,
        )
        for pain in pain_told(guest.story, last_day, weeks)
        if not (pain.written and guest.accounts)
    ]


def tell(session: Session, guest: Guest, last_day: date, weeks: int) -> None:
    """Store the check-ins and the strength work that a member told, all of it after they agreed."""
    if guest.story is None:
        return
    for told in check_ins(guest, last_day, weeks):
        history.store_report(session, told.said_at, guest.runner, told)
    for done in strength_told(guest.story, last_day, weeks):
        told_at = datetime.combine(done.on, datetime.min.time(), UTC) + timedelta(hours=20)
        session.add(
            models.StrengthSession(
                runner_id=_id(guest.runner.id), on=done.on, minutes=done.minutes, told_at=told_at
            )
        )
    session.commit()


def last_full_day(now: datetime) -> date:
    """The last day that is over wherever the club's members live (at UTC or east of it)."""
    return (now.astimezone(UTC) - timedelta(days=1)).date()


def night_after(now: datetime, day: date) -> datetime:
    """The night after a day, as far as it has come."""
    return min(now, datetime.combine(day + timedelta(days=1), _MORNING, UTC))


def _id(number: int | None) -> int:
    assert number is not None
    return number
