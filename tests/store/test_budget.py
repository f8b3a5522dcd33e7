"""A platform's limits: shared, never exceeded, with a part kept for what a person waits for."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from syncer import budget
from syncer.budget import Limit, Purpose, learn, left, take, used_up
from syncer.sources import TryLater

QUARTER, DAY = Limit("quarter", 10, daily=False), Limit("day", 30, daily=True)
LIMITS = (QUARTER, DAY)
NOON = datetime(2026, 3, 15, 12, 7, tzinfo=UTC)


def many(
    session: Session, count: int, now: datetime = NOON, purpose: Purpose = Purpose.PERSON
) -> int:
    """How many of so many requests got a place."""
    taken = 0
    for _ in range(count):
        try:
            take(session, "strava", LIMITS, now, purpose)
        except TryLater:
            continue
        taken += 1
    return taken


@pytest.mark.parametrize(
    ("now", "quarter_ends"),
    [
        (NOON, datetime(2026, 3, 15, 12, 15, tzinfo=UTC)),
        (datetime(2026, 3, 15, 12, 15, tzinfo=UTC), datetime(2026, 3, 15, 12, 30, tzinfo=UTC)),
        (
            datetime(2026, 3, 15, 23, 59, 59, tzinfo=UTC),
            datetime(2026, 3, 16, tzinfo=UTC),
        ),
    ],
)
def test_windows_end_by_the_platforms_clock(now: datetime, quarter_ends: datetime) -> None:
    assert QUARTER.ends(now) == quarter_ends
    assert DAY.ends(now) == datetime(2026, 3, 16, tzinfo=UTC)


def test_what_is_used_up_is_put_off_to_the_windows_end(session: Session) -> None:
    assert many(session, 12) == 10
    with pytest.raises(TryLater) as put_off:
        take(session, "strava", LIMITS, NOON, Purpose.PERSON)
    assert put_off.value.until == QUARTER.ends(NOON)
    assert put_off.value.everyone
    later = NOON + timedelta(minutes=15)
    assert many(session, 12, later) == 10
    assert many(session, 12, later + timedelta(minutes=15)) == 10
    with pytest.raises(TryLater) as put_off:
        take(session, "strava", LIMITS, later + timedelta(minutes=30), Purpose.PERSON)
    assert put_off.value.until == DAY.ends(NOON)


def test_a_refused_request_takes_no_place_in_the_other_window(session: Session) -> None:
    assert many(session, 15) == 10
    assert left(session, "strava", DAY, NOON) == 20


def test_the_night_leaves_a_part_for_what_a_person_waits_for(session: Session) -> None:
    assert many(session, 20, purpose=Purpose.NIGHT) == 9
    assert many(session, 20, purpose=Purpose.PERSON) == 1


def test_the_headers_win_where_they_say_more(session: Session) -> None:
    assert many(session, 2) == 2
    learn(session, "strava", LIMITS, NOON, {"quarter": (100, 60), "day": (1000, 1)})
    assert left(session, "strava", QUARTER, NOON) == 40
    assert left(session, "strava", DAY, NOON) == 998
    assert left(session, "strava", QUARTER, NOON + timedelta(minutes=15)) == 100


def test_a_platforms_no_counts_as_used_up(session: Session) -> None:
    used_up(session, "strava", QUARTER, NOON)
    assert many(session, 3) == 0
    assert many(session, 3, NOON + timedelta(minutes=15)) == 3


def test_another_platform_has_limits_of_its_own(session: Session) -> None:
    assert many(session, 12) == 10
    take(session, "garmin", LIMITS, NOON, Purpose.NIGHT)


def test_workers_at_the_same_time_never_take_more_than_there_is(engine: Engine) -> None:
    taken: list[int] = []

    def work() -> None:
        with Session(engine) as session:
            taken.append(many(session, 6))

    workers = [threading.Thread(target=work) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sum(taken) == 10
    assert budget.RESERVED < 0.5
