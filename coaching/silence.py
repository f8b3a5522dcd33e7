"""Who silences whom: what is left of a day's findings once the weightier have spoken.

A warning sign hides everything else. What hurts, a fever and a way back to running silence what
is lighter than they are, even where their own words were muted, so that muting never makes
another rule louder. A test run never stands beside rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from coaching.advice import Finding, Light, Slot
from coaching.experience import follows_midwife
from coaching.log import TrainingLog
from coaching.return_to_run import returning
from coaching.soreness import pain_is_unknown, soreness
from coaching.spike import spiked_since

RED_COMES_FROM = frozenset({"red_flags", "pain", "recovery"})
"""Only what hurts, a fever or a warning sign is ever red; load alone ends at amber."""
PRAISE = frozenset({"keep_going", "longest_so_far", "first_run"})
TEST_RUNS = frozenset({"try_cue", "try_steps", "try_tests", "retest"})
RESTS = frozenset({"rest_tomorrow", "no_running", "see_someone", "no_running_with_fever"})
WEEK_DAYS = 7

_HUSHED_BY_AMBER_PAIN = frozenset(
    {
        "weekly_ramp",
        "acute_chronic",
        "monotony",
        "rest_days",
        "fast_running",
        "surface_mix",
        "after_a_break",
        "novice",
        "shoes",
    }
)
_HUSHED_BY_RETURN = frozenset(
    {
        "session_spike",
        "weekly_ramp",
        "fast_running",
        "monotony",
        "rest_days",
        "after_a_break",
        "novice",
    }
)
_SPEAKS_BESIDE_RED = frozenset({*RED_COMES_FROM, "masked_pain", "return_to_run"})
_HUSHED_BY_FEVER = frozenset(
    {"strength", "foot_strength", "earlier_injury", "cross_training", "mobility"}
)


def not_silenced(log: TrainingLog, on: date, found: Sequence[Finding]) -> list[Finding]:
    """The findings that may be shown, in the order in which they came."""
    flags = [finding for finding in found if finding.light is Light.FLAG]
    if flags:
        return flags
    day = _Day(log, on, found)
    return [finding for finding in found if not day.silences(finding)]


class _Day:
    """What of a day's state decides whether something may be said."""

    def __init__(self, log: TrainingLog, on: date, found: Sequence[Finding]) -> None:
        sore = soreness(log, on)
        self.hurts = max((place.light for place in sore), default=Light.GREY)
        told_without_number = any(p.hurts and p.light is Light.GREY for p in sore)
        self.feverish = feverish(log, on)
        self.unknown = told_without_number or self.feverish or pain_is_unknown(log, on)
        jumped = any(f.rule == "session_spike" and f.light is Light.AMBER for f in found)
        self.spiked = jumped or spiked_since(log, on, WEEK_DAYS)
        self.returns = returning(log, on) is not None and not follows_midwife(log, on)
        self.rests = self.hurts is Light.RED or self.feverish
        self.rests = self.rests or any(f.action in RESTS for f in found)
        masked = any(f.rule == "masked_pain" for f in found)
        self.no_praise = log.profile.no_praise or self.unknown or masked
        self.no_praise = self.no_praise or self.hurts >= Light.AMBER
        self.eases_in = any(f.rule == "after_a_break" for f in found)

    def silences(self, finding: Finding) -> bool:
        rule, action = finding.rule, finding.action
        load = finding.slot is Slot.LOAD_OR_REST and rule not in _SPEAKS_BESIDE_RED
        return any(
            (
                load and (self.hurts is Light.RED or self.feverish),
                rule in _HUSHED_BY_AMBER_PAIN and self.hurts >= Light.AMBER,
                rule in _HUSHED_BY_FEVER and self.feverish,
                rule in _HUSHED_BY_RETURN and self.returns,
                rule == "weekly_ramp" and self.spiked,
                action in PRAISE and (self.no_praise or self.eases_in),
                action in TEST_RUNS and self.rests,
            )
        )


def feverish(log: TrainingLog, on: date) -> bool:
    """Whether a fever was told today or yesterday."""
    return any(report.fever for report in log.pain_on(on - timedelta(days=1), on))
