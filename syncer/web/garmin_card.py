"""How a runner stands with Garmin, for their own page; and what they let be done there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from sqlmodel import Session, col, func, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syncer import consents, garmin_connection, login_rests, login_steps, models
from syncer.garmin_connection import NOTES, Choices
from syncer.login_steps import ASKING, CODE, Standing
from syncer.models import Activity, RunningTolerance
from syncer.posting import today_of
from syncer.settings import Settings
from syncer.sources import Kind
from syncer.sources.garmin import NAME, sealed
from syncer.tokens import CONNECTED, connection_of
from syncer.web.access import is_own_form, signed_in
from syncer.web.pages import Parts, message

LAST_RUNS = 5
LAST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a runner may connect now. `invitation` is the code for home, "" where none can be made;
    `until` ends a rest; `by_page` says that a password may be told here, `shut_until` until when
    not, because Garmin turned somebody else away."""

    by_page: bool
    invitation: str
    until: datetime | None
    shut_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class GarminRun:
    """What Garmin measured of one run, and how the runner said it was."""

    on: date
    distance_m: float | None
    ground_contact_ms: float | None
    left_pct: float | None
    oscillation_cm: float | None
    feel: int | None
    effort_rpe: float | None


@dataclass(frozen=True, slots=True)
class GarminCard:
    """What the page says: `held` activities came from there, last asked for on `asked_on`."""

    offered: bool
    ways: WaysIn
    underway: bool = False
    known: bool = False
    connected: bool = False
    problem: str | None = None
    since: date | None = None
    asked_on: date | None = None
    held: int = 0
    devices: tuple[str, ...] = ()
    choices: Choices = field(default_factory=Choices)
    health: bool = False
    runs: tuple[GarminRun, ...] = ()
    tolerance: tuple[RunningTolerance, ...] = ()


def card(session: Session, settings: Settings, now: datetime, runner: models.Runner) -> GarminCard:
    """The facts of one runner."""
    assert runner.id is not None
    stands = login_steps.standing(session, settings, now, runner.id)
    ways = ways_in(session, settings, now, runner, stands)
    offered = settings.garmin_login != "off"
    underway = stands.step in (ASKING, CODE)
    connection = connection_of(session, runner.id, NAME)
    if connection is None:
        return GarminCard(offered, ways, underway)
    own = col(Activity.runner_id) == runner.id, col(Activity.source) == NAME
    held = session.exec(select(func.count(col(Activity.id))).where(*own)).one()
    devices = session.exec(select(Activity.device).where(*own).distinct()).all()
    asked_at = connection.listed_at
    return GarminCard(
        offered,
        ways,
        underway,
        known=True,
        connected=connection.status == CONNECTED,
        problem=connection.problem,
        since=today_of(runner, connection.connected_at),
        asked_on=None if asked_at is None else today_of(runner, asked_at),
        held=held,
        devices=tuple(sorted({_with_maker(one) for one in devices if one.strip()})),
        choices=Choices(runner.garmin_note, runner.garmin_workouts, runner.garmin_nights),
        health=consents.has(session, runner, consents.HEALTH),
        runs=_last_runs(session, runner),
        tolerance=_last_weeks(session, runner, now),
    )


def ways_in(
    session: Session, settings: Settings, now: datetime, runner: models.Runner, stands: Standing
) -> WaysIn:
    """How this runner may connect now."""
    assert runner.id is not None
    by_page, zone = garmin_connection.takes_passwords(settings), ZoneInfo(runner.timezone)
    shut = login_rests.shut_until(session, now) if by_page else None
    return WaysIn(
        by_page=by_page and shut is None,
        invitation=sealed.invitation(settings, runner.id, now),
        until=None if stands.until is None else stands.until.astimezone(zone),
        shut_until=None if shut is None else shut.astimezone(zone),
    )


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    @at.post("/me/garmin")
    def choices(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        note: Annotated[str, Form()] = "",
        workouts: Annotated[str, Form()] = "",
        nights: Annotated[str, Form()] = "",
    ) -> Response:
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form_token):
            return message("come_by_link", 401)
        if note not in ("", *NOTES):
            return message("odd", 400)
        wanted = Choices(note or NOTES[0], bool(workouts), bool(nights))
        with parts.sessions() as session:
            runner = session.get_one(models.Runner, who.runner_id)
            try:
                garmin_connection.choose(session, runner, wanted)
            except consents.NeedsConsent:
                return message("nights_need_yes", 409)
            session.commit()
        return RedirectResponse("/me#garmin", status_code=303)

    return at


def _last_runs(session: Session, runner: models.Runner) -> tuple[GarminRun, ...]:
    """The last runs of which Garmin told more than distance and time."""
    told = (
        Activity.ground_contact_ms,
        Activity.ground_contact_left_pct,
        Activity.vertical_oscillation_cm,
        Activity.feel,
        Activity.effort_rpe,
    )
    found = (
        select(Activity)
        .where(
            col(Activity.runner_id) == runner.id,
            col(Activity.source) == NAME,
            col(Activity.kind) == str(Kind.RUN),
            func.coalesce(*told).is_not(None),
        )
        .order_by(col(Activity.started_at).desc())
        .limit(LAST_RUNS)
    )
    return tuple(
        GarminRun(
            today_of(runner, one.started_at),
            one.distance_m,
            one.ground_contact_ms,
            one.ground_contact_left_pct,
            one.vertical_oscillation_cm,
            one.feel,
            one.effort_rpe,
        )
        for one in session.exec(found)
    )


def _last_weeks(
    session: Session, runner: models.Runner, now: datetime
) -> tuple[RunningTolerance, ...]:
    """The last weeks that Garmin reckoned a tolerance for, the latest first."""
    since = today_of(runner, now) - timedelta(weeks=LAST_WEEKS)
    found = select(RunningTolerance).where(
        col(RunningTolerance.runner_id) == runner.id,
        col(RunningTolerance.week_starts) > since,
        col(RunningTolerance.tolerance).is_not(None),
    )
    return tuple(session.exec(found.order_by(col(RunningTolerance.week_starts).desc())))


_MODELS = re.compile(r"(forerunner|f[eē]nix|epix|enduro|instinct|venu|vivoactive|edge)\b", re.I)


def _with_maker(device: str) -> str:
    """Garmin wants its name beside its own models; others have makers of their own."""
    return f"Garmin {device}" if _MODELS.match(device) else device
