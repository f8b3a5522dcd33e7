"""What a runner decided about two recordings: one run, or two. Kept as long as both live.

A pair goes by the ids of its two activities, the smaller first: "12-15". A row stands for what
somebody said, so taking it back deletes it, and everything is as if nobody had been asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from syncer import models, taking_back
from syncer.alike import APART, NEIGHBOURHOOD, SAME, Why, may_be_one
from syncer.better import one_outing
from syncer.doubtful import Joined, joined
from syncer.outing import Outing, Recorded
from syncer.recordings import ACTIVITY, ADVICE, PAIR, near, stored
from syncer.same_run import groups
from syncer.tags import with_tags

LONGEST_ID = 18
"""Digits that every database can hold as a number."""


class State(StrEnum):
    """How two recordings stand. Doubtful ones count as one run until somebody decides."""

    DOUBTFUL = "doubtful"
    JOINED = "joined"
    SAME = SAME
    APART = APART
    NOT_DONE = "not_done"
    """What the runner said of other recordings, and later, goes against it."""


class NoSuchPair(Exception):
    """The runner has no such two recordings, or nobody could mean that they are one run."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two recordings, how they stand, and why where they are one run."""

    one: Recorded
    other: Recorded
    state: State
    joined: Joined | None = None
    group: tuple[Recorded, ...] = ()
    """All recordings of the run that they are of."""

    @property
    def outing(self) -> Outing | None:
        """The run that they are of; None for two runs."""
        return with_tags(one_outing(self.group)) if self.group else None

    @property
    def id(self) -> str:
        first, last = sorted((self.one.id or 0, self.other.id or 0))
        return f"{first}-{last}"


def pairs(session: Session, runner: models.Runner) -> list[Pair]:
    """All pairs of a runner, by start: those taken for one run, and all that the runner said."""
    assert runner.id is not None
    recordings = stored(session, runner.id)
    all_groups = groups(recordings)
    found = [
        Pair(each.one, each.other, _state(each), each, tuple(group))
        for group in all_groups
        for each in joined(group)
    ]
    listed = {pair.id for pair in found}
    told = _said(recordings, all_groups)
    found += [pair for pair in told if pair.id not in listed]
    return sorted(found, key=lambda pair: (pair.one.started_at, pair.id))


def _said(recordings: Sequence[Recorded], found: Sequence[Sequence[Recorded]]) -> list[Pair]:
    """Every pair that the runner said something of, and whether that could be done."""
    known = {one.id: one for one in recordings if one.decided}
    run = {one.id: tuple(group) for group in found for one in group if one.decided}
    told: list[Pair] = []
    for one in known.values():
        for other_id, verdict in one.decided.items():
            other = known.get(other_id)
            if other is None or one.id is None or one.id > other_id:
                continue
            if verdict == APART:
                told.append(Pair(one, other, State.APART))
            elif run[one.id] == run[other_id]:
                joining = Joined(one, other, Why.SAID)
                told.append(Pair(one, other, State.SAME, joining, run[one.id]))
            else:
                told.append(Pair(one, other, State.NOT_DONE))
    return told


def decide(
    session: Session, now: datetime, runner: models.Runner, pair_id: str, verdict: str
) -> None:
    """Keep what the runner said (`same` or `apart`); the newest word stands. The caller commits.

    A note on a recording that is of another run now than the one it speaks of shall go. Raises
    NoSuchPair, ValueError for another verdict.
    """
    if verdict not in (SAME, APART):
        raise ValueError(f"a verdict is {SAME} or {APART}, not {verdict!r}")
    one_id, other_id = _ids(session, runner, pair_id)
    one, other = (session.get_one(models.Activity, each) for each in (one_id, other_id))
    around = near(session, one.runner_id, [one.started_at, other.started_at], NEIGHBOURHOOD)
    by_id = {each.id: each for each in around}
    if not may_be_one(by_id[one_id], by_id[other_id]):
        raise NoSuchPair(pair_id)
    connection = session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    said = {"verdict": verdict, "decided_at": now}
    row = {"runner_id": runner.id, "one_id": one_id, "other_id": other_id, **said}
    connection.execute(
        insert(PAIR)
        .values(**row)
        .on_conflict_do_update(index_elements=["one_id", "other_id"], set_=said)
    )
    if verdict == APART:
        _let_notes_go(session, one.runner_id, one_id, other_id)


def _let_notes_go(session: Session, runner_id: int, *ids: int) -> None:
    """Notes on two runs that were taken for one stay on the one that advice is about."""
    starts = [session.get_one(models.Activity, each).started_at for each in ids]
    for group in groups(near(session, runner_id, starts, NEIGHBOURHOOD)):
        if not any(one.id in ids for one in group):
            continue
        keys = [f"activity-{one.id}" for one in group]
        about = [ADVICE.c.about.in_(keys), *(ADVICE.c.about.startswith(f"{k} ") for k in keys)]
        told = select(ADVICE.c.id).where(ADVICE.c.runner_id == runner_id, or_(*about)).limit(1)
        if session.connection().scalar(told) is None:
            for one in group:
                taking_back.let_go(session, runner_id, one.source, one.source_id)


def take_back(session: Session, runner: models.Runner, pair_id: str) -> None:
    """Forget what the runner said of a pair; nothing happens where they said nothing. The caller
    commits. Raises NoSuchPair."""
    one_id, other_id = _ids(session, runner, pair_id)
    this = PAIR.c.one_id == one_id, PAIR.c.other_id == other_id
    session.connection().execute(delete(PAIR).where(*this))


def _state(each: Joined) -> State:
    if each.one.decided.get(each.other.id or 0) == SAME:
        return State.SAME
    return State.DOUBTFUL if each.doubtful else State.JOINED


def _ids(session: Session, runner: models.Runner, pair_id: str) -> tuple[int, int]:
    """The two ids of a pair, both the runner's own."""
    texts = pair_id.split("-")
    if len(texts) != 2 or not all(_is_id(text) for text in texts):
        raise NoSuchPair(pair_id)
    one_id, other_id = sorted(int(text) for text in texts)
    own = ACTIVITY.c.runner_id == runner.id, ACTIVITY.c.id.in_((one_id, other_id))
    found = session.connection().scalars(select(ACTIVITY.c.id).where(*own)).all()
    if len(found) != 2:
        raise NoSuchPair(pair_id)
    return one_id, other_id


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
