"""`check` says what somebody should look at, and nothing when all is well."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel import Session

from syncer import checks, recommend
from syncer.settings import Settings
from tests.out import club
from tests.out.club import NOW, SUNDAY, ran, runner, settings, trained

DAY = timedelta(days=1)
MAIL = {
    "smtp_host": "mail.example.org",
    "smtp_user": "club",
    "smtp_password": SecretStr("secret"),
    "public_url": "https://club.example.org",
}


def codes(session: Session, config: Settings) -> list[str]:
    found = checks.check(session, config, NOW)
    for one in found:
        assert one.sentence.endswith((".", ")"))
        assert one.hint
    return [one.code for one in found]


def test_a_fresh_club_with_nobody_to_write_to_is_well(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        assert codes(session, config) == []


def test_a_club_of_one_at_the_keyboard_is_well_with_its_outbox(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        assert codes(session, config) == []


def test_a_club_with_mail_is_well(tmp_path: Path) -> None:
    with club.club(tmp_path, **MAIL) as (session, config):
        runner(session)
        assert codes(session, config) == []


def test_no_club_and_no_key(tmp_path: Path) -> None:
    config = settings(tmp_path, secret_key=SecretStr(""))
    with Session(club.opened(config)) as session:
        assert codes(session, config) == ["no_club", "no_secret_key"]


def test_tables_that_are_behind_are_told_alone(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0000'"))
        assert codes(session, config) == ["database_behind"]


def test_an_invited_runner_waits_for_mail_that_goes_nowhere(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        invite(session, NOW - DAY)
        assert codes(session, config) == ["mail_goes_nowhere", "links_lead_nowhere"]


def invite(session: Session, at: object) -> None:
    bob = runner(session, "bob@example.org", confirmed=False)
    bob.invited_at = at  # type: ignore[assignment]
    session.add(bob)
    session.commit()


@pytest.mark.parametrize(("days", "told"), [(2, []), (3, ["never_confirmed"])])
def test_an_invitation_may_lie_for_three_days(tmp_path: Path, days: int, told: list[str]) -> None:
    with club.club(tmp_path, **MAIL) as (session, config):
        invite(session, NOW - days * DAY)
        assert codes(session, config) == told


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"smtp_password": SecretStr("")}, "mail_half_set"),
        ({"smtp_user": ""}, "mail_half_set"),
        ({"smtp_host": ""}, "mail_half_set"),
        ({"smtp_security": "none"}, "mail_not_encrypted"),
        ({"smtp_ca_file": "/nowhere/ca.pem"}, "mail_authority_missing"),
        ({"mail_from": "Evenstride <coach@localhost>"}, "mail_from_nobody"),
        ({"mail_from": "The Club"}, "mail_from_nobody"),
        ({"public_url": "http://localhost:8321"}, "links_lead_nowhere"),
    ],
)
def test_mail_that_is_half_set(tmp_path: Path, changed: dict[str, object], code: str) -> None:
    with club.club(tmp_path, **{**MAIL, **changed}) as (session, config):
        assert codes(session, config) == [code]


def test_plain_mail_on_this_machine_is_fine(tmp_path: Path) -> None:
    here = {**MAIL, "smtp_host": "localhost", "smtp_security": "none"}
    with club.club(tmp_path, **here) as (session, config):
        assert codes(session, config) == []


@pytest.mark.parametrize(
    ("state", "reason", "code"),
    [
        ("unknown", "interrupted", "deliveries_unknown"),
        ("failed", "550 No such user.", "deliveries_failed"),
        ("pending", "451 Greylisted.", "deliveries_waiting"),
        ("pending", None, None),
        ("sent", None, None),
        ("carried", "One mail a week is enough.", None),
    ],
)
def test_mails_that_did_not_end_well(
    tmp_path: Path, state: str, reason: str | None, code: str | None
) -> None:
    with club.club(tmp_path) as (session, config):
        note_in(session, config, state, reason)
        assert codes(session, config) == ([code] if code else [])


def note_in(session: Session, config: Settings, state: str, reason: str | None) -> None:
    alice = runner(session)
    trained(session, alice, SUNDAY)
    ran(session, alice, SUNDAY, 14.0)
    recommend.advise_runner(session, config, NOW, alice)
    (delivery,) = club.deliveries(session)
    delivery.state, delivery.reason = state, reason
    session.add(delivery)
    session.commit()


def test_an_unknown_mail_is_told_until_a_digest_carried_it(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        note_in(session, config, "unknown", "interrupted")
        (delivery,) = club.deliveries(session)
        delivery.sent_at = NOW
        session.add(delivery)
        session.commit()
        assert codes(session, config) == []


def test_damaged_files_are_told_for_a_week(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        run = ran(session, runner(session), SUNDAY, 8.0)
        run.salvaged = "the last 3 minutes were unreadable"
        session.add(run)
        session.commit()
        assert codes(session, config) == ["files_salvaged"]
        run.fetched_at = NOW - 7 * DAY
        session.add(run)
        session.commit()
        assert codes(session, config) == []


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with club.club(tmp_path) as (session, config):
        monkeypatch.setattr(checks, "_free_bytes", lambda folder: 499_999_999)
        assert codes(session, config) == ["disk_full"]
        monkeypatch.setattr(checks, "_free_bytes", lambda folder: 500_000_000)
        assert codes(session, config) == []


def test_a_data_folder_that_is_no_folder(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        elsewhere = config.model_copy(update={"data_dir": tmp_path / "absent"})
        assert codes(session, elsewhere) == ["data_folder"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with club.club(tmp_path) as (session, config):
        assert codes(session, config.model_copy(update={"data_dir": closed})) == ["data_folder"]


def test_a_mail_that_is_never_given_up_is_told_however_long_it_waits(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        note_in(session, config, "pending", "451 Greylisted.")
        (delivery,) = club.deliveries(session)
        delivery.created_at = NOW - 30 * DAY
        session.add(delivery)
        session.commit()
        assert codes(session, config) == ["deliveries_waiting"]
