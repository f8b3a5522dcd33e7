"""What belongs to a runner, found by following every foreign key: no table can be forgotten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, false, func, or_, select
from sqlmodel import Session

from syncer.keeping.snapshot import our_tables
from syncer.models import Runner

RUNNER = str(Runner.__tablename__)
NEVER_HANDED_OVER = frozenset(
    {"sealed_tokens", "sealed_state", "refreshing_by", "claimed_by", "message_id", "log_sha256"}
)
"""Secrets, and what only tells one worker of ours from another."""


def counts(session: Session, runner_id: int) -> dict[str, int]:
    """How many rows of each table go when this runner goes, those with none left out."""
    connection = session.connection()
    found = {
        table.name: connection.scalar(
            select(func.count()).select_from(table).where(reached(table, runner_id))
        )
        for table in our_tables()
    }
    return {name: count for name, count in found.items() if count}


def rows(session: Session, runner_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that is about this runner and nobody else, by table, without secrets."""
    connection = session.connection()
    return {
        table.name: [
            {name: one for name, one in row._mapping.items() if name not in NEVER_HANDED_OVER}
            for row in connection.execute(
                select(table)
                .where(reached(table, runner_id, through="runner_id"))
                .order_by(*table.primary_key.columns)
            )
        ]
        for table in our_tables()
        if _leads_to_runner(table)
    }


def reached(table: Table, runner_id: int, through: str | None = None) -> ColumnElement[bool]:
    """Whether a row hangs on this runner, at whatever distance.

    `through` names the one column by which rows are a runner's own: a consent also names the
    coach, and is not the coach's.
    """
    if table.name == RUNNER:
        return table.c.id == runner_id
    ways: list[ColumnElement[bool]] = []
    for key in table.foreign_keys:
        parent = key.column.table
        if parent.name == RUNNER:
            if through in (None, key.parent.name):
                ways.append(key.parent == runner_id)
        elif through in table.columns:
            continue
        elif _leads_to_runner(parent):
            inside = select(key.column).where(reached(parent, runner_id, through))
            ways.append(key.parent.in_(inside))
    return or_(false(), *ways)


def _leads_to_runner(table: Table) -> bool:
    return table.name == RUNNER or any(
        _leads_to_runner(key.column.table) for key in table.foreign_keys
    )
