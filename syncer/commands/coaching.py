"""Commands that coach: advise, replay, deliver, digest."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from rich.markup import escape
from sqlmodel import Session

import templates
from coaching import engine
from coaching.advice import Advice
from coaching.replay import replay as replayed
from syncer import (
    advice_json,
    coach_digests,
    consents,
    deliver,
    history,
    mail_off,
    models,
    recommend,
)
from syncer.commands import (
    Db,
    Email,
    Json,
    MaybeEmail,
    Now,
    Undone,
    Work,
    answer,
    day,
    runner_of,
    runners_of,
    screen,
    work,
)
from syncer.posting import reader_of, today_of
from templates import Reader

log = logging.getLogger(__name__)


def advise(
    ctx: typer.Context,
    runner: Email,
    on: Annotated[str | None, typer.Option(help="The day; today if not told.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Store nothing.")] = False,
    expert: Annotated[
        bool, typer.Option("--expert", help="Show the acute-chronic ratio too; stores nothing.")
    ] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Say what this runner's log calls for on a day, and store what is new."""
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        about = day(on, "--on")
        if about is not None and about > today_of(who, w.now):
            raise typer.BadParameter(f"{about} is still to come", param_hint="--on")
        if expert:
            day_told = about or today_of(who, w.now)
            advice = engine.advise(history.training_log(session, who), day_told, expert=True)
        else:
            advice = recommend.advise_runner(
                session, w.settings, w.now, who, about, dry_run=dry_run
            )
        reader = reader_of(who)
    if as_json:
        answer(advice_json.advice_json(advice, reader))
    else:
        _show(advice, reader)


def _show(advice: Advice, reader: Reader) -> None:
    light = "no light" if advice.light is None else str(advice.light)
    screen.print(f"[bold]{advice.on}[/bold]  {light}")
    for recommendation in advice.recommendations:
        words = templates.words(recommendation.finding, reader)
        screen.print(f"- {escape(words.text)}\n  [dim]{escape(words.why)}[/dim]", highlight=False)
    if not advice.recommendations:
        screen.print("Nothing to change.", highlight=False)
    for finding in advice.findings:
        if finding.rule == engine.EXPERT_VIEW:
            words = templates.words(finding, reader)
            screen.print(f"[dim]{escape(words.text)} {escape(words.why)}[/dim]", highlight=False)


def replay(
    ctx: typer.Context,
    runner: Email,
    read_said: Annotated[
        bool, typer.Option("--read-said", help="Read what was really said; else it is simulated.")
    ] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Advise every day that had a run or a report, as JSON lines, the oldest first."""
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        log, reader = history.training_log(session, who), reader_of(who)
    for advice in replayed(log, read_said=read_said):
        line = advice_json.advice_json(advice, reader)
        typer.echo(json.dumps(line, ensure_ascii=False, default=str))


def deliver_(
    ctx: typer.Context,
    runner: MaybeEmail = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Send what is waiting: notes and digests."""
    with work(ctx, db, now) as w:
        with w.session() as session:
            who = runner_of(session, runner) if runner else None
        counts = asdict(deliver.deliver(w.session, w.settings, w.clock, who))
    if as_json:
        answer(counts)
    else:
        screen.print("  ".join(f"{name} {n}" for name, n in counts.items()), highlight=False)


def digest(
    ctx: typer.Context,
    runner: MaybeEmail = None,
    coach: Annotated[
        str | None,
        typer.Option(help="Instead, the digest of this coach, of the runners who agreed to it."),
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Write this week's digest for each runner who has none yet, and send it."""
    if runner and coach:
        raise typer.BadParameter("say --runner or --coach, not both", param_hint="--coach")
    with work(ctx, db, now) as w:
        with w.session() as session:
            people = [_coach_with_mail(session, coach)] if coach else runners_of(session, runner)
            written, failed = 0, list[str]()
            for who in people:
                try:
                    written += _digest_written(w, session, who, of_coach=coach is not None)
                except Exception:  # one runner's failure never stops the next
                    session.rollback()
                    log.exception("the digest failed runner=%d", who.id)
                    failed.append(who.email)
            only = people[0] if runner or coach else None
        counts = {
            "runners": len(people),
            "written": written,
            "not_written": len(failed),
            **asdict(deliver.deliver(w.session, w.settings, w.clock, only)),
        }
    if as_json:
        answer(counts)
    else:
        screen.print("  ".join(f"{name} {n}" for name, n in counts.items()), highlight=False)
    if failed:
        raise Undone(
            f"The digest could not be written for {', '.join(failed)}; the lines above say where"
            " it failed, please report them."
        )


def _digest_written(w: Work, session: Session, who: models.Runner, *, of_coach: bool) -> bool:
    """Write one digest of the week that ended last; False where there is one already."""
    if of_coach:
        return coach_digests.put_on_its_way(session, w.settings, w.now, who, _on(who, w.now))
    return recommend.digest_runner(session, w.settings, w.now, who) is not None


def _coach_with_mail(session: Session, email: str) -> models.Runner:
    """The coach, who has to be one, to have somebody's consent, and to get mail at all."""
    coach = runner_of(session, email)
    if not coach.is_coach:
        raise Undone(f"{email} is no coach; `evenstride runner coach {email}` makes them one.")
    if not consents.agreeing(session, coach, consents.COACH_LOAD):
        raise Undone(
            f"No runner agreed that {email} sees their week; ask them, then record it with"
            f" `evenstride consent RUNNER coach-load --coach {email}`."
        )
    if not mail_off.is_welcome(coach):
        raise Undone(
            f"{email} gets no mail; `evenstride runner mail {email}` says why, or the address was"
            " not confirmed yet."
        )
    return coach


def _on(coach: models.Runner, now: datetime) -> date:
    """The last day of the coach's week, whatever the hour."""
    today = today_of(coach, now)
    return today - timedelta(days=(today.weekday() - coach.coach_digest_weekday) % 7)
