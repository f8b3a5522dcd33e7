"""What a runner decided about two recordings: one run, or two. Kept as long as both live.

A pair goes by the ids of its two activities, the smaller first: "12-15". A row stands for what
somebody said, so taking it back deletes it, and everything is as if nobody had been asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from syncer import models
from syncer.alike import APART, SAME
from syncer.better import one_outing
from syncer.doubtful import Joined, joined
from syncer.outing import Outing, Recorded
from syncer.recordings import ACTIVITY, PAIR, stored
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


class NoSuchPair(Exception):
    """The runner has no such two recordings, or they are one and the same."""


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
    """All pairs of a runner, by start: those taken for one run and those said to be two."""
    assert runner.id is not None
    recordings = stored(session, runner.id)
    found = [
        Pair(each.one, each.other, _state(each), each, tuple(group))
        for group in groups(recordings)
        for each in joined(group)
    ]
    known = {one.id: one for one in recordings if one.decided}
    found += [
        Pair(one, known[other_id], State.APART)
        for one in known.values()
        for other_id, verdict in one.decided.items()
        if verdict == APART and one.id is not None and one.id < other_id
    ]
    return sorted(found, key=lambda pair: (pair.one.started_at, pair.id))


def decide(
    session: Session, now: datetime, runner: models.Runner, pair_id: str, verdict: str
) -> None:
    """Keep what the runner said (`same` or `apart`); the newest word stands. The caller commits.

    Raises NoSuchPair, ValueError for another verdict.
    """
    if verdict not in (SAME, APART):
        raise ValueError(f"a verdict is {SAME} or {APART}, not {verdict!r}")
    one_id, other_id = _ids(session, runner, pair_id)
    connection = session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    said = {"verdict": verdict, "decided_at": now}
    row = {"runner_id": runner.id, "one_id": one_id, "other_id": other_id, **said}
    connection.execute(
        insert(PAIR)
        .values(**row)
        .on_conflict_do_update(index_elements=["one_id", "other_id"], set_=said)
    )


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
