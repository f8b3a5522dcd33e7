"""Commands that keep running: serve, work, web; and what they will do next: schedule."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from fastapi import FastAPI
from rich.table import Table

from syncer import again as another_go
from syncer import clock, coming, logs, schedule, serving
from syncer.coming import Coming
from syncer.commands import (
    Db,
    Json,
    MaybeEmail,
    Now,
    Undone,
    Work,
    answer,
    runner_of,
    screen,
    work,
)
from syncer.jobs import House
from syncer.schedule import Tick
from syncer.tokens import NoTokenKey

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


def serve(ctx: typer.Context, host: Host = "127.0.0.1", port: Port = 8321, db: Db = None) -> None:
    """Serve the pages and do the nightly work, in one process, until stopped."""
    with work(ctx, db, None) as w:
        _log(w)
        heard = threading.Event()
        app = _pages(w, heard.set)
        listening = _listening(host, port)
        screen.print(f"Pages at http://{host}:{port}, reached as {w.settings.public_url}")
        screen.print("Serving and working until stopped (Ctrl-C).", highlight=False)
        try:
            serving.serve(House(w.session, w.settings, w.clock), app, listening, _say, heard)
        except serving.PagesEnded as error:
            raise Undone(str(error)) from None


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
                _say(done)
            return
        _log(w)
        screen.print("Working until stopped (Ctrl-C).", highlight=False)
        serving.work(house, _say)


def web(ctx: typer.Context, host: Host = "127.0.0.1", port: Port = 8321, db: Db = None) -> None:
    """Serve the pages: the invitation, a runner's own page, the way to Strava and back."""
    with work(ctx, db, None) as w:
        _log(w)
        app = _pages(w)
        with _listening(host, port) as listening:
            screen.print(f"Pages at http://{host}:{port}, reached as {w.settings.public_url}")
            serving.web(app, listening)


def schedule_(
    ctx: typer.Context,
    runner: MaybeEmail = None,
    again: Annotated[
        bool, typer.Option("--again", help="First give what failed another go, now.")
    ] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Say what comes next for whom: nights, digests, questions, and what was put off, and why."""
    with work(ctx, db, now) as w:
        only = None
        if runner is not None:
            with w.session() as session:
                only = runner_of(session, runner).id
        if again:
            with w.session() as session:
                another_go.give(session, only)
        found = coming.coming(House(w.session, w.settings, w.clock), only)
    if as_json:
        answer([_facts(one) for one in found])
        return
    table = Table("UTC", "local", "runner", "what", "why")
    for one in found:
        facts = _facts(one)
        table.add_row(
            *(str(facts[name] or "") for name in ("at", "local", "runner")),
            f"{one.what} {one.about}".strip(),
            one.reason or "",
        )
    screen.print(table)


def _facts(one: Coming) -> dict[str, Any]:
    local = None if one.at is None else one.at.astimezone(ZoneInfo(one.timezone))
    return {
        "at": None if one.at is None else one.at.isoformat(timespec="seconds"),
        "local": None if local is None else local.isoformat(timespec="seconds"),
        "runner": one.email,
        "what": one.what,
        "about": one.about,
        "reason": one.reason,
    }


def _listening(host: str, port: int) -> socket.socket:
    try:
        return serving.listen(host, port)
    except serving.PortTaken as error:
        raise Undone(str(error)) from None


def _pages(w: Work, heard: Callable[[], None] = lambda: None) -> FastAPI:
    from syncer.web.app import make_app
    from syncer.web.pages import Parts

    if not w.settings.secret_key.get_secret_value():
        raise Undone("There is no secret key; run `evenstride init`, which makes one.")
    return make_app(Parts(w.session, w.settings, clock.now, heard))


def _log(w: Work) -> None:
    logs.begin(w.settings)
    logs.catch_all()


def _say(done: Tick) -> None:
    screen.print(schedule.in_words(done), highlight=False)
