"""Backups are whole, encrypted and put back as they were, from one database into the other too."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from syncer import database, migrations, models, tokens
from syncer.keeping import backup, forgotten, restore
from syncer.keeping.keys import NoBackupKey
from syncer.keeping.restore import NotEmpty
from syncer.keeping.sealed_file import Refused
from syncer.settings import Settings
from syncer.tokens import Tokens, new_key
from tests.keeping.full import NOW, everything, fill

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def club(engine: Engine) -> Engine:
    """A club with rows in every table."""
    fill(engine)
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind, to move to."""
    address = f"sqlite:///{tmp_path / 'elsewhere' / 'new.db'}"
    if request.param == "postgresql":
        import psycopg

        server: str = request.getfixturevalue("postgresql")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS elsewhere WITH (FORCE)")
            connection.execute("CREATE DATABASE elsewhere")
        address = server.replace("/postgres?", "/elsewhere?")
    opened = database.open_engine(address)
    yield opened
    opened.dispose()


def told_apart(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """All rows but those that a backup or a restore itself writes."""
    rows = everything(engine)
    rows["housemark"] = [row for row in rows["housemark"] if row["name"] != "backup"]
    for row in rows["connection"]:
        for name in ("refreshing_until", "refreshing_by", "pulling_until"):
            del row[name]
    rows.pop("platformevent")
    return rows


def test_a_backup_put_back_elsewhere_is_the_same_club(
    club: Engine, elsewhere: Engine, settings: Settings, tmp_path: Path
) -> None:
    before = told_apart(club)
    assert all(before[name] for name in before)
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    done = restore.restore(elsewhere, settings, LATER, made.path)
    assert told_apart(elsewhere) == before
    assert (done.made_at, done.rows, done.left_out, done.before) == (NOW, made.rows, 0, None)
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob(".*")] == [], "no half file is left"


def test_new_rows_get_ids_that_nobody_ever_had(
    club: Engine, elsewhere: Engine, settings: Settings, tmp_path: Path
) -> None:
    with club.begin() as connection:
        connection.execute(text("DELETE FROM activity WHERE id = 2"))
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    restore.restore(elsewhere, settings, LATER, made.path)
    with Session(elsewhere) as session:
        new = models.Activity(
            runner_id=1, source="files", source_id="new", kind="run",
            started_at=NOW, fetched_at=NOW, renewed_at=NOW,
        )  # fmt: skip
        runner = models.Runner(club_id=1, email="charlie@example.org", created_at=NOW)
        session.add_all([new, runner])
        session.commit()
        assert (new.id, runner.id) == (3, 3)


def test_neither_a_word_nor_a_token_can_be_read_in_it(
    session: Session, alice: models.Runner, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    assert alice.id is not None
    connection = models.Connection(runner_id=alice.id, source="strava", connected_at=NOW)
    tokens.keep(session, settings, connection, Tokens("a-token", "r-token", LATER))
    made = backup.write(engine, settings, NOW, tmp_path / "club.backup")
    content = made.path.read_bytes()
    for secret in (
        b"alice",
        b"a-token",
        b"runner",
        settings.token_keys.get_secret_value().encode(),
    ):
        assert secret not in content
    other = settings.model_copy(update={"token_keys": Settings(token_keys=new_key()).token_keys})  # type: ignore[arg-type]
    restore.restore(engine, other, LATER, made.path, replace=True)
    with Session(engine) as again:
        sealed = again.exec(select(models.Connection.sealed_tokens)).one()
    assert sealed is not None
    with pytest.raises(tokens.NoTokenKey):
        tokens.unseal(other, sealed)
    assert tokens.unseal(settings, sealed).access == "a-token"


@pytest.mark.parametrize("where", [0, 25, 40, 60, -30, -1])
def test_a_changed_byte_anywhere_is_refused_and_nothing_is_touched(
    club: Engine, settings: Settings, tmp_path: Path, where: int
) -> None:
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    before = everything(club)
    content = bytearray(made.path.read_bytes())
    content[where] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(Refused):
        restore.restore(club, settings, LATER, made.path, replace=True)
    assert everything(club) == before


@pytest.mark.parametrize("left", [0, 10, 44, 46, 0.5, -1])
def test_a_cut_file_is_refused_and_nothing_is_touched(
    club: Engine, settings: Settings, tmp_path: Path, left: float
) -> None:
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    before = everything(club)
    content = made.path.read_bytes()
    made.path.write_bytes(content[: int(left * len(content)) if left == 0.5 else int(left)])
    with pytest.raises(Refused):
        restore.restore(club, settings, LATER, made.path, replace=True)
    assert everything(club) == before


def test_another_key_and_no_key_are_told_apart(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    old = settings.backup_keys.get_secret_value()
    other, both, none = (
        settings.model_copy(update={"backup_keys": Settings(backup_keys=keys).backup_keys})  # type: ignore[arg-type]
        for keys in (new_key(), f"{new_key()}, {old}", "")
    )
    with pytest.raises(Refused, match="another key"):
        restore.restore(club, other, LATER, made.path, replace=True)
    with pytest.raises(NoBackupKey, match="EVENSTRIDE_BACKUP_KEYS"):
        restore.restore(club, none, LATER, made.path, replace=True)
    assert restore.restore(club, both, LATER, made.path, replace=True).rows == made.rows


def test_what_is_there_is_replaced_only_when_told_and_after_a_backup(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    with club.begin() as connection:
        connection.execute(text("UPDATE runner SET name = 'Alice since'"))
    with pytest.raises(NotEmpty, match="--replace"):
        restore.restore(club, settings, LATER, made.path)
    done = restore.restore(club, settings, LATER, made.path, replace=True)
    assert everything(club)["runner"][0]["name"] == "name ü 1"
    assert done.before is not None
    restore.restore(club, settings, LATER, done.before, replace=True)
    assert everything(club)["runner"][0]["name"] == "Alice since"


def test_a_restore_that_fails_half_way_changes_nothing(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    before = everything(club)

    def stop(table: str, rows: int) -> None:
        if table == "painreport":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore.restore(club, settings, LATER, made.path, replace=True, tell=stop)
    after = everything(club)
    assert [row for row in after.pop("housemark") if row["name"] != "backup"]
    before.pop("housemark")
    assert after == before


def test_a_backup_sees_one_instant_while_others_write(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    """A runner and an activity come in together, again and again; a backup never sees half."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with Session(club) as session:
                session.add(models.Muted(runner_id=1, rule="strength", since=NOW.date()))
                session.flush()
                answer = {"what": "done", "rule": "strength", "told_at": NOW}
                session.add(models.Answer(runner_id=1, on=NOW.date(), **answer))
                session.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        paths = [tmp_path / f"{n}.backup" for n in range(4)]
        for path in paths:
            backup.write(club, settings, NOW, path)
    finally:
        stop.set()
        writer.join()
    found = []
    for path in paths:
        restore.restore(club, settings, LATER, path, replace=True)
        rows = everything(club)
        assert len(rows["muted"]) == len(rows["answer"])
        found.append(len(rows["muted"]))
    assert found[0] < found[-1], "the writer was never still"


def test_a_mail_that_waited_is_not_sent_twice_but_a_red_one_is(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    with club.begin() as connection:
        connection.execute(text("UPDATE delivery SET state = 'pending', channel = 'email'"))
        connection.execute(text("UPDATE advice SET kind = 'note', light = 'amber'"))
        connection.execute(text("UPDATE advice SET light = 'red' WHERE id = 2"))
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    restore.restore(club, settings, LATER, made.path, replace=True)
    with Session(club) as session:
        assert session.exec(select(models.Delivery.state).order_by(models.Delivery.id)).all() == [  # type: ignore[arg-type]
            "unknown",
            "pending",
        ]


def test_backups_of_a_month_are_kept_and_nothing_else_is_touched(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "evenstride-notes.backup").write_text("mine")
    (folder / "evenstride-20200101T000000Z.txt").write_text("mine")
    days = [NOW + timedelta(days=days) for days in (0, 1, 30, 31)]
    gone = [[p.name for p in backup.rotate(club, settings, day, folder)[1]] for day in days]
    assert gone == [[], [], [], ["evenstride-20260315T200000Z.backup"]]
    assert len(list(folder.glob("evenstride-2026*.backup"))) == 3
    assert (folder / "evenstride-notes.backup").read_text() == "mine"
    assert (folder / "evenstride-20200101T000000Z.txt").read_text() == "mine"


def test_a_full_disk_leaves_the_last_backup_alone(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "club.backup"
    backup.write(club, settings, NOW, target)
    before = target.read_bytes()

    def full(table: str, rows: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        backup.write(club, settings, LATER, target, full)
    assert target.read_bytes() == before
    assert list(tmp_path.glob(".*")) == []


def test_who_was_forgotten_does_not_come_back(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    with Session(club) as session:
        forgotten.add(session, settings, LATER, session.get_one(models.Runner, 1))
        session.commit()
    (settings.data_dir / forgotten.FILE).rename(tmp_path / "taken away")
    done = restore.restore(club, settings, LATER, made.path, replace=True)
    assert done.left_out == 1, "the table knows"
    after = everything(club)
    assert [row["email"] for row in after["runner"]] == ["bob@example.org"]
    for name, rows in after.items():
        for row in rows:
            assert row.get("runner_id") != 1, name
            assert "alice@example.org" not in str(row), name
    assert len(after["measuredrun"]) == 1
    again = restore.restore(club, settings, LATER, made.path, replace=True)
    assert again.left_out == 1, "the list outlives the restore"


def test_the_file_alone_is_enough_and_names_nobody(
    club: Engine, elsewhere: Engine, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "far away"
    made, _ = backup.rotate(club, settings, NOW, folder)
    with Session(club) as session:
        alice = session.get_one(models.Runner, 1)
        alice.email = "alice@new.example.org"
        forgotten.add(session, settings, LATER, alice)
        session.commit()
    backup.rotate(club, settings, LATER, folder)
    listed = (folder / forgotten.FILE).read_text()
    assert "alice" not in listed
    assert (settings.data_dir / forgotten.FILE).stat().st_mode & 0o777 == 0o600
    new_machine = settings.model_copy(update={"data_dir": tmp_path / "new machine"})
    done = restore.restore(elsewhere, new_machine, LATER, made.path)
    assert done.left_out == 1, "found by the list beside the backup, whatever the address was"


def test_who_joined_again_stays(club: Engine, settings: Settings, tmp_path: Path) -> None:
    with Session(club) as session:
        forgotten.add(
            session, settings, NOW - timedelta(days=10), session.get_one(models.Runner, 1)
        )
        session.commit()
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    assert restore.restore(club, settings, LATER, made.path, replace=True).left_out == 0


def test_a_backup_of_a_newer_version_is_refused(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    with club.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = backup.write(club, settings, NOW, tmp_path / "club.backup")
    with club.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{migrations.HEAD}'"))
    with pytest.raises(Refused, match="newer Evenstride"):
        restore.restore(club, settings, LATER, made.path, replace=True)
