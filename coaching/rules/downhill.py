"""Downhill: steep metres on a day when a knee is sore, or far more than the legs know.

Watches: metres of descent at 5 % and steeper in the day's session, against the own mean of 28
days and the most of 30. For a sore shin the steep climbs instead, at 10 % and steeper.

Why it matters: downhill asks more of the knee, and trials with sore kneecaps left it out until
the pain was low. For the shin bone it is the other way round: uphill and speed bend it more.

Says: amber `flat_until_calm` while the front or outside of a knee hurts (or "the knee"), from 100 m
on, or from 50 m on above 1.5 times the own mean; amber `no_steep_climbs` likewise for a shin;
without pain grey `hills_are_new` from 300 m on and above 2 times the most of 30 days. With
`metres`, `mean_m`, `most_m`, `region`, `rough`.

Stays silent: with fewer than 3 earlier sessions with a known profile, in pregnancy and early
after a birth, and for children. A profile from GPS alone counts from 100 m on.

Sources: Esculier 2016, Van Hooren 2024; for the shin Rice 2024.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot, Source
from coaching.body import Region
from coaching.catalogue import cite
from coaching.experience import follows_midwife, is_child
from coaching.hills import Steep, steep_down, steep_up
from coaching.log import TrainingLog
from coaching.soreness import active_pain

KNEES = frozenset({Region.KNEE, Region.KNEE_FRONT, Region.KNEE_OUTER})
SHINS = frozenset({Region.SHIN_INNER, Region.SHIN_FRONT})
LOUD_M, LOUD_RATIO = 100.0, 1.5
LEAST_M = 50.0
"""Our choice: fewer steep metres are no news, however flat the others were."""
NEW_M, NEW_RATIO = 300.0, 2.0
_EXACT_DIGITS = 9


def downhill(log: TrainingLog, on: date) -> Finding | None:
    """The day's steep metres."""
    if on not in log.active_days or follows_midwife(log, on) or is_child(log, on):
        return None
    sore = {place.region for place in active_pain(log, on)}
    if sore & KNEES:
        region = next(region for region in sorted(sore) if region in KNEES)
        steep = steep_down(log, on)
        loud = steep is not None and _is_loud(steep)
        sources = cite("esculier_2016", "van_hooren_2024")
        return _finding(steep, Light.AMBER, "flat_until_calm", sources, region) if loud else None
    if sore & SHINS:
        region = next(region for region in sorted(sore) if region in SHINS)
        steep = steep_up(log, on)
        loud = steep is not None and _is_loud(steep)
        sources = cite("rice_2024")
        return _finding(steep, Light.AMBER, "no_steep_climbs", sources, region) if loud else None
    steep = steep_down(log, on)
    if steep is None or steep.metres < NEW_M or not _above(steep.metres, NEW_RATIO, steep.most_m):
        return None
    return _finding(steep, Light.GREY, "hills_are_new", cite("van_hooren_2024"), None)


def _is_loud(steep: Steep) -> bool:
    if round(steep.metres, _EXACT_DIGITS) >= LOUD_M:
        return True
    enough = round(steep.metres, _EXACT_DIGITS) >= LEAST_M
    return enough and not steep.rough and _above(steep.metres, LOUD_RATIO, steep.mean_m)


def _above(metres: float, ratio: float, of_m: float) -> bool:
    return round(metres - ratio * of_m, _EXACT_DIGITS) > 0


def _finding(
    steep: Steep | None,
    light: Light,
    action: str,
    sources: tuple[Source, ...],
    region: Region | None,
) -> Finding:
    assert steep is not None
    return Finding(
        rule="downhill",
        light=light,
        action=action,
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.MODERATE if light is Light.AMBER else Confidence.DESIGN,
        sources=sources,
        numbers={
            "metres": steep.metres,
            "mean_m": steep.mean_m,
            "most_m": steep.most_m,
            "region": None if region is None else region.value,
            "rough": steep.rough,
        },
        run=steep.session.key,
        digest_only=light is Light.GREY,
    )
