"""What the demo answers one runner: advised, delivered, and read again from where it arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from syncer import deliver, history, recommend, strength_days
from syncer.demo_garmin import calendar
from syncer.demo_pages import card, open_mails
from syncer.demo_people import Guest
from syncer.demo_road import Road
from syncer.demo_strava import new_notes, private_notes
from syncer.importing import ImportCounts
from syncer.jobs import House
from syncer.posting import reader_of


@dataclass(frozen=True, slots=True)
class Answered:
    """One runner's card on the page, line on the screen and facts as JSON; `on` is their day."""

    on: date
    card: Mapping[str, object]
    facts: Mapping[str, Any]

    @property
    def line(self) -> str:
        return f"{self.card['name']} ({self.card['light_word']}): {self.card['headline']}"


def answered(
    session: Session, house: House, road: Road | None, guest: Guest, counts: ImportCounts
) -> Answered:
    """The night after the runner's last run, and the week that ends with it."""
    runner, settings = guest.runner, house.settings
    out = settings.data_dir
    log = history.training_log(session, runner)
    on = log.runs[-1].local_date
    runner.digest_weekday = on.weekday()
    session.add(runner)
    night = recommend.advise_runner(session, settings, house.now(), runner, on)
    recommend.digest_runner(session, settings, house.now(), runner)
    session.commit()
    stood = private_notes(road, guest)
    deliver.deliver(house.sessions, settings, house.now, runner)
    on_runs = new_notes(road, guest, stood)
    reader = reader_of(runner)
    mails = open_mails(session, out, settings.outbox, guest)
    assert runner.id is not None
    strength_days.keep(house.sessions, settings, house.now, runner.id)
    planned = calendar(road, guest)
    shown = card(session, out, guest, log, night, mails, on_runs, planned, reader)
    return Answered(on, shown, _facts(guest, counts, on, shown))


def _facts(
    guest: Guest, counts: ImportCounts, on: date, shown: Mapping[str, object]
) -> Mapping[str, Any]:
    return {
        "runner": guest.runner.email,
        "name": guest.name,
        "came_by": shown["came_by"],
        "on": on,
        "files": counts.files,
        "imported": counts.imported,
        "not_runs": counts.not_runs,
        "refused": [{"file": file, "reason": reason} for file, reason in counts.refused],
        "light": shown["light"],
        "note": shown["notes"],
        "calendar": shown["calendar"],
        "digest": shown["digest_html"],
    }
