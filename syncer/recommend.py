"""One runner: read the history, ask the coaching, and store what is new together with its mail.

What was said before the day in question counts for the coaching's budgets, and so does what
still waits to be sent; what was said on the day itself does not, so that asking again gives
the same answer. `Said` rows are written by `deliver`, once a letter has really left.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session

from coaching.advice import Advice
from coaching.engine import advise, advise_week
from coaching.log import TrainingLog
from syncer import advice_rows, history, models, told
from syncer.carried import carry
from syncer.posting import OLDEST, today_of
from syncer.settings import Settings

QUIET_AFTER = timedelta(days=28)
"""A runner without a run or a report for this long gets no digest: silence is kinder."""


def advise_runner(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    on: date | None = None,
    dry_run: bool = False,
) -> Advice:
    """What the runner's log calls for on a local day (today if not told), stored if new.

    A note and its mail are stored in one transaction; asked again, nothing is stored twice. A
    day more than a week ago is answered, but never makes a note. `dry_run` stores nothing.
    """
    log = history.training_log(session, runner)
    return _advise(session, settings, now, runner, log, on or today_of(runner, now), dry_run)


def advise_days(
    session: Session, settings: Settings, now: datetime, runner: models.Runner
) -> list[Advice]:
    """The nightly pass: every day of the last week with a run or a report, the newest first.

    Days that were advised before are asked again, because a run or a report may have come in
    late; what was stored stays as it was. The newest day comes first, so that where only one
    mail may go it is about the latest run.
    """
    log = history.training_log(session, runner)
    today = today_of(runner, now)
    days = log.active_days | {report.on for report in log.pain}
    wanted = sorted((day for day in days if today - OLDEST <= day <= today), reverse=True)
    return [_advise(session, settings, now, runner, log, day, False) for day in wanted]


def digest_runner(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    on: date | None = None,
) -> models.Advice | None:
    """The digest of the week that ended on a day (the runner's last digest day), one a week.

    None when that week has its digest already, or when there was nothing for a month.
    """
    if on is None:
        today = today_of(runner, now)
        on = today - timedelta(days=(today.weekday() - runner.digest_weekday) % 7)
    if advice_rows.has_digest(session, settings, now, runner, on):
        return None
    log = history.training_log(session, runner)
    if not _is_active(log, on):
        return None
    log = _with_said_before(session, runner, log, on + timedelta(days=1))
    lost = told.undelivered(session, runner, on)
    week, in_it = carry(advise_week(log, on), [told.findings_of(row) for _, row in lost])
    carries = [delivery.id for (delivery, _), done in zip(lost, in_it, strict=True) if done]
    return advice_rows.keep_digest(session, settings, now, runner, log, week, carries)


def _advise(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    log: TrainingLog,
    on: date,
    dry_run: bool,
) -> Advice:
    log = _with_said_before(session, runner, log, on)
    advice = advise(log, on)
    finding = told.to_tell(advice)
    age = today_of(runner, now) - on
    if not dry_run and finding is not None and timedelta(0) <= age <= OLDEST:
        advice_rows.keep_note(session, settings, now, runner, log, advice, finding)
    return advice


def _with_said_before(
    session: Session, runner: models.Runner, log: TrainingLog, on: date
) -> TrainingLog:
    said = [*log.said, *told.on_its_way(session, runner)]
    return log.with_said([one for one in said if one.on < on])


def _is_active(log: TrainingLog, on: date) -> bool:
    days = log.active_days | {report.on for report in log.pain}
    return any(on - QUIET_AFTER < day <= on for day in days)
