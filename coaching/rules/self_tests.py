"""Self-tests: four small tests at home, every four weeks, to be skipped at will.

Watches: when the last test was told.

Why it matters: results choose exercises and show change over months. Two people who rate the same
squat agree fairly well and no better; no such test has been shown to predict an injury.

Says, both grey: `try_tests` where none was ever told, `retest` from 28 days on. With `days`,
`tests`.

Stays silent: before 28 days and 6 runs are known, with pain above 2/10, with a warning sign, under
16, in pregnancy and early after a birth.

Sources: Single-leg squat rating 2012.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import History, follows_midwife, history_level, is_child
from coaching.log import TrainingLog
from coaching.testing import DUE, EVERY_DAYS, days_since_tests, tests_allowed


def self_tests(log: TrainingLog, on: date) -> Finding | None:
    """Whether it is time for them."""
    since = days_since_tests(log, on)
    if since is not None and since < EVERY_DAYS:
        return None
    if history_level(log, on) < History.SETTLED or is_child(log, on) or follows_midwife(log, on):
        return None
    if not tests_allowed(log, on):
        return None
    return Finding(
        rule="self_tests",
        light=Light.GREY,
        action="try_tests" if since is None else "retest",
        slot=Slot.OTHER,
        confidence=Confidence.DESIGN,
        sources=cite("squat_rating_2012"),
        numbers={"days": since, "tests": list(DUE)},
        digest_only=True,
    )
