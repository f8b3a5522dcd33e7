"""What runners tell, by a command or by a tap in a mail: stored, and a warning sign answered.

A tap says which mail it came from (`by`), so that the same answer again changes nothing and
another one takes its place. Signs that were ticked stay: a tap clears no warning sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from coaching.log import PainReport
from syncer import consents, history, models, recommend
from syncer.flagged import flag_text
from syncer.settings import Settings

DONE, TOO_HARD = "done", "too_hard"
BY_MAIL = "mail:"
"""Who told a report: the runner, by a link, followed by what names the mail."""

_SAYS = tuple(one.name for one in fields(PainReport) if one.name != "said_at")


def tell(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    told: PainReport,
    by: str = "runner",
) -> str | None:
    """Store what hurts, or that nothing does, and answer the text of a sign that stands that day.

    The mail of such a sign is put on its way. Commits. Raises NeedsConsent.
    """
    consents.need(session, runner, consents.HEALTH)
    before = by_link(session, runner, by, to_change=True)
    if before is None or not _says_the_same(before, told):
        if before is not None and not before.flags:
            session.delete(before)
        history.store_report(session, now, runner, told, by=by)
    session.commit()
    return _answered(session, settings, now, runner, told.on)


def tick(
    session: Session,
    settings: Settings,
    now: datetime,
    runner: models.Runner,
    by: str,
    codes: Iterable[str],
) -> str | None:
    """Warning signs that belong to what was told by a link; answers and commits as `tell`."""
    consents.need(session, runner, consents.HEALTH)
    report = by_link(session, runner, by, to_change=True)
    if report is None:
        return None
    add_signs(now, report, codes)
    session.add(report)
    session.commit()
    return _answered(session, settings, now, runner, report.on)


def add_signs(now: datetime, report: models.PainReport, codes: Iterable[str]) -> None:
    """Note signs with a report. Told now: one that was cleared before is another one."""
    report.flags = sorted({*report.flags, *codes})
    report.said_at = now


def by_link(
    session: Session, runner: models.Runner, by: str, *, to_change: bool = False
) -> models.PainReport | None:
    """What was last told by the links of one mail; locked to change it, so that taps take turns."""
    if not by.startswith(BY_MAIL):
        return None
    own, told_by = col(models.PainReport.runner_id), col(models.PainReport.told_by)
    found = (
        select(models.PainReport)
        .where(own == runner.id, told_by == by)
        .order_by(col(models.PainReport.id).desc())
    )
    if to_change:
        _take_turn(session, runner)
    return session.exec(found).first()


def of_strength(
    session: Session, now: datetime, runner: models.Runner, on: date, what: str
) -> bool:
    """Note that the day's strength work was `done` or `too_hard`, once; False if it was noted.

    The caller commits.
    """
    _take_turn(session, runner)
    if is_noted(session, runner, on, what):
        return False
    assert runner.id is not None
    row = models.Answer(runner_id=runner.id, on=on, what=what, rule="strength", told_at=now)
    session.add(row)
    session.flush()
    return True


def is_noted(session: Session, runner: models.Runner, on: date, what: str) -> bool:
    """Whether the runner has said this of that day's strength work."""
    found = select(models.Answer.id).where(
        col(models.Answer.runner_id) == runner.id,
        col(models.Answer.on) == on,
        col(models.Answer.what) == what,
        col(models.Answer.rule) == "strength",
    )
    return session.exec(found).first() is not None


def _take_turn(session: Session, runner: models.Runner) -> None:
    """Taps of one runner wait for each other. By a write, because SQLite locks no row, and on
    the runner's own row, because there may be no other yet."""
    mine = update(models.Runner).where(col(models.Runner.id) == runner.id)
    session.connection().execute(mine.values(name=models.Runner.name))


def _answered(
    session: Session, settings: Settings, now: datetime, runner: models.Runner, on: date
) -> str | None:
    text = flag_text(session, runner, on)
    if text is not None:
        recommend.advise_runner(session, settings, now, runner, on)
    return text


def _says_the_same(row: models.PainReport, told: PainReport) -> bool:
    plain = {"flags": frozenset(row.flags), "feels": frozenset(row.feels)}
    return all(plain.get(name, getattr(row, name)) == getattr(told, name) for name in _SAYS)
