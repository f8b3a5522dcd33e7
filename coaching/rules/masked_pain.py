"""Masked pain: a number that was told after a painkiller.

Watches: the box "a painkiller in the last 24 hours", today, yesterday, and over two weeks of runs.

Why it matters: a tablet takes away the signal that every other piece of advice rests on. Which
tablet to take is no matter for a coach.

Says: amber `not_reliable`: green is not possible that day; `refer` from 3 run days in 14 on. With
`run_days`.

Stays silent: until the box is ticked, and under 16.

Sources: common practice.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.experience import is_child
from coaching.log import TrainingLog
from coaching.soreness import masked_lately

OFTEN_RUNS, OFTEN_DAYS = 3, 14


def masked_pain(log: TrainingLog, on: date) -> Finding | None:
    """Whether today's numbers can be believed."""
    reports = log.pain_on(on - timedelta(days=OFTEN_DAYS - 1), on)
    days = {report.on for report in reports if report.painkiller}
    run_days = len(days & log.active_days)
    lately = masked_lately(log, on)
    if not (lately or run_days >= OFTEN_RUNS) or is_child(log, on):
        return None
    runs = log.sessions_on(on, on)
    return Finding(
        rule="masked_pain",
        light=Light.AMBER,
        action="refer" if run_days >= OFTEN_RUNS else "not_reliable",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
        numbers={"run_days": run_days},
        run=runs[-1].key if runs and on in days else None,
        digest_only=not lately,
    )
