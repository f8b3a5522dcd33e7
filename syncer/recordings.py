"""Recordings as the database holds them, with their measures. Plain columns, for speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Table, or_, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from coaching.log import RunKind
from syncer import models
from syncer.measure import Measured
from syncer.outing import Recorded
from syncer.sources import Kind

ACTIVITY: Table = SQLModel.metadata.tables[str(models.Activity.__tablename__)]
MEASURED: Table = SQLModel.metadata.tables[str(models.MeasuredRun.__tablename__)]
PAIR: Table = SQLModel.metadata.tables[str(models.RunPair.__tablename__)]

ADVICE: Table = SQLModel.metadata.tables[str(models.Advice.__tablename__)]
DELIVERY: Table = SQLModel.metadata.tables[str(models.Delivery.__tablename__)]

MEASURES = tuple(one.name for one in fields(Measured))

AT_ONCE = 200
"""Names or windows in one query; far below what either database takes."""

# A measure has a table of its own.
_FIELDS = tuple(one.name for one in fields(Recorded) if one.name in ACTIVITY.c)
_QUERY = select(*(ACTIVITY.c[n] for n in _FIELDS), *(MEASURED.c[n] for n in MEASURES)).select_from(
    ACTIVITY.outerjoin(MEASURED)
)
_KIND = _FIELDS.index("kind")
_RUN_KIND = _FIELDS.index("run_kind")
_KINDS = {str(kind): kind for kind in Kind}
_RUN_KINDS: dict[str | None, RunKind | None] = {None: None, **{str(kind): kind for kind in RunKind}}


def stored(session: Session, runner_id: int, *where: ColumnElement[bool]) -> list[Recorded]:
    """A runner's recordings, all of them or those that meet every condition, by start."""
    query = _QUERY.where(ACTIVITY.c.runner_id == runner_id, *where)
    rows = session.connection().execute(query.order_by(ACTIVITY.c.started_at, ACTIVITY.c.id))
    found = [_recorded(tuple(row)) for row in rows]
    told = _decided(session, runner_id)
    if not told:
        return found
    return [_with_words(one, told[one.id]) if one.id in told else one for one in found]


def with_ids(
    session: Session, runner_id: int, source: str, source_ids: Sequence[str]
) -> dict[str, Recorded]:
    """What is already held of these, by the source's own id."""
    held: dict[str, Recorded] = {}
    for nth in range(0, len(source_ids), AT_ONCE):
        some = ACTIVITY.c.source_id.in_(source_ids[nth : nth + AT_ONCE])
        for one in stored(session, runner_id, ACTIVITY.c.source == source, some):
            held[one.source_id] = one
    return held


def beside(
    session: Session, activity_ids: Sequence[int], names: Sequence[str]
) -> dict[int, dict[str, Any]]:
    """Some columns of some activities that no `Recorded` carries, by activity id."""
    found: dict[int, dict[str, Any]] = {}
    columns = [ACTIVITY.c[name] for name in names]
    for nth in range(0, len(activity_ids), AT_ONCE):
        some = ACTIVITY.c.id.in_(activity_ids[nth : nth + AT_ONCE])
        rows = session.connection().execute(select(ACTIVITY.c.id, *columns).where(some))
        found.update({row[0]: dict(zip(names, row[1:], strict=True)) for row in rows})
    return found


def strength_done(session: Session, runner_id: int) -> dict[int | None, list[str]]:
    """Catalogue codes of recorded strength work, by activity id, where its source told them."""
    found = select(ACTIVITY.c.id, ACTIVITY.c.exercises).where(
        ACTIVITY.c.runner_id == runner_id,
        ACTIVITY.c.kind == str(Kind.STRENGTH),
        ACTIVITY.c.exercises.is_not(None),
    )
    rows = session.connection().execute(found)
    return {row.id: row.exercises for row in rows}


def near(
    session: Session, runner_id: int, starts: Sequence[datetime], within: timedelta
) -> list[Recorded]:
    """Recordings that start at most `within` from one of these instants, each once."""
    windows: list[tuple[datetime, datetime]] = []
    for start in sorted(starts):
        first, last = start - within, start + within
        if windows and first <= windows[-1][1]:
            windows[-1] = windows[-1][0], last
        else:
            windows.append((first, last))
    at = ACTIVITY.c.started_at
    found: list[Recorded] = []
    for nth in range(0, len(windows), AT_ONCE):
        some = or_(*(at.between(*window) for window in windows[nth : nth + AT_ONCE]))
        found += stored(session, runner_id, some)
    return found


def add(
    session: Session,
    runner_id: int,
    source: str,
    rows: Sequence[Mapping[str, Any]],
    measured: Mapping[str, Measured],
) -> None:
    """Write new recordings, and their measures by the source's own id."""
    if not rows:
        return
    connection = session.connection()
    # Two imports of one file at the same time: the second finds it there and adds nothing.
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(ACTIVITY).on_conflict_do_nothing(), rows)
    held = with_ids(session, runner_id, source, list(measured))
    measures = [_measures(held[source_id].id, one) for source_id, one in measured.items()]
    if measures:
        connection.execute(insert(MEASURED).on_conflict_do_nothing(), measures)


def measure_anew(session: Session, measured: Mapping[int, Measured]) -> None:
    """Put new measures in place of the old, by activity id."""
    connection = session.connection()
    ids = list(measured)
    for nth in range(0, len(ids), AT_ONCE):
        some = ids[nth : nth + AT_ONCE]
        connection.execute(delete_from(MEASURED).where(MEASURED.c.activity_id.in_(some)))
        connection.execute(MEASURED.insert(), [_measures(one, measured[one]) for one in some])


def tell(session: Session, facts: Mapping[int, Mapping[str, Any]]) -> None:
    """Add facts to activities already known, by activity id."""
    for activity_id, values in facts.items():
        session.connection().execute(
            update(ACTIVITY).where(ACTIVITY.c.id == activity_id).values(**values)
        )


def renewed(session: Session, now: datetime, activity_ids: Sequence[int]) -> None:
    """Write down that their source still names these activities."""
    for nth in range(0, len(activity_ids), AT_ONCE):
        some = activity_ids[nth : nth + AT_ONCE]
        session.connection().execute(
            update(ACTIVITY).where(ACTIVITY.c.id.in_(some)).values(renewed_at=now)
        )


def unmeasure(session: Session, activity_ids: Sequence[int]) -> None:
    """Drop our measures of activities, and let their series be asked for anew."""
    connection = session.connection()
    connection.execute(delete_from(MEASURED).where(MEASURED.c.activity_id.in_(activity_ids)))
    connection.execute(
        update(ACTIVITY)
        .where(ACTIVITY.c.id.in_(activity_ids))
        .values(detailed_at=None, streamed_at=None)
    )


def rename_gear(
    session: Session, runner_id: int, source: str, old: Sequence[str], name: str
) -> None:
    """Call a pair of shoes by another name wherever it was worn."""
    worn = ACTIVITY.c.runner_id == runner_id, ACTIVITY.c.source == source
    session.connection().execute(
        update(ACTIVITY).where(*worn, ACTIVITY.c.gear.in_(old)).values(gear=name)
    )


def delete(session: Session, runner_id: int, source: str, source_id: str) -> int:
    """Delete one activity with its measure; answers how many there were. The caller commits.

    Advice that was to be sent about it is not: nobody wants to hear of a run they deleted.
    """
    this = (
        ACTIVITY.c.runner_id == runner_id,
        ACTIVITY.c.source == source,
        ACTIVITY.c.source_id == source_id,
    )
    connection = session.connection()
    for number in connection.scalars(select(ACTIVITY.c.id).where(*this)).all():
        key = f"activity-{number}"
        about = or_(ADVICE.c.about == key, ADVICE.c.about.startswith(f"{key} "))
        told = select(ADVICE.c.id).where(ADVICE.c.runner_id == runner_id, about)
        unsent = DELIVERY.c.advice_id.in_(told), DELIVERY.c.sent_at.is_(None)
        connection.execute(delete_from(DELIVERY).where(*unsent))
    result = connection.execute(delete_from(ACTIVITY).where(*this))
    assert isinstance(result, CursorResult)
    return result.rowcount


type _Words = dict[int, tuple[str, datetime]]


def _decided(session: Session, runner_id: int) -> dict[int | None, _Words]:
    """What the runner said of two recordings and when, by the id of either and of the other."""
    said = select(PAIR.c.one_id, PAIR.c.other_id, PAIR.c.verdict, PAIR.c.decided_at)
    of_runner = PAIR.c.runner_id == runner_id
    told: dict[int | None, _Words] = {}
    for one_id, other_id, *word in session.connection().execute(said.where(of_runner)):
        told.setdefault(one_id, {})[other_id] = word[0], word[1]
        told.setdefault(other_id, {})[one_id] = word[0], word[1]
    return told


def _with_words(one: Recorded, words: _Words) -> Recorded:
    return replace(
        one,
        decided={other: verdict for other, (verdict, _) in words.items()},
        decided_at={other: at for other, (_, at) in words.items()},
    )


def _measures(activity_id: int | None, measured: Measured) -> dict[str, Any]:
    row = {name: getattr(measured, name) for name in MEASURES}
    tables = {name: dict(getattr(measured, name)) for name in ("surface_m", "speed_s", "heart_s")}
    return {**row, **tables, "activity_id": activity_id}


def _recorded(row: tuple[Any, ...]) -> Recorded:
    values = list(row[: len(_FIELDS)])
    values[_KIND] = _KINDS[values[_KIND]]
    values[_RUN_KIND] = _RUN_KINDS[values[_RUN_KIND]]
    measures = row[len(_FIELDS) :]
    values.append(None if measures[0] is None else Measured(*measures))
    return Recorded(*values)
