"""The ground of two weeks."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    mixes = (
        {"paved": 30_000.0, "trail": 15_000.0, "track": 5_000.0, "treadmill": 6_000.0},
        {"unknown": 42_000.0},
    )
    for action, source in (
        ("the_mix", "van_der_worp_2015"),
        ("leave_the_track", "fredericson_2005"),
        ("outdoors_too", "willy_2016"),
        ("softer_if_you_like", "van_der_worp_2015"),
    ):
        for metres in mixes:
            numbers = {"metres": metres, "total_m": sum(metres.values()), "laps": 125}
            yield Finding(
                "surface_mix",
                Light.GREY,
                action,
                Slot.OTHER,
                Confidence.WEAK,
                cite(source),
                numbers,
                digest_only=True,
            )
