"""Commands that set up a club: init, runner add, consent, check, mail test."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import available_timezones

import typer
from babel import Locale, UnknownLocaleError
from sqlmodel import Session, col, select

from syncer import admin_link, checks, consents, database, inviting, models, pages
from syncer.channels import email as email_channel
from syncer.commands import (
    Db,
    Json,
    Now,
    Undone,
    answer,
    runner_of,
    screen,
    settings_for,
    told_now,
    work,
)
from syncer.settings import Settings

runner_app = typer.Typer(help="The club's members.", no_args_is_help=True)
mail_app = typer.Typer(help="The mail server.", no_args_is_help=True)

CONSENTS = ("health", "coach-load", "coach-pain")


def address_of(text: str) -> str:
    """A mail address in the one form that is stored; wrong usage when it is none."""
    address = inviting.address_of(text)
    if address is None:
        raise typer.BadParameter(f"{text!r} is no mail address", param_hint="EMAIL")
    return address


def zone(name: str) -> str:
    if name not in available_timezones():
        raise typer.BadParameter(
            f"{name!r} is no time zone; write it as Europe/Berlin", param_hint="--timezone"
        )
    return name


def language(name: str) -> str:
    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        raise typer.BadParameter(
            f"{name!r} is no language; write it as en, de or fr_CH", param_hint="--locale"
        ) from None


def units_of(name: str) -> str:
    if name not in ("km", "mi"):
        raise typer.BadParameter("units are km or mi", param_hint="--units")
    return name


def init(
    ctx: typer.Context,
    defaults: Annotated[bool, typer.Option("--defaults", help="Ask nothing.")] = False,
    club: Annotated[str | None, typer.Option(help="The club's name.")] = None,
    email: Annotated[str | None, typer.Option(help="The first admin's address.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Where the club runs.")] = None,
    units: Annotated[str | None, typer.Option(help="km or mi.")] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Write a settings file, make keys, the database, the club and its first admin."""
    instant = told_now(ctx, now)

    def ask(given: str | None, question: str, usual: str) -> str:
        if given is not None or defaults:
            return given or usual
        return str(typer.prompt(question, default=usual))

    name = ask(club, "The club's name", "Our running club")
    admin = address_of(ask(email, "Your mail address (first admin)", "admin@localhost"))
    where = zone(ask(timezone, "The club's time zone", "UTC"))
    measure = units_of(ask(units, "Units (km or mi)", "km"))

    settings = settings_for(ctx, db)
    file = pages.write_settings_file(settings)
    settings = settings_for(ctx, db)
    engine = database.open_engine(settings.database)
    try:
        database.migrate(engine)
        with Session(engine) as session:
            existing = session.exec(select(models.Club)).first()
            if existing is not None:
                name = existing.name
            else:
                _found_club(session, instant, name, where, measure, admin)
            link = _door(session, settings, instant)
    finally:
        engine.dispose()
    facts = {
        "settings": str(file),
        "database": settings.database,
        "club": name,
        "created": existing is None,
        "admin_link": link,
    }
    if as_json:
        answer(facts)
        return
    word = "is ready" if existing is None else "was here already; nothing was changed"
    screen.print(f"{name} {word}.", highlight=False)
    screen.print(
        f"Settings: {file}\nNext: evenstride runner add YOU@EXAMPLE.ORG --myself", highlight=False
    )
    if link is not None:
        screen.print(
            f"Your page, while `evenstride serve` runs (good once, for an hour):\n{link}",
            highlight=False,
            markup=False,
        )


def _door(session: Session, settings: Settings, now: datetime) -> str | None:
    """The link to the admin's page; None where nobody could be let in."""
    admin = admin_link.first_admin(session)
    if admin is None or not settings.secret_key.get_secret_value():
        return None
    return admin_link.fresh(session, settings, now, admin)


def _found_club(
    session: Session, now: datetime, name: str, where: str, units: str, admin: str
) -> None:
    club = models.Club(name=name, timezone=where, units=units, created_at=now)
    session.add(club)
    session.flush()
    assert club.id is not None
    session.add(
        models.Runner(
            club_id=club.id,
            email=admin,
            timezone=where,
            units=units,
            is_admin=True,
            created_at=now,
        )
    )
    session.commit()


@runner_app.command("add")
def runner_add(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="The runner's mail address.")],
    name: Annotated[str, typer.Option(help="How to address them.")] = "",
    timezone: Annotated[str | None, typer.Option(help="Where they run; default: club's.")] = None,
    units: Annotated[str | None, typer.Option(help="km or mi; default: the club's.")] = None,
    locale: Annotated[
        str | None, typer.Option(help="Language and number style; default: the club's.")
    ] = None,
    myself: Annotated[
        bool,
        typer.Option(
            "--myself",
            help="You are this runner: the address is yours and you agree that what hurts"
            " is stored here.",
        ),
    ] = False,
    coach: Annotated[bool, typer.Option("--coach", help="They coach others.")] = False,
    birth_year: Annotated[int | None, typer.Option(help="Only with --myself.")] = None,
    novice: Annotated[
        bool | None,
        typer.Option("--novice/--no-novice", help="Under a year of running; with --myself."),
    ] = None,
    pregnant: Annotated[
        bool | None, typer.Option("--pregnant/--not-pregnant", help="Only with --myself.")
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Add a runner; they get an invitation by mail, unless it is you.

    Who did not confirm it yet is invited once more.
    """
    address = address_of(email)
    told = (birth_year, novice, pregnant)
    if not myself and any(value is not None for value in told):
        raise typer.BadParameter(
            "the profile is told by the runner alone; use it with --myself",
            param_hint="--birth-year --novice --pregnant",
        )
    with work(ctx, db, now) as w, w.session() as session:
        if birth_year is not None and not w.now.year - 110 <= birth_year <= w.now.year - 5:
            raise typer.BadParameter(f"{birth_year} is no birth year", param_hint="--birth-year")
        club = session.exec(select(models.Club)).first()
        if club is None or club.id is None:
            raise Undone("There is no club yet; run `evenstride init` first.")
        known = session.exec(
            select(models.Runner).where(col(models.Runner.email) == address)
        ).first()
        again = known is not None and known.address_confirmed_at is None
        if known is not None and not (again and (known.is_admin or not myself)):
            raise Undone(f"{address} is a runner already.")
        runner = known or models.Runner(club_id=club.id, email=address, created_at=w.now)
        before = known or club
        runner.name = name.strip() or runner.name
        runner.timezone = zone(timezone) if timezone else before.timezone
        runner.units = units_of(units) if units else before.units
        runner.locale = language(locale) if locale else before.locale
        runner.is_coach = coach or runner.is_coach
        if myself:
            runner.address_confirmed_at = w.now
            runner.birth_year, runner.novice, runner.pregnant = told
        session.add(runner)
        session.flush()
        if myself:
            consents.give(session, w.now, runner, "health", how="told at the keyboard (--myself)")
        else:
            runner.invited_at = w.now
        session.commit()
        if not myself:
            inviting.send_invitation(w.settings, w.now, club, runner)
    if as_json:
        answer({"runner": address})
        return
    screen.print(
        f"{address} is in. Next: evenstride import FILES --runner {address}"
        if myself
        else f"{address} is in; an invitation is on its way.",
        highlight=False,
    )


def consent(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="The runner's mail address.")],
    what: Annotated[str, typer.Argument(help="health, coach-load or coach-pain.")],
    how: Annotated[str, typer.Option(help="How the runner said it, in words.")],
    coach: Annotated[str | None, typer.Option(help="The coach it is about.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Record what a runner agreed to, or took back: when and how they said it."""
    if what not in CONSENTS:
        raise typer.BadParameter(f"{what!r} is none of {', '.join(CONSENTS)}", param_hint="WHAT")
    if not how.strip():
        raise typer.BadParameter("say how the runner agreed", param_hint="--how")
    if (what == "health") == (coach is not None):
        raise typer.BadParameter(
            "coach-load and coach-pain are about one coach, health about none",
            param_hint="--coach",
        )
    with work(ctx, db, now) as w, w.session() as session:
        runner = runner_of(session, email)
        about = runner_of(session, coach) if coach else None
        if about is not None and not about.is_coach:
            raise Undone(f"{about.email} is no coach; only who was added with `--coach` is one.")
        change = consents.withdraw if withdraw else consents.give
        try:
            change(session, w.now, runner, what, how=how.strip(), coach=about)
        except ValueError as error:
            raise Undone(f"{error}.") from None
        session.commit()
    facts = {"runner": runner.email, "what": what, "given": not withdraw}
    if as_json:
        answer(facts)
    else:
        verb = "withdrew" if withdraw else "gave"
        screen.print(f"Recorded: {runner.email} {verb} {what}.", highlight=False)


def check(
    ctx: typer.Context,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 when there is anything to look at.")
    ] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> int:
    """Say what is not as it should be, and what to do about it."""
    with work(ctx, db, now) as w, w.session() as session:
        found = checks.check(session, w.settings, w.now)
    if as_json:
        answer([{"code": f.code, "sentence": f.sentence, "hint": f.hint} for f in found])
        return int(exit_code and bool(found))
    for one in found:
        screen.print(f"{one.code}: {one.sentence}\n    {one.hint}", highlight=False)
    if not found:
        screen.print("All is well.")
    return int(exit_code and bool(found))


@mail_app.command("test")
def mail_test(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(help="Where to send it.")],
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Send one mail to see that mail works."""
    to = address_of(address)
    settings = settings_for(ctx, db)
    sent = email_channel.send_trial(settings, told_now(ctx, now), to)
    if as_json:
        answer({"to": to, "sent": sent})
    else:
        screen.print(f"{sent}", highlight=False)
