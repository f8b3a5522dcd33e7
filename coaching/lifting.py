"""Strength work: how much was done, what is asked for, and what it is for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from typing import NamedTuple

from coaching.advice import Light
from coaching.body import PainClass, Region
from coaching.episode import episodes, open_episodes, settled_episode
from coaching.facts import StrengthSession
from coaching.log import TrainingLog
from coaching.soreness import active_pain

WINDOW_DAYS = 14
MIN_MINUTES = 10.0
PREVENT_PER_WEEK, TREAT_PER_WEEK, MAINTAIN_PER_WEEK = 2, 3, 1
ADHERENCE_CUT = 0.6
PROMPTS, PROMPT_DAYS, SELDOM_DAYS = 3, 112, 28
"""Our choice: prevention asked for so often without a single session is asked for seldom."""
MAINTAIN_DAYS = 84
"""So long after the last pain, strength work is kept up and its pause is worth a reminder."""
PAIN_MAX, PAIN_MAX_TENDON = 2, 3
"""NRS during strength work above which it pauses."""

TREATED = frozenset(
    {
        Region.KNEE,
        Region.KNEE_FRONT,
        Region.KNEE_OUTER,
        Region.KNEE_BELOW_CAP,
    }
)
"""Places for which hip and thigh work is a treatment, not only a habit."""


class Need(NamedTuple):
    """What a runner's strength work is for: a week's sessions and the place it serves.

    `since` is the day from which it has served that; None where nothing hurt for long.
    """

    per_week: int
    region: Region | None
    settled: bool = False
    since: date | None = None


def strength_work(log: TrainingLog, first: date, last: date) -> list[StrengthSession]:
    """Strength sessions of at least 10 minutes, recorded or told, of these local days."""
    return [s for s in log.strength_on(first, last) if s.minutes >= MIN_MINUTES]


def answer_days(log: TrainingLog, what: str, first: date, last: date) -> list[date]:
    """The days on which a strength recommendation was answered `done` or `too_hard`."""
    start = bisect_left(log.answers, first, key=lambda answer: answer.on)
    end = bisect_right(log.answers, last, lo=start, key=lambda answer: answer.on)
    return [a.on for a in log.answers[start:end] if a.what == what and a.rule == "strength"]


def sessions_done(log: TrainingLog, on: date, days: int = WINDOW_DAYS) -> int:
    """Days with strength work of at least 10 minutes in the last `days` local days.

    Recorded, told, or a "done" on a recommendation: on one day they are one session.
    """
    first = on - timedelta(days=days - 1)
    done = {session.on for session in strength_work(log, first, on)}
    return len(done.union(answer_days(log, "done", first, on)))


def need(log: TrainingLog, on: date) -> Need:
    """Treatment while a knee hurts, upkeep for 12 weeks after, prevention otherwise."""
    return log.keep("strength need", on, lambda: _need(log, on))


def _need(log: TrainingLog, on: date) -> Need:
    going_on = {episode.region: episode.opened_on for episode in open_episodes(log, on)}
    sore = {place.region: place.day for place in active_pain(log, on)}
    places = [*sore, *(region for region in going_on if region not in sore)]
    # A knee comes first: it is the place for which this work is a treatment.
    for region in sorted(places, key=lambda place: place not in TREATED):
        per_week = TREAT_PER_WEEK if region in TREATED else PREVENT_PER_WEEK
        return Need(per_week, region, since=going_on.get(region) or sore[region])
    settled = settled_episode(log, on, MAINTAIN_DAYS)
    if settled is not None:
        return Need(MAINTAIN_PER_WEEK, settled.region, settled=True, since=settled.opened_on)
    return Need(PREVENT_PER_WEEK, None, since=_left_behind(log, on))


def _left_behind(log: TrainingLog, on: date) -> date | None:
    """The day on which the upkeep of the latest sore place was over."""
    latest = next(iter(episodes(log, on)), None)
    if latest is None:
        return None
    if latest.closed_on is None:
        return latest.last_hurt_on + timedelta(days=WINDOW_DAYS)
    return latest.closed_on + timedelta(days=MAINTAIN_DAYS)


def reminded(log: TrainingLog, on: date) -> bool:
    """Whether the pause after a settled pain was spoken of before, since that pain settled."""
    settled = settled_episode(log, on, MAINTAIN_DAYS)
    if settled is None or settled.closed_on is None:
        return False
    return any(
        said.rule == "strength" and said.action == "relapse_reminder"
        for said in log.said_on(settled.closed_on, on - timedelta(days=1))
    )


def was_asked_enough(log: TrainingLog, on: date) -> bool:
    """Whether strength work was asked for again and again, nothing was done, and lately at that."""
    said = log.said_on(on - timedelta(days=PROMPT_DAYS - 1), on - timedelta(days=1))
    asked = [one.on for one in said if one.rule == "strength"]
    if len(asked) < PROMPTS or sessions_done(log, on, PROMPT_DAYS):
        return False
    return on - asked[-1] < timedelta(days=SELDOM_DAYS)


def cut_is_due(log: TrainingLog, on: date, per_week: int, since: date | None = None) -> bool:
    """Whether less than 60 % was done of what was asked for two weeks ago, for the same thing.

    `since` is the day from which the work has served what it serves now.
    """
    first = max(on - timedelta(days=2 * WINDOW_DAYS - 1), since or date.min)
    asked = any(
        said.rule == "strength" and said.action in ("two_sessions", "treat_three", "cut_block")
        for said in log.said_on(first, on - timedelta(days=WINDOW_DAYS))
    )
    return asked and sessions_done(log, on) < ADHERENCE_CUT * 2 * per_week


def rests(log: TrainingLog, on: date) -> bool:
    """Whether strength work should rest: it hurt the last time, or a bone or a muscle is red."""
    return pauses(log, on) or bone_is_sore(log, on) or muscle_is_red(log, on)


def pauses(log: TrainingLog, on: date) -> bool:
    """Whether strength work itself hurt too much the last time."""
    last = log.strength_on(on - timedelta(days=WINDOW_DAYS - 1), on)[-1:]
    if not last or last[0].pain is None:
        return False
    tendon = any(p.region.pain_class is PainClass.TENDON for p in active_pain(log, on))
    return last[0].pain > (PAIN_MAX_TENDON if tendon else PAIN_MAX)


def bone_is_sore(log: TrainingLog, on: date) -> bool:
    """Whether a bone hurts enough that it should rest from everything."""
    return any(
        place.light is Light.RED and place.region.pain_class is PainClass.BONE
        for place in active_pain(log, on)
    )


def muscle_is_red(log: TrainingLog, on: date) -> bool:
    """Whether calf or back of the thigh are red: a fresh strain is no place to load."""
    return any(
        place.light is Light.RED and place.region in (Region.CALF, Region.HAMSTRING)
        for place in active_pain(log, on)
    )
