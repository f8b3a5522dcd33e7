"""Commands about Garmin: sign in, at the club's machine or at home; look who is connected."""

from __future__ import annotations

import sys
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlmodel import Session

from syncer import login_rests, login_steps, signing_in
from syncer.commands import (
    Db,
    Json,
    MaybeEmail,
    Now,
    Undone,
    Work,
    answer,
    aside,
    runner_of,
    runners_of,
    screen,
    settings_for,
    told_now,
    work,
)
from syncer.commands.garmin_desk import at_home, code_told, credentials, progress, sentence
from syncer.login_rests import SHUT
from syncer.login_steps import ASKING, CODE, DONE, Standing
from syncer.models import Runner
from syncer.posting import reader_of
from syncer.sources.garmin import NAME
from syncer.tokens import NoTokenKey, connection_of, seal_text

garmin_app = typer.Typer(help="Connecting runners to Garmin Connect.", no_args_is_help=True)


@garmin_app.command("login")
def login_(
    ctx: typer.Context,
    runner: Annotated[
        str | None, typer.Option("--runner", help="Connect this runner, on the club's machine.")
    ] = None,
    code: Annotated[
        str | None,
        typer.Option("--for", help="At home: the code that your page at the club shows."),
    ] = None,
    email: Annotated[
        str | None, typer.Option("--email", help="The e-mail at Garmin; else it is asked for.")
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Sign in at Garmin once. The password is asked for, or read from standard input, and not
    kept; if Garmin sends a code, that is asked for, or read, next."""
    if (runner is None) == (code is None):
        raise typer.BadParameter(
            "say either whom to connect here, or for which code you sign in at home",
            param_hint="--runner --for",
        )
    if email is None and not sys.stdin.isatty():
        raise typer.BadParameter(
            "without a terminal to ask at, the e-mail at Garmin has to be given",
            param_hint="--email",
        )
    if runner is not None:
        with work(ctx, db, now) as w:
            _connect(w, runner, email)
        if as_json:
            answer({"runner": runner.strip().casefold(), "connected": True})
        else:
            screen.print(f"{runner} is connected with Garmin.", highlight=False)
        return
    assert code is not None
    token, name = at_home(settings_for(ctx, db), told_now(ctx, now), code, email)
    if as_json:
        answer({"token": token, "account": name})
        return
    aside.print(f"Garmin let you in{f' as {name}' if name else ''}.", highlight=False, markup=False)
    aside.print("Paste all of the following into your page at the club, today:\n")
    typer.echo(token)


@garmin_app.command()
def status(
    ctx: typer.Context,
    runner: MaybeEmail = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Who is connected with Garmin, who has to sign in again, and whose sign-in has to rest."""
    with work(ctx, db, now) as w, w.session() as session:
        facts = [_facts(session, w, one) for one in runners_of(session, runner)]
    facts = [one for one in facts if one["status"] or one["sign_in"]]
    if as_json:
        answer(facts)
        return
    for one in facts:
        told = [f"{key}: {value}" for key, value in one.items() if value and key != "runner"]
        screen.print(f"{one['runner']}  {', '.join(told)}", highlight=False)
    if not facts:
        screen.print("Nobody is connected with Garmin yet.")


def _facts(session: Session, w: Work, runner: Runner) -> dict[str, object]:
    assert runner.id is not None
    held = connection_of(session, runner.id, NAME)
    stands = login_steps.standing(session, w.settings, w.now, runner.id)
    return {
        "runner": runner.email,
        "status": None if held is None else held.status,
        "since": None if held is None else held.connected_at.isoformat(),
        "listed_at": None if held is None or not held.listed_at else held.listed_at.isoformat(),
        "sign_in": "" if stands.step == DONE else stands.problem or stands.step,
        "rests_until": None if stands.until is None else stands.until.isoformat(),
    }


def _connect(w: Work, runner_email: str, email: str | None) -> None:
    """Sign a runner in and keep the login, as the page does."""
    if w.settings.garmin_login == "off":
        raise Undone("Garmin is switched off here; set EVENSTRIDE_GARMIN_LOGIN to home or page.")
    with w.session() as session:
        runner = runner_of(session, runner_email)
        assert runner.id is not None
        _may_begin(session, w, runner)
    email, password = credentials(email)
    with w.session() as session:
        attempt = login_steps.begin(session, w.clock(), runner.id)
        if attempt is None:
            _may_begin(session, w, runner)
            raise Undone("Somebody else began a sign-in of this runner just now; wait for it.")
    with progress() as step:
        signing_in.sign_in(w.session, w.settings, w.clock, attempt, email, password, step)
    while (stands := _stands(w, runner)).step == CODE:
        if stands.problem:
            aside.print(sentence(stands.problem, None, reader_of(runner)), highlight=False)
        told = code_told(stands.sent_to)
        with w.session() as session:
            attempt = login_steps.take_code(session, w.clock(), runner.id)
        if attempt is None:
            break
        with progress() as step:
            signing_in.tell_code(w.session, w.settings, w.clock, attempt, told, step)
    if stands.step != DONE:
        raise Undone(_of(stands, runner))


def _may_begin(session: Session, w: Work, runner: Runner) -> None:
    """Say why not before a password is asked for. Raises Undone."""
    assert runner.id is not None
    try:
        seal_text(w.settings, "")
    except NoTokenKey as error:
        raise Undone(str(error)) from None
    stands = login_steps.standing(session, w.settings, w.now, runner.id)
    if stands.step == ASKING:
        raise Undone("A sign-in of this runner is under way; wait for it, ten minutes at most.")
    if stands.until is not None:
        raise Undone(_of(stands, runner))
    shut = login_rests.shut_until(session, w.clock())
    if shut is not None:
        raise Undone(_of(Standing(problem=SHUT, until=shut), runner))


def _stands(w: Work, runner: Runner) -> Standing:
    assert runner.id is not None
    with w.session() as session:
        return login_steps.standing(session, w.settings, w.clock(), runner.id)


def _of(stands: Standing, runner: Runner) -> str:
    until = None if stands.until is None else stands.until.astimezone(ZoneInfo(runner.timezone))
    return sentence(stands.problem or login_steps.CUT_OFF, until, reader_of(runner))
