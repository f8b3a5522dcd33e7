"""What a letter owes to Strava and Garmin: links to the runs it names, devices that recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, select

from coaching.advice import Advice
from syncer import models
from syncer.on_run import strava_id
from syncer.settings import Settings
from syncer.sources.strava import NAME
from templates import Origins

SHOWN = timedelta(days=84)
"""A letter's picture shows twelve weeks."""


def origins(session: Session, settings: Settings, runner: models.Runner, advice: Advice) -> Origins:
    """What has to be said of where the runs in a letter came from."""
    assert runner.id is not None
    devices = _devices(session, runner.id, advice.on)
    if devices is None:
        return Origins()
    said = [one for one in (advice.note, *advice.recommendations) if one is not None]
    runs = {one.finding.run for one in said if one.finding.run is not None}
    base = settings.strava_oauth_url.rstrip("/")
    found = {run: strava_id(session, runner.id, run) for run in sorted(runs)}
    return Origins(
        seen_at={run: f"{base}/activities/{one}" for run, one in found.items() if one},
        from_strava=True,
        devices=tuple(sorted(one for one in devices if one.casefold().startswith("garmin"))),
    )


def _devices(session: Session, runner_id: int, on: date) -> set[str] | None:
    """What recorded the runs from Strava that a letter may show; None where there are none."""
    until = datetime.combine(on, datetime.min.time(), UTC) + timedelta(days=2)
    found = session.exec(
        select(models.Activity.device)
        .where(
            col(models.Activity.runner_id) == runner_id,
            col(models.Activity.source) == NAME,
            col(models.Activity.started_at) > until - SHOWN,
            col(models.Activity.started_at) < until,
        )
        .distinct()
    ).all()
    return set(found) if found else None
