"""Novice: the first months of running, in small steps.

Watches: how many runs the last seven days had, and whether any were on days in a row.

Why it matters: new runners get sore more often an hour than old hands. Three runs a week with a
day between, and strength work beside them, are common practice.

Says, both grey: `three_easy_runs` with more than 3 runs in seven days, or runs on days in a row;
else, in the first 28 days, `small_steps`: the longest run grows by a tenth or by 1 km, whichever
is more. With `runs`, `in_a_row`, `cap_m`.

Stays silent: for runners who are no beginners: who did not say so, with 28 days and 6 runs known;
before a second run in the week, in pregnancy and early after a birth.

Sources: Videbaek 2015; the steps are our choice.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import SETTLED_DAYS, follows_midwife, is_novice
from coaching.log import TrainingLog
from coaching.spike import novice_cap_m
from coaching.weeks import days_in_a_row

MOST_RUNS = 3
WEEK_DAYS = 7


def novice(log: TrainingLog, on: date) -> Finding | None:
    """The week of somebody who is new to running."""
    week = log.sessions_on(on - timedelta(days=WEEK_DAYS - 1), on)
    if not week or not is_novice(log, on) or follows_midwife(log, on):
        return None
    days = sorted({session.local_date for session in week})
    in_a_row = max(days_in_a_row(log, day) for day in days)
    first = log.calendar.first_day()
    if len(week) > MOST_RUNS or in_a_row > 1:
        action = "three_easy_runs"
    elif len(week) > 1 and first is not None and on - first < timedelta(days=SETTLED_DAYS):
        action = "small_steps"
    else:
        return None
    longest_m = max(session.distance_m for session in week)
    return Finding(
        rule="novice",
        light=Light.GREY,
        action=action,
        slot=Slot.OTHER,
        confidence=Confidence.DESIGN,
        sources=cite("videbaek_2015"),
        numbers={"runs": len(week), "in_a_row": in_a_row, "cap_m": novice_cap_m(longest_m)},
        digest_only=True,
    )
