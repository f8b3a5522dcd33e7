"""The command about recordings that are one run, or may be."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from sqlmodel import Session

from syncer import models
from syncer.alike import APART, SAME
from syncer.commands import Db, Email, Json, Now, Undone, answer, runner_of, screen, work
from syncer.pair_facts import as_json, facts
from syncer.pairs import NoSuchPair, Pair, State, decide, take_back
from syncer.pairs import pairs as pairs_of
from syncer.posting import reader_of
from templates import filters
from templates.pairs import said_of


def pairs(
    ctx: typer.Context,
    runner: Email,
    same: Annotated[str | None, typer.Option(metavar="ID", help="These two are one run.")] = None,
    apart: Annotated[str | None, typer.Option(metavar="ID", help="These two are two runs.")] = None,
    forget: Annotated[
        str | None, typer.Option(metavar="ID", help="Take back what was said.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Those too that are plainly one run.")
    ] = False,
    db: Db = None,
    now: Now = None,
    as_facts: Json = False,
) -> None:
    """List recordings that may be one run, or say whether they are."""
    told = {SAME: same, APART: apart, "": forget}
    said = [(verdict, pair_id) for verdict, pair_id in told.items() if pair_id is not None]
    if len(said) > 1:
        raise typer.BadParameter("say only one of --same, --apart and --forget", param_hint="")
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        for verdict, pair_id in said:
            try:
                if verdict:
                    decide(session, w.now, who, pair_id, verdict)
                else:
                    take_back(session, who, pair_id)
            except NoSuchPair:
                raise Undone(
                    f"{who.email} has no pair {pair_id}; "
                    f"`evenstride pairs --runner {who.email} --all` lists them."
                ) from None
            session.commit()
        found = _listed(session, who, everything)
        if as_facts:
            reader = reader_of(who)
            shown = [facts(pair, who) for pair in found]
            answer([as_json(one, said_of(one, reader)) for one in shown])
        else:
            _show(found, who)


def _listed(session: Session, who: models.Runner, everything: bool) -> list[Pair]:
    return [pair for pair in pairs_of(session, who) if everything or pair.state != State.JOINED]


def _show(found: list[Pair], who: models.Runner) -> None:
    reader = reader_of(who)
    table = Table("id", "day", "recordings", "why")
    for pair in found:
        one = facts(pair, who)
        sides = [
            f"{side.started_at:%H:%M} {side.source}"
            + ("" if side.distance_m is None else f" {filters.distance(side.distance_m, reader)}")
            for side in one.sides
        ]
        day = one.sides[0].started_at.date().isoformat()
        table.add_row(one.id, day, "\n".join(sides), said_of(one, reader))
    screen.print(table)
    open_ones = sum(pair.state is State.DOUBTFUL for pair in found)
    pairs_ = "1 pair" if len(found) == 1 else f"{len(found)} pairs"
    screen.print(f"{pairs_}, {open_ones} of them doubtful", highlight=False)
