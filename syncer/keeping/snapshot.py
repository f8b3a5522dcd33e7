"""All our rows at one instant, as lines of JSON: the same text from SQLite and PostgreSQL.

The first line says what it is, then each table says its columns and its rows follow, parents
before children; the last line counts them. Instants and days are ISO 8601, instants in UTC.
Sealed tokens stay sealed: what opens them is in no table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text
from sqlmodel import SQLModel

from syncer import migrations, models

FORMAT = 1
BATCH = 500

Tell = Callable[[str, int], None]
"""Told the table at hand, and how many rows are done in all."""


def our_tables() -> list[Table]:
    """Every table of ours, parents first."""
    assert models.Runner.metadata is SQLModel.metadata
    return list(SQLModel.metadata.sorted_tables)


@contextmanager
def still(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the rows of one instant, while others go on writing."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # With a write-ahead log a reader keeps what it saw first, and stops no writer.
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            names = ", ".join(f'"{table.name}"' for table in our_tables())
            # Before the first look, so that no table is dropped between two of them.
            connection.execute(text(f"LOCK TABLE {names} IN ACCESS SHARE MODE"))
        yield connection
        connection.rollback()


def lines(connection: Connection, now: datetime, tell: Tell) -> Iterator[str]:
    """The whole content of a database at the newest step, line by line."""
    revision = migrations.revision(connection)
    yield _line({"evenstride": FORMAT, "revision": revision, "made_at": now.isoformat()})
    counts: dict[str, int] = {}
    for table in our_tables():
        columns = [column.name for column in table.columns]
        yield _line(
            {"table": table.name, "columns": columns, "last_id": _last_id(connection, table)}
        )
        counts[table.name] = 0
        tell(table.name, sum(counts.values()))
        found = connection.execution_options(yield_per=BATCH).execute(
            select(table).order_by(*table.primary_key.columns)
        )
        for batch in found.partitions():
            for row in batch:
                yield _line(list(row))
            counts[table.name] += len(batch)
            tell(table.name, sum(counts.values()))
    yield _line({"end": counts})


def total(connection: Connection) -> int:
    """How many rows there are in all."""
    counts = (select(func.count()).select_from(table) for table in our_tables())
    return sum(connection.scalar(one) or 0 for one in counts)


def _last_id(connection: Connection, table: Table) -> int | None:
    """The last id that was given away, which may be higher than any that is left."""
    if "id" not in table.columns:
        return None
    highest = connection.scalar(select(func.max(table.c.id)))
    if connection.dialect.name != "sqlite":
        asked = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass)")
        given = connection.scalar(asked, {"name": f'"{table.name}"'})
    elif table.dialect_options["sqlite"]["autoincrement"]:
        asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        given = connection.scalar(asked, {"name": table.name})
    else:
        given = None
    return max((one for one in (highest, given) if one is not None), default=None)


def _line(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, default=_plain, separators=(",", ":")) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a backup")
