"""A backup's rows put into empty tables, without those of people who were forgotten since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, MetaData, Table, insert, text

from syncer.keeping.reading import TableAhead
from syncer.keeping.snapshot import BATCH, Tell

IsGone = Callable[[dict[str, Any]], bool]
"""Whether a row of `runner` is somebody who was forgotten."""


def fill(connection: Connection, told: Iterable[Any], is_gone: IsGone, tell: Tell) -> int:
    """Fill the tables as they stand; answers how many runners were left out.

    Raises LookupError where the backup names a table or column that is not there.
    """
    known = MetaData()
    known.reflect(connection)
    dropped: dict[str, set[Any]] = {name: set() for name in known.tables}
    ahead, rows, done = None, list[dict[str, Any]](), 0
    for one in told:
        if isinstance(one, list):
            assert ahead is not None
            table = known.tables[ahead.name]
            row = {
                name: _back(table, name, value)
                for name, value in zip(ahead.columns, one, strict=True)
            }
            done += 1
            if _goes(table, row, dropped, is_gone):
                dropped[table.name].add(row[table.primary_key.columns[0].name])
                continue
            rows.append(row)
            if len(rows) < BATCH:
                continue
        if rows and ahead is not None:
            connection.execute(insert(known.tables[ahead.name]), rows)
            rows = []
            tell(ahead.name, done)
        if isinstance(one, TableAhead):
            ahead = one
            table = known.tables[ahead.name]
            _empty_json_is_null(table)
            _go_on_from(connection, table, ahead.last_id)
    return len(dropped["runner"])


def _goes(table: Table, row: dict[str, Any], dropped: dict[str, set[Any]], is_gone: IsGone) -> bool:
    """Whether a row belongs to somebody who was forgotten, at whatever distance."""
    if table.name == "runner":
        return is_gone(row)
    return any(row[key.parent.name] in dropped[key.column.table.name] for key in table.foreign_keys)


def _back(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if isinstance(value, str):
        if isinstance(kind, DateTime):
            return datetime.fromisoformat(value).astimezone(UTC)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
    return value


def _empty_json_is_null(table: Table) -> None:
    for column in table.columns:
        if isinstance(column.type, JSON):
            column.type = JSON(none_as_null=True)


def _go_on_from(connection: Connection, table: Table, last_id: int | None) -> None:
    """No id is given away a second time, as the database that was backed up would have it."""
    if last_id is None:
        return
    if connection.dialect.name == "sqlite":
        # Only tables that never use an id again have a row there; the others ignore it.
        gone = text("DELETE FROM sqlite_sequence WHERE name = :name")
        connection.execute(gone, {"name": table.name})
        put = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
        connection.execute(put, {"name": table.name, "last": last_id})
        return
    put = text("SELECT setval(pg_get_serial_sequence(:name, 'id')::regclass, :last)")
    connection.execute(put, {"name": f'"{table.name}"', "last": last_id})
