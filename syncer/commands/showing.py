"""The demo: a simulated club's night, or a person's own runs, from files to mails."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from syncer.commands import Json, Now, answer, aside, screen, told_now


def demo(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path("demo"),
    data: Annotated[
        Path | None, typer.Option(help="Your own export or folder instead of the club.")
    ] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Run a club's night and week on simulated runners; nothing leaves this machine."""
    # Slow to import, for it brings the stand-ins of the platforms along.
    from syncer import demo as demonstration

    instant = told_now(ctx, now)
    with Progress(
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=aside,
        disable=not aside.is_terminal,
    ) as bar:
        tasks: dict[str, object] = {}

        def show(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]

        result = demonstration.run_demo(out, instant, data, show)
    if as_json:
        answer(result.as_json())
        return
    for line in result.lines:
        screen.print(line, highlight=False, markup=False)
    screen.print(f"\nOpen {result.index.resolve()}", highlight=False)
