"""The weekly digest: who is due for one, and one of them written.

A digest is due from the runner's own weekday and hour on, by the clock on their wall. What was
missed (the machine slept, an address was not confirmed yet) is caught up once, but not when the
next or the last one is nearer than three days: two letters about nearly the same week help nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from syncer import mail_off, models, recommend, told, units, weekly
from syncer.jobs import House
from syncer.models import Runner
from syncer.weekly import APART, WEEK


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest to come: for whom, of the week that ends on which local day, and from when on."""

    at: datetime
    runner_id: int
    on: date


def write(
    house: House,
    stopping: Callable[[], bool] = lambda: False,
    but: Collection[int] = (),
) -> int:
    """Write the digests that are due, but for some runners; how many were put on their way."""
    written = 0
    for one in due(house):
        if stopping():
            break
        if one.runner_id not in but:
            written += bool(digest_one(house, one))
    return written


def digest_one(house: House, one: Digest) -> bool | None:
    """Write one runner's digest and put it on its way; False where there was nothing to say,
    None where somebody else is at it or it has to be tried again."""

    def do() -> bool:
        with house.sessions() as session:
            runner = session.get_one(Runner, one.runner_id)
            row = recommend.digest_runner(session, house.settings, house.now(), runner, one.on)
            return row is not None

    return units.work_off(
        house.sessions, house.now, units.DIGEST, one.runner_id, one.on.isoformat(), do
    )


def due(house: House) -> list[Digest]:
    """Who is due now, the longest awaited first."""
    now = house.now()
    with house.sessions() as session:
        reached = [
            slot for runner in _readers(session) if (slot := _to_write(runner, now)) is not None
        ]
        return without_done(session, reached, units.DIGEST, told.DIGEST)


def coming(house: House) -> list[Digest]:
    """Everybody's next digest, those that are due included, by time."""
    now, late = house.now(), {one.runner_id: one for one in due(house)}
    with house.sessions() as session:
        runners = _readers(session)
    found = [late.get(_id(runner)) or next_slot(runner, now) for runner in runners]
    return sorted(found, key=in_order)


def last_slot(runner: Runner, now: datetime) -> Digest:
    """The runner's last digest time: once a week, whatever the clocks there do."""
    on = weekly.last_day(now, runner.digest_weekday, runner.digest_hour, runner.timezone)
    return _slot(runner, on)


def next_slot(runner: Runner, now: datetime) -> Digest:
    """The one after that."""
    return _slot(runner, last_slot(runner, now).on + WEEK)


def _slot(runner: Runner, on: date) -> Digest:
    return Digest(weekly.at(on, runner.digest_hour, runner.timezone), _id(runner), on)


def _to_write(runner: Runner, now: datetime) -> Digest | None:
    slot = last_slot(runner, now)
    joined = runner.address_confirmed_at
    # Who comes to the club is not told of the week before.
    if joined is None or joined > slot.at:
        return None
    return None if _slot(runner, slot.on + WEEK).at - now < APART else slot


def without_done(session: Session, reached: list[Digest], unit: str, kind: str) -> list[Digest]:
    """Those that nobody wrote or gave up, and whose week no other one told, by time.

    `unit` and `kind` are how the work and what came of it are called.
    """
    if not reached:
        return []
    done = units.ended(session, unit, {one.on.isoformat() for one in reached})
    advice = models.Advice
    since = min(one.on for one in reached) - APART
    rows = select(advice.runner_id, col(advice.on)).where(
        col(advice.kind) == kind, col(advice.on) > since
    )
    written = set(session.exec(rows))
    # The very day counts by its unit alone: killed before it was ended, it is ended now. A later
    # one was written before the runner chose another weekday, and told this week too.
    near = [timedelta(days=nth) for nth in range(1 - WEEK.days, APART.days) if nth]
    return sorted(
        (
            one
            for one in reached
            if (one.runner_id, one.on.isoformat()) not in done
            and not any((one.runner_id, one.on - before) in written for before in near)
        ),
        key=in_order,
    )


def _readers(session: Session) -> list[Runner]:
    confirmed = select(Runner).where(col(Runner.address_confirmed_at).is_not(None))
    return [runner for runner in session.exec(confirmed) if mail_off.is_welcome(runner)]


def in_order(one: Digest) -> tuple[datetime, int]:
    """The longest awaited first."""
    return one.at, one.runner_id


def _id(runner: Runner) -> int:
    assert runner.id is not None
    return runner.id
