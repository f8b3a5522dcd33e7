"""`status`, `check --exit-code` and the admin's link, as somebody at the terminal meets them."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, select

from syncer import admin_link, clock, database, links, migrations, models, tally
from syncer.budget import Purpose
from syncer.links import Purpose as For
from syncer.settings import Settings
from tests.commands.conftest import ALICE, BOB, NOW, Command


def changed(*rows: models.SQLModel) -> None:
    engine = database.open_engine(Settings().database)
    with Session(engine) as session:
        session.add_all(rows)
        session.commit()
    engine.dispose()


def test_status_tells_an_empty_house_in_short(club: Command) -> None:
    told = club("status")
    assert (told.code, told.err) == (0, "")
    lines = dict(line.split(": ", 1) for line in told.out.splitlines())
    assert lines["last tick"] == "none; the nightly work is not running"
    assert lines["mails"] == "0 sent in the last day, 0 pending, 0 unknown, 0 failed"
    assert lines["next"].endswith(f"digest 2026-03-22 {ALICE}")
    assert lines["to look at"] == "nothing, all is well"


def test_status_tells_the_last_night_the_limits_and_the_first_problem(bob: Command) -> None:
    now = clock.now(NOW)
    engine = database.open_engine(Settings().database)
    for _ in range(2):
        with tally.counted(lambda: Session(engine), lambda: now, 1, "strava", Purpose.NIGHT):
            pass
    engine.dispose()
    limit = {"platform": "strava", "name": "all-day", "most": 2000, "used": 1500}
    until = now + timedelta(hours=2)
    ill = models.UnitOfWork(kind="digest", runner_id=1, about="x", problem="odd", ended_at=now)
    tick = models.LastTick(id=1, at=now - timedelta(seconds=20))
    changed(models.PlatformBudget(**limit, until=until), ill, tick)
    facts = bob("status", "--json").facts
    (night,) = facts["nights"]
    assert (night["platform"], night["outcomes"], night["lasted_s"]) == (
        "strava",
        {"pulled": 2},
        0.0,
    )
    assert facts["limits"][0]["left"] == 500
    assert facts["put_aside"] == 1
    assert facts["schema"] == migrations.HEAD
    assert facts["size_bytes"] > 0
    codes = [one["code"] for one in facts["problems"]]
    assert codes == [one["code"] for one in bob("check", "--json").facts]
    assert "put_aside" in codes
    told = bob("status").out
    assert "night, strava: 2026-03-15: 2 pulled, within 0 s" in told
    assert "last tick: 2026-03-15 19:59:40 UTC, 20 s ago" in told
    assert f"(1 of {len(codes)}; `evenstride check` tells all)" in told


def test_what_comes_next_tells_nobodys_questions(club: Command) -> None:
    changed(models.UnitOfWork(kind="question", runner_id=2, about="2026-03-15", problem="odd"))
    assert any(one["what"] == "question again" for one in club("schedule", "--json").facts)
    assert {one["what"] for one in club("status", "--json").facts["coming"]} == {"digest"}


def test_check_answers_by_its_exit_code_where_it_is_asked_to(bob: Command) -> None:
    assert bob("check", "--exit-code").code == 1
    assert bob("check", "--exit-code", "--json").code == 1
    assert bob("check").code == 0


def test_check_with_nothing_to_tell_is_well_by_its_exit_code_too(club: Command) -> None:
    assert club("check", "--exit-code").code == 0


def opens(link: str) -> bool:
    settings = Settings()
    signed = links.verify(settings, clock.now(NOW), For.ADMIN, link.rsplit("/", 1)[1])
    engine = database.open_engine(settings.database)
    with Session(engine) as session:
        found = admin_link.is_unspent(session, signed)
        admin = session.get_one(models.Runner, signed.runner_id)
        assert admin.is_admin
    engine.dispose()
    return found


def test_init_prints_a_link_and_again_a_fresh_one(command: Command) -> None:
    first = command("init", "--defaults", "--json").facts["admin_link"]
    assert first.startswith("http://localhost:8321/admin/enter/")
    assert opens(first)
    again = command("init", "--defaults")
    second = again.out.splitlines()[-1]
    assert "good once, for an hour" in again.out
    assert (opens(first), opens(second)) == (False, True)


def test_the_command_prints_a_fresh_one_for_an_admin_alone(club: Command) -> None:
    made = club("admin", "link", "--json").facts
    assert made["admin"] == "admin@localhost"
    assert opens(made["link"])
    refused = club("admin", "link", ALICE)
    assert refused.code == 1
    assert "no such admin" in refused.err
    assert opens(club("admin", "link", " Admin@localhost").out.splitlines()[-1])
    assert club("admin", "link", BOB).code == 1


def test_nothing_of_the_link_is_kept_that_could_be_read_back(club: Command) -> None:
    link = club("admin", "link", "--json").facts["link"]
    engine = database.open_engine(Settings().database)
    with Session(engine) as session:
        (held,) = session.exec(select(models.HouseMark)).all()
    engine.dispose()
    assert held.name == admin_link.MARK
    assert link.rsplit("/", 1)[1] not in held.detail
