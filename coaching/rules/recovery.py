"""Recovery: a fever means no running; short nights and a high pulse are a quiet aside.

Watches: the fever box of today and yesterday, the sleep of 7 nights, the resting pulse of two
mornings against 28 days.

Why it matters: exercise with a fever is left to nobody's judgement. Runners who sleep badly
report more injuries, though nobody knows which comes first; how you feel says more than a watch.

Says: red `no_running_with_fever`; grey `sleep_first` below 6.5 hours a night and `pulse_is_up`
from 7 beats above the usual on two mornings, both only in a week that has another amber, of pain
or of a spike. With `slept_h`, `above_bpm`.

Stays silent: until you give a fever (check-in), nights (14) or resting pulse (21 mornings) from a
Garmin.

Sources: de Jonge 2025; fever: common practice.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.log import TrainingLog
from coaching.nights import pulse_up_bpm, slept_h
from coaching.silence import feverish
from coaching.soreness import soreness
from coaching.spike import spiked_since

SHORT_NIGHT_H = 6.5
SPIKE_DAYS = 7


def recovery(log: TrainingLog, on: date) -> Finding | None:
    """A fever, or a tired week that is amber anyway."""
    if feverish(log, on):
        return Finding(
            rule="recovery",
            light=Light.RED,
            action="no_running_with_fever",
            slot=Slot.LOAD_OR_REST,
            confidence=Confidence.CONVENTION,
        )
    if not log.nights or not _amber_anyway(log, on):
        return None
    slept = slept_h(log, on)
    if slept is not None and round(slept, 9) < SHORT_NIGHT_H:
        return _aside("sleep_first", {"slept_h": slept}, "de_jonge_2025")
    above = pulse_up_bpm(log, on)
    return None if above is None else _aside("pulse_is_up", {"above_bpm": above})


def _amber_anyway(log: TrainingLog, on: date) -> bool:
    sore = any(place.light >= Light.AMBER for place in soreness(log, on))
    return sore or spiked_since(log, on, SPIKE_DAYS)


def _aside(action: str, numbers: dict[str, object], *sources: str) -> Finding:
    return Finding(
        rule="recovery",
        light=Light.GREY,
        action=action,
        slot=Slot.OTHER,
        confidence=Confidence.WEAK if sources else Confidence.CONVENTION,
        sources=cite(*sources),
        numbers=numbers,
        digest_only=True,
    )
