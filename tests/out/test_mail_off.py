"""Mail turned off, addresses that refuse it, and how much goes in a minute."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from syncer import bounces, checks, mail_off, mail_rate, models, recommend
from syncer.deliver import DeliveryCounts
from syncer.settings import Settings
from tests.out import club
from tests.out.club import NOW, SUNDAY, deliveries, runner, states
from tests.out.test_deliver import NAMES, send, waiting
from tests.store.conftest import engine as engine
from tests.store.conftest import postgresql as postgresql
from tests.store.conftest import url as url

GONE = "550 5.1.1 No such user here"


def alice(session: Session) -> models.Runner:
    session.expire_all()
    return session.get_one(models.Runner, 1)


def turn_off(session: Session) -> None:
    one = alice(session)
    mail_off.turn_off(NOW, one)
    session.add(one)
    session.commit()


def told(session: Session, config: Settings) -> list[str]:
    return [
        one.sentence for one in checks.check(session, config, NOW) if one.code == "mail_stopped"
    ]


def test_who_turned_mail_off_gets_none_and_the_advice_waits(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, office):
        turn_off(session)
        assert send(session, config) == DeliveryCounts(carried=1)
        assert recommend.digest_runner(session, config, NOW, alice(session)) is not None
        assert send(session, config) == DeliveryCounts(carried=1)
        assert office.mails == []
        one = alice(session)
        mail_off.turn_on(one)
        session.add(one)
        session.commit()
        week = recommend.digest_runner(session, config, NOW + timedelta(days=7), one)
        assert week is not None
        assert week.content["carries"]


def test_red_stays_away_too_and_a_warning_sign_does_not(tmp_path: Path) -> None:
    with waiting(tmp_path, red=True) as (session, config, office):
        turn_off(session)
        assert send(session, config) == DeliveryCounts(carried=1)
        club.hurt(session, alice(session), SUNDAY, 3, flags=frozenset({"locked_knee"}))
        recommend.advise_runner(session, config, NOW, alice(session))
        assert send(session, config) == DeliveryCounts(sent=1)
        assert len(office.mails) == 1


def test_an_address_that_is_refused_is_tried_no_more(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, office):
        tried: list[str] = []
        office.to_recipient = lambda to: tried.append(to) or GONE
        assert send(session, config) == DeliveryCounts(carried=1)
        assert alice(session).mail_stopped_at == NOW
        assert GONE in (alice(session).mail_stopped_why or "")
        (sentence,) = told(session, config)
        assert NAMES[0] in sentence
        assert GONE in sentence
        recommend.digest_runner(session, config, NOW, alice(session))
        assert send(session, config) == DeliveryCounts(carried=1)
        assert tried == [NAMES[0]]


def test_red_waits_at_a_stopped_address_and_goes_when_it_works_again(tmp_path: Path) -> None:
    with waiting(tmp_path, red=True) as (session, config, office):
        office.to_recipient = lambda to: GONE
        assert send(session, config) == DeliveryCounts(later=1)
        assert send(session, config, 60) == DeliveryCounts()
        assert deliveries(session)[0].attempts == 1
        office.to_recipient = lambda to: "250 OK"
        one = alice(session)
        assert bounces.start_again(one)
        session.add(one)
        session.commit()
        assert send(session, config, 61) == DeliveryCounts(sent=1)
        assert told(session, config) == []


@pytest.mark.parametrize(
    ("answer", "stops"),
    [
        ("550 5.1.1 No such user", True),
        ("550 No such user", True),
        ("553 5.1.3 Bad address", True),
        ("550 5.2.1 Mailbox disabled", True),
        ("552 5.2.2 Mailbox full", False),
        ("550 5.2.2 Over quota", False),
        ("550 5.7.1 Blocked by a list", False),
        ("554 5.7.1 Relay access denied", False),
        ("450 4.2.1 Try later", False),
    ],
)
def test_only_what_speaks_of_the_address_stops_it(tmp_path: Path, answer: str, stops: bool) -> None:
    with waiting(tmp_path) as (session, config, office):
        office.to_recipient = lambda to: answer
        send(session, config)
        assert (alice(session).mail_stopped_at is not None) is stops


def test_a_minute_takes_so_many_and_the_next_the_rest(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES, mail_per_minute=2) as (session, config, office):
        assert send(session, config) == DeliveryCounts(sent=2, later=1)
        assert [one.attempts for one in deliveries(session)] == [1, 1, 0]
        assert states(session) == ["sent", "sent", "pending"]
        assert deliveries(session)[2].reason is None
        assert send(session, config) == DeliveryCounts(later=1)
        assert send(session, config, 1) == DeliveryCounts(sent=1)
        assert len(office.mails) == 3


def test_a_rate_of_0_is_no_limit(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES, mail_per_minute=0) as (session, config, _):
        assert send(session, config) == DeliveryCounts(sent=3)


def test_workers_share_the_minute(engine: Engine, tmp_path: Path) -> None:
    config = club.settings(tmp_path, smtp_host="mail.example.org", mail_per_minute=3)
    with closing(Session(engine)) as one, closing(Session(engine)) as other:
        taken = [mail_rate.take(who, config, NOW) for who in (one, other, one, other)]
        assert taken == [True, True, True, False]
        assert not mail_rate.take(one, config, NOW + timedelta(seconds=59))
        assert mail_rate.take(one, config, NOW + timedelta(seconds=60))


def test_a_stopped_address_is_stopped_once(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, _):
        runner(session)
        for minutes, why in ((0, "first"), (1, "second")):
            bounces.stop(session, NOW + timedelta(minutes=minutes), 1, why)
            session.commit()
        one = alice(session)
        assert (one.mail_stopped_at, one.mail_stopped_why) == (NOW, "first")


def test_one_stopped_address_stops_no_other(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES[:2]) as (session, config, office):
        bounces.stop(session, NOW, 1, "gone")
        session.commit()
        assert send(session, config) == DeliveryCounts(sent=1, carried=1)
        assert office.recipients == [NAMES[1]]


def test_what_is_carried_reaches_the_next_digest(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, office):
        office.to_recipient = lambda to: GONE
        send(session, config)
        office.to_recipient = lambda to: "250 OK"
        one = alice(session)
        bounces.start_again(one)
        session.add(one)
        session.commit()
        week = recommend.digest_runner(session, config, NOW, one)
        assert week is not None
        assert week.content["carries"] == [deliveries(session)[0].id]
        assert send(session, config, 1) == DeliveryCounts(sent=1)
