"""Acute and chronic load: a ratio for experts who ask for it, and for nobody else.

Watches: the distance of the last 7 days against 28 days, coupled, uncoupled and weighted.

Why it matters: it does not, as far as runners' data tell. In 435 runners a higher ratio came with
fewer injuries, because people who hurt had already cut down; dividing by a random number gives
much the same picture.

Says: no light, `expert_view`, never recommended and never sent to a runner: only
`evenstride advise --expert` shows it. With `coupled`, `uncoupled`, `ewma`.

Stays silent: unless asked for, and before 28 days are known.

Sources: Nakaoka 2021, Impellizzeri 2021.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Slot
from coaching.catalogue import cite
from coaching.loads import acute_chronic_load
from coaching.log import TrainingLog


def acute_chronic(log: TrainingLog, on: date) -> Finding | None:
    """The three ratios, without a colour."""
    load = acute_chronic_load(log, on)
    if load is None:
        return None
    return Finding(
        rule="acute_chronic",
        light=None,
        action="expert_view",
        slot=Slot.OTHER,
        confidence=Confidence.WEAK,
        sources=cite("nakaoka_2021", "impellizzeri_2021"),
        numbers={"coupled": load.coupled, "uncoupled": load.uncoupled, "ewma": load.ewma},
        digest_only=True,
    )
