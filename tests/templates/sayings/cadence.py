"""A few more steps a minute, begun and ended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite

PRINTED = {"35 of 100": "Esculier 2022"}


def findings() -> Iterator[Finding]:
    actions = (("try_steps", False), ("stop_steps", False), ("stop_steps", True))
    for (action, sore_calf), region in product(actions, ("knee_front", "shin_inner")):
        yield Finding(
            "cadence",
            Light.GREY,
            action,
            Slot.OTHER,
            Confidence.WEAK,
            cite("esculier_2022", "bramah_2019", "heiderscheit_2011", "anderson_2022"),
            {
                "own_spm": 160.4,
                "target_spm": 168,
                "speed_mps": 2.61,
                "factor": 1.05,
                "region": region,
                "sore_calf": sore_calf,
            },
            digest_only=True,
        )
