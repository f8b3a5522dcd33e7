"""Red flags: signs that need a person with trained hands, not a coach.

Watches: the yes-or-no questions that come with a pain report, and a sore bone that one finger
can point at or that hurts when hopping. They are never added up: any yes is enough.

Why it matters: an infection, a clot, a torn tendon or a bone about to break look like a sore leg
from afar, and each gets worse while somebody keeps training.

Says: flag, `tier_a` (a doctor today), `tier_b` (examined this week), `tier_c` (stop running, be
seen within two weeks) or `tier_d` (worth a look by a doctor or physio), by the most urgent sign.
With `flags` (the codes of all that stand). It hides everything else until somebody cleared it:
seen by a clinician, or ticked by mistake.

Stays silent: until a sign is ticked. Nobody can mute it.

Sources: referral rules of health services (common practice); bone stress: George 2024.
"""

from __future__ import annotations

from datetime import date

from coaching import catalogue
from coaching.advice import Confidence, Finding, Light, Slot
from coaching.log import TrainingLog
from coaching.standing_flags import signs, standing_flags

BONE_TIER = "c"


def red_flags(log: TrainingLog, on: date) -> Finding | None:
    """The most urgent sign that stands."""
    standing = standing_flags(log, on)
    if not standing:
        return None
    known = catalogue.red_flags()
    codes = sorted({code for report in standing for code in signs(report)})
    # A code that is no longer in the catalogue still means that somebody should look.
    tiers = [known[code].tier if code in known else "b" for code in codes]
    tier = min(tiers, key=catalogue.TIERS.index)
    runs = log.sessions_on(standing[0].on, standing[0].on)
    return Finding(
        rule="red_flags",
        light=Light.FLAG,
        action=f"tier_{tier}",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
        sources=catalogue.cite("george_2024") if tier == BONE_TIER else (),
        numbers={"flags": codes, "tier": tier},
        run=runs[-1].key if runs and standing[0].on == on else None,
        about=" ".join(codes),
    )
