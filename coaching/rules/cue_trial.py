"""Cue trial: one running cue on an easy run, on and off, to see whether it helps.

Watches: mild pain, the trials told so far, and whether a place or a self-test points to hip or
foot: the hip goes first, the foot for a shin or a short balance, the landing last.

Why it matters: some people feel less pain at once with another way of landing, and most do not.
Trying is the only way to know. That a cue helps says nothing about a cause.

Says, both grey: `try_cue` for the next easy run, three times one minute with it and one without;
`keep_cue` for four weeks once it lowered the pain by a point in two of two trials, on uneven ground
after three flat sessions that went well. After two trials without help the next cue follows.
With `cue`, `name`, `how`, `dose`, `stop`, `next`, `trials`, `uneven_next`.

Stays silent: until you tell pain of 1 to 4 out of 10, and for 14 days at most after it; with
anything above that or red, with a bone at amber, on the way back to running, where the cue would
load another sore place, under 16, in pregnancy and early after a birth.

Sources: Esculier 2022; the trial on and off is our choice.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import follows_midwife, is_child
from coaching.log import TrainingLog
from coaching.trial import trial


def cue_trial(log: TrainingLog, on: date) -> Finding | None:
    """The cue to try next, or the one to keep."""
    if not (log.pain or log.cue_trials) or is_child(log, on) or follows_midwife(log, on):
        return None
    found = trial(log, on)
    if found is None:
        return None
    cue = found.cue
    return Finding(
        rule="cue_trial",
        light=Light.GREY,
        action="keep_cue" if found.helped else "try_cue",
        slot=Slot.OTHER,
        confidence=Confidence.DESIGN,
        sources=cite("esculier_2022"),
        numbers={
            "cue": cue.code,
            "name": cue.name,
            "how": cue.how,
            "dose": cue.dose,
            "stop": cue.stop,
            "next": cue.next,
            "trials": found.trials,
            "uneven_next": found.uneven_next,
        },
        digest_only=True,
        about=f"{cue.code} uneven" if found.uneven_next else cue.code,
    )
