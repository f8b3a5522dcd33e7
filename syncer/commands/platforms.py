"""Commands about the platforms and the pages: pull now, serve the pages."""

from __future__ import annotations

from typing import Annotated

import typer

from syncer import clock, platform_pass, schedule
from syncer.commands import (
    Db,
    Json,
    MaybeEmail,
    Now,
    Undone,
    answer,
    runner_of,
    screen,
    work,
)
from syncer.jobs import House
from syncer.tokens import NoTokenKey


def pull(
    ctx: typer.Context,
    runner: MaybeEmail = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Fetch what is new from the platforms now, for one runner or for all who are connected."""
    with work(ctx, db, now) as w:
        runner_id = None
        if runner is not None:
            with w.session() as session:
                runner_id = runner_of(session, runner).id
        try:
            house = House(w.session, w.settings, w.clock)
            done = platform_pass.pull(house, platform_pass.due(house, runner_id))
        except NoTokenKey as error:
            raise Undone(str(error)) from None
    facts = {
        "pulled": done.pulled,
        "later": done.later,
        "reconnect": done.reconnect,
        "blocked": done.blocked,
        **done.counts,
    }
    if as_json:
        answer(facts)
        return
    screen.print(
        f"{done.pulled} pulled, {done.later} put off, {done.reconnect} have to connect again;"
        f" {done.counts['new_runs']} new runs, {done.counts['deleted']} deleted,"
        f" {done.counts['requests']} requests.",
        highlight=False,
    )
    if done.blocked:
        raise Undone(done.blocked)


def work_(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option(help="Do what is due now, then stop.")] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Do the nightly work: pull whom the night has come for, advise, send; until stopped."""
    with work(ctx, db, now) as w:
        house = House(w.session, w.settings, w.clock)
        if once:
            try:
                done = schedule.tick(house)
            except NoTokenKey as error:
                raise Undone(str(error)) from None
            if as_json:
                answer(schedule.as_json(done))
            else:
                screen.print(schedule.in_words(done), highlight=False)
            return
        screen.print("Working until stopped (Ctrl-C).", highlight=False)
        schedule.run(house, lambda done: screen.print(schedule.in_words(done), highlight=False))


def web(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8321,
    db: Db = None,
) -> None:
    """Serve the pages: the invitation, a runner's own page, the way to Strava and back."""
    import uvicorn

    from syncer.web.app import make_app
    from syncer.web.pages import Parts

    with work(ctx, db, None) as w:
        if not w.settings.secret_key.get_secret_value():
            raise Undone("There is no secret key; run `evenstride init`, which makes one.")
        app = make_app(Parts(w.session, w.settings, clock.now))
        screen.print(f"Pages at http://{host}:{port}, reached as {w.settings.public_url}")
        # Addresses of pages hold signed links, so they are not written into a log.
        uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning")
