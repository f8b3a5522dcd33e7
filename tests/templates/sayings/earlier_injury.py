"""An injury of the last year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region, Side
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    for region, side, months in product(Region, (None, *Side), (1, 12)):
        yield Finding(
            "earlier_injury",
            Light.GREY,
            "strength_reminder",
            Slot.STRENGTH,
            Confidence.MODERATE,
            cite("van_der_worp_2015"),
            {"region": region.value, "side": side and side.value, "months": months},
            digest_only=True,
        )
