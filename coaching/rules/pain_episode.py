"""Pain episode: a place that goes on hurting, week after week.

Watches: what was told of one place over the weeks: when it began, whether it gets better, and
the weekly questions on how much it gets in the way.

Why it matters: kneecap pain often takes months, and what has lasted long takes longer. Somebody
who examines it can find what nobody sees from afar.

Says, all grey: `expect` in the first three weeks; `refer` from 3 weeks on, `refer_soon` from 8,
`refer_anyway` from 12 on if it is no better, however mild; `offer_gait_look` from 4 weeks on
without a change, once a look was suggested; `settled` in the week after it closed.
With `region`, `side`, `weeks`, `worst`, `weekly_check`, `weekly_score`, `weekly_score_before`.

Stays silent: until an episode is open (an amber or red light, pain in 3 of 4 answers, or in two
weeks in a row), and under 16.

Sources: Collins 2013; when to send somebody on is common practice.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region
from coaching.catalogue import cite
from coaching.episode import Episode, open_episodes, settled_episode
from coaching.experience import is_child
from coaching.log import TrainingLog
from coaching.return_to_run import returning
from coaching.soreness import soreness

REFER_WEEKS, REFER_SOON_WEEKS, REFER_ANYWAY_WEEKS = 3, 8, 12
GAIT_LOOK_WEEKS = 4
SETTLED_DAYS = 7
CHECK_DAYS = 7
_KNEECAP = frozenset({Region.KNEE, Region.KNEE_FRONT})


def pain_episode(log: TrainingLog, on: date) -> Finding | None:
    """The longest episode that is open, or the one that has just settled."""
    if is_child(log, on):
        return None
    going_on = open_episodes(log, on)
    if going_on:
        return _finding(log, on, going_on[0], _action(log, on, going_on[0]))
    over = settled_episode(log, on, SETTLED_DAYS)
    return None if over is None else _finding(log, on, over, "settled")


def _action(log: TrainingLog, on: date, episode: Episode) -> str:
    weeks = episode.weeks(on)
    better = _better(episode, on)
    if weeks >= REFER_ANYWAY_WEEKS and not better:
        return "refer_anyway"
    if weeks >= REFER_SOON_WEEKS:
        return "refer_soon"
    if weeks >= GAIT_LOOK_WEEKS and not better and _referred(log, on, episode):
        if _may_run(log, on):
            return "offer_gait_look"
    return "refer" if weeks >= REFER_WEEKS else "expect"


def _may_run(log: TrainingLog, on: date) -> bool:
    """Whether anybody could watch this runner run."""
    red = any(place.light is Light.RED for place in soreness(log, on))
    return not red and returning(log, on) is None


def _better(episode: Episode, on: date) -> bool:
    """Whether the worst of the last two weeks lies below the worst of the first two."""
    start, recent = episode.opened_on, on - timedelta(days=13)
    first = [level for day, level in episode.levels if day < start + timedelta(days=14)]
    last = [level for day, level in episode.levels if day >= recent]
    return bool(first) and max(last, default=0) < max(first)


def _referred(log: TrainingLog, on: date, episode: Episode) -> bool:
    return any(
        said.rule == "pain_episode"
        and said.action == "refer"
        and said.about == episode.region.value
        and said.on < on
        for said in log.said_on(episode.opened_on, on)
    )


def _finding(log: TrainingLog, on: date, episode: Episode, action: str) -> Finding:
    checks = [c for c in log.weekly_checks if c.region is episode.region and c.on <= on]
    scores = [check.score for check in checks[-2:]]
    due = episode.is_open and not (checks and on - checks[-1].on < timedelta(days=CHECK_DAYS))
    return Finding(
        rule="pain_episode",
        light=Light.GREY,
        action=action,
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        sources=cite("collins_2013") if episode.region in _KNEECAP else (),
        numbers={
            "region": episode.region.value,
            "side": None if episode.side is None else episode.side.value,
            "weeks": episode.weeks(on),
            "worst": episode.worst,
            "weekly_check": due,
            "weekly_score": scores[-1] if scores else None,
            "weekly_score_before": scores[0] if len(scores) > 1 else None,
        },
        digest_only=True,
        about=episode.region.value,
    )
