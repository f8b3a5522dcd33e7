"""One pass over what waits: one runner's failure never stops the next, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlmodel import Session

from syncer import deliver, ledger, lifesign, models, one_delivery, recommend
from syncer.deliver import DeliveryCounts
from syncer.models import DeliveryState
from syncer.settings import Settings
from tests.out import club
from tests.out.club import NOW, SUNDAY, deliveries, hurt, ran, runner, sessions, states, trained
from tests.out.post_office import PostOffice, open_office

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
NAMES = ("alice@example.org", "bob@example.org", "dora@example.org")


@contextmanager
def waiting(
    folder: Path, *names: str, red: bool = False, **changed: object
) -> Iterator[tuple[Session, Settings, PostOffice]]:
    """A club with one waiting note a runner, and a mail server to send it to."""
    with (
        open_office() as office,
        club.club(
            folder,
            **{
                "smtp_host": "127.0.0.1",
                "smtp_port": office.port,
                "smtp_security": "none",
                **changed,
            },
        ) as (session, config),
    ):
        for name in names or NAMES[:1]:
            one = runner(session, name)
            trained(session, one, SUNDAY)
            ran(session, one, SUNDAY, 14.0)
            if red:
                hurt(session, one, SUNDAY, 8, limp=True)
            recommend.advise_runner(session, config, NOW, one)
        yield session, config, office


def send(session: Session, config: Settings, minutes: int = 0) -> DeliveryCounts:
    engine = session.get_bind()
    return deliver.deliver(sessions(engine), config, lambda: NOW + minutes * MINUTE)  # type: ignore[arg-type]


def test_what_waits_is_sent_once(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES) as (session, config, office):
        assert send(session, config) == DeliveryCounts(sent=3)
        assert send(session, config) == DeliveryCounts()
        assert sorted(office.recipients) == sorted(NAMES)
        assert len(set(office.message_ids)) == 3
        assert states(session) == ["sent"] * 3


def test_one_runner_only(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES) as (session, config, office):
        bob = session.get_one(models.Runner, 2)
        engine = session.get_bind()
        counts = deliver.deliver(sessions(engine), config, lambda: NOW, bob)  # type: ignore[arg-type]
        assert counts == DeliveryCounts(sent=1)
        assert office.recipients == [bob.email]


def test_a_refused_address_waits_for_the_digest_and_the_others_arrive(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES) as (session, config, office):
        office.to_recipient = lambda to: "550 No such user" if to == NAMES[0] else "250 OK"
        assert send(session, config) == DeliveryCounts(sent=2, carried=1)
        assert states(session) == ["carried", "sent", "sent"]
        assert "550" in (deliveries(session)[0].reason or "")
        assert send(session, config) == DeliveryCounts()


def test_greylisting_waits_and_then_arrives(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES[:2]) as (session, config, office):
        office.to_recipient = lambda to: "451 Greylisted" if to == NAMES[0] else "250 OK"
        assert send(session, config) == DeliveryCounts(sent=1, later=1)
        office.to_recipient = lambda to: "250 OK"
        assert send(session, config, 9) == DeliveryCounts()
        assert send(session, config, 10) == DeliveryCounts(sent=1)
        assert deliveries(session)[0].attempts == 2


def test_an_outage_leaves_everything_waiting_after_one_try(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES) as (session, config, office):
        office.to_recipient = lambda to: "421 Going down"
        assert send(session, config) == DeliveryCounts(later=3)
        assert states(session) == ["pending"] * 3
        assert sum(d.attempts for d in deliveries(session)) == 1
        office.to_recipient = lambda to: "250 OK"
        assert send(session, config, 10) == DeliveryCounts(sent=3)


def test_a_wrong_setting_costs_nobody_their_mail(tmp_path: Path) -> None:
    login = {"smtp_user": "club", "smtp_password": SecretStr("secret")}
    with waiting(tmp_path, *NAMES) as (session, config, _office):
        assert send(session, config.model_copy(update=login)) == DeliveryCounts(later=3)
        assert states(session) == ["pending"] * 3
        assert "EVENSTRIDE_SMTP_USER" in (deliveries(session)[0].reason or "")
        assert send(session, config) == DeliveryCounts(sent=3)


def test_a_server_that_dies_with_the_mail_leaves_it_unknown(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES[:2]) as (session, config, office):
        office.hang_up = True
        assert send(session, config) == DeliveryCounts(unknown=2)
        office.hang_up = False
        assert send(session, config, 60) == DeliveryCounts()
        assert len(office.mails) == 2


def test_a_red_mail_goes_again_with_the_same_message_id(tmp_path: Path) -> None:
    with waiting(tmp_path, red=True) as (session, config, office):
        office.hang_up = True
        assert send(session, config) == DeliveryCounts(later=1)
        office.hang_up = False
        assert send(session, config, 1) == DeliveryCounts(sent=1)
        assert len(office.mails) == 2
        assert len(set(office.message_ids)) == 1


def test_a_red_mail_is_not_tried_for_ever(tmp_path: Path) -> None:
    with waiting(tmp_path, red=True) as (session, config, office):
        office.hang_up = True
        for minute in range(one_delivery.MOST_ATTEMPTS + 2):
            send(session, config, minute)
        assert len(office.mails) == one_delivery.MOST_ATTEMPTS
        assert states(session) == ["unknown"]


def test_what_is_unknown_is_carried_in_the_next_digest(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, office):
        office.hang_up = True
        send(session, config)
        office.hang_up = False
        alice = session.get_one(models.Runner, 1)
        week = recommend.digest_runner(session, config, NOW, alice)
        assert week is not None
        assert week.content["carries"] == [deliveries(session)[0].id]
        assert send(session, config) == DeliveryCounts(sent=1)
        note = deliveries(session)[0]
        assert (note.state, note.sent_at) == ("unknown", NOW)


def test_red_goes_first(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES[:2]) as (session, config, office):
        dora = runner(session, NAMES[2])
        trained(session, dora, SUNDAY)
        ran(session, dora, SUNDAY, 6.0)
        hurt(session, dora, SUNDAY, 8, limp=True)
        recommend.advise_runner(session, config, NOW, dora)
        send(session, config)
        assert office.recipients[0] == NAMES[2]


@pytest.mark.parametrize(("days", "state"), [(7, "sent"), (8, "carried")])
def test_what_waited_longer_than_a_week_goes_into_the_digest(
    tmp_path: Path, days: int, state: str
) -> None:
    with waiting(tmp_path) as (session, config, office):
        send(session, config, days * 24 * 60)
        assert states(session) == [state]
        assert len(office.mails) == (state == "sent")


def test_a_letter_that_cannot_be_written_stops_no_other(tmp_path: Path) -> None:
    with waiting(tmp_path, *NAMES[:2]) as (session, config, _office):
        row = session.get_one(models.Advice, 1)
        note = {**row.content["note"], "finding": {**row.content["note"]["finding"], "rule": "?"}}
        row.content = {**row.content, "note": note}
        session.add(row)
        session.commit()
        assert send(session, config) == DeliveryCounts(sent=1, failed=1)
        assert "could not be written" in (deliveries(session)[0].reason or "")


def test_without_a_key_nothing_leaves_and_nothing_is_lost(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, office):
        bare = config.model_copy(update={"secret_key": SecretStr("")})
        assert send(session, bare) == DeliveryCounts(later=1)
        assert "evenstride init" in (deliveries(session)[0].reason or "")
        assert send(session, config) == DeliveryCounts(sent=1)
        assert len(office.mails) == 1


def test_two_workers_never_take_the_same(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, _config, _office):
        assert ledger.claim(session, NOW, 1, "one")
        assert not ledger.claim(session, NOW, 1, "other")
        with pytest.raises(ledger.Taken):
            ledger.handing_over(session, NOW, 1, "other")
        assert not ledger.finish(session, 1, "other", DeliveryState.FAILED, "no")
        assert not ledger.sent(session, NOW, 1, "other", [], [])
        assert states(session) == ["claimed"]
        ledger.handing_over(session, NOW, 1, "one")
        assert ledger.sent(session, NOW, 1, "one", [], [])


def test_a_worker_that_lost_its_claim_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with waiting(tmp_path) as (session, config, office):
        written = deliver.posting.parcel

        def slow(*args: object) -> object:
            with Session(session.get_bind()) as other:
                delivery = other.get_one(models.Delivery, 1)
                delivery.claimed_by = "somebody else"
                other.add(delivery)
                other.commit()
            return written(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(deliver.posting, "parcel", slow)
        assert send(session, config) == DeliveryCounts()
        assert office.mails == []


def test_what_a_living_worker_holds_is_left_alone(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, _office):
        with lifesign.living(config.data_dir) as worker:
            ledger.claim(session, NOW, 1, worker)
            assert send(session, config, 24 * 60) == DeliveryCounts()
            assert states(session) == ["claimed"]
        assert send(session, config, 24 * 60) == DeliveryCounts(sent=1)


@pytest.mark.parametrize(("minutes", "sent"), [(14, 0), (15, 1)])
def test_a_worker_elsewhere_is_given_a_quarter_of_an_hour(
    tmp_path: Path, minutes: int, sent: int
) -> None:
    with waiting(tmp_path) as (session, config, _office):
        ledger.claim(session, NOW, 1, "on another machine")
        assert send(session, config, minutes) == DeliveryCounts(sent=sent)


def test_a_mail_says_what_it_has_to_and_no_more(tmp_path: Path) -> None:
    with waiting(tmp_path, red=True, public_url="https://club.example.org") as (
        session,
        config,
        office,
    ):
        send(session, config)
        (mail,) = office.mails
        said_aloud = mail["Subject"].lower().split()
        assert not {"knee", "pain", "hurts", "red", "8/10"} & set(said_aloud)
        text = mail.get_body(("plain",))
        assert text is not None
        assert "https://club.example.org/checkin/nothing/" in text.get_content()
        assert mail["List-Unsubscribe"].startswith("<https://club.example.org/unsubscribe/")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, office):
        (tmp_path / "file").write_text("no folder")
        broken = config.model_copy(update={"data_dir": tmp_path / "file"})
        with pytest.raises(deliver.NotDelivered, match="EVENSTRIDE_DATA_DIR"):
            send(session, broken)
        assert office.mails == []


def test_a_password_that_is_wrong_is_not_told_to_the_server_with_every_tick(tmp_path: Path) -> None:
    login = {"smtp_user": "club", "smtp_password": SecretStr("secret")}
    with waiting(tmp_path, *NAMES) as (session, config, _office):
        wrong, way = config.model_copy(update=login), sessions(session.get_bind())  # type: ignore[arg-type]
        for nth in range(60):
            at = NOW + nth * MINUTE / 2
            deliver.deliver(way, wrong, lambda at=at: at, keep_quiet=True)  # type: ignore[misc]
        assert sum(one.attempts for one in deliveries(session)) == 3
        assert send(session, config, 31) == DeliveryCounts(sent=3)


def test_a_mailbox_that_stays_full_is_tried_ever_more_seldom(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, office):
        office.to_recipient = lambda _: "452 Mailbox full"
        for minutes in range(0, 7 * 24 * 60, 10):
            send(session, config, minutes)
        (delivery,) = deliveries(session)
        assert delivery.state == "pending"
        assert 30 < delivery.attempts < 80
