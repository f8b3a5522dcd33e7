"""After a break: how to start again when nothing hurt.

Watches: 14 days and more without a run, and the first three runs or two weeks after them.

Why it matters: legs forget faster than lungs. How much less to begin with is convention; nobody
has tested it.

Says, both grey: `welcome_back` with the most to run next: 70 % of the longest run of the 30 days
before the break, 50 % from 28 days on, then a tenth more each time; `welcome_back_walk_run` from
56 days on. With `gap_days`, `longest_before_m`, `ceiling_m`.

Stays silent: where pain was the reason (then it is the way back to running), with fewer than 4
sessions known before the break, in pregnancy and early after a birth.

Sources: common practice.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.coming_back import pause
from coaching.experience import follows_midwife
from coaching.log import TrainingLog


def after_a_break(log: TrainingLog, on: date) -> Finding | None:
    """The break that is ending, or has just ended."""
    if follows_midwife(log, on):
        return None
    rest = pause(log, on)
    if rest is None:
        return None
    return Finding(
        rule="after_a_break",
        light=Light.GREY,
        action="welcome_back_walk_run" if rest.walk_run else "welcome_back",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
        numbers={
            "gap_days": rest.gap_days,
            "longest_before_m": rest.longest_before_m,
            "ceiling_m": rest.ceiling_m,
        },
        digest_only=True,
    )
