"""What is handed over can be read, is whole, and is about one person alone."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Engine, String, text
from sqlmodel import Session, select

from syncer import deliver, models, recommend
from syncer.keeping import snapshot
from syncer.keeping.export import export
from syncer.keeping.owned import NEVER_HANDED_OVER, leads_to_runner
from syncer.settings import Settings
from tests.keeping.full import NOW as THEN
from tests.keeping.full import fill
from tests.out import club as clubs
from tests.out.club import NOW, SUNDAY, club, hurt, ran, runner, trained


def test_a_runner_gets_tables_letters_and_all_of_it(tmp_path: Path) -> None:
    with club(tmp_path / "club") as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 25.0)
        hurt(session, alice, SUNDAY, 3)
        recommend.advise_days(session, config, NOW, alice)
        recommend.digest_runner(session, config, NOW, alice)
        session.commit()
        sent = deliver.deliver(clubs.sessions(session.get_bind().engine), config, lambda: NOW)
        assert sent.sent >= 1
        done = export(session, config, NOW, alice, tmp_path / "alice.zip")
        runs = len(session.exec(select(models.Activity)).all())
    with ZipFile(done.path) as packed:
        names = packed.namelist()
        first = packed.read("README.txt").decode()
        table = list(csv.DictReader(io.StringIO(packed.read("runs.csv").decode("utf-8-sig"))))
        pain = list(csv.DictReader(io.StringIO(packed.read("pain.csv").decode("utf-8-sig"))))
        everything = json.loads(packed.read("everything.json"))
        mails = [packed.read(name).decode() for name in names if name.startswith("mails/")]
    assert "Everything that The Club keeps about you" in first
    assert all(
        name in first for name in names if not name.startswith("mails/") and name != "README.txt"
    )
    assert len(table) == runs == len(everything["activity"])
    assert {row["distance_m"] for row in table} == {"8000.0", "25000.0"}
    assert [(row["region"], row["worst"]) for row in pain] == [("knee_front", "3")]
    assert everything["advice"][0]["content"]
    assert len(mails) == done.mails == sent.sent
    assert any("Evenstride" in mail or "week" in mail for mail in mails)
    assert f"{len(mails)} letter" in first
    assert done.path.stat().st_mode & 0o777 == 0o600


def test_nothing_of_others_and_no_secret_is_in_it(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    fill(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE consent SET coach_id = 1, how = 'by Bob' WHERE id = 2"))
        connection.execute(text("UPDATE delivery SET sent_at = NULL"))
        for table, column in (("runner", "units"), ("runner", "timezone")):
            value = "km" if column == "units" else "UTC"
            connection.execute(text(f"UPDATE {table} SET {column} = '{value}'"))
        connection.execute(
            text("UPDATE activity SET kind = 'ride', run_kind = NULL, timezone = NULL")
        )
        connection.execute(
            text("UPDATE measuredrun SET surface_m = '{}', speed_s = '{}', heart_s = '{}'")
        )
        for table in (
            "painreport",
            "strengthsession",
            "selftest",
            "weeklycheck",
            "injury",
            "muted",
        ):
            connection.execute(text(f"DELETE FROM {table} WHERE runner_id = 2"))
        for table in snapshot.our_tables():
            if table.name not in (
                "runner",
                "activity",
                "consent",
                "connection",
                "club",
                "platformlogin",
            ):
                if leads_to_runner(table):
                    connection.execute(text(f"DELETE FROM {table.name}"))
    with Session(engine) as session:
        alice = session.get_one(models.Runner, 1)
        done = export(session, settings, THEN, alice, tmp_path / "alice.zip")
    with ZipFile(done.path) as packed:
        all_of_it = "".join(packed.read(name).decode() for name in packed.namelist())
        everything = json.loads(packed.read("everything.json"))
    assert "alice@example.org" in all_of_it
    assert "bob" not in all_of_it.lower()
    for secret in ("sealed_tokens", "sealed_state", "access-", "refreshing_by ü"):
        assert secret not in all_of_it
    own = {table.name for table in snapshot.our_tables() if leads_to_runner(table)}
    assert own | {"runs"} == set(everything)
    for rows in everything.values():
        assert all(not NEVER_HANDED_OVER & set(row) for row in rows)


def test_a_title_cannot_reckon_in_a_spreadsheet(tmp_path: Path) -> None:
    with club(tmp_path / "club") as (session, config):
        alice = runner(session)
        one = ran(session, alice, SUNDAY, 8.0)
        one.title = '=HYPERLINK("http://example.org")'
        session.add(one)
        session.commit()
        done = export(session, config, NOW + timedelta(0), alice, tmp_path / "alice.zip")
    with ZipFile(done.path) as packed:
        table = csv.DictReader(io.StringIO(packed.read("activities.csv").decode("utf-8-sig")))
        assert [row["title"] for row in table] == ['\'=HYPERLINK("http://example.org")']
        assert json.loads(packed.read("everything.json"))["activity"][0]["title"].startswith("=")


def test_every_column_with_a_secret_is_known() -> None:
    """A new column that sounds like a secret has to be looked at."""
    for table in snapshot.our_tables():
        for column in table.columns:
            if isinstance(column.type, String) and any(
                word in column.name for word in ("seal", "token", "secret", "password")
            ):
                assert column.name in NEVER_HANDED_OVER, f"{table.name}.{column.name}"
