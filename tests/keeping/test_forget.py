"""Somebody is forgotten: every row, every mail here, and the way into their accounts."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from syncer import models, tokens
from syncer.channels.email import send_letter
from syncer.jobs import House
from syncer.keeping import backup as backups
from syncer.keeping import forgotten, owned, restore, snapshot
from syncer.keeping.forget import Receipt, forget
from syncer.sandbox.strava import Fault
from syncer.settings import Settings
from templates import Reader
from templates.keeping import receipt_text
from templates.letters import trial_letter
from tests.keeping.full import NOW, RUNNERS, everything, fill
from tests.strava.conftest import Road, clock, road, strava

__all__ = ["clock", "road", "strava"]


def house(engine: Engine, settings: Settings) -> House:
    def sessions() -> AbstractContextManager[Session]:
        return Session(engine, expire_on_commit=False)

    return House(sessions, settings, lambda: NOW)


@pytest.fixture
def club(engine: Engine) -> Engine:
    """Alice and Bob, with rows in every table, connected with nothing that we can reach."""
    fill(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE connection SET source = 'files'"))
        connection.execute(text("UPDATE flagcleared SET who = 'alice@example.org'"))
        connection.execute(text("UPDATE consent SET coach_id = 1"))
        connection.execute(text("UPDATE platformevent SET platform = 'files'"))
        connection.execute(text("UPDATE platformevent SET owner = 'external_id ü 1' WHERE id = 1"))
    return engine


def test_of_every_table_alices_rows_go_and_bobs_stay(club: Engine, settings: Settings) -> None:
    before = everything(club)
    receipt = forget(house(club, settings), 1)
    after = everything(club)
    own = {table.name for table in snapshot.our_tables() if owned.leads_to_runner(table)}
    assert len(own) > 20
    for name in own - {"consent"}:
        assert len(after[name]) == RUNNERS - 1, name
        assert receipt.rows[name] == 1, name
    assert after["consent"] == [], "what Bob agreed to was about Alice as his coach"
    assert receipt.rows["consent"] == 2
    assert len(after["platformevent"]) == 1
    assert after["flagcleared"][0]["who"] == ""
    assert after["club"] == before["club"]
    assert "alice@example.org" not in str(after)


def test_not_a_byte_of_her_is_left_in_the_folder(tmp_path: Path, settings: Settings) -> None:
    from syncer import database

    config = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'club' / 'c.db'}"})
    engine = database.open_engine(config.database)
    database.migrate(engine)
    fill(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE connection SET source = 'files'"))
        connection.execute(text("UPDATE runner SET email = 'alice@old.example.org' WHERE id = 1"))
    for to in ("alice@old.example.org", "bob@example.org"):
        send_letter(config, NOW, to, trial_letter(Reader()), "Somebody")
    receipt = forget(house(engine, config), 1)
    engine.dispose()
    assert receipt.mails == 1
    for path in (tmp_path / "club").rglob("*"):
        assert not path.is_file() or b"alice@" not in path.read_bytes(), path
    (left,) = config.outbox.glob("*.eml")
    assert b"bob@example.org" in left.read_bytes()


def test_an_old_backup_does_not_bring_her_back(
    club: Engine, settings: Settings, tmp_path: Path
) -> None:
    with club.begin() as connection:
        connection.execute(text("UPDATE consent SET coach_id = NULL"))
    made = backups.write(club, settings, NOW, tmp_path / "old.backup")
    forget(house(club, settings), 1)
    wanted = everything(club)
    done = restore.restore(club, settings, NOW, made.path, replace=True)
    assert done.left_out == 1
    after = everything(club)
    for rows in (wanted, after):
        del rows["housemark"], rows["platformevent"]
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in wanted.items()
    }


def test_without_a_backup_key_she_is_forgotten_all_the_same(
    club: Engine, settings: Settings
) -> None:
    none = settings.model_copy(update={"backup_keys": Settings(backup_keys="").backup_keys})  # type: ignore[arg-type]
    receipt = forget(house(club, none), 1)
    assert receipt.left == ["notes", "last_admin", "list"]
    assert not (settings.data_dir / forgotten.FILE).exists()
    assert len(everything(club)["runner"]) == 1


@pytest.fixture
def keyed(road: Road) -> Road:
    """Alice on Strava, in a club with a key for backups."""
    keys = Settings(backup_keys=tokens.new_key()).backup_keys  # type: ignore[arg-type]
    road.settings = road.settings.model_copy(update={"backup_keys": keys})
    return road


def test_strava_is_told(keyed: Road) -> None:
    receipt = forget(keyed.house, keyed.alice)
    assert receipt.left == []
    assert keyed.strava.world.grants.of(keyed.strava.app, keyed.athlete) is None
    with keyed.sessions() as session:
        assert session.exec(select(models.Runner)).all() == []
        assert session.exec(select(models.Connection)).all() == []


def test_strava_away_keeps_nobody_and_stands_in_the_receipt(keyed: Road) -> None:
    for path in ("/oauth/revoke", "/api/v3/oauth/deauthorize"):
        for _ in range(5):
            keyed.strava.faults.plan(Fault.UNAVAILABLE, path=path)
    receipt = forget(keyed.house, keyed.alice)
    assert receipt.left == ["strava_later"]
    with keyed.sessions() as session:
        assert session.exec(select(models.Runner)).all() == []


def test_another_token_key_keeps_nobody_and_stands_in_the_receipt(keyed: Road) -> None:
    other = Settings(token_keys=tokens.new_key()).token_keys  # type: ignore[arg-type]
    keyed.settings = keyed.settings.model_copy(update={"token_keys": other})
    assert forget(keyed.house, keyed.alice).left == ["strava"]


def test_the_receipt_says_what_and_what_is_left(club: Engine, settings: Settings) -> None:
    receipt = forget(house(club, settings), 1)
    said = text_of(receipt)
    assert "alice@example.org, on 15 March 2026" in said
    assert "      2  consents" in said
    assert "14 April 2026" in said
    assert "None of them can bring it back." in said
    assert "last admin" in said
    assert "other rows" in said
    every = ["strava", "strava_later", "garmin_calendar", "garmin_access", "notes", "list"]
    text_of(Receipt("a@example.org", NOW, {}, 3, NOW, every))


def text_of(receipt: Receipt) -> str:
    at, until = receipt.at.date(), receipt.backups_until.date()
    return receipt_text(
        Reader(), receipt.email, at, until, receipt.rows, receipt.mails, receipt.left
    )
