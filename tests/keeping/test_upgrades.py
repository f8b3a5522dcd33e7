"""From every released step to the newest: no row is lost, and a copy lies there first."""

from __future__ import annotations

import logging
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import SQLModel

from syncer import database, migrations
from syncer.database import Unusable
from syncer.keeping import backup, copies, restore
from syncer.settings import Settings
from tests.keeping.full import NOW, everything, fill

STEPS = sorted(
    script.revision
    for script in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()
)


def at_step(url: str, step: str) -> Engine:
    """A database of that step, with rows in each of its tables."""
    engine = database.open_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection, to=step)
    fill(engine)
    return engine


def test_the_steps_are_all_there() -> None:
    assert STEPS[0] == "0001"
    assert STEPS[-1] == migrations.HEAD


@pytest.mark.parametrize("step", STEPS[:-1])
def test_every_row_of_a_released_step_is_still_there(url: str, step: str) -> None:
    engine = at_step(url, step)
    before = everything(engine)
    assert all(before.values())
    database.migrate(engine)
    after = everything(engine)
    for table, rows in before.items():
        assert [{name: row[name] for name in rows[0]} for row in after[table]] == rows, table
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert list(compare_metadata(context, SQLModel.metadata)) == []
    engine.dispose()


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_backup_of_an_older_step_is_upgraded(
    url: str, settings: Settings, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup as an older version wrote it: its own tables, and its own step in the first line."""
    engine = at_step(url, step)
    before = everything(engine)
    older = SQLModel.metadata.__class__()
    with engine.connect() as connection:
        older.reflect(connection)
    older.remove(older.tables["alembic_version"])
    with monkeypatch.context() as patched:
        patched.setattr("syncer.keeping.snapshot.our_tables", lambda: older.sorted_tables)
        patched.setattr("syncer.keeping.marks.put", lambda *_: None)
        made = backup.write(engine, settings, NOW, tmp_path / "old.backup")
    database.migrate(engine)
    restore.restore(engine, settings, NOW, made.path, replace=True)
    after = everything(engine)
    changed = {"connection", "delivery", "platformevent"}
    for table in set(before) - changed:
        rows = before[table]
        assert [{name: row[name] for name in rows[0]} for row in after[table]] == rows, table
    engine.dispose()


def test_an_upgrade_begins_with_a_copy_that_opens(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'club.db'}"
    engine = at_step(url, "0004")
    before = everything(engine)
    database.migrate(engine)
    (copy,) = copies.upgrade_copies(tmp_path / "club.db")
    assert copy.parent == tmp_path / "backups"
    assert "0004" in copy.name
    assert copy.stat().st_mode & 0o777 == 0o600
    old = database.open_engine(f"sqlite:///{copy}")
    assert everything(old) == before
    database.migrate(engine)
    assert copies.upgrade_copies(tmp_path / "club.db") == [copy], "nothing to do, nothing copied"
    old.dispose()
    engine.dispose()


def test_a_new_database_is_not_copied(tmp_path: Path) -> None:
    engine = database.open_engine(f"sqlite:///{tmp_path / 'club.db'}")
    database.migrate(engine)
    assert not (tmp_path / "backups").exists()
    engine.dispose()


def test_the_last_five_copies_are_kept(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "club.db") as connection:
        connection.execute("CREATE TABLE one (id)")
    made = [
        copies.before_upgrade(tmp_path / "club.db", NOW + timedelta(days=day), "0004")
        for day in range(7)
    ]
    assert copies.upgrade_copies(tmp_path / "club.db") == made[2:]


def test_without_room_for_a_copy_nothing_is_upgraded(tmp_path: Path) -> None:
    engine = at_step(f"sqlite:///{tmp_path / 'club.db'}", "0004")
    (tmp_path / "backups").write_text("a file is in the way")
    with pytest.raises(Unusable, match="could not be copied"):
        database.migrate(engine)
    with engine.connect() as connection:
        assert migrations.revision(connection) == "0004"
    engine.dispose()


def test_a_newer_database_is_not_copied_again_and_again(tmp_path: Path) -> None:
    engine = at_step(f"sqlite:///{tmp_path / 'club.db'}", migrations.HEAD)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unusable, match="newer Evenstride"):
        database.migrate(engine)
    assert not (tmp_path / "backups").exists()
    engine.dispose()


def test_postgresql_says_that_it_is_not_copied(
    url: str, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite is copied")
    with engine.begin() as connection:
        command.downgrade(migrations.configuration(connection), "0005")
    with caplog.at_level(logging.WARNING):
        database.migrate(engine)
    assert "without a copy" in caplog.text
