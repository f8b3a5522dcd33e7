"""Our sessions on one runner's Garmin calendar: found again, taken away, put there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from syncer.channels.garmin_workout import is_marked, is_named_by_us, mark_in, marked, whose
from syncer.database import SessionFactory
from syncer.models import Runner, ScheduledWorkout
from syncer.planned_strength import Wanted
from syncer.posting import reader_of
from syncer.settings import Settings
from syncer.sources import Gone, NotAllowed, Objected

if TYPE_CHECKING:
    from syncer.sources.garmin.account import GarminAccount

log = logging.getLogger(__name__)

MOST_REQUESTS = 30
"""Our choice for one pass; a week that is planned anew takes about a dozen."""
AGAIN = timedelta(hours=20)
"""When what Garmin finds wrong is offered to it again: by the next night, whichever minute that
begins in."""


@dataclass(slots=True)
class Kept:
    """What one pass did on a calendar; `later` waits for another one."""

    scheduled: int = 0
    removed: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """One runner's calendar, let in. Each step is written down before the next one is asked for.

    Raises what the account raises; `kept` counts what was done until then.
    """

    sessions: SessionFactory
    settings: Settings
    now: Callable[[], datetime]
    runner_id: int
    account: GarminAccount
    kept: Kept

    def find_again(self, rows: Sequence[ScheduledWorkout]) -> None:
        """Workouts of ours whose ids never came to be written down: they are taken up by the
        session that they were made for, or go. What the runner gave another name stays."""
        with self.sessions() as session:
            reader = reader_of(session.get_one(Runner, self.runner_id))
        missing = {row.id: row for row in rows if row.workout_id is None and not row.unwanted}
        known = {row.workout_id for row in rows}
        owner = whose(self.settings, self.runner_id)
        for one in self.account.workouts():
            mark = mark_in(one.description, owner)
            is_ours = mark is not None and is_named_by_us(one.name, reader)
            if mark is None or not is_ours or one.workout_id in known:
                continue
            row = next((r for r in missing.values() if is_marked(mark, r.says)), None)
            if row is None:
                with suppress(Gone):
                    self.account.delete(one.workout_id)
            else:
                del missing[row.id]
                self._write(row, workout_id=one.workout_id)

    def clear(self, rows: Sequence[ScheduledWorkout]) -> None:
        """Take sessions away, and their workouts with them."""
        for row in rows:
            if self._is_enough():
                continue
            try:
                if row.workout_id is not None:
                    self.account.delete(row.workout_id)
            except Gone:
                pass
            except (Objected, NotAllowed) as error:
                self._another_day(row, error)
                continue
            with self.sessions() as session:
                held = session.get(ScheduledWorkout, row.id)
                if held is not None:
                    session.delete(held)
                    session.commit()
            self.kept.removed += 1

    def fill(self, rows: Sequence[ScheduledWorkout], wanted: Mapping[date, Wanted]) -> None:
        """Put sessions onto their days."""
        for row in rows:
            if row.unwanted or self._is_enough():
                continue
            try:
                self._schedule(row, wanted[row.on])
            except Gone:
                # The runner deleted it in this very moment; another one is made.
                self._write(row, workout_id=None)
                self.kept.later += 1
            except (Objected, NotAllowed) as error:
                self._another_day(row, error)
            else:
                self.kept.scheduled += 1

    def _schedule(self, row: ScheduledWorkout, wanted: Wanted) -> None:
        found: str | None = None
        if row.workout_id is None:
            body = marked(wanted.body, whose(self.settings, self.runner_id), wanted.says)
            self._write(row, workout_id=self.account.upload(body))
        else:
            # Whoever uploaded it may have put it there and not lived to write it down.
            found = next((on for on in self._stands_on(row)), None)
        assert row.workout_id is not None
        stands = found or self.account.schedule(row.workout_id, row.on)
        self._write(row, schedule_id=stands, written_at=self.now(), not_before=None)

    def _stands_on(self, row: ScheduledWorkout) -> list[str]:
        month = self.account.calendar(row.on.year, row.on.month)
        return [
            one.schedule_id for one in month if (one.workout_id, one.on) == (row.workout_id, row.on)
        ]

    def _is_enough(self) -> bool:
        """Whether this pass has asked for enough; what is left waits."""
        if self.account.requests < MOST_REQUESTS:
            return False
        self.kept.later += 1
        return True

    def _another_day(self, row: ScheduledWorkout, error: Objected | NotAllowed) -> None:
        log.warning("garmin takes no workout runner=%d: %s", self.runner_id, type(error).__name__)
        self._write(row, not_before=self.now() + AGAIN)
        self.kept.later += 1

    def _write(self, row: ScheduledWorkout, **fields: Any) -> None:
        """Onto the row as it is here and in the database."""
        with self.sessions() as session:
            held = session.get(ScheduledWorkout, row.id)
            for name, value in fields.items():
                setattr(row, name, value)
                if held is not None:
                    setattr(held, name, value)
            session.commit()
