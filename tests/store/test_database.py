"""The tables are what the models say, on both databases, and old ones are brought up to date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel, col, select

from syncer import database, migrations, models
from syncer.database import Unusable
from tests.store.keeping import NOW


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def test_an_empty_database_becomes_what_the_models_say(engine: Engine) -> None:
    assert differences(engine) == []


def test_the_comparison_sees_a_missing_column(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE muted DROP COLUMN until"))
    assert differences(engine) != []


def test_migrating_again_keeps_every_row(session: Session, alice: models.Runner) -> None:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    database.migrate(engine)
    assert differences(engine) == []
    assert session.exec(select(models.Runner.email)).all() == ["alice@example.org"]


def test_a_database_of_yesterday_is_brought_up_to_date_with_its_rows(engine: Engine) -> None:
    yesterday = "0001"
    with engine.begin() as connection:
        command.downgrade(migrations.configuration(connection), yesterday)
    with engine.begin() as connection:
        assert migrations.revision(connection) == yesterday
        connection.execute(
            text(
                "INSERT INTO club (name, timezone, locale, units, created_at)"
                " VALUES ('Riverside', 'UTC', 'en', 'km', '2026-03-15 20:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO runner (club_id, email, name, timezone, locale, units, is_admin,"
                " is_coach, digest_weekday, notes_on, created_at)"
                " SELECT id, 'alice@example.org', '', 'UTC', 'en', 'km', false, false, 6, true,"
                " '2026-03-15 20:00:00' FROM club"
            )
        )
    database.migrate(engine)
    assert differences(engine) == []
    with Session(engine) as again:
        (alice,) = again.exec(select(models.Runner)).all()
        assert (alice.email, alice.no_praise, alice.equipment) == ("alice@example.org", False, None)


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unusable, match="newer Evenstride"):
        database.migrate(engine)


def test_the_newest_step_is_the_head(engine: Engine) -> None:
    from alembic.script import ScriptDirectory

    with engine.connect() as connection:
        script = ScriptDirectory.from_config(migrations.configuration(connection))
    assert script.get_heads() == [migrations.HEAD]


@pytest.mark.parametrize("hours", [-11, 0, 5.5, 14])
def test_an_instant_comes_back_as_it_went(
    session: Session, alice: models.Runner, hours: float
) -> None:
    told = datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=hours)))
    alice.address_confirmed_at = told
    session.add(alice)
    session.commit()
    session.expire_all()
    back = session.exec(select(models.Runner)).one().address_confirmed_at
    assert back == told
    assert back is not None
    assert back.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(session: Session, alice: models.Runner) -> None:
    alice.address_confirmed_at = datetime(2026, 3, 15)  # noqa: DTZ001
    session.add(alice)
    with pytest.raises(StatementError, match="time zone"):
        session.commit()


def test_nobody_belongs_to_a_club_that_is_not_there(session: Session) -> None:
    session.add(models.Runner(club_id=99, email="bob@example.org", created_at=NOW))
    with pytest.raises(IntegrityError):
        session.commit()


def test_a_runners_rows_go_with_the_runner(session: Session, alice: models.Runner) -> None:
    assert alice.id is not None
    session.add(models.Muted(runner_id=alice.id, rule="strength", since=NOW.date()))
    session.commit()
    session.delete(alice)
    session.commit()
    assert session.exec(select(models.Muted).where(col(models.Muted.id) > 0)).all() == []


def test_sqlite_keeps_a_write_ahead_log_and_its_keys(tmp_path: Path) -> None:
    engine = database.open_engine(f"sqlite:///{tmp_path / 'new' / 'club.db'}")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA synchronous")) == 2, "a power cut loses nothing"
    assert (tmp_path / "new" / "club.db").stat().st_mode & 0o077 == 0
    engine.dispose()


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("not an address", "cannot be read"),
        ("mysql://localhost/x", "not supported"),
        ("postgresql://127.0.0.1:9/x", "127.0.0.1"),
    ],
)
def test_an_unusable_address_is_explained(address: str, word: str) -> None:
    with pytest.raises(Unusable, match=word):
        database.open_engine(address)


def test_two_processes_may_start_at_once(url: str) -> None:
    first, second = database.open_engine(url), database.open_engine(url)
    database.migrate(first)
    database.migrate(second)
    assert inspect(second).has_table("runner")
    first.dispose()
    second.dispose()
