"""Opening the club's database and bringing it up to date: SQLite by default, PostgreSQL too."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import event, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session, create_engine

from syncer import clock, migrations
from syncer.keeping import copies

log = logging.getLogger(__name__)

SessionFactory = Callable[[], AbstractContextManager[Session]]
"""Opens a session of its own each time."""

SETTING = "EVENSTRIDE_DATABASE_URL"
BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another one; an import commits far more often than this."""

MIGRATION_LOCK = 0x45564E53
"""Any fixed number: it names the lock that two processes starting at once take in turn."""


class Unusable(Exception):
    """The database cannot be used as it is; the sentence says why and what to do next."""


def open_engine(url: str) -> Engine:
    """The database behind an address, reached once to be sure of it.

    `sqlite:///path` makes the folder and the file, readable to their owner alone, because what
    hurts is private. What a statement was given never shows in an error, for the same reason.
    `postgresql://` and `postgres://` are spoken through psycopg. Raises Unusable when the address
    is no such address or nothing answers there.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise Unusable(
            f"The database address cannot be read; set {SETTING} to something like "
            "sqlite:///evenstride.db or postgresql://user@host/evenstride."
        ) from None
    kind = address.get_backend_name()
    if kind == "sqlite":
        engine = _sqlite(address)
    elif kind in ("postgresql", "postgres"):
        engine = _postgresql(address)
    else:
        raise Unusable(
            f"A {kind} database is not supported; {SETTING} takes sqlite:/// or postgresql://."
        )
    try:
        with engine.connect():
            pass
    except DBAPIError as error:
        engine.dispose()
        reason = " ".join(str(error.orig).split())
        if says_damaged(error.orig):
            raise Unusable(
                f"The database {address.database} is damaged ({reason}); stop Evenstride and put "
                "the last backup in its place: `evenstride restore FILE --replace`."
            ) from error
        raise Unusable(
            f"The database at {address.render_as_string(hide_password=True)} cannot be opened "
            f"({reason}); check {SETTING} and that it is running and yours to write."
        ) from error
    return engine


def says_damaged(error: BaseException | None) -> bool:
    """Whether SQLite means the file itself, and not that it is locked or out of reach."""
    code = getattr(error, "sqlite_errorcode", 0)
    # The lower byte is the kind of an error, the rest tells more of it.
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _sqlite(address: URL) -> Engine:
    if address.database in (None, "", ":memory:"):
        engine = create_engine(
            address,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
            hide_parameters=True,
        )
    else:
        path = Path(str(address.database))
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as error:
            raise Unusable(
                f"The database file {path} cannot be written ({error.strerror}); make its folder "
                f"writable or set {SETTING} or EVENSTRIDE_DATA_DIR to another place."
            ) from error
        engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # The wait comes first: switching to WAL needs the file for itself for a moment.
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _postgresql(address: URL) -> Engine:
    if find_spec("psycopg") is None:
        raise Unusable(
            "A PostgreSQL database needs psycopg, which is not installed; "
            "run: pip install 'evenstride[cluster]'."
        )
    driver = address.set(drivername="postgresql+psycopg")
    return create_engine(driver, pool_pre_ping=True, hide_parameters=True)


@contextmanager
def session(engine: Engine) -> Iterator[Session]:
    """One piece of work: committed when it ends well, undone when it raises.

    Rows stay readable after a commit and after the end. Commit in between where the work has
    steps of its own; on SQLite a long write keeps every other writer waiting.
    """
    with Session(engine, expire_on_commit=False) as one:
        yield one
        one.commit()


def migrate(engine: Engine) -> None:
    """Bring the tables to what this version needs; costs one query when nothing is to be done.

    Two processes may start at once: one does the work, the other waits and finds it done. All
    steps happen in one transaction, after a copy of an SQLite database that has tables. Raises
    Unusable when the tables were written by a newer version than this one, or where no copy can
    be made.
    """
    with engine.connect() as connection:
        if migrations.revision(connection) == migrations.HEAD:
            return
    try:
        with alone(engine) as connection:
            stands_at = migrations.revision(connection)
            migrations.must_know(stands_at)
            _copy_first(engine, stands_at)
            migrations.upgrade(connection)
    except migrations.Newer as error:
        raise Unusable(
            f"The database was last used by a newer Evenstride (its tables are at "
            f"{error.revision}); install that version again, or restore an older backup."
        ) from error


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """The tables for oneself, to change what they are: committed when it ends well, all or nothing.

    Others wait meanwhile. Raises Unusable, and changes nothing, when rows would have lost what
    they belong to.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        _take_turn(connection, sqlite)
        try:
            yield connection
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise Unusable(
                    "The upgrade was undone because rows would have lost what they belong to; "
                    "restore the last backup and report this."
                )
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _copy_first(engine: Engine, revision: str | None) -> None:
    """A copy of the rows before their tables change; an empty database needs none."""
    if revision is None or revision == migrations.HEAD:
        return
    path = sqlite_file(engine)
    if path is None:
        log.warning(
            "the tables are upgraded from step %s without a copy; PostgreSQL is backed up by "
            "`evenstride backup`, or by its own tools",
            revision,
        )
        return
    try:
        copies.before_upgrade(path, clock.now(), revision)
    except (OSError, sqlite3.Error) as error:
        raise Unusable(
            f"The database {path} could not be copied before its upgrade ({error}), so nothing "
            f"was changed; make room beside it, in {path.parent / copies.FOLDER}."
        ) from error


def sqlite_file(engine: Engine) -> Path | None:
    """Where an SQLite database lies; None for one in memory, and for PostgreSQL."""
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        return None
    return Path(str(engine.url.database))


def _take_turn(connection: Connection, sqlite: bool) -> None:
    if not sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        return
    # Rebuilding a table drops it, and with keys enforced that would delete its children. The
    # switch does nothing inside a transaction, so it comes before BEGIN.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
