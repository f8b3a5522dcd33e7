"""A demo's files on their way in: through the door that any file takes, with a word on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from syncer import models
from syncer.demo_folder import NoDemo
from syncer.demo_people import Guest
from syncer.importing import ImportCounts, import_paths
from syncer.settings import Settings

Progress = Callable[[str, int, int | None], None]

_SHOWN = 10


def one_by_one[T](progress: Progress, step: str, items: Sequence[T]) -> Iterator[T]:
    """Each of them in turn, with a word on how far it has come."""
    for nth, one in enumerate(items):
        progress(step, nth, len(items))
        yield one
    if items:
        progress(step, len(items), len(items))


def take_in(
    session: Session,
    settings: Settings,
    now: datetime,
    guest: Guest,
    progress: Progress,
) -> ImportCounts:
    """Read a runner's files. Raises NoDemo when no run was among them."""
    total = sum(1 for path in guest.paths for _ in path.iterdir()) if guest.simulated else None
    step = "Reading your files" if not guest.simulated else f"Reading {guest.runner.name}'s files"
    counts = import_paths(
        session,
        settings,
        now,
        guest.runner,
        guest.paths,
        lambda so_far: progress(step, so_far.files, total),
    )
    progress(step, counts.files, counts.files)
    if counts.imported == 0:
        raise NoDemo(_nothing(guest, counts))
    if not guest.simulated:
        _settle(session, guest.runner)
    return counts


def summary(counts: ImportCounts) -> list[str]:
    """What became of a person's own files, in lines to print."""
    lines = [
        f"{counts.files} files: {counts.imported} runs, {counts.duplicates} doubles, "
        f"{counts.not_runs} other activities, {len(counts.refused)} refused.",
        *(f"  refused {file}: {reason}" for file, reason in counts.refused[:_SHOWN]),
    ]
    if len(counts.refused) > _SHOWN:
        lines.append(f"  and {len(counts.refused) - _SHOWN} more (`demo --json` has them all)")
    return lines


def _nothing(guest: Guest, counts: ImportCounts) -> str:
    """Why there is no demo, with the first reason where there is one."""
    where = guest.paths[0]
    if counts.not_runs:
        return f"No run is among the activities in {where} (read: {counts.not_runs})."
    if counts.refused:
        name, reason = counts.refused[0]
        return f"Nothing could be read from {where}; {name}: {reason.rstrip('.')}."
    return (
        f"There is no recording in {where}; FIT, GPX and TCX files, folders of them and the "
        "exports of Strava and Garmin can be read."
    )


def _settle(session: Session, runner: models.Runner) -> None:
    """Put a person into the time zone of most of their runs."""
    zone = session.exec(
        select(models.Activity.timezone)
        .where(col(models.Activity.runner_id) == runner.id)
        .where(col(models.Activity.timezone).is_not(None))
        .group_by(col(models.Activity.timezone))
        .order_by(func.count().desc(), col(models.Activity.timezone))
    ).first()
    runner.timezone = zone or runner.timezone
    session.add(runner)
    session.commit()
