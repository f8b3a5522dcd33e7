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
                .where(reached(table, runner_id, own=True))
                .order_by(*table.primary_key.columns)
            )
        ]
        for table in our_tables()
        if leads_to_runner(table)
    }


def reached(table: Table, runner_id: int, *, own: bool = False) -> ColumnElement[bool]:
    """Whether a row hangs on this runner, at whatever distance.

    With `own` only what is theirs: a consent also names the coach, and is not the coach's.
    """
    if table.name == RUNNER:
        return table.c.id == runner_id
    if own and "runner_id" in table.columns:
        return table.c.runner_id == runner_id
    ways = [
        key.parent.in_(select(key.column).where(reached(key.column.table, runner_id, own=own)))
        for key in table.foreign_keys
        if leads_to_runner(key.column.table)
    ]
    return or_(false(), *ways)


def leads_to_runner(table: Table) -> bool:
    """Whether rows of this table belong to a runner, directly or through another table."""
    return table.name == RUNNER or any(
        leads_to_runner(key.column.table) for key in table.foreign_keys
    )
