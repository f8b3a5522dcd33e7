"""Self-tests: four small tests at home, every four weeks, to be skipped at will.

Watches: when the last test was told.

Why it matters: results choose exercises and show change over months. Two people who rate the same
squat agree fairly well and no better; no such test has been shown to predict an injury.

Says, both grey: `try_tests` where none was ever told, `retest` of the same ones from 28 days on.
With `days` since the last one and `tests`, each with `code` and `name`.

Stays silent: for four weeks after it spoke, before 28 days and 6 runs are known, with pain above
2/10 or any amber or red one, with a warning sign, on the way back to running, under 18, in
pregnancy and early after a birth.

Sources: Single-leg squat rating 2012.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching import catalogue
from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import History, follows_midwife, history_level, is_minor
from coaching.log import TrainingLog
from coaching.testing import (
    EVERY_DAYS,
    FIRST_TESTS,
    days_since_tests,
    tests_allowed,
    tests_to_repeat,
)
from coaching.trial import runs_are_counted


def self_tests(log: TrainingLog, on: date) -> Finding | None:
    """Whether it is time for them."""
    since = days_since_tests(log, on)
    if since is not None and since < EVERY_DAYS:
        return None
    if history_level(log, on) < History.SETTLED or is_minor(log, on) or follows_midwife(log, on):
        return None
    if _skipped(log, on) or not tests_allowed(log, on) or runs_are_counted(log, on):
        return None
    guides = catalogue.self_tests()
    tests = FIRST_TESTS if since is None else tests_to_repeat(log, on)
    return Finding(
        rule="self_tests",
        light=Light.GREY,
        action="try_tests" if since is None else "retest",
        slot=Slot.OTHER,
        confidence=Confidence.DESIGN,
        sources=cite("squat_rating_2012"),
        numbers={
            "days": since,
            "tests": [{"code": test, "name": guides[test].name} for test in tests],
        },
        digest_only=True,
    )


def _skipped(log: TrainingLog, on: date) -> bool:
    """Whether it was offered within four weeks and left alone."""
    first = on - timedelta(days=EVERY_DAYS - 1)
    return any(said.rule == "self_tests" for said in log.said_on(first, on - timedelta(days=1)))
