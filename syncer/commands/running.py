"""Commands about runs: import files, list what is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from syncer import importing
from syncer.commands import (
    Db,
    Email,
    Json,
    Now,
    answer,
    aside,
    day,
    runner_of,
    screen,
    work,
)
from syncer.posting import reader_of
from syncer.runs import runs_json
from templates import filters


def counts_json(counts: importing.ImportCounts) -> dict[str, object]:
    """The answer of `import`, as scripts rely on it."""
    return {
        "files": counts.files,
        "imported": counts.imported,
        "duplicates": counts.duplicates,
        "not_runs": counts.not_runs,
        "refused": [{"file": file, "reason": reason} for file, reason in counts.refused],
    }


def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="FIT, GPX, TCX, .gz, folders, export zips.")],
    runner: Email,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Take in recordings: files, folders, Strava's or Garmin's whole export."""
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        with _progress() as bar:
            task = bar.add_task("reading", total=None, new=0, known=0, other=0, refused=0)

            def show(counts: importing.ImportCounts) -> None:
                bar.update(
                    task,
                    completed=counts.files,
                    new=counts.imported,
                    known=counts.duplicates,
                    other=counts.not_runs,
                    refused=len(counts.refused),
                )

            counts = importing.import_paths(session, w.settings, w.now, who, paths, show)
    if as_json:
        answer(counts_json(counts))
    else:
        screen.print(
            f"{counts.files} files: {counts.imported} new runs, {counts.duplicates} known,"
            f" {counts.not_runs} other activities, {len(counts.refused)} refused.",
            highlight=False,
        )
        for file, reason in counts.refused:
            screen.print(f"  refused {file}: {reason}", highlight=False, markup=False)
    if counts.files == len(counts.refused):
        aside.print("Nothing could be taken in; the reasons stand above.", highlight=False)
        raise typer.Exit(1)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("new {task.fields[new]}  known {task.fields[known]}"),
        TextColumn("other {task.fields[other]}  refused {task.fields[refused]}"),
        TimeElapsedColumn(),
        console=aside,
        transient=True,
        disable=not aside.is_terminal,
    )


def runs(
    ctx: typer.Context,
    runner: Email,
    since: Annotated[str | None, typer.Option(help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this day.")] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """List runs, one entry a run however many devices recorded it."""
    first, last = day(since, "--since"), day(until, "--until")
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        found = runs_json(session, who, first, last)
    if as_json:
        answer(found)
        return
    reader = reader_of(who)
    table = Table("day", "kind", "distance", "moving", "cadence", "climb", "sources")
    for run in found:
        distance, cadence, climb = run["distance_m"], run["cadence_spm"], run["ascent_m"]
        table.add_row(
            str(run["local_date"]),
            str(run["kind"]),
            "" if distance is None else filters.distance(distance, reader),
            filters.duration(run["moving_s"], reader),
            "" if cadence is None else f"{cadence:.0f} spm",
            "" if climb is None else f"{climb:.0f} m",
            ", ".join(run["sources"]),
        )
    screen.print(table)
    screen.print(f"{len(found)} runs", highlight=False)
