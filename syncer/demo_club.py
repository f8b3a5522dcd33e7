"""The simulated club's demo: everybody joins, most of them connect, two nights pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from syncer import demo_nights
from syncer.demo_answers import Answered, answered
from syncer.demo_coach import coached
from syncer.demo_folder import FILES
from syncer.demo_intake import Progress, one_by_one, take_in
from syncer.demo_pages import Mail
from syncer.demo_people import (
    JOINED_BEFORE,
    Guest,
    club,
    invited,
    last_full_day,
    night_after,
    tell,
)
from syncer.demo_road import Road, open_road
from syncer.sandbox.club import write_club
from syncer.sandbox.members import STRAVA, Story, stories
from syncer.settings import Settings


def the_club(
    session: Session,
    engine: Engine,
    settings: Settings,
    now: datetime,
    progress: Progress,
    members: Sequence[str] | None,
    weeks: int,
) -> tuple[list[Answered], Mail | None, Mapping[str, int]]:
    """What each member is answered, their coach's mail, and how many requests each night made to
    the platforms."""
    last_day = last_full_day(now)
    at = night_after(now, last_day)
    with open_road(engine, settings, now - JOINED_BEFORE) as road:
        guests = _joined(session, road, last_day, members, weeks, progress)
        connected = [guest for guest in guests if guest.accounts]
        demo_nights.nights(road, connected, last_day, weeks, at, progress)
        came = [
            (guest, demo_nights.fetched(session, guest))
            if guest.accounts
            else (guest, take_in(session, settings, now, guest, progress))
            for guest in guests
        ]
        answers = [
            answered(session, road.letters, road, guest, counts)
            for guest, counts in one_by_one(progress, "Advising and writing", came)
        ]
        coach = coached(session, road.letters, guests, last_day)
        before = road.requests(at)
        requests = {"first_night": before, "last_night": road.requests() - before}
    return answers, coach, requests if connected else {}


def _joined(
    session: Session,
    road: Road,
    last_day: date,
    members: Sequence[str] | None,
    weeks: int,
    progress: Progress,
) -> list[Guest]:
    """The members of this demo, at home in the club, with all that they told."""
    wanted = stories(members)
    files = road.house.settings.data_dir / FILES
    write_club(
        files,
        last_day,
        [story.key for story in wanted if not story.platforms],
        weeks,
        progress=lambda done, total: progress("Writing watch files", done, total),
    )
    home = club(session, road.clock())
    guests = []
    for story in one_by_one(progress, "Joining the club", wanted):
        accounts = {platform: _account(road, story, platform) for platform in story.platforms}
        paths = () if story.platforms else (files / story.key,)
        guest = invited(session, road.clock(), home, story, paths, accounts)
        demo_nights.join(road, guest)
        # The page wrote it in a session of its own.
        session.refresh(guest.runner)
        tell(session, guest, last_day, weeks)
        guests.append(guest)
    return guests


def _account(road: Road, story: Story, platform: str) -> int:
    """Where a member's runs are: a number on that stand-in."""
    if platform == STRAVA:
        first, last = story.name.split()
        return road.strava.world.add_athlete(first, last, timezone=story.timezone)
    return road.garmin.world.add_account(
        story.name, story.email, timezone=story.timezone, mfa=story.garmin_asks
    )
