"""What a coach may see of one runner's week: decided here and nowhere else.

The first consent shows the light, the kilometres and the kind of advice; the second one where it
hurts and how much. A warning sign is shown as red, and a possible condition not at all.

What came from a source that coaches may not see (Strava, unless the club switched that on) is
left out before anything is worked out, so that no light and no silence rests on it. Of a runner
whose runs are then incomplete only what they told themselves can give a light.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from coaching.advice import Finding, Light
from coaching.engine import advise_week
from coaching.log import TrainingLog
from coaching.return_to_run import returning
from syncer import consents, history, models, same_run
from syncer.recordings import ACTIVITY, stored
from syncer.settings import Settings
from syncer.sources import Kind
from syncer.sources.platforms import LABELS
from syncer.terms import terms_of
from templates.coach import Group, Member, Sore, told_words

SILENT_DAYS = 14
"""Our choice: from so many days without a run on somebody is asked after; a break begins there."""
LOOKS_BACK = timedelta(days=200)
"""Further back no rule compares."""
TOLD_THEMSELVES = frozenset({"pain", "red_flags", "recovery"})
"""Rules that need no run to speak."""
ON_THE_WAY_BACK = frozenset({"return_to_run", "after_a_break"})
"""In one group, so that being in it does not say that something hurt."""
WEEKS_BEFORE = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Week:
    """A runner's log without what the coach may not see, and what that lacks.

    `partly_hidden`: something was left out; `runs_hidden`: runs that nothing else recorded.
    """

    log: TrainingLog
    partly_hidden: bool
    runs_hidden: bool


def view(
    session: Session, settings: Settings, coach: models.Runner, runner: models.Runner, on: date
) -> Member | None:
    """What this coach may see of the week that ends on `on`; None without the runner's consent."""
    if not consents.has(session, runner, consents.COACH_LOAD, coach):
        return None
    shows_pain = consents.has(session, runner, consents.COACH_PAIN, coach)
    name = runner.name or runner.email
    week = _week(session, settings, runner, on)
    log = week.log
    found = advise_week(log, on).findings
    if week.runs_hidden:
        found = tuple(finding for finding in found if finding.rule in TOLD_THEMSELVES)
    last_run = None if week.runs_hidden else log.calendar.last_day(on)
    silent_days = None if last_run is None else (on - last_run).days
    group = _group(found, silent_days, week.runs_hidden)
    rules = {finding.rule for finding in found} if week.partly_hidden else None
    sore = _sore(log, on) if shows_pain and group not in (None, Group.USUAL) else ()
    way = returning(log, on) if shows_pain and group is Group.BACK else None
    this, *before = log.blocks(on, 1 + WEEKS_BEFORE)
    return Member(
        name=name,
        group=group,
        week_m=None if week.runs_hidden else this.distance_m,
        before_m=None
        if week.runs_hidden
        else sum(block.distance_m for block in before) / WEEKS_BEFORE,
        told=None if group is None else _told(session, runner, on, rules),
        sore=sore,
        silent_days=silent_days,
        stage=None if way is None else way.stage,
        withheld=week.runs_hidden,
    )


def _week(session: Session, settings: Settings, runner: models.Runner, on: date) -> _Week:
    assert runner.id is not None
    hidden = [name for name in LABELS if not terms_of(name, settings).coach_may_see]
    log = history.training_log(session, runner, without=hidden)
    held = select(models.Activity.id).where(
        col(models.Activity.runner_id) == runner.id, col(models.Activity.source).in_(hidden)
    )
    if not hidden or session.exec(held.limit(1)).first() is None:
        return _Week(log, partly_hidden=False, runs_hidden=False)
    since = datetime.combine(on, time(), UTC) - LOOKS_BACK
    lately = same_run.outings(stored(session, runner.id, ACTIVITY.c.started_at > since))
    gone = any(outing.kind is Kind.RUN and set(outing.sources) <= set(hidden) for outing in lately)
    # What was said of all runs counts against what may be said again, and so does not count here.
    return _Week(log.with_said(()), partly_hidden=True, runs_hidden=gone)


def _group(found: tuple[Finding, ...], silent_days: int | None, runs_hidden: bool) -> Group | None:
    lights = [
        finding.light
        for finding in found
        if finding.light is not None and finding.rule not in ON_THE_WAY_BACK
    ]
    worst = max(lights, default=Light.GREY)
    if worst >= Light.RED:
        return Group.RED
    if worst is Light.AMBER:
        return Group.AMBER
    if runs_hidden:
        return None
    # Before the way back: who waits for calm is seen as silent, as anybody else would be.
    if silent_days is None or silent_days >= SILENT_DAYS:
        return Group.SILENT
    if any(finding.rule in ON_THE_WAY_BACK for finding in found):
        return Group.BACK
    return Group.USUAL


def _told(
    session: Session, runner: models.Runner, on: date, rules: set[str] | None
) -> tuple[str, str] | None:
    """The last advice on load or rest that really left in this week, as rule and action."""
    said = models.Said
    found = session.exec(
        select(said)
        .where(
            col(said.runner_id) == runner.id,
            col(said.on) > on - timedelta(days=7),
            col(said.on) <= on,
        )
        .order_by(col(said.on).desc(), col(said.id).desc())
    )
    for one in found:
        if (rules is None or one.rule in rules) and told_words(one.rule, one.action):
            return one.rule, one.action
    return None


def _sore(log: TrainingLog, on: date) -> tuple[Sore, ...]:
    """The week's latest word about each place that hurt, with the highest number of that day."""
    places: dict[tuple[str, str | None], Sore | None] = {}
    for report in log.pain_on(on - 6 * _DAY, on):
        if report.region is None:
            continue
        region, side = report.region.value, None if report.side is None else report.side.value
        told = (report.worst, report.after, report.morning, report.walking, report.stairs)
        worst = max((number for number in told if number is not None), default=None)
        places[region, side] = None if worst == 0 else Sore(region, side, worst, report.on)
    return tuple(sore for sore in places.values() if sore is not None)
