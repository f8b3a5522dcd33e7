"""Strength: hips, thighs and calves, a little and often.

Watches: strength sessions of at least 10 minutes in 14 days, recorded, told or answered with
"done", against what is asked for: 2 a week, 3 while a knee hurts (its front, its
outside or the tendon below), 1 for 12 weeks after it settled.

Why it matters: hip and thigh work together is the best supported help for pain around the
kneecap, and load that grows step by step for the tendon below it. As prevention the trials are
mixed: supervised programmes helped, video alone did not.

Says, all grey: `two_sessions`; `treat_three` while a knee hurts; `maintain` while a settled pain
has fewer sessions than upkeep wants; `relapse_reminder`, once, when nothing was done for 14 days
after it settled; `cut_block` when less than 60 % was done of what was asked for: the block gets
shorter, never longer; `leave_a_week` when it hurt the last time. With `sessions_14d`,
`per_week`, `region`.

Stays silent: when enough was done, when a bone, the calf or the back of the thigh is red, before 28
days and 6 runs are known (unless something hurts), under 16, in pregnancy and early after a birth.
As prevention, three prompts without a session are enough for four weeks.

Sources: Guideline 2019, Lack 2015; below the kneecap Breda 2021; as prevention Leppänen 2024,
Wu 2024.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region
from coaching.catalogue import cite
from coaching.experience import History, follows_midwife, history_level, is_child
from coaching.lifting import (
    TREAT_PER_WEEK,
    Need,
    bone_is_sore,
    cut_is_due,
    need,
    pauses,
    reminded,
    rests,
    sessions_done,
    was_asked_enough,
)
from coaching.log import TrainingLog


def strength(log: TrainingLog, on: date) -> Finding | None:
    """The next step of strength work, or nothing."""
    if follows_midwife(log, on) or is_child(log, on):
        return None
    wanted = need(log, on)
    if wanted.region is None and history_level(log, on) < History.SETTLED:
        return None
    if wanted.region is None and was_asked_enough(log, on):
        return None
    done = sessions_done(log, on)
    action = _action(log, on, wanted, done)
    if pauses(log, on) and not bone_is_sore(log, on):
        action = "leave_a_week"
    if action is None or (rests(log, on) and action != "leave_a_week"):
        return None
    return Finding(
        rule="strength",
        light=Light.GREY,
        action=action,
        slot=Slot.STRENGTH,
        confidence=_CONFIDENCE.get(wanted.region, Confidence.CONVENTION),
        sources=cite(*_SOURCES.get(wanted.region, _OF_KNEECAP)),
        numbers={
            "sessions_14d": done,
            "per_week": wanted.per_week,
            "region": wanted.region and wanted.region.value,
        },
        digest_only=True,
    )


def _action(log: TrainingLog, on: date, wanted: Need, done: int) -> str | None:
    if wanted.settled:
        if done == 0:
            return None if reminded(log, on) else "relapse_reminder"
        return "maintain" if done < 2 * wanted.per_week else None
    enough = 2 * wanted.per_week if wanted.per_week == TREAT_PER_WEEK else wanted.per_week
    if done >= enough:
        return None
    if cut_is_due(log, on, wanted.per_week, wanted.since if wanted.region else None):
        return "cut_block"
    return "treat_three" if wanted.per_week == TREAT_PER_WEEK else "two_sessions"


_CONFIDENCE = {
    None: Confidence.MODERATE,
    Region.KNEE: Confidence.STRONG,
    Region.KNEE_FRONT: Confidence.STRONG,
    Region.KNEE_BELOW_CAP: Confidence.MODERATE,
}
"""By place; elsewhere strength work is common practice."""
_OF_KNEECAP = ("guideline_2019", "lack_2015")
_SOURCES = {None: ("leppanen_2024", "wu_2024"), Region.KNEE_BELOW_CAP: ("breda_2021",)}
"""The sources by place; what is known of the kneecap is the nearest for the others."""
