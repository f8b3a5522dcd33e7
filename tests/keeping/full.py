"""A database with rows in every table, of whatever step, and how to look at all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, MetaData, Table

NOW = datetime(2026, 3, 15, 20, 0, 0, 123456, tzinfo=UTC)
RUNNERS = 2


def reflected(connection: sa.Connection) -> list[Table]:
    """The tables as they stand, parents first."""
    known = MetaData()
    known.reflect(connection)
    return [table for table in known.sorted_tables if table.name != "alembic_version"]


def fill(engine: Engine) -> None:
    """One row a runner in every table: number one is Alice, number two is Bob."""
    with engine.begin() as connection:
        for table in reflected(connection):
            for number in range(1, RUNNERS + 1):
                if table.name == "club" and number > 1:
                    continue
                row = {c.name: value(table, c, number) for c in table.columns}
                connection.execute(table.insert().values(**row))
            if connection.dialect.name == "postgresql" and "id" in table.columns:
                connection.execute(
                    sa.text(
                        f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'),"
                        f' (SELECT max(id) FROM "{table.name}"))'
                    )
                )


def value(table: Table, column: sa.Column[Any], number: int) -> Any:
    if column.primary_key and isinstance(column.type, sa.Integer):
        return number
    for key in column.foreign_keys:
        return 1 if key.column.table.name == "club" else number
    name, kind = column.name, column.type
    if isinstance(kind, sa.JSON):
        return {"ü": number, "half": 0.1, "none": None} if number == 1 else []
    if isinstance(kind, sa.Boolean):
        return number == 1
    if isinstance(kind, sa.DateTime):
        return NOW - timedelta(days=number)
    if isinstance(kind, sa.Date):
        return date(2026, 3, number)
    if isinstance(kind, sa.Integer):
        return 5 + number
    if isinstance(kind, sa.Float):
        return number / 3
    if column.nullable and number == 2:
        return None
    return {"email": f"{'alice' if number == 1 else 'bob'}@example.org", "timezone": "UTC"}.get(
        name, f"{name} ü {number}"
    )


def everything(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, by columns, however the database writes its instants."""
    with engine.connect() as connection:
        return {
            table.name: [
                {name: _aware(one) for name, one in row._mapping.items()}
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in reflected(connection)
        }


def _aware(one: Any) -> Any:
    if isinstance(one, datetime):
        return one.replace(tzinfo=UTC) if one.tzinfo is None else one.astimezone(UTC)
    return one
