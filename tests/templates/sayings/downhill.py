"""Steep metres, down and up."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    for action, light, source, region in (
        ("flat_until_calm", Light.AMBER, "esculier_2016", "knee_front"),
        ("no_steep_climbs", Light.AMBER, "rice_2024", "shin_inner"),
        ("hills_are_new", Light.GREY, "van_hooren_2024", None),
    ):
        # Five digits are more than a mountain race has, and must still fit.
        for metres in (104.0, 2_480.0, 12_345.0):
            yield Finding(
                "downhill",
                light,
                action,
                Slot.LOAD_OR_REST,
                Confidence.MODERATE,
                cite(source),
                # `region` would be read as a place that hurts: the words need no more of it.
                {"metres": metres, "mean_m": 20.0, "most_m": 80.0, "region": region},
            )
