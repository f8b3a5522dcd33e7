"""The coming week: a ceiling for the longest run, days to run, to rest, to lift and to swap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.advice import Finding, Light, Plan
from coaching.block import strength_block
from coaching.body import PainClass
from coaching.coming_back import pause
from coaching.experience import after_birth, follows_midwife, is_novice
from coaching.lifting import need
from coaching.log import TrainingLog
from coaching.planned_days import run_days, strength_days
from coaching.return_to_run import Return, returning
from coaching.silence import REFERRALS, feverish
from coaching.soreness import masked_lately, soreness
from coaching.spike import down_to_step, longest_lately_m, next_long_run_m, spiked_since
from coaching.swapping import Swap, swap
from coaching.time_on_feet import time_spike
from coaching.weeks import usual_week

DAYS = 7
SORE_SHARE = 0.7
"""Convention: after amber pain the next run is 30 to 50 % shorter, so at most this much."""
WAITS_TIER = "tier_d"
"""A sign that is worth a look but does not forbid running: the plan waits, the runs need not."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _State:
    """What of a runner's day shapes the week."""

    light: Light
    fever: bool
    midwife: bool
    novice: bool
    way: Return | None

    @property
    def running(self) -> bool:
        waiting = self.way is not None and self.way.phase == "waiting"
        return self.light is not Light.RED and not self.fever and not waiting

    @property
    def walks(self) -> bool:
        """Whether the way back still walks and runs by the minute."""
        return self.way is not None and self.way.phase == "walk_run"

    @property
    def apart(self) -> bool:
        """Whether a day belongs between two runs."""
        return self.light is Light.AMBER or self.novice or self.way is not None


def coming_week(log: TrainingLog, on: date, findings: Sequence[Finding]) -> Plan:
    """The seven days after `on`, fitted to the weekdays on which this runner usually runs."""
    days = [on + nth * _DAY for nth in range(1, DAYS + 1)]
    first, last = days[0], days[-1]
    signs = [f.action for f in findings if f.light is Light.FLAG or f.action in REFERRALS]
    if signs == [WAITS_TIER]:
        return Plan(first, last, running=True, notes=("plan_waits",))
    if signs:
        return Plan(first, last, running=False, rest_days=tuple(days), notes=("rest_until_seen",))
    state = _state(log, on)
    if state.midwife:
        birth = after_birth(log, on)
        return Plan(first, last, state.running and not birth, notes=_midwife_notes(birth))
    habit = usual_week(log, on)
    settled = bool(habit.weekdays) or not state.running  # else no day is known to be a day off
    ran = on in log.active_days
    runs = run_days(days, habit, state.apart, state.novice, ran) if state.running else []
    if state.running and state.walks and len(runs) < 2:
        runs = list(days[int(ran) :: 2][:3])  # a stage needs its sessions, whatever the habit is
    cut = any(f.rule == "strength" and f.action == "cut_block" for f in findings)
    block = () if state.fever else strength_block(log, on, cut)
    lifts = strength_days(days, runs, habit, need(log, on).per_week) if block else []
    instead = None if state.fever else swap(log, on)
    swaps = _swap_days(days, runs, lifts, instead)
    busy = {*runs, *lifts, *swaps}
    return Plan(
        first=first,
        last=last,
        running=state.running,
        longest_run_m=_ceiling(log, on, state) if state.running else None,
        run_days=tuple(runs),
        rest_days=tuple(day for day in days if day not in busy) if settled else (),
        strength_days=tuple(lifts),
        block=tuple(step.code for step in block),
        notes=_notes(log, on, state),
        stage=state.way.stage if state.way is not None and state.running else None,
        sets=tuple(step.sets for step in block),
        levels=tuple(step.level for step in block),
        swap_days=tuple(swaps),
        swap_minutes=instead.minutes if instead and swaps else None,
        swap_sports=instead.sports if instead and swaps else (),
    )


def _state(log: TrainingLog, on: date) -> _State:
    lights = [sore.light for sore in soreness(log, on)]
    lights += [Light.AMBER] if masked_lately(log, on) else []
    return _State(
        light=max(lights, default=Light.GREY),
        fever=feverish(log, on),
        midwife=follows_midwife(log, on),
        novice=is_novice(log, on),
        way=returning(log, on),
    )


def _ceiling(log: TrainingLog, on: date, state: _State) -> float | None:
    """The most that one run should be; none where minutes count."""
    if state.walks:
        return None
    if state.way is not None and state.way.ceiling_m is not None:
        return down_to_step(state.way.ceiling_m) or None
    rest = pause(log, on)
    if rest is not None:
        return rest.ceiling_m
    usual_m = next_long_run_m(log, on)
    if state.light is Light.AMBER:
        last = log.sessions_on(on - 30 * _DAY, on)[-1:]
        sore_m = down_to_step(SORE_SHARE * last[0].distance_m) if last else 0.0
        return min(sore_m, usual_m or sore_m) or None
    if usual_m is not None and state.light is Light.GREEN:
        longest_m = longest_lately_m(log, on)
        return usual_m if longest_m is None else min(usual_m, down_to_step(longest_m))
    return usual_m


def _swap_days(
    days: Sequence[date], runs: Sequence[date], lifts: Sequence[date], instead: Swap | None
) -> list[date]:
    """Days that are neither for running nor lifting; one of them stays free."""
    if instead is None:
        return []
    free = [day for day in days if day not in runs and day not in lifts]
    return free[: max(0, min(instead.sessions, len(free) - 1))]


def _notes(log: TrainingLog, on: date, state: _State) -> tuple[str, ...]:
    """Codes of sentences that go with the plan."""
    if state.fever:
        return ("rest_with_fever",)
    if state.light is Light.RED:
        waits = state.way is not None and state.way.phase == "waiting"
        calm = _way_notes(state.way) if state.way is not None and waits else ()
        return calm if _bone_is_red(log, on) else (*calm, "cross_train_if_painless")
    if state.way is not None:
        return _way_notes(state.way)
    if state.light is Light.AMBER:
        return ("flat_only", "day_between")
    rest = pause(log, on)
    notes = ["walk_and_run"] if rest is not None and rest.walk_run else []
    notes += ["no_new_longest"] if state.light is Light.GREEN else []
    if spiked_since(log, on, DAYS) or _was_long_or_ill(log, on):
        notes.append("two_easy_first")
    return tuple(notes)


def _was_long_or_ill(log: TrainingLog, on: date) -> bool:
    """Whether the week had a fever, or a run much longer by its minutes than any before."""
    week = [on - nth * _DAY for nth in range(DAYS)]
    ill = any(report.fever for report in log.pain_on(week[-1], on))
    return ill or any(time_spike(log, day) is not None for day in week)


def _midwife_notes(birth: bool) -> tuple[str, ...]:
    return ("follow_midwife", "tell_pelvic_check") if birth else ("follow_midwife",)


def _way_notes(way: Return) -> tuple[str, ...]:
    if way.phase == "waiting":
        bone = way.region.pain_class is PainClass.BONE
        return ("wait_for_clinician",) if bone else ("wait_for_calm",)
    if way.phase == "build":
        return ("longer_first", "day_between")
    return ("flat_only", "day_between")


def _bone_is_red(log: TrainingLog, on: date) -> bool:
    return any(
        place.light is Light.RED and place.region.pain_class is PainClass.BONE
        for place in soreness(log, on)
    )
