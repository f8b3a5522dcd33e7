"""A member of the demo on the stand-in of Strava: what they have there, and what comes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from syncer import links
from syncer.demo_browser import Browser
from syncer.demo_folder import NoDemo
from syncer.demo_people import Guest
from syncer.demo_road import Road
from syncer.sandbox.diary import Entry
from syncer.sandbox.members import STRAVA


def add(road: Road, guest: Guest, entry: Entry) -> None:
    """One of their runs, as their watch sent it there."""
    road.strava.world.add_entry(guest.accounts[STRAVA], entry)


def connect(road: Road, guest: Guest) -> None:
    """From the foot of a mail to one's own page, to Strava, and back."""
    settings, now = road.at_the_pages, road.clock()
    with Browser() as browser:
        browser.open(links.in_mail(settings, now, guest.runner, now.date()).settings)
        browser.press("/connect/strava")
        browser.press("/oauth/accept_application", athlete=guest.name, answer="authorize")
        if not browser.shows("/disconnect/strava"):
            raise NoDemo(f"{guest.name} could not connect to the stand-in; please report this.")


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
    athlete = guest.accounts.get(STRAVA)
    if road is None or athlete is None:
        return {}
    world = road.strava.world
    with world.lock:
        runs = world.activities_of(athlete)
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
