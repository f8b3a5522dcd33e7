"""Shoes: a pair that has run far, or a new one beside an old one.

Watches: kilometres by pair, as far as the source names the pair of a run.

Why it matters: comfort is the best guide there is; runners who like how their shoes feel report
fewer injuries. Choosing by foot type has not been shown to help.

Says, both grey and once a pair: `look_at_shoes` from 700 km on; `alternate_new_pair` in the first
2 weeks of a pair while another one worn lately has run 100 km. With `gear`, `distance_m`.

Stays silent: until you give the pair of a run: the gear of Strava, or its column in a Strava
export.

Sources: Malisoux 2020.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.gear import Pair, pairs
from coaching.log import TrainingLog

FAR_M = 700_000.0
NEW_DAYS = 14
OLD_M = 100_000.0
"""Our choice: a pair that ran less has nothing to hand over."""
WORN_DAYS = 14


def shoes(log: TrainingLog, on: date) -> Finding | None:
    """The pairs worn in the last two weeks."""
    worn = pairs(log, on, WORN_DAYS)
    told = {said.about for said in log.said if said.rule == "shoes" and said.on < on}
    new = [pair for pair in worn if on - pair.first < timedelta(days=NEW_DAYS)]
    old = [pair for pair in worn if pair not in new and pair.distance_m >= OLD_M]
    for pair in new:
        if old and pair.name not in told:
            return _finding(pair, "alternate_new_pair")
    for pair in sorted(worn, key=lambda pair: (-pair.distance_m, pair.name)):
        if pair.distance_m >= FAR_M and pair.name not in told:
            return _finding(pair, "look_at_shoes")
    return None


def _finding(pair: Pair, action: str) -> Finding:
    return Finding(
        rule="shoes",
        light=Light.GREY,
        action=action,
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        sources=cite("malisoux_2020"),
        numbers={"gear": pair.name, "distance_m": pair.distance_m},
        digest_only=True,
        about=pair.name,
    )
