"""Small tests at home."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite, self_tests
from coaching.testing import RETESTED


def findings() -> Iterator[Finding]:
    for action, days in (("try_tests", None), ("retest", 28), ("retest", 400)):
        yield Finding(
            "self_tests",
            Light.GREY,
            action,
            Slot.OTHER,
            Confidence.DESIGN,
            cite("squat_rating_2012"),
            {
                "days": days,
                "tests": [{"code": test, "name": self_tests()[test].name} for test in RETESTED],
            },
            digest_only=True,
        )
