"""Return to running: from walking to the usual week, one stage at a time.

Watches: what happened since the last red light, or since an amber one that was followed by a week
without a run: walking and stairs, then each session and the morning after it.

Why it matters: most people come back well when distance grows first, speed second and downhill
last, and each step waits for the one before.

Says: without a light `wait_for_calm` until walking and stairs were at 2/10 or less for two days
(for a bone, until somebody examined it too). After a stop of less than a week amber
`restart_half`, `restart_more` after each good run, `restart_less` after a bad one. After a longer
stop the stages: amber `walk_first`, `walk_run`, `run_easy`, and grey `build_up`; amber
`repeat_stage` after a session that did not go well, `step_back` after two in a row. The answer
after which it may begin brings a note. With `stage`, `repeats`, `walk_min`, `run_min`, `good`,
`needed`, `ceiling_m`, `stopped_days`, `region`, `unanswered`, `morning_untold`, `begins`.

Stays silent: until something was red, or stopped the running for a week and twice the usual time
between two runs; under 16, in pregnancy and early after a birth; for good once the week was back
at three quarters of its old length or the restart went well three times; and after four weeks
without a word, but for a bone.

Sources: Ohio State Wexner; the number of sessions a stage is common practice.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import follows_midwife, is_child
from coaching.log import TrainingLog
from coaching.return_to_run import BUILD_STAGE, STAGES, Return, returning


def return_to_run(log: TrainingLog, on: date) -> Finding | None:
    """Where the runner stands on the way back."""
    if follows_midwife(log, on) or is_child(log, on):
        return None
    way = returning(log, on)
    if way is None:
        return None
    waiting, quiet = way.phase == "waiting", way.phase in ("waiting", "build")
    runs = log.sessions_on(on, on)
    return Finding(
        rule="return_to_run",
        light=None if waiting else Light.GREY if quiet else Light.AMBER,
        action=_action(way),
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.CONVENTION,
        sources=cite("wexner_2020"),
        numbers={**_numbers(way), "begins": way.entered_on == on and bool(log.pain_on(on, on))},
        run=runs[-1].key if runs and not quiet else None,
        digest_only=quiet,
        about=way.phase if way.stage is None else str(way.stage),
    )


def _action(way: Return) -> str:
    if way.phase == "waiting":
        return "wait_for_calm"
    if way.stage is None:
        if way.last == "bad":
            return "restart_less"
        return "restart_more" if way.good else "restart_half"
    if way.last == "back":
        return "step_back"
    if way.last == "bad":
        return "repeat_stage"
    if way.stage == BUILD_STAGE:
        return "build_up"
    if way.stage == 0:
        return "walk_first"
    return "run_easy" if way.stage == BUILD_STAGE - 1 else "walk_run"


def _numbers(way: Return) -> dict[str, object]:
    stage = STAGES[way.stage] if way.stage is not None and way.stage < BUILD_STAGE else None
    return {
        "region": way.region.value,
        "stage": way.stage,
        "repeats": stage.repeats if stage else None,
        "walk_min": stage.walk_min if stage else None,
        "run_min": stage.run_min if stage else None,
        "good": way.good,
        "needed": way.needed,
        "ceiling_m": way.ceiling_m,
        "speed_ok": way.speed_ok,
        "stopped_days": way.stopped_days,
        "unanswered": way.last == "unknown",
        "morning_untold": way.last == "morning",
    }
