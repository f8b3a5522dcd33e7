"""The demo's members on platforms: their runs put there, the members connected, two nights fetched.

Each goes the whole way over real HTTP: their own page, its button, the platform's yes, and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from syncer import demo_garmin, demo_strava, links, platform_pass
from syncer.demo_browser import Browser
from syncer.demo_folder import NoDemo
from syncer.demo_intake import Progress, one_by_one
from syncer.demo_people import Guest
from syncer.demo_road import Road
from syncer.history import training_log
from syncer.importing import ImportCounts
from syncer.models import Activity
from syncer.platform_pass import Due
from syncer.sandbox.diary import Entry, diary
from syncer.sandbox.members import GARMIN, STRAVA
from syncer.sources import Kind
from syncer.sources.platforms import LABELS

DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
EVENING_BEFORE = timedelta(hours=9)
"""Longer than a token of Strava's lives, so that the first night begins with a fresh one."""
_MOST_QUARTERS = 12

_ADD: Mapping[str, Callable[[Road, Guest, Entry], None]] = {
    STRAVA: demo_strava.add,
    GARMIN: demo_garmin.add,
}
_CONNECT: Mapping[str, Callable[[Road, Guest], None]] = {
    STRAVA: demo_strava.connect,
    GARMIN: demo_garmin.connect,
}


def join(road: Road, guest: Guest) -> None:
    """Open the invitation, confirm the address, and agree that what hurts is stored."""
    with Browser() as browser:
        browser.open(links.invitation(road.at_the_pages, road.clock(), guest.runner))
        browser.press("", health="yes")


def nights(
    road: Road,
    guests: Sequence[Guest],
    last_day: date,
    weeks: int,
    until: datetime,
    progress: Progress,
) -> None:
    """From runs on platforms to runs in the service, by two nights; the second one is at `until`.

    The first takes the history in, and looks closely at as many runs as a night does. The second
    looks at the rest of the last eight weeks, and at the run of the last day.
    """
    entries = [
        (guest, platform, entry)
        for guest in guests
        if guest.story is not None
        for platform in guest.accounts
        for entry in diary(guest.story, last_day, weeks)
    ]
    for guest, platform, entry in one_by_one(progress, "Filling the stand-ins", entries):
        if entry.days_ago:
            _ADD[platform](road, guest, entry)
    road.clock.at = until - DAY - EVENING_BEFORE
    accounts = [(guest, platform) for guest in guests for platform in guest.accounts]
    for guest, platform in one_by_one(progress, "Connecting to Strava and Garmin", accounts):
        _CONNECT[platform](road, guest)
    road.clock.at = until - DAY
    for guest in one_by_one(progress, "The first night", guests):
        _night(road, guest)
    road.clock.at = until
    for guest, platform, entry in entries:
        if not entry.days_ago:
            _ADD[platform](road, guest, entry)
    for guest in one_by_one(progress, "The last night", guests):
        _night(road, guest)


def fetched(session: Session, guest: Guest) -> ImportCounts:
    """What of a member came from platforms; a run that two of them sent counts once."""
    found = session.exec(
        select(Activity.kind, func.count())
        .where(col(Activity.runner_id) == guest.runner.id)
        .group_by(col(Activity.kind))
    ).all()
    kinds = dict(found)
    recorded = kinds.pop(str(Kind.RUN), 0)
    runs = len(training_log(session, guest.runner).runs)
    others = sum(kinds.values())
    return ImportCounts(imported=runs, duplicates=recorded - runs, not_runs=others)


def _night(road: Road, guest: Guest) -> None:
    """One runner's night, and no other's at the same time: two demos store the same in one order.

    Where the app's limit of a quarter of an hour is used up, the next one is waited for.
    """
    assert guest.runner.id is not None
    left = tuple(guest.accounts)
    for _ in range(_MOST_QUARTERS):
        due = [Due(guest.runner.id, (platform,)) for platform in left]
        done = {one.sources[0]: platform_pass.pull(road.house, [one]).pulled for one in due}
        left = tuple(platform for platform in left if not done[platform])
        if not left:
            return
        road.clock.at += QUARTER
    names = " and ".join(LABELS[platform] for platform in left)
    raise NoDemo(f"{guest.name}'s runs on {names} could not be fetched; please report this.")
