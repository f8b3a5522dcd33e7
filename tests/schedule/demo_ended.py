"""What there is when a week of the demo's club is over: mails, notes, calendars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from syncer import models, told
from syncer.channels import MAIL
from syncer.sandbox.members import GARMIN, STRAVA
from tests.schedule.demo_eve import END, MONDAY, Eve


@dataclass
class Ended:
    """What there is when the week is over, in words that do not depend on the order of rows."""

    mails: list[tuple[str, ...]]
    """Kind, address, day, what it is about, subject."""
    runs: list[tuple[str, ...]]
    """Athlete, start, private note, description: as they stand on Strava."""
    calendar: list[tuple[str, ...]]
    """Account, day, session: as it stands on Garmin's calendar."""
    message_ids: list[str]
    """Of all that arrived at the mail server."""
    sent_ids: list[str]
    """Of all that is written down as sent."""
    digests: list[tuple[str, datetime]]
    """Who got one, and when by the machine's clock."""
    answers: int
    outages: dict[str, int]
    """What the mishaps were felt by: refused requests, tries of a mail beyond the first."""


def ended(here: Eve, arrived_at: Sequence[datetime], answers: int) -> Ended:
    """What there is now; `arrived_at` says when each mail came, by the machine's clock."""
    arrived = dict(zip(here.office.message_ids, arrived_at, strict=True))
    subjects = {str(mail["Message-ID"]): str(mail["Subject"]) for mail in here.office.mails}
    with here.sessions() as session:
        rows = session.exec(
            select(models.Delivery, models.Advice, models.Runner)
            .join(models.Advice, col(models.Delivery.advice_id) == col(models.Advice.id))
            .join(models.Runner, col(models.Delivery.runner_id) == col(models.Runner.id))
            .where(
                col(models.Delivery.channel) == MAIL,
                col(models.Delivery.message_id).in_(list(arrived)),
            )
        ).all()
        sent = select(models.Delivery.message_id).where(
            col(models.Delivery.channel) == MAIL, col(models.Delivery.state) == "sent"
        )
        sent_ids = sorted(session.exec(sent))
        starts = {row.id: row.started_at for row in session.exec(select(models.Activity))}
    mails = [
        (
            row.kind,
            runner.email,
            row.on.isoformat(),
            re.sub(r"activity-(\d+)", lambda found: str(starts[int(found[1])]), row.about),
            subjects[delivery.message_id],
        )
        for delivery, row, runner in rows
    ]
    return Ended(
        mails=sorted(mails),
        runs=sorted(_runs(here)),
        calendar=sorted(_calendar(here)),
        message_ids=sorted(here.office.message_ids),
        sent_ids=sent_ids,
        digests=sorted(
            (runner.name.casefold(), arrived[delivery.message_id])
            for delivery, row, runner in rows
            if row.kind == told.DIGEST
        ),
        answers=answers,
        outages={
            "strava": here.road.strava.count(status=503),
            "mail": sum(delivery.attempts - 1 for delivery, _, _ in rows),
        },
    )


def _runs(here: Eve) -> Iterator[tuple[str, ...]]:
    world = here.road.strava.world
    for guest in here.guests:
        if STRAVA in guest.accounts:
            for one in world.activities_of(guest.accounts[STRAVA]):
                texts = (
                    str(one.fields.get(name) or "") for name in ("private_note", "description")
                )
                yield guest.key, str(one.fields["start_date"]), *texts


def _calendar(here: Eve) -> Iterator[tuple[str, ...]]:
    planner = here.road.garmin.world.planner
    for guest in here.guests:
        if GARMIN in guest.accounts:
            account = guest.accounts[GARMIN]
            for day in planner.days_of(account, MONDAY.date(), END.date() + timedelta(days=7)):
                name = planner.workouts[day.workout_id].body["workoutName"]
                yield guest.key, day.on.isoformat(), str(name)
