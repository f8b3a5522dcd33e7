"""A member of the demo on the stand-in of Garmin: the sign-in, and what comes to the calendar."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta

from syncer import links
from syncer.demo_browser import Browser
from syncer.demo_folder import NoDemo
from syncer.demo_people import Guest
from syncer.demo_road import Road
from syncer.sandbox.diary import Entry
from syncer.sandbox.members import GARMIN

_AT = "/connect/garmin"
_LOOK_AGAIN_S, _PATIENCE_S = 0.1, 120.0
AHEAD = timedelta(days=14)


def add(road: Road, guest: Guest, entry: Entry) -> None:
    """One of their runs, as their watch sent it there."""
    road.garmin.world.add_entry(guest.accounts[GARMIN], entry)


def connect(road: Road, guest: Guest) -> None:
    """Sign in on one's own page, tell the code where one is asked for, and allow what is asked."""
    account = guest.accounts[GARMIN]
    person = road.garmin.world.accounts[account]
    settings, now = road.at_the_pages, road.clock()
    with Browser() as browser:
        browser.open(links.in_mail(settings, now, guest.runner, now.date()).settings)
        browser.press(_AT, email=person.email, password=person.password)
        _wait(browser, settings.public_url)
        if browser.shows(f"{_AT}/code"):
            browser.press(f"{_AT}/code", code=road.garmin.world.last_code(account))
            _wait(browser, settings.public_url)
        if not browser.shows("/disconnect/garmin"):
            raise NoDemo(f"{guest.name} could not connect to the stand-in; please report this.")
        browser.press("/me/garmin", workouts="yes")


def _wait(browser: Browser, url: str) -> None:
    """Look again as the page does by itself, until Garmin has answered."""
    give_up = time.monotonic() + _PATIENCE_S
    while browser.is_on(_AT) and not browser.shows(f"{_AT}/code") and not browser.shows(_AT):
        if time.monotonic() > give_up:
            raise NoDemo("The stand-in of Garmin did not answer; please report this.")
        time.sleep(_LOOK_AGAIN_S)
        browser.open(f"{url}{_AT}")


@dataclass(frozen=True, slots=True)
class OnTheCalendar:
    """A session of ours as it stands on a member's calendar at Garmin."""

    on: date
    name: str


def calendar(road: Road | None, guest: Guest) -> list[OnTheCalendar]:
    """What stands there on the days after the demo's last night, by day."""
    account = guest.accounts.get(GARMIN)
    if road is None or account is None:
        return []
    planner, today = road.garmin.world.planner, road.clock().date()
    with road.garmin.world.lock:
        return [
            OnTheCalendar(day.on, str(planner.workouts[day.workout_id].body["workoutName"]))
            for day in planner.days_of(account, today, today + AHEAD)
        ]
