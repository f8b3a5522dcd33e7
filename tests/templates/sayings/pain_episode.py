"""A place that goes on hurting, or has settled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region, Side
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    actions = ("expect", "refer", "refer_soon", "refer_anyway", "offer_gait_look", "settled")
    for action, region, side in product(actions, Region, (None, *Side)):
        for weeks in (0, 1, 26):
            yield Finding(
                "pain_episode",
                Light.GREY,
                action,
                Slot.OTHER,
                Confidence.CONVENTION,
                cite("collins_2013") if region is Region.KNEE_FRONT else (),
                {
                    "region": region.value,
                    "side": side and side.value,
                    "weeks": weeks,
                    "worst": 10,
                    "weekly_check": action != "settled",
                    "weekly_score": 100,
                    "weekly_score_before": None,
                },
                digest_only=True,
            )
