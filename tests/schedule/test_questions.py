"""One short mail on the morning after a run that calls for it, and only then."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlmodel import col, select

from syncer import consents, models, questions
from syncer.models import Delivery, DeliveryState, Runner
from syncer.words_kept import BY_WORDS
from tests.out import club
from tests.schedule.conftest import DAY, SUNDAY, Service, at

WEDNESDAY = 2
QUESTION = "One question about the morning after"


@pytest.fixture
def runner(service: Service) -> int:
    """Alice, whose digest day is far away."""
    return service.runner(digest_weekday=WEDNESDAY)


def told_in_the_evening(service: Service, runner: int) -> None:
    """A run far longer than usual, and the mail that said so on the same evening."""
    service.spike(runner)
    service.clock.now = at("2026-03-15T19:00+01:00")
    service.house.tell(runner)
    assert len(service.office.mails) == 1


def answer(service: Service, runner: int, said_at: datetime, **facts: object) -> None:
    with service.sessions() as session:
        row = models.PainReport(
            runner_id=runner, on=SUNDAY + DAY, said_at=said_at, nothing=True, **facts
        )
        session.add(row)
        session.commit()


def change(service: Service, runner: int, **facts: object) -> None:
    with service.sessions() as session:
        row = session.get_one(Runner, runner)
        for name, value in facts.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()


def test_it_comes_at_half_past_seven_once(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    assert service.tick("2026-03-16T07:29+01:00").questions == 0
    assert service.tick("2026-03-16T07:30+01:00").questions == 1
    assert service.subjects[1:] == [QUESTION]
    for hour in ("08:00", "11:59", "12:00", "18:00"):
        assert service.tick(f"2026-03-16T{hour}+01:00").questions == 0
    assert service.tick("2026-03-17T07:30+01:00").questions == 0
    assert len(service.office.mails) == 2


def test_it_says_nothing_of_pain_where_others_may_read_it(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    service.tick("2026-03-16T07:30+01:00")
    mail = service.office.mails[-1]
    text = mail.get_body(("plain",))
    assert text is not None
    assert "How does it feel this morning" in text.get_content()
    assert not {"hurt", "pain"} & set(str(mail["Subject"]).lower().split())


def test_after_a_missed_morning_nobody_is_asked(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    assert service.tick("2026-03-16T12:00+01:00").questions == 0
    assert service.advice("question") == []


def test_a_late_start_of_the_machine_asks_the_same_morning(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    assert service.tick("2026-03-16T11:59+01:00").questions == 1


def test_quiet_hours_come_first(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    service.settings = service.settings.model_copy(update={"quiet_hours": "21-9"})
    assert service.tick("2026-03-16T08:59+01:00").questions == 0
    assert service.tick("2026-03-16T09:00+01:00").questions == 1


@pytest.mark.parametrize(
    ("said_at", "asked"),
    [("2026-03-16T05:00+01:00", 0), ("2026-03-16T04:59+01:00", 1)],
)
def test_who_told_of_the_morning_is_not_asked(
    service: Service, runner: int, said_at: str, asked: int
) -> None:
    told_in_the_evening(service, runner)
    answer(service, runner, at(said_at))
    assert service.tick("2026-03-16T07:30+01:00").questions == asked


def test_words_on_the_run_that_were_read_in_the_morning_are_no_answer(
    service: Service, runner: int
) -> None:
    told_in_the_evening(service, runner)
    answer(service, runner, at("2026-03-16T06:30+01:00"), told_by=f"{BY_WORDS}1")
    assert service.tick("2026-03-16T07:30+01:00").questions == 1


def test_an_answer_while_the_question_waits_takes_it_back(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    service.office.to_recipient = lambda address: "451 later"
    assert service.tick("2026-03-16T07:30+01:00").questions == 1
    answer(service, runner, at("2026-03-16T07:35+01:00"))
    service.office.to_recipient = lambda address: "250 OK"
    service.tick("2026-03-16T08:30+01:00")
    assert QUESTION not in service.subjects


def test_a_question_that_waits_until_noon_is_not_asked(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    service.office.to_recipient = lambda address: "451 later"
    service.tick("2026-03-16T07:30+01:00")
    service.office.to_recipient = lambda address: "250 OK"
    service.tick("2026-03-16T12:00+01:00")
    service.tick("2026-03-18T18:00+01:00")
    assert QUESTION not in service.subjects
    assert len(service.subjects) == 2  # the note, and Wednesday's digest


def test_a_mail_of_that_very_morning_asks_by_itself(service: Service, runner: int) -> None:
    service.spike(runner)
    service.clock.now = at("2026-03-16T03:00+01:00")
    service.house.tell(runner)
    service.tick("2026-03-16T07:00+01:00")
    (mail,) = service.office.mails
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Tomorrow morning" not in text.get_content()
    assert service.tick("2026-03-16T07:30+01:00").questions == 0


def test_a_mail_of_the_evening_before_says_that_it_will_come(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    text = service.office.mails[0].get_body(("plain",))
    assert text is not None
    assert "Tomorrow morning" in text.get_content()


def test_without_consent_to_health_data_nobody_is_asked(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    with service.sessions() as session:
        who = session.get_one(Runner, runner)
        consents.withdraw(session, service.clock(), who, consents.HEALTH, how="said so")
        session.commit()
    assert service.tick("2026-03-16T07:30+01:00").questions == 0


def test_a_warning_sign_asks_nothing(service: Service, runner: int) -> None:
    with service.sessions() as session:
        who = session.get_one(Runner, runner)
        club.ran(session, who, SUNDAY, 14.0)
        club.hurt(session, who, SUNDAY, 6, flags=frozenset({"hot_joint"}))
    service.clock.now = at("2026-03-15T19:00+01:00")
    service.house.tell(runner)
    assert service.tick("2026-03-16T07:30+01:00").questions == 0


def test_who_turned_mail_off_is_not_asked(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    change(service, runner, mail_off_at=at("2026-03-15T22:00+01:00"))
    assert service.tick("2026-03-16T07:30+01:00").questions == 0


def put_on_the_run(service: Service) -> None:
    """As if the note of the evening had gone onto the run instead of by mail."""
    with service.sessions() as session:
        one = session.exec(select(Delivery).order_by(col(Delivery.id).desc())).first()
        assert one is not None
        one.channel = "strava_note"
        session.add(one)
        session.commit()


def test_after_a_note_on_the_run_it_is_the_mail_of_the_week(service: Service, runner: int) -> None:
    told_in_the_evening(service, runner)
    put_on_the_run(service)
    assert service.tick("2026-03-16T07:30+01:00").questions == 1
    service.spike(runner, date(2026, 3, 19), 18.0)
    service.clock.now = at("2026-03-19T19:00+01:00")
    service.advise(runner)
    with service.sessions() as session:
        last = session.exec(select(Delivery).order_by(col(Delivery.id).desc())).first()
        assert last is not None
        assert last.state == DeliveryState.CARRIED


def test_after_a_note_on_the_run_no_mail_is_left_where_there_was_one(
    service: Service, runner: int
) -> None:
    service.spike(runner, date(2026, 3, 12), 12.0)
    service.clock.now = at("2026-03-12T19:00+01:00")
    service.house.tell(runner)
    service.tick("2026-03-13T07:30+01:00")
    assert QUESTION in service.subjects
    service.spike(runner, SUNDAY, 18.0)
    service.clock.now = at("2026-03-15T19:00+01:00")
    service.house.tell(runner)
    put_on_the_run(service)
    assert service.tick("2026-03-16T07:30+01:00").questions == 0


def test_who_wants_no_mails_beside_the_digest_is_not_asked(service: Service, runner: int) -> None:
    change(service, runner, notes_on=False)
    service.spike(runner)
    service.clock.now = at("2026-03-15T19:00+01:00")
    service.house.tell(runner)
    assert service.tick("2026-03-16T07:30+01:00").questions == 0
    assert service.office.mails == []


def test_in_the_runners_own_morning(service: Service) -> None:
    runner = service.runner(zone="America/New_York", digest_weekday=WEDNESDAY)
    service.spike(runner)
    service.clock.now = at("2026-03-15T18:00-04:00")
    service.house.tell(runner)
    assert service.tick("2026-03-16T07:29-04:00").questions == 0
    assert service.tick("2026-03-16T07:30-04:00").questions == 1


def test_a_question_that_may_have_arrived_is_not_carried_into_the_digest(
    service: Service, runner: int
) -> None:
    told_in_the_evening(service, runner)
    service.office.hang_up = True
    service.tick("2026-03-16T07:30+01:00")
    service.office.hang_up = False
    service.tick("2026-03-18T18:00+01:00")
    (digest,) = service.advice("digest")
    assert digest.content["carries"] == []


def test_killed_between_the_question_and_its_end_it_is_asked_once(
    service: Service, runner: int
) -> None:
    told_in_the_evening(service, runner)
    service.clock.now = at("2026-03-16T07:30+01:00")
    (one,) = questions.due(service.house)
    assert questions.ask_one(service.house, one) is True
    with service.sessions() as session:
        unit = session.exec(select(models.UnitOfWork)).one()
        unit.ended_at = None  # the last step did not come about
        session.add(unit)
        session.commit()
    assert questions.ask_one(service.house, one) is False
    service.tick()
    assert service.subjects.count(QUESTION) == 1
