"""Mobility: stretches and releases for whoever likes them.

Watches: whether the runner said that stretching is welcome, or sits a lot, and where it hurts or
had hurt.

Why it matters: it feels good and gives range for a while. It has not been shown to prevent
injuries, so it is never the only advice. The iliotibial band is never rolled.

Says: grey `stretch_if_you_like`, 5 to 10 minutes after a run, with two or three to choose from.
With `items`, each with `code`, `name` and `dose`, and `minutes_from`, `minutes_to`.

Stays silent: until you say that you like it or sit a lot (`evenstride profile`), with anything
red, with the front of the hip at amber, under 16, in pregnancy and early after a birth.

Sources: common practice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from coaching import catalogue
from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region
from coaching.catalogue import Item
from coaching.experience import follows_midwife, is_child
from coaching.lifting import bone_is_sore, need
from coaching.log import TrainingLog
from coaching.soreness import active_pain

FEWEST, MOST = 2, 3
MINUTES = (5, 10)
USUAL = ("M01", "M05", "M07")
"""Our choice where nothing is sore: front of the hip, calf and back of the thigh."""


def mobility(log: TrainingLog, on: date) -> Finding | None:
    """Two or three that fit."""
    profile = log.profile
    if profile.likes_mobility is False or not (profile.likes_mobility or profile.sits_a_lot):
        return None
    if is_child(log, on) or follows_midwife(log, on) or bone_is_sore(log, on):
        return None
    if any(place.light is Light.RED for place in active_pain(log, on)):
        return None
    chosen = _chosen(log, need(log, on).region)
    return Finding(
        rule="mobility",
        light=Light.GREY,
        action="stretch_if_you_like",
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        numbers={
            "items": [{"code": i.code, "name": i.name, "dose": i.dose} for i in chosen],
            "minutes_from": MINUTES[0],
            "minutes_to": MINUTES[1],
        },
        digest_only=True,
        about=" ".join(item.code for item in chosen),
    )


def _chosen(log: TrainingLog, region: Region | None) -> Sequence[Item]:
    """What is at hand for the place; the usual ones where there is none, or only one, for it."""
    known = {**catalogue.stretches(), **catalogue.releases()}
    at_hand = log.profile.equipment or frozenset()
    fitting = [i for i in known.values() if i.needs <= at_hand and region in i.regions][:MOST]
    usual = [known[code] for code in USUAL if known[code] not in fitting]
    missing = MOST if not fitting else max(0, FEWEST - len(fitting))
    return [*fitting, *usual[:missing]]
