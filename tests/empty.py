"""Databases with tables and nobody in them, each a copy of one that was migrated once."""

from __future__ import annotations

import uuid
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import Engine, make_url, text

from syncer import database


def migrated(url: str) -> Engine:
    """The empty database at an address, brought to today's tables."""
    address = make_url(url)
    name = str(address.database)
    if address.get_backend_name() == "sqlite":
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_sqlite())
        path.chmod(0o600)
        return database.open_engine(url)
    server = address.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}"'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_postgresql(server)}"'.encode())
    return database.open_engine(url)


@cache
def _sqlite() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "club.db"
        engine = database.open_engine(f"sqlite:///{path}")
        database.migrate(engine)
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        engine.dispose()
        return path.read_bytes()


@cache
def _postgresql(server: str) -> str:
    name = f"migrated_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    engine = database.open_engine(
        make_url(server).set(database=name).render_as_string(hide_password=False)
    )
    database.migrate(engine)
    engine.dispose()
    return name
