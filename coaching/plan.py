"""The coming week: a ceiling for the longest run, days to run, to rest and to lift."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from coaching.advice import Finding, Light, Plan
from coaching.body import PainClass, Region
from coaching.catalogue import exercises
from coaching.experience import follows_midwife, is_child, is_novice
from coaching.lifting import bone_is_sore, need, pauses
from coaching.log import TrainingLog
from coaching.soreness import soreness
from coaching.spike import down_to_step, longest_lately_m, next_long_run_m, spiked_since
from coaching.weeks import Habit, usual_week

DAYS = 7
SORE_SHARE = 0.7
"""Convention: after amber pain the next run is 30 to 50 % shorter, so at most this much."""
REFERRALS = frozenset({"under_16_refer", "tell_an_adult"})
"""What sends a young runner to somebody else first leaves the week free of running."""
NOVICE_RUNS = 3
EVERY_OTHER = 4
"""So many runs a week fit with a day between."""
BLOCK_SIZE, CUT_BLOCK_SIZE = 4, 2
PREVENTION = ("X01", "X05", "X07", "X17")
_DAY = timedelta(days=1)


def coming_week(log: TrainingLog, on: date, findings: Sequence[Finding]) -> Plan:
    """The seven days after `on`, fitted to the weekdays on which this runner usually runs."""
    days = [on + nth * _DAY for nth in range(1, DAYS + 1)]
    first, last = days[0], days[-1]
    seen_first = any(f.light is Light.FLAG or f.action in REFERRALS for f in findings)
    if seen_first:
        return Plan(first, last, running=False, rest_days=tuple(days), notes=("rest_until_seen",))
    light = max((sore.light for sore in soreness(log, on)), default=Light.GREY)
    running = light is not Light.RED
    habit = usual_week(log, on)
    settled = bool(habit.weekdays) or not running  # else no day is known to be a day off
    apart = light is Light.AMBER or is_novice(log, on)
    ran = on in log.active_days
    runs = _run_days(days, habit, apart, is_novice(log, on), ran) if running else []
    cut = any(f.rule == "strength" and f.action == "cut_block" for f in findings)
    block = _block(log, on, cut)
    lifts = _strength_days(days, runs, habit, need(log, on).per_week) if block else []
    return Plan(
        first=first,
        last=last,
        running=running,
        longest_run_m=_ceiling(log, on, light) if running else None,
        run_days=tuple(runs),
        rest_days=tuple(day for day in days if day not in {*runs, *lifts}) if settled else (),
        strength_days=tuple(lifts),
        block=block,
        notes=_notes(log, on, light),
    )


def _ceiling(log: TrainingLog, on: date, light: Light) -> float | None:
    """The most that one run should be; none where load is a midwife's matter."""
    if follows_midwife(log, on):
        return None
    if light is Light.AMBER:
        last = log.sessions_on(on - 30 * _DAY, on)[-1:]
        sore_m = down_to_step(SORE_SHARE * last[0].distance_m) if last else 0.0
        usual_m = next_long_run_m(log, on)
        return min(sore_m, usual_m or sore_m) or None
    ceiling_m = next_long_run_m(log, on)
    if ceiling_m is not None and light is Light.GREEN:
        longest_m = longest_lately_m(log, on)
        ceiling_m = ceiling_m if longest_m is None else min(ceiling_m, down_to_step(longest_m))
    return ceiling_m


def _run_days(
    days: Sequence[date], habit: Habit, apart: bool, novice: bool, ran: bool
) -> list[date]:
    """The usual weekdays, never all seven, thinned out where a day between is due."""
    usual = [day for day in days if day.weekday() in habit.weekdays]
    if not habit.fixed and len(usual) <= EVERY_OTHER:
        usual = _spread(days, len(usual), ran)
    if len(usual) == DAYS:
        usual = [day for day in usual if day.weekday() != _day_off(habit)]
    if apart:
        kept: list[date] = []
        for day in usual:
            if not kept or day - kept[-1] > _DAY:
                kept.append(day)
        usual = kept
    return usual[:NOVICE_RUNS] if novice else usual


def _spread(days: Sequence[date], count: int, ran: bool) -> list[date]:
    """So many days with a day between, for a runner whose habit is a number and no weekday."""
    step = 2 if count > 2 else 3
    return list(days[int(ran) :: step][:count])


def _day_off(habit: Habit) -> int:
    """The day after the long run, or Monday."""
    return 0 if habit.long_run is None else (habit.long_run + 1) % DAYS


def _strength_days(
    days: Sequence[date], runs: Sequence[date], habit: Habit, count: int
) -> list[date]:
    """Days for strength, never two in a row: free days but one first, then easy run days."""
    free = [day for day in days if day not in runs]
    easy = [day for day in runs if day.weekday() != habit.long_run]
    chosen: list[date] = []
    for day in [*free, *easy]:
        left = len([d for d in free if d != day and d not in chosen])
        if len(chosen) == count or (day in free and left == 0):
            continue
        if all(abs(day - other) > _DAY for other in chosen):
            chosen.append(day)
    return sorted(chosen)


def _block(log: TrainingLog, on: date, cut: bool) -> tuple[str, ...]:
    """Three to five exercises for the sore or settled place, two while little gets done."""
    if follows_midwife(log, on) or is_child(log, on) or pauses(log, on) or bone_is_sore(log, on):
        return ()
    region = need(log, on).region
    size = CUT_BLOCK_SIZE if cut else BLOCK_SIZE
    return _exercises_for(region)[:size]


def _exercises_for(region: Region | None) -> tuple[str, ...]:
    if region is None:
        return PREVENTION
    chosen = [code for code, exercise in exercises().items() if region in exercise.regions]
    chosen += [code for code in PREVENTION if code not in chosen]
    if region.pain_class is PainClass.TENDON:
        # The sore tendon's own exercise first, the rest as usual.
        chosen.sort(key=lambda code: region not in exercises()[code].regions)
    return tuple(chosen)


def _notes(log: TrainingLog, on: date, light: Light) -> tuple[str, ...]:
    """Codes of sentences that go with the plan."""
    if follows_midwife(log, on):
        return ("follow_midwife",)
    if light is Light.RED:
        return ("cross_train_if_painless",)
    if light is Light.AMBER:
        return ("flat_only", "day_between")
    notes = ["no_new_longest"] if light is Light.GREEN else []
    if spiked_since(log, on, 7):
        notes.append("two_easy_first")
    return tuple(notes)
