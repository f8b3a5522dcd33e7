"""The expert view, which is never sent."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Slot
from coaching.catalogue import cite


def findings() -> Iterator[Finding]:
    yield Finding(
        "acute_chronic",
        None,
        "expert_view",
        Slot.OTHER,
        Confidence.WEAK,
        cite("nakaoka_2021", "impellizzeri_2021"),
        {"coupled": 1.84, "uncoupled": 2.21, "ewma": 1.43},
        digest_only=True,
    )
