"""What was said already, and so is not said again just now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from coaching.advice import Finding, Light
from coaching.log import Said, TrainingLog
from coaching.standing_flags import standing_flags

REPEAT_DAYS = 7
ALERTS_PER_7_DAYS, ALERTS_PER_28_DAYS = 1, 2
ALERT_DAYS = 28
_AS_FOUND = frozenset(
    {"red_flags", "pain", "masked_pain", "return_to_run", "recovery", "session_spike"}
)
"""Rules whose ambers are said as found; every other is rationed."""
REPEAT_DAYS_OF = {
    "novice": 14,
    "cross_training": 14,
    "cadence": 14,
    "cue_trial": 14,
    "strength": 14,
    "pain_episode": 21,
    "possible_condition": 28,
    "earlier_injury": 28,
    "foot_strength": 28,
    "self_tests": 28,
    "mobility": 28,
    "surface_mix": 28,
    "shoes": 3650,
}
ALL_WELL = frozenset({"keep_going"})
"""That nothing stands out is news once in four weeks, whatever the run."""
ALL_WELL_DAYS = 28
"""Our choice: what would nag if each weekly digest said it again. Shoes: once a pair."""


def within_alert_budget(log: TrainingLog, on: date, finding: Finding) -> Finding:
    """The finding, turned to grey where its rule has been amber often enough lately."""
    if finding.light is not Light.AMBER or finding.rule in _AS_FOUND:
        return finding
    past = [
        said.on
        for said in log.said_on(on - timedelta(days=ALERT_DAYS - 1), on)
        if said.rule == finding.rule and said.light == str(Light.AMBER) and said.on < on
    ]
    lately = sum(on - day < timedelta(days=7) for day in past)
    if lately < ALERTS_PER_7_DAYS and len(past) < ALERTS_PER_28_DAYS:
        return finding
    return replace(finding, light=Light.GREY, digest_only=True)


def may_say(log: TrainingLog, on: date, finding: Finding, where: str) -> bool:
    """Whether the same was not said at the same place within its days, or it got worse since.

    What belongs to a run is new with each run; said twice of one run it is the same.
    """
    days = REPEAT_DAYS_OF.get(finding.rule, REPEAT_DAYS)
    first = on - timedelta(days=(ALL_WELL_DAYS if finding.action in ALL_WELL else days) - 1)
    if finding.light is Light.FLAG:  # a sign that was told again is answered again
        first = max([first, *(report.on for report in standing_flags(log, on))])
    for said in log.said_on(first, on):
        if said.where != where or said.on == on or not _same(said, finding):
            continue
        if finding.light is None or finding.light <= _light(said):
            return False
    return True


def _same(said: Said, finding: Finding) -> bool:
    if said.rule != finding.rule or said.action != finding.action:
        return False
    if finding.run is not None and said.run is not None and finding.action not in ALL_WELL:
        return said.run == finding.run
    return not said.about or said.about == finding.about


def _light(said: Said) -> int:
    return -1 if said.light is None else int(Light[said.light.upper()])


def as_said(on: date, finding: Finding, where: str) -> Said:
    """A finding as it will be remembered once it was told."""
    light = None if finding.light is None else str(finding.light)
    return Said(on, finding.rule, finding.action, light, where, finding.run, finding.about)
