"""Session spike: one run much longer than anything in the 30 days before.

Watches: each session's distance against the longest session of the 30 days before it, itself
left out.

Why it matters: it is the only distance rule with a large cohort behind it. Among 5,205 runners,
sessions more than 10 % longer than the longest of the last 30 days came with about one and a
half times as many overuse injuries, more than double with over two times. Most still end well,
so it asks a question and does not scold.

Says: green `keep_going` up to 1.10 times; amber `ease_next_two` above, labelled small (to 1.30),
moderate (to 2.00) or strong; after a race or a planned session `recover_from_race` or
`recover_from_planned` instead. Never red. Where a treadmill or trail has no reliable distance,
minutes are compared in the same way: amber `ease_next_two_by_time`, which no study tested.
Newcomers hear `first_run` (no light) or `longest_so_far` (grey). With `distance_m`, `longest_m`,
`ratio`, `percent`, `days`, or `minutes` and `longest_minutes`.

Stays silent: with fewer than 4 sessions in the 30 days or the first of them less than 14 days
ago, in pregnancy and early after a birth, for distances that a treadmill guessed. Never amber
under 5 km or for less than 1 km more; by time under 25 minutes or for less than 5 more.

Sources: Frandsen 2025.
"""

from __future__ import annotations

from datetime import date

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.experience import History, follows_midwife, history_level
from coaching.log import Session, TrainingLog
from coaching.spike import WINDOW_DAYS, Spike, spike_on
from coaching.time_on_feet import TimeSpike, time_spike


def session_spike(log: TrainingLog, on: date) -> Finding | None:
    """The day's longest step against the 30 days before."""
    if follows_midwife(log, on):
        return None
    today = log.sessions_on(on, on)
    if today and history_level(log, on) is History.NEW:
        return _newcomer(log, on, max(today, key=lambda s: (s.distance_m, s.key)))
    jump = spike_on(log, on)
    if jump is None or not jump.is_amber:
        longer = time_spike(log, on)
        if longer is not None:
            return _by_time(longer)
    if jump is None:
        return None
    return Finding(
        rule="session_spike",
        light=jump.light,
        action=_action(jump),
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.MODERATE,
        sources=cite("frandsen_2025"),
        numbers={
            "distance_m": jump.session.distance_m,
            "longest_m": jump.longest_m,
            "ratio": jump.ratio,
            "percent": (jump.ratio - 1.0) * 100.0,
            "days": WINDOW_DAYS,
        },
        label=jump.label,
        run=jump.session.key,
        digest_only=not jump.is_amber,
    )


def _by_time(longer: TimeSpike) -> Finding:
    return Finding(
        rule="session_spike",
        light=Light.AMBER,
        action="ease_next_two_by_time",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.DESIGN,
        numbers={
            "minutes": longer.moving_s / 60.0,
            "longest_minutes": longer.longest_s / 60.0,
            "ratio": longer.ratio,
            "percent": (longer.ratio - 1.0) * 100.0,
            "days": WINDOW_DAYS,
        },
        label=longer.label,
        run=longer.run.key,
    )


def _action(jump: Spike) -> str:
    if not jump.is_amber:
        return "keep_going"
    if jump.session.race:
        return "recover_from_race"
    return "recover_from_planned" if jump.session.planned else "ease_next_two"


def _newcomer(log: TrainingLog, on: date, session: Session) -> Finding | None:
    before = [s.distance_m for s in log.sessions_on(date.min, on) if s is not session]
    if before and session.distance_m <= max(before):
        return None
    return Finding(
        rule="session_spike",
        light=Light.GREY if before else None,
        action="longest_so_far" if before else "first_run",
        slot=Slot.OTHER,
        confidence=Confidence.DESIGN,
        numbers={"distance_m": session.distance_m},
        run=session.key,
        digest_only=True,
    )
