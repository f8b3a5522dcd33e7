"""Alice wants strength on her calendar, and what her latest advice plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from coaching.advice import RULE_VERSION, Advice, Light, Plan
from syncer import models, strength_days, told
from syncer.advice_json import stored
from syncer.strength_calendar import Kept
from tests.garmin.conftest import Road

SUNDAY = date(2026, 3, 15)
MONDAY, TUESDAY, THURSDAY = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 19)
BLOCK = ("X01", "X07", "X09", "X17")


def plan(
    days: Sequence[date] = (TUESDAY, THURSDAY),
    block: Sequence[str] = BLOCK,
    levels: Sequence[int] | None = None,
    on: date = SUNDAY,
) -> Plan:
    return Plan(
        first=on + timedelta(days=1),
        last=on + timedelta(days=7),
        strength_days=tuple(days),
        block=tuple(block),
        sets=(3,) * len(block),
        levels=tuple(levels or (0,) * len(block)),
    )


def advised(
    road: Road, wanted: Plan, on: date = SUNDAY, light: Light | None = None, about: str = ""
) -> None:
    """Advice of that day is stored, with this plan."""
    with road.sessions() as session:
        said = Advice(on=on, rule_version=RULE_VERSION, light=light, plan=wanted)
        row = models.Advice(
            runner_id=road.alice,
            kind=told.NOTE if about else told.DIGEST,
            on=on,
            about=about,
            light=None if light is None else str(light),
            rule_version=RULE_VERSION,
            log_sha256="",
            content=stored(said),
            created_at=road.clock(),
        )
        session.add(row)
        session.commit()


def wants(road: Road, workouts: bool = True) -> None:
    with road.sessions() as session:
        session.get_one(models.Runner, road.alice).garmin_workouts = workouts
        session.commit()


def keep(road: Road) -> Kept:
    return strength_days.keep(road.sessions, road.settings, road.clock, road.alice)


def calendar(road: Road) -> list[tuple[date, str]]:
    """What stands on Alice's calendar at Garmin."""
    planner = road.world.planner
    days = planner.days_of(road.account, date(2026, 1, 1), date(2026, 12, 31))
    return [(one.on, planner.workouts[one.workout_id].body["workoutName"]) for one in days]


def workouts(road: Road) -> list[dict[str, object]]:
    """All her workouts there, as they were sent."""
    return [one.body for one in road.world.planner.workouts_of(road.account).values()]
