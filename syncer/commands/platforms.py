"""Commands about the platforms and the pages: pull now, serve the pages."""

from __future__ import annotations

import typer

from syncer import platform_pass
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
