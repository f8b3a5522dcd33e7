"""How far an exercise has come: a level up when it was easy twice, one down when it was not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from coaching.catalogue import Exercise
from coaching.lifting import answer_days, strength_work
from coaching.log import TrainingLog

EASY_EFFORT = 6.0
EASY_SESSIONS = 2
COUNTS_DAYS = 84


def level(log: TrainingLog, on: date, exercise: Exercise, since: date | None, most: int) -> int:
    """The level of an exercise by what was done of it in the last 12 weeks, 0 to its highest.

    `most` is the NRS up to which a session went well. A session that names no exercise was the
    whole block, and counts for those that were in it: from the day `since` on.
    """
    reached, easy = 0, 0
    for how in _sessions(log, on, exercise.code, since, most):
        if how == "easy":
            easy += 1
            if easy == EASY_SESSIONS:
                reached, easy = min(reached + 1, len(exercise.levels)), 0
        elif how == "too much":
            reached, easy = max(reached - 1, 0), 0
        else:
            easy = 0
    return reached


def _sessions(
    log: TrainingLog, on: date, code: str, since: date | None, most: int
) -> Iterator[str]:
    """Each session as easy, hard or too much, by day; one that was not rated says nothing."""
    first = on - timedelta(days=COUNTS_DAYS - 1)
    told: list[tuple[date, str]] = []
    for session in strength_work(log, first, on):
        named = code in session.exercises
        if not named and (session.exercises or (since is not None and session.on < since)):
            continue
        if session.pain is not None and session.pain > most:
            told.append((session.on, "too much"))
        elif session.effort is not None and session.effort > EASY_EFFORT:
            told.append((session.on, "hard"))
        elif session.effort is not None and session.pain is not None:
            told.append((session.on, "easy"))
    told += [(day, "too much") for day in answer_days(log, "too_hard", first, on)]
    return (how for _, how in sorted(told, key=lambda pair: pair[0]))
