"""Who the demo is about: the simulated club, or the person whose own runs were handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from coaching.log import PainReport, Region, Side, Timing
from syncer import consents, history, models
from syncer.sandbox.club import Member

CLUB = "Seven Bridges Running Club"
OWN_NAME = "You"
OWN_EMAIL = "you@localhost"
_JOINED_BEFORE = timedelta(days=740)


@dataclass(frozen=True, slots=True)
class Guest:
    """One runner of the demo: the folder their pages go to, their files, what happens. The
    runner's own name is how mails address them; `name` is the whole one."""

    key: str
    name: str
    runner: models.Runner
    paths: tuple[Path, ...]
    what_happens: str = ""
    """The story of a simulated member; nothing is known of a person's own."""

    @property
    def simulated(self) -> bool:
        return bool(self.what_happens)


def club(session: Session, now: datetime) -> models.Club:
    """The club that all runners of a demo belong to."""
    made = models.Club(name=CLUB, created_at=now)
    session.add(made)
    session.flush()
    return made


def simulated(session: Session, now: datetime, club: models.Club, member: Member) -> Guest:
    """A simulated member as a runner of the service, with all they told.

    They joined before their first report, confirmed their address and agreed that what hurts
    is stored: without that agreement nothing of it could be.
    """
    joined = now - _JOINED_BEFORE
    runner = models.Runner(
        club_id=_id(club.id),
        email=member.email,
        name=member.name.split()[0],
        timezone=member.timezone,
        units=member.units,
        address_confirmed_at=joined,
        birth_year=member.birth_year,
        novice=member.novice,
        created_at=joined,
    )
    session.add(runner)
    session.flush()
    consents.give(session, joined, runner, "health", how=member.consent)
    _tell(session, runner, member)
    session.commit()
    return Guest(member.key, member.name, runner, (member.folder,), member.what_happens)


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


def _tell(session: Session, runner: models.Runner, member: Member) -> None:
    """Store the check-ins and the strength work that the member told."""
    for pain in member.pain:
        told = PainReport(
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
        history.store_report(session, pain.said_at, runner, told)
    for done in member.strength:
        told_at = datetime.combine(done.on, datetime.min.time(), UTC) + timedelta(hours=20)
        session.add(
            models.StrengthSession(
                runner_id=_id(runner.id), on=done.on, minutes=done.minutes, told_at=told_at
            )
        )


def last_full_day(now: datetime) -> date:
    """The last day that is over wherever the club's members live (at UTC or east of it)."""
    return (now.astimezone(UTC) - timedelta(days=1)).date()


def _id(number: int | None) -> int:
    assert number is not None
    return number
