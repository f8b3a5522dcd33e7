"""Who silences whom: what is left of a day's findings once the weightier have spoken.

A warning sign hides everything else. What hurts, a fever and a way back to running silence what
is lighter than they are, even where their own words were muted, so that muting never makes
another rule louder. A test run never stands beside rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from coaching.advice import Finding, Light, Slot
from coaching.body import Region, same_place
from coaching.experience import follows_midwife, is_minor
from coaching.log import TrainingLog
from coaching.return_to_run import returning
from coaching.soreness import pain_is_unknown, soreness
from coaching.spike import spiked_since

RED_COMES_FROM = frozenset({"red_flags", "pain", "recovery"})
"""Only what hurts, a fever or a warning sign is ever red; load alone ends at amber."""
PRAISE = frozenset({"keep_going", "longest_so_far", "first_run"})
TEST_RUNS = frozenset({"try_cue", "try_steps", "try_tests", "retest"})
RESTS = frozenset({"rest_tomorrow", "no_running", "see_someone", "no_running_with_fever"})
SMALL_STEPS = frozenset({"restart", "walk_run"})
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
_SPEAKS_IN_FEVER = frozenset(
    {*RED_COMES_FROM, "masked_pain", "pain_episode", "weekly_ramp", "surface_mix", "acute_chronic"}
)
_SPEAKS_TO_SORE_MINOR = frozenset(
    {*_SPEAKS_IN_FEVER, "return_to_run", "session_spike", "rest_days", "monotony"}
)
"""At 16 and 17 pain above green is told to an adult, not coached."""
REFERRALS = frozenset({"under_16_refer", "tell_an_adult"})
"""What sends a young runner to somebody else first; nobody can mute it."""
_OF_A_PLAIN_WEEK = frozenset({"keep_plan", "shorten_flat_easy"})
"""What the way back to running says in its own, smaller steps."""


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
        way = None if follows_midwife(log, on) else returning(log, on)
        self.returns = way is not None
        self.small_steps = way if way is not None and way.phase in SMALL_STEPS else None
        self.treats = any(f.action == "treat_three" for f in found)
        self.sore_minor = is_minor(log, on) and self.hurts >= Light.AMBER
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
                self.feverish and rule not in _SPEAKS_IN_FEVER,
                self.sore_minor and rule not in _SPEAKS_TO_SORE_MINOR,
                action in _OF_A_PLAIN_WEEK and self._takes_small_steps(finding),
                self.returns and action == "settled",
                action == "tell_an_adult" and finding.digest_only and self.small_steps is not None,
                self.treats and rule == "earlier_injury",
                rule in _HUSHED_BY_RETURN and self.returns,
                rule == "weekly_ramp" and self.spiked,
                action in PRAISE and (self.no_praise or self.eases_in),
                action in TEST_RUNS and self.rests,
            )
        )

    def _takes_small_steps(self, finding: Finding) -> bool:
        way, about = self.small_steps, finding.about
        return way is not None and bool(about) and same_place(way.region, Region(about))


def feverish(log: TrainingLog, on: date) -> bool:
    """Whether a fever was told today or yesterday."""
    return any(report.fever for report in log.pain_on(on - timedelta(days=1), on))
