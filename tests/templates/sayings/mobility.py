"""Stretches and releases, every one of them."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import releases, stretches


def findings() -> Iterator[Finding]:
    for item in (*stretches().values(), *releases().values()):
        one = {"code": item.code, "name": item.name, "dose": item.dose}
        yield Finding(
            "mobility",
            Light.GREY,
            "stretch_if_you_like",
            Slot.OTHER,
            Confidence.CONVENTION,
            (),
            {"items": [one, one, one], "minutes_from": 5, "minutes_to": 10},
            digest_only=True,
        )
