"""A coach's digest goes on the coach's own weekday and hour: once, and as things stand then."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlmodel import select

from syncer import (
    bounces,
    coming,
    consents,
    deliver,
    mail_off,
    models,
    schedule,
    units,
)
from syncer.jobs import House
from syncer.keeping.export import export
from syncer.keeping.forget import forget
from tests.coach.conftest import (
    AT_SIX,
    BOB,
    LOAD,
    PAIN,
    agree,
    agreed,
    bob,
    coach,
    letters_to,
    stored_and_waiting,
    take_back,
)
from tests.out import club
from tests.schedule.conftest import Service, at

AT_SEVEN = "2026-03-16T07:00+01:00"

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def change(service: Service, runner_id: int, **facts: object) -> None:
    with service.sessions() as session:
        one = session.get_one(models.Runner, runner_id)
        for name, value in facts.items():
            setattr(one, name, value)
        session.add(one)
        session.commit()


def test_neither_the_coachs_running_nor_a_runners_mail_matters(service: Service) -> None:
    agreed(service, bob(service), LOAD)
    assert service.tick(AT_SIX).digests == 1
    assert [str(mail["To"]) for mail in service.office.mails] == [f"Bob <{BOB}>"]
    mail = service.office.mails[0]
    assert mail["List-Unsubscribe"]
    assert mail["Subject"] == "Your runners' week, 9–15 Mar"


def test_a_coach_has_a_day_and_an_hour_of_their_own(service: Service) -> None:
    agreed(service, bob(service, coach_digest_weekday=2, coach_digest_hour=7), LOAD)
    service.tick(AT_SIX)
    assert letters_to(service, BOB) == []
    service.tick("2026-03-18T07:00+01:00")
    assert len(letters_to(service, BOB)) == 1


@pytest.mark.parametrize(
    ("woken", "sent"), [("2026-03-17T09:00+01:00", 1), ("2026-03-20T09:00+01:00", 0)]
)
def test_a_missed_one_is_caught_up_while_it_is_news(
    service: Service, woken: str, sent: int
) -> None:
    agreed(service, bob(service), LOAD)
    service.tick(woken)
    service.tick()
    assert len(letters_to(service, BOB)) == sent


@pytest.mark.parametrize(
    "facts",
    [
        {"address_confirmed_at": None},
        {"mail_off_at": at("2026-03-01T12:00+00:00")},
        {"mail_stopped_at": at("2026-03-01T12:00+00:00")},
        {"is_coach": False},
        {"address_confirmed_at": at("2026-03-15T18:30+01:00")},
    ],
)
def test_who_may_get_no_mail_gets_none(service: Service, facts: dict[str, object]) -> None:
    who = bob(service)
    agreed(service, who, LOAD)
    change(service, who, **facts)
    service.tick("2026-03-15T19:00+01:00")
    assert letters_to(service, BOB) == []


def test_who_agrees_after_the_hour_is_shown_with_the_next_one(service: Service) -> None:
    who = bob(service)
    runner_id = agreed(service, who)
    with service.sessions() as session:
        runner, him = (session.get_one(models.Runner, one) for one in (runner_id, who))
        agree(session, runner, him, LOAD, at=at("2026-03-15T20:00+01:00"))
    service.tick("2026-03-16T09:00+01:00")
    assert letters_to(service, BOB) == []
    service.tick("2026-03-22T18:00+01:00")
    assert len(letters_to(service, BOB)) == 1


def test_it_waits_for_the_morning_in_the_coachs_quiet_hours(service: Service) -> None:
    stored_and_waiting(service, LOAD, PAIN)
    service.tick(AT_SEVEN)
    (letter,) = letters_to(service, BOB)
    assert "Hurt on Sunday: front of the left knee, 7/10." in letter


@pytest.mark.parametrize("withdrawn", [PAIN, LOAD])
def test_what_was_taken_back_while_it_waited_is_not_in_it(service: Service, withdrawn: str) -> None:
    who, runner_id = stored_and_waiting(service, LOAD, PAIN)
    with service.sessions() as session:
        runner, him = (session.get_one(models.Runner, one) for one in (runner_id, who))
        take_back(session, runner, him, withdrawn)
    service.tick(AT_SEVEN)
    letters = letters_to(service, BOB)
    if withdrawn == PAIN:
        assert "Alice · ■ red" in letters[0]
        assert "knee" not in letters[0]
    else:
        # Nobody else agreed, so there is no letter at all.
        assert letters == []
        with service.sessions() as session:
            assert session.exec(select(models.CoachLook)).all() == []
    assert service.tick("2026-03-16T08:00+01:00").digests == 0


def test_a_mail_server_that_is_away_costs_no_letter_and_sends_none_twice(
    service: Service,
) -> None:
    agreed(service, bob(service), LOAD)
    service.office.to_content = "451 try again later"
    service.tick(AT_SIX)
    assert service.office.mails == []
    service.office.to_content = "250 OK"
    service.tick("2026-03-15T20:00+01:00")
    service.tick("2026-03-15T20:30+01:00")
    assert len(letters_to(service, BOB)) == 1
    with service.sessions() as session:
        assert len(session.exec(select(models.CoachLook)).all()) == 1


def test_it_stands_in_the_schedule(service: Service) -> None:
    who = bob(service)
    agreed(service, who, LOAD)
    service.clock.now = at("2026-03-15T12:00+01:00")
    (found,) = [one for one in coming.coming(service.house, who) if one.what == "coach digest"]
    assert (found.at, found.email, found.about) == (at(AT_SIX), BOB, "2026-03-15")
    service.tick(AT_SIX)
    (found,) = [one for one in coming.coming(service.house, who) if one.what == "coach digest"]
    assert found.at == at("2026-03-22T18:00+01:00")
    assert units.COACH_DIGEST in {unit.kind for unit in service.units()}


def test_an_export_says_who_was_shown_what_and_holds_nobody_elses_week(
    service: Service, tmp_path: Path
) -> None:
    who = bob(service)
    runner_id = agreed(service, who, LOAD)
    service.tick(AT_SIX)
    with service.sessions() as session:
        for one in (runner_id, who):
            runner = session.get_one(models.Runner, one)
            export(session, service.settings, service.clock(), runner, tmp_path / f"{one}.zip")
    with ZipFile(tmp_path / f"{runner_id}.zip") as packed:
        (look,) = csv.DictReader(io.StringIO(packed.read("looks.csv").decode("utf-8-sig")))
        assert (look["what"], look["coach_id"], look["on"]) == ("load", str(who), "2026-03-15")
    with ZipFile(tmp_path / f"{who}.zip") as packed:
        everything = "".join(packed.read(name).decode() for name in packed.namelist())
        assert "Alice" not in everything
        assert "alice" not in everything


def test_forgetting_takes_the_coachs_copy_out_of_the_outbox(service: Service) -> None:
    settings = service.settings.model_copy(update={"smtp_host": ""})
    house = House(service.sessions, settings, service.clock)
    who = bob(service)
    runner_id = agreed(service, who, LOAD)
    service.clock.now = at(AT_SIX)
    schedule.tick(house)
    assert len(list(settings.outbox.glob("*.eml"))) == 1
    assert forget(house, runner_id).mails == 1
    assert list(settings.outbox.glob("*.eml")) == []


def test_mail_of_a_coach_who_turned_it_off_meanwhile_does_not_leave(service: Service) -> None:
    who, _ = stored_and_waiting(service, LOAD)
    with service.sessions() as session:
        one = session.get_one(models.Runner, who)
        mail_off.turn_off(service.clock(), one)
        session.add(one)
        session.commit()
    service.tick(AT_SEVEN)
    assert letters_to(service, BOB) == []


def test_two_coaches_get_each_their_own(service: Service) -> None:
    who = bob(service)
    agreed(service, who, LOAD)
    with service.sessions() as session:
        other = coach(session, "brigitte@example.org")
        dana = club.runner(session, "dana@example.org")
        agree(session, dana, other, LOAD)
        assert consents.agreeing(session, other, LOAD) == [dana]
    service.tick("2026-03-15T19:00+01:00")
    assert "Alice" in letters_to(service, BOB)[0]
    assert "Alice" not in letters_to(service, "brigitte@example.org")[0]


def test_a_coach_who_runs_gets_both(service: Service) -> None:
    who = bob(service)
    agreed(service, who, LOAD)
    with service.sessions() as session:
        club.trained(session, session.get_one(models.Runner, who), date(2026, 3, 15))
    service.tick(AT_SIX)
    subjects = [str(mail["Subject"]) for mail in service.office.mails if BOB in str(mail["To"])]
    assert subjects == ["Your running week, 9–15 Mar", "Your runners' week, 9–15 Mar"]


def test_a_refused_address_is_stopped_and_gets_no_more(service: Service) -> None:
    who = bob(service)
    agreed(service, who, LOAD)
    service.office.to_recipient = lambda address: (
        "550 5.1.1 No such user here" if address == BOB else "250 OK"
    )
    service.tick(AT_SIX)
    with service.sessions() as session:
        one = session.get_one(models.Runner, who)
        assert one.mail_stopped_at is not None
        bounces.start_again(one)
        session.add(one)
        session.commit()
    assert deliver.deliver(service.sessions, service.settings, service.clock).sent == 0
