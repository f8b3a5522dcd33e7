"""The copies of the database from before its upgrades, when somebody is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, text
from sqlmodel import Session

from syncer import database, tokens
from syncer.jobs import House
from syncer.keeping import copies
from syncer.keeping.forget import forget
from syncer.settings import Settings
from tests.keeping.full import NOW, everything
from tests.keeping.test_upgrades import STEPS, at_step

ALICE = 1


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, backup_keys=tokens.new_key())  # type: ignore[arg-type]


def upgraded(config: Settings, step: str) -> tuple[Engine, Path]:
    """A database that came from that step, and its copy from before."""
    engine = at_step(config.database, step)
    with engine.begin() as connection:
        connection.execute(text("UPDATE connection SET source = 'files'"))
        connection.execute(text("UPDATE flagcleared SET who = 'alice@example.org'"))
        if sa.inspect(connection).has_table("platformevent"):
            connection.execute(text("UPDATE platformevent SET owner = 'external_id ü ' || id"))
    copy = copies.before_upgrade(config.data_dir / "evenstride.db", NOW, step)
    database.migrate(engine)
    return engine, copy


def forget_alice(engine: Engine, config: Settings) -> None:
    house = House(lambda: Session(engine, expire_on_commit=False), config, lambda: NOW)
    forget(house, ALICE)
    engine.dispose()


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    engine = database.open_engine(f"sqlite:///{path}")
    found = everything(engine)
    engine.dispose()
    return found


@pytest.mark.parametrize("step", STEPS)
def test_a_copy_of_any_step_holds_bob_alone(config: Settings, step: str) -> None:
    engine, copy = upgraded(config, step)
    forget_alice(engine, config)
    assert b"alice@" not in copy.read_bytes()
    left = rows(copy)
    assert [row["id"] for row in left["runner"]] == [2]
    whose = {row["runner_id"] for found in left.values() for row in found if "runner_id" in row}
    assert whose == {2}
    assert [row["id"] for row in left.get("platformevent", [{"id": 2}])] == [2]


def test_who_had_her_number_then_stays(config: Settings) -> None:
    engine, copy = upgraded(config, STEPS[-1])
    with engine.begin() as connection:
        connection.execute(text("UPDATE runner SET created_at = '2026-03-15 01:00:00.000000'"))
    forget_alice(engine, config)
    assert len(rows(copy)["runner"]) == 2


def test_a_copy_that_cannot_be_read_goes_whole(config: Settings) -> None:
    engine, copy = upgraded(config, STEPS[-1])
    copy.write_bytes(b"alice@example.org, damaged " * 1000)
    forget_alice(engine, config)
    assert not copy.exists()
