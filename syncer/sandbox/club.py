"""Writes the simulated club into a folder: for each member the files of a watch, and their words.

The same last day gives the same bytes, so that what the club shows can be tested.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from syncer.sandbox.diary import TWO_YEARS, diary
from syncer.sandbox.fit_writer import fit_file
from syncer.sandbox.members import Story, stories
from syncer.sandbox.telling import PainTold, StrengthTold, pain_told, strength_told

Share = tuple[Path, date, Story, int, int]
"""Half of one member's files: folder, last day, story, weeks, and which half (0 or 1)."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the service meets them by their files: who they are, and what they say."""

    key: str
    name: str
    email: str
    timezone: str
    units: str
    what_happens: str
    birth_year: int | None
    novice: bool | None
    folder: Path
    files: int
    pain: tuple[PainTold, ...]
    strength: tuple[StrengthTold, ...]


def write_club(
    folder: Path,
    until: date,
    members: Sequence[str] | None = None,
    weeks: int = TWO_YEARS,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Member, ...]:
    """Write every member's files up to the local day `until`, into a folder for each.

    `members` names some of them by key; None means all. `weeks` bounds how far back they go.
    `progress` is told how many shares of the work are done, of how many. Raises ValueError for
    a member that is not there.
    """
    wanted = stories(members)
    for story in wanted:
        (folder / story.key).mkdir(parents=True, exist_ok=True)
    shares = [(folder, until, story, weeks, part) for story in wanted for part in (0, 1)]
    counts = []
    for count in _written(shares, at_once=2 if weeks > TWO_YEARS // 4 else 1):
        counts.append(count)
        if progress is not None:
            progress(len(counts), len(shares))
    return tuple(
        _member(folder, until, story, weeks, counts[2 * nth] + counts[2 * nth + 1])
        for nth, story in enumerate(wanted)
    )


def _written(shares: Sequence[Share], at_once: int) -> Iterator[int]:
    """Write the shares, by two processes where there is enough to do; how many files each."""
    if at_once == 1 or os.cpu_count() == 1:
        yield from map(_write_share, shares)
        return
    # Whoever asks may draw a progress bar from a thread of its own: a plain fork could hang.
    with ProcessPoolExecutor(at_once, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_write_share, shares)


def _write_share(share: Share) -> int:
    """Write every second file of one member, starting with `part`; returns how many."""
    folder, until, story, weeks, part = share
    entries = diary(story, until, weeks)[part::2]
    for entry in entries:
        activity = entry.recorded()
        what = "strength" if entry.planned is None else "run"
        name = f"{activity.started_at:%Y-%m-%d-%H%M}-{what}.fit"
        (folder / story.key / name).write_bytes(fit_file(activity))
    return len(entries)


def _member(folder: Path, until: date, story: Story, weeks: int, files: int) -> Member:
    return Member(
        key=story.key,
        name=story.name,
        email=story.email,
        timezone=story.timezone,
        units=story.units,
        what_happens=story.what_happens,
        birth_year=story.birth_year,
        novice=story.novice,
        folder=folder / story.key,
        files=files,
        pain=pain_told(story, until, weeks),
        strength=strength_told(story, until, weeks),
    )
