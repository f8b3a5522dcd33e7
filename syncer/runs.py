"""A runner's runs, one entry a run however many devices recorded it, for whoever lists them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import Session

from syncer import models
from syncer.local_days import local_date, local_start
from syncer.outing import Outing
from syncer.recordings import ACTIVITY, stored
from syncer.same_run import NEIGHBOURHOOD
from syncer.same_run import outings as one_each
from syncer.sources import Kind


def outings(
    session: Session,
    runner: models.Runner,
    since: date | None = None,
    until: date | None = None,
) -> list[Outing]:
    """The runs of the local days `since` to `until`, both included, by start."""
    assert runner.id is not None
    where = []
    # Wide enough for any zone, and for a recording that lies beside its outing's start.
    if since is not None:
        where.append(ACTIVITY.c.started_at >= _midnight(since) - NEIGHBOURHOOD)
    if until is not None:
        where.append(ACTIVITY.c.started_at <= _midnight(until) + NEIGHBOURHOOD)
    return [
        outing
        for outing in one_each(stored(session, runner.id, *where))
        if outing.kind is Kind.RUN
        and (since or date.min) <= local_date(outing, runner) <= (until or date.max)
    ]


def runs_json(
    session: Session,
    runner: models.Runner,
    since: date | None = None,
    until: date | None = None,
) -> list[dict[str, Any]]:
    """The same runs as plain facts, for scripts: metres, seconds, steps per minute.

    `started_at` carries the local offset. `surface` is metres by surface, `{"unknown": metres}`
    where nothing was measured; `sources` has one entry a recording.
    """
    return [_facts(outing, runner) for outing in outings(session, runner, since, until)]


def _facts(outing: Outing, runner: models.Runner) -> dict[str, Any]:
    started_at = local_start(outing, runner)
    unknown = {} if outing.distance_m is None else {"unknown": outing.distance_m}
    surface = outing.surface_m or unknown
    return {
        "started_at": started_at.isoformat(),
        "local_date": started_at.date().isoformat(),
        "kind": str(outing.run_kind or outing.kind),
        "distance_m": _tenths(outing.distance_m),
        "moving_s": _tenths(outing.moving_s),
        "cadence_spm": _tenths(outing.cadence_spm),
        "ascent_m": _tenths(outing.ascent_m),
        "descent_m": _tenths(outing.descent_m),
        "steep_descent_m": _tenths(outing.steep_descent_m),
        "surface": {name: _tenths(metres) for name, metres in surface.items()},
        "laps": outing.track_laps,
        "sources": list(outing.sources),
    }


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
