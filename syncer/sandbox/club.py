"""Writes the simulated club into a folder: for each member the files of a watch, and their words.

The same last day gives the same bytes, so that what the club shows can be tested. Files older
than four months keep a record every five seconds, as a watch that saves its memory does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from syncer.sandbox.fit_writer import fit_file
from syncer.sandbox.members import CONSENT, STORIES, Story
from syncer.sandbox.running import Outing, simulate, strength
from syncer.sandbox.telling import STRENGTH_MIN, PainTold, StrengthTold, pain_told
from syncer.sandbox.training import Planned, usual
from syncer.sandbox.world import LOOPS

TWO_YEARS = 104
_EVERY_SECOND_FOR = 120
_LAP_M = {"km": 1000.0, "mi": 1609.344}
_STRENGTH_AT = 18.5

Share = tuple[Path, date, Story, int, int]
"""Half of one member's files: folder, last day, story, weeks, and which half (0 or 1)."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the service meets them: who they are, their files, what they say."""

    key: str
    name: str
    email: str
    timezone: str
    units: str
    what_happens: str
    consent: str
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
    wanted = STORIES if members is None else tuple(_named(key) for key in members)
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


def _named(key: str) -> Story:
    found = next((story for story in STORIES if story.key == key), None)
    if found is None:
        raise ValueError(f"nobody in the simulated club is called {key!r}")
    return found


def _plan(story: Story, weeks: int) -> list[Planned]:
    """All runs of a story, at most `weeks` back, the oldest first."""
    planned = list(story.recent)
    if story.habit is not None:
        rng = np.random.default_rng([story.seed, 0])
        planned += usual(story.habit, TWO_YEARS - 1, story.last_weeks, rng)
    return sorted((p for p in planned if p.days_ago < 7 * weeks), key=lambda p: -p.days_ago)


def _at(story: Story, until: date, days_ago: int, hour: float) -> datetime:
    """A local instant, to the second, in the member's own time zone."""
    midnight = datetime.combine(until - timedelta(days=days_ago), time(), ZoneInfo(story.timezone))
    return midnight + timedelta(seconds=round(hour * 3600))


def _write_share(share: Share) -> int:
    """Write every second file of one member, starting with `part`; returns how many."""
    folder, until, story, weeks, part = share
    count = 0
    for nth, planned in enumerate(_plan(story, weeks)):
        if nth % 2 != part:
            continue
        # Its own noise for each run, so that no other run's change alters its bytes.
        rng = np.random.default_rng([story.seed, planned.days_ago, round(planned.km * 100)])
        outing = Outing(
            started_at=_at(story, until, planned.days_ago, planned.hour + 0.4 * rng.random()),
            distance_m=planned.km * 1000 + rng.uniform(0, 40),
            loop=LOOPS[planned.loop],
            effort=planned.effort,
            every_s=1 if planned.days_ago <= _EVERY_SECOND_FOR else 5,
            lap_m=_LAP_M[story.units],
        )
        content = fit_file(simulate(outing, story.body, story.place, rng))
        _name(folder / story.key, outing.started_at, "run").write_bytes(content)
        count += 1
    for days_ago in story.strength_recorded[part::2]:
        if days_ago >= 7 * weeks:
            continue
        rng = np.random.default_rng([story.seed, days_ago, 1])
        started_at = _at(story, until, days_ago, _STRENGTH_AT + 0.3 * rng.random())
        content = fit_file(strength(started_at, STRENGTH_MIN, story.body, rng))
        _name(folder / story.key, started_at, "strength").write_bytes(content)
        count += 1
    return count


def _name(folder: Path, started_at: datetime, what: str) -> Path:
    return folder / f"{started_at:%Y-%m-%d-%H%M}-{what}.fit"


def _member(folder: Path, until: date, story: Story, weeks: int, files: int) -> Member:
    return Member(
        key=story.key,
        name=story.name,
        email=story.email,
        timezone=story.timezone,
        units=story.units,
        what_happens=story.what_happens,
        consent=CONSENT,
        birth_year=story.birth_year,
        novice=story.novice,
        folder=folder / story.key,
        files=files,
        pain=tuple(
            pain_told(story, until, felt) for felt in story.felt if felt.days_ago < 7 * weeks
        ),
        strength=tuple(
            StrengthTold(until - timedelta(days=ago), STRENGTH_MIN)
            for ago in story.strength_told
            if ago < 7 * weeks
        ),
    )
