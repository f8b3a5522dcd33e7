"""Mobility: stretches and releases for whoever likes them.

Watches: whether the runner said that stretching is welcome, or sits a lot, and where it hurts.

Why it matters: it feels good and gives range for a while. It has not been shown to prevent
injuries, so it is never the only advice. The iliotibial band is never rolled.

Says: grey `stretch_if_you_like`, 5 to 10 minutes after a run, with two or three to choose from.
With `items`.

Stays silent: until you say that you like it or sit a lot (`evenstride profile`), under 16, in
pregnancy and early after a birth, and with anything red.

Sources: Desai 2023; common practice.
"""

from __future__ import annotations

from datetime import date

from coaching import catalogue
from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region
from coaching.catalogue import Item
from coaching.experience import follows_midwife, is_child
from coaching.log import TrainingLog
from coaching.soreness import soreness

MOST = 3
USUAL = ("M01", "M05", "M07")


def mobility(log: TrainingLog, on: date) -> Finding | None:
    """Two or three that fit."""
    profile = log.profile
    if profile.likes_mobility is False or not (profile.likes_mobility or profile.sits_a_lot):
        return None
    if is_child(log, on) or follows_midwife(log, on):
        return None
    sore = soreness(log, on)
    if any(place.light is Light.RED for place in sore):
        return None
    chosen = _chosen(log, sore[0].region if sore else None)
    return Finding(
        rule="mobility",
        light=Light.GREY,
        action="stretch_if_you_like",
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        numbers={"items": [{"code": i.code, "name": i.name, "dose": i.dose} for i in chosen]},
        digest_only=True,
    )


def _chosen(log: TrainingLog, region: Region | None) -> list[Item]:
    known = {**catalogue.stretches(), **catalogue.releases()}
    at_hand = log.profile.equipment or frozenset()
    possible = [item for item in known.values() if item.needs <= at_hand]
    if region is None:
        return [known[code] for code in USUAL]
    fitting = [item for item in possible if region in item.regions][:MOST]
    return fitting or [known[code] for code in USUAL]
