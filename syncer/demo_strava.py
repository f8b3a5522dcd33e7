"""The demo's members on Strava: their runs put there, the members connected, two nights fetched.

Each goes the whole way over real HTTP: their own page, its button, Strava's consent, and back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from syncer import links, platform_pass
from syncer.demo_browser import Browser
from syncer.demo_folder import NoDemo
from syncer.demo_intake import Progress, one_by_one
from syncer.demo_people import Guest
from syncer.demo_road import Road
from syncer.importing import ImportCounts
from syncer.models import Activity
from syncer.platform_pass import Due
from syncer.sandbox.diary import diary
from syncer.sources import Kind
from syncer.sources.strava import NAME

DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
EVENING_BEFORE = timedelta(hours=9)
"""Longer than a token lives, so that the first night begins with asking for a fresh one."""
_MOST_QUARTERS = 12


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
    """From runs on Strava to runs in the service, by two nights; the second one is at `until`.

    The first takes the history in, and looks closely at as many runs as a night does. The second
    looks at the rest of the last eight weeks, and at the run of the last day.
    """
    entries = [
        (guest.athlete, entry)
        for guest in guests
        if guest.story is not None and guest.athlete is not None
        for entry in diary(guest.story, last_day, weeks)
    ]
    for athlete, entry in one_by_one(progress, "Filling Strava's stand-in", entries):
        if entry.days_ago:
            road.strava.world.add_entry(athlete, entry)
    road.clock.at = until - DAY - EVENING_BEFORE
    for guest in one_by_one(progress, "Connecting to Strava", guests):
        _connect(road, guest)
    road.clock.at = until - DAY
    for guest in one_by_one(progress, "The first night", guests):
        _night(road, guest)
    road.clock.at = until
    for athlete, entry in entries:
        if not entry.days_ago:
            road.strava.world.add_entry(athlete, entry)
    for guest in one_by_one(progress, "The last night", guests):
        _night(road, guest)


def fetched(session: Session, guest: Guest) -> ImportCounts:
    """What of a member came from Strava."""
    found = session.exec(
        select(Activity.kind, func.count())
        .where(col(Activity.runner_id) == guest.runner.id)
        .group_by(col(Activity.kind))
    ).all()
    kinds = dict(found)
    runs = kinds.pop(str(Kind.RUN), 0)
    return ImportCounts(imported=runs, not_runs=sum(kinds.values()))


@dataclass(frozen=True, slots=True)
class OnTheRun:
    """A note as it stands on Strava: what the runner wrote there, and what came to it.

    `own` and `ours` are pieces of the same text; `on` is the run's local day.
    """

    on: date
    own: str
    ours: str


def private_notes(road: Road | None, guest: Guest) -> Mapping[int, str]:
    """What stands in the private notes of a member's runs now, by Strava's numbers."""
    if road is None or guest.athlete is None:
        return {}
    world = road.strava.world
    with world.lock:
        runs = world.activities_of(guest.athlete)
        noted = [run.id for run in runs if run.fields.get("private_note")]
        return {number: str(world.activity(number)["private_note"]) for number in noted}


def new_notes(road: Road | None, guest: Guest, stood: Mapping[int, str]) -> list[OnTheRun]:
    """What stands there now and did not, the latest first."""
    found = []
    for number, text in private_notes(road, guest).items():
        own = stood.get(number, "")
        if road is None or text == own:
            continue
        told = road.strava.world.activity(number)
        on = datetime.fromisoformat(told["start_date_local"]).date()
        found.append(OnTheRun(on, own, text.replace(own, "", 1).strip()))
    return sorted(found, key=lambda one: one.on, reverse=True)


def _connect(road: Road, guest: Guest) -> None:
    """From the foot of a mail to one's own page, to Strava, and back."""
    settings, now = road.at_the_pages, road.clock()
    with Browser() as browser:
        browser.open(links.in_mail(settings, now, guest.runner, now.date()).settings)
        browser.press("/connect/strava")
        browser.press("/oauth/accept_application", athlete=guest.name, answer="authorize")
        if not browser.shows("/disconnect/strava"):
            raise NoDemo(f"{guest.name} could not connect to the stand-in; please report this.")


def _night(road: Road, guest: Guest) -> None:
    """One runner's night, and no other's at the same time: two demos store the same in one order.

    Where the app's limit of a quarter of an hour is used up, the next one is waited for.
    """
    assert guest.runner.id is not None
    for _ in range(_MOST_QUARTERS):
        if platform_pass.pull(road.house, [Due(guest.runner.id, (NAME,))]).pulled:
            return
        road.clock.at += QUARTER
    raise NoDemo(f"{guest.name}'s runs could not be fetched; please report this.")
