"""Pain: what hurts now, and what that means for the next run.

Watches: each place's answers: worst during the run, right after, how it behaved, the next
morning against the usual mornings, a limp, a painkiller. The bands depend on what the place is
made of: joint, tendon or bone. A run's light is provisional until the morning has spoken; a
morning can only make it worse, better takes a new run. A red stands until walking and stairs were
quiet for two days, a bone's until somebody examined it.

Why it matters: pain is the strongest signal there is, far stronger than any distance.

Says: green `keep_plan`, amber `shorten_flat_easy` (`stay_at_stage` while another place is on its
way back by walking and running), red `no_running`, or `see_someone` when it is red again within 14
days; at the front of the hip `have_examined`. A note goes out on the day on which it was told. Grey
`ask_pain` where pain was told once and nothing since for five sessions, a place was named without
a number, or the last answer was given under a painkiller. Under 16 only `under_16_refer`, without
a light; at 16 and 17 `keep_plan_and_tell`, and above green `tell_an_adult`. With `region`, `side`,
`worst`, `after`, `morning`, `baseline`, `timing`, `limp`, `trend`.

Stays silent: until something was told; nothing told is unknown, never zero.

Sources: joints: Esculier 2016 and the 2019 guideline on kneecap pain; tendons: Silbernagel 2007;
bones: our careful choice after George 2024.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import PainClass, Region
from coaching.catalogue import cite
from coaching.experience import is_child, is_minor
from coaching.log import TrainingLog
from coaching.return_to_run import returning
from coaching.soreness import Soreness, active_pain, pain_is_unknown, soreness

_SOURCES = {
    PainClass.JOINT: ("esculier_2016", "guideline_2019"),
    PainClass.TENDON: ("silbernagel_2007",),
    PainClass.BONE: ("george_2024",),
}
_TRIED = frozenset({Region.KNEE, Region.KNEE_FRONT, Region.ACHILLES})
"""The places of the trials; elsewhere the same bands are common practice."""


def pain(log: TrainingLog, on: date) -> Finding | None:
    """The sorest place of the day."""
    if is_child(log, on):
        sore = next(iter(active_pain(log, on)), None)
        return None if sore is None else _finding(log, on, sore, None, "under_16_refer")
    sore = next(iter(soreness(log, on)), None)
    if sore is None or sore.light <= Light.GREEN:
        if pain_is_unknown(log, on) or (sore is not None and sore.light is Light.GREY):
            return _ask()
        if sore is None:
            return None
    action = _action(log, on, sore)
    if is_minor(log, on) and sore.hurts:
        action = "tell_an_adult" if sore.light > Light.GREEN else "keep_plan_and_tell"
    return _finding(log, on, sore, sore.light, action)


def _action(log: TrainingLog, on: date, sore: Soreness) -> str:
    if sore.light is Light.RED and sore.region is Region.HIP_FRONT:
        return "have_examined"
    if sore.light is Light.RED:
        return "see_someone" if sore.second_red else "no_running"
    if sore.light is not Light.AMBER:
        return "keep_plan"
    way = returning(log, on)
    walks = way is not None and way.phase == "walk_run"
    return "stay_at_stage" if walks else "shorten_flat_easy"


def _ask() -> Finding:
    return Finding(
        rule="pain",
        light=Light.GREY,
        action="ask_pain",
        slot=Slot.OTHER,
        confidence=Confidence.MODERATE,
        digest_only=True,
    )


def _finding(
    log: TrainingLog, on: date, sore: Soreness, light: Light | None, action: str
) -> Finding:
    kind = sore.region.pain_class
    return Finding(
        rule="pain",
        light=light,
        action=action,
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.MODERATE if sore.region in _TRIED else Confidence.CONVENTION,
        sources=cite(*_SOURCES[kind]),
        numbers={
            "region": sore.region.value,
            "side": None if sore.side is None else sore.side.value,
            "worst": sore.worst,
            "after": sore.after,
            "morning": sore.morning,
            "baseline": sore.usual,
            "timing": None if sore.timing is None else sore.timing.value,
            "limp": sore.limp,
            "trend": sore.trend,
        },
        run=_run(log, on, sore.day),
        digest_only=sore.day != on,
        about=sore.region.value,
    )


def _run(log: TrainingLog, on: date, told_on: date) -> str | None:
    """The run that an answer of today belongs to: today's, or on the morning after yesterday's."""
    if told_on != on:
        return None
    for day in (on, on - timedelta(days=1)):
        runs = log.sessions_on(day, day, on)
        if runs:
            return runs[-1].key
    return None
