"""How much is known of a runner's running, and what a coach must know about the runner first."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum

from coaching.facts import EarlierInjury
from coaching.log import TrainingLog

ABSENT_DAYS = 30
"""Without a run for so long, nothing recent is left to compare with."""
SETTLED_DAYS, SETTLED_SESSIONS = 28, 6
LONG_KNOWN_DAYS, LONG_KNOWN_SESSIONS = 84, 20

ADULT_AGE = 18
COACHED_PAIN_AGE = 16
"""Younger runners' pain is not coached: a child's sore knee can come from the hip."""
INJURY_DAYS = 365
"""So long an injury counts as an earlier one that matters."""
AFTER_BIRTH_DAYS = 84
"""Convention: no running progression before about three months and a pelvic-health check."""
CHECK_WAITS_DAYS = 365
"""Our choice: so long after a birth the check is waited for."""


class History(IntEnum):
    """How much running is known: from the data, imported years included, not from sign-up."""

    ABSENT = 0
    """No run in 30 days."""
    NEW = 1
    """Less than 28 days between the first run and the last, or fewer than 6."""
    SETTLED = 2
    LONG_KNOWN = 3
    """At least 84 days and 20 runs."""


def history_level(log: TrainingLog, on: date) -> History:
    """How much running was known at the end of a local day."""
    calendar = log.calendar
    first, last = calendar.first_day(), calendar.last_day(on)
    if first is None or last is None or on - last > timedelta(days=ABSENT_DAYS):
        return History.ABSENT
    days = (last - first).days
    if days >= LONG_KNOWN_DAYS and calendar.has(LONG_KNOWN_SESSIONS, on):
        return History.LONG_KNOWN
    if days >= SETTLED_DAYS and calendar.has(SETTLED_SESSIONS, on):
        return History.SETTLED
    return History.NEW


def is_novice(log: TrainingLog, on: date) -> bool:
    """Whether the runner says so, or too little running is known to say otherwise."""
    return log.profile.novice is True or history_level(log, on) is History.NEW


def youngest_age(log: TrainingLog, on: date) -> int | None:
    """The age before this year's birthday: where only the year is known, the careful guess."""
    born = log.profile.birth_year
    return None if born is None else on.year - born - 1


def is_child(log: TrainingLog, on: date) -> bool:
    """Whether the runner is, or could still be, under 16: then pain is referred, not coached."""
    age = youngest_age(log, on)
    return age is not None and age < COACHED_PAIN_AGE


def is_minor(log: TrainingLog, on: date) -> bool:
    """Whether the runner is, or could still be, under 18."""
    age = youngest_age(log, on)
    return age is not None and age < ADULT_AGE


def follows_midwife(log: TrainingLog, on: date) -> bool:
    """Whether load is a midwife's or doctor's matter: pregnant, or a birth not long ago.

    After a birth that lasts for three months, and on until a pelvic-health check was told.
    """
    return log.profile.pregnant is True or after_birth(log, on)


def after_birth(log: TrainingLog, on: date) -> bool:
    """Whether a birth is so recent, or not yet followed by a check, that running waits."""
    born = log.profile.gave_birth_on
    if born is None or on < born:
        return False
    waits = AFTER_BIRTH_DAYS if log.profile.pelvic_check else CHECK_WAITS_DAYS
    return on - born < timedelta(days=waits)


def injuries_lately(log: TrainingLog, on: date) -> tuple[EarlierInjury, ...]:
    """The injuries of the last 12 months that the runner told of, the latest first."""
    year = timedelta(days=INJURY_DAYS)
    known = [one for one in log.profile.injuries if timedelta(0) <= on - one.on < year]
    return tuple(sorted(known, key=lambda one: (one.on, one.region), reverse=True))
