"""What is old goes once a day, and who was silent for two years is asked first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from syncer import checks, models, upkeep
from syncer.channels import AddressRefused
from syncer.jobs import House
from syncer.keeping import checks as keeping
from syncer.keeping import retention
from syncer.settings import Settings
from syncer.tokens import new_key
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.out import club as clubs
from tests.out.club import NOW, runner

DAY = timedelta(days=1)


@dataclass
class Kept:
    """A club whose clock a test moves."""

    engine: Engine
    settings: Settings
    now: datetime = NOW

    def sessions(self) -> AbstractContextManager[Session]:
        return Session(self.engine, expire_on_commit=False)

    @property
    def house(self) -> House:
        return House(self.sessions, self.settings, lambda: self.now)

    def keep(self, days: float = 1) -> retention.LetGo:
        self.now += days * DAY
        done = retention.keep(self.house)
        assert done is not None
        return done

    def emails(self) -> list[str]:
        with self.sessions() as session:
            return sorted(session.exec(select(models.Runner.email)).all())

    def mails(self) -> list[Message]:
        found = sorted(self.settings.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime)
        return [message_from_bytes(path.read_bytes()) for path in found]

    def codes(self) -> set[str]:
        with self.sessions() as session:
            return {one.code for one in checks.check(session, self.settings, self.now)}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Alice and Bob, who joined ninety days ago; Bob is a coach."""
    keys = {"backup_keys": SecretStr(new_key()), "public_url": "https://club.example.org"}
    with clubs.club(tmp_path, **keys) as (session, config):
        runner(session)
        bob = runner(session, "bob@example.org")
        bob.is_coach = True
        session.add(bob)
        session.commit()
        engine = session.get_bind()
        assert isinstance(engine, Engine)
        yield Kept(engine, config)


def test_it_happens_once_a_day_whoever_asks(kept: Kept) -> None:
    assert retention.keep(kept.house) is not None
    kept.now += 0.99 * DAY
    assert retention.keep(kept.house) is None
    kept.now += 0.01 * DAY
    upkeep.keep_house(kept.house)
    assert retention.keep(kept.house) is None, "the upkeep did it"
    kept.now -= 30 * DAY
    assert retention.keep(kept.house) is not None, "a clock that was wrong stops nothing"


def test_each_kind_lives_as_long_as_it_is_said(kept: Kept) -> None:
    def advice(days_ago: int, about: str) -> models.Advice:
        on = kept.now.date() - timedelta(days=days_ago)
        return models.Advice(
            runner_id=1,
            kind="note",
            on=on,
            about=about,
            rule_version="1",
            log_sha256="",
            content={},
            created_at=kept.now,
        )

    with kept.sessions() as session:
        for days in (6, 7):
            at = kept.now - days * DAY
            session.add(
                models.PlatformEvent(platform="s", owner=str(days), what="activity", received_at=at)
            )
            session.add(models.PlatformBudget(platform="s", name=str(days), most=1, until=at))
        for days, source in ((29, "one"), (30, "other"), (30, "resting")):
            at = kept.now - days * DAY
            rests = kept.now + DAY if source == "resting" else None
            session.add(
                models.PlatformLogin(
                    runner_id=1,
                    source=source,
                    step="failed",
                    begun_at=at,
                    stepped_at=at,
                    not_before=rests,
                )
            )
        session.add_all([advice(731, "young"), advice(732, "old"), advice(732, "waiting")])
        session.flush()
        session.add(
            models.Delivery(
                runner_id=1,
                advice_id=3,
                channel="email",
                message_id="<1@example.org>",
                created_at=kept.now,
            )
        )
        session.commit()
    assert kept.keep(0).rows == 4
    with kept.sessions() as session:
        assert session.exec(select(models.PlatformEvent.owner)).all() == ["6"]
        assert session.exec(select(models.PlatformBudget.name)).all() == ["6"]
        assert set(session.exec(select(models.PlatformLogin.source))) == {"one", "resting"}
        assert set(session.exec(select(models.Advice.about))) == {"young", "waiting"}


def test_old_mails_and_copies_go(kept: Kept, tmp_path: Path) -> None:
    def old(path: Path, days: float) -> Path:
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
        at = (kept.now - days * DAY).timestamp()
        os.utime(path, (at, at))
        return path

    gone = [
        old(kept.settings.outbox / "old.eml", 90.1),
        old(tmp_path / "backups" / "club-before-upgrade-20260101T000000Z-0004.db", 30.1),
        old(tmp_path / "backups" / "club-damaged-20260101T000000Z.db-wal", 30.1),
        old(tmp_path / "backups" / "before-restore-20260101T000000Z.backup", 30.1),
    ]
    stay = [
        old(kept.settings.outbox / "young.eml", 89.9),
        old(tmp_path / "backups" / "club-before-upgrade-20260201T000000Z-0005.db", 29.9),
        old(tmp_path / "backups" / "before-restore-20260201T000000Z.backup", 29.9),
        old(tmp_path / "backups" / "mine.db", 99),
    ]
    assert kept.keep(0).files == 4
    assert [path.exists() for path in gone] == [False] * 4
    assert [path.exists() for path in stay] == [True] * 4


def test_a_silent_member_is_asked_once_and_then_forgotten(kept: Kept) -> None:
    assert kept.keep(731 - 90 - 1).silent == retention.Asked(0, 0)
    assert kept.mails() == []
    assert kept.keep().silent == retention.Asked(1, 0)
    (mail,) = kept.mails()
    assert "alice@example.org" in str(mail["To"])
    for _ in range(59):
        assert kept.keep().silent == retention.Asked(0, 0)
    assert kept.emails() == ["alice@example.org", "bob@example.org"]
    assert kept.keep().silent == retention.Asked(0, 1)
    assert kept.emails() == ["bob@example.org"], "a coach is there for others"


@pytest.mark.parametrize(
    "sign",
    [
        'INSERT INTO painreport (runner_id, "on", said_at, limp, flags, feels, painkiller, fever,'
        " nothing_hurts, told_by) VALUES (1, '{day}', '{at}', 0, '[]', '[]', 0, 0, 1, 'runner')",
        'INSERT INTO answer (runner_id, "on", what, rule, told_at)'
        " VALUES (1, '{day}', 'done', 'strength', '{at}')",
        "UPDATE runner SET seen_at = '{at}' WHERE id = 1",
        "UPDATE runner SET signed_out_at = '{at}' WHERE id = 1",
    ],
)
def test_any_sign_of_life_keeps_them(kept: Kept, sign: str) -> None:
    assert kept.keep(731 - 90).silent.asked == 1
    with kept.engine.begin() as connection:
        at = kept.now + DAY
        connection.execute(text(sign.format(day=at.date(), at=f"{at:%Y-%m-%d %H:%M:%S.%f}")))
    for days in (30, 30, 30):
        assert kept.keep(days).silent == retention.Asked(0, 0)
    assert kept.emails() == ["alice@example.org", "bob@example.org"]
    assert kept.keep(731).silent == retention.Asked(1, 0), "years later it is asked anew"


def test_the_button_in_the_mail_keeps_them_and_looking_does_not(kept: Kept) -> None:
    kept.keep(731 - 90)
    (mail,) = kept.mails()
    words = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    said = next(one.decode() for one in words if isinstance(one, bytes))
    link = next(word for word in said.split() if "/stay/" in word)
    path = link.removeprefix("https://club.example.org")
    app = make_app(Parts(kept.sessions, kept.settings, lambda: kept.now))
    with TestClient(app, base_url="https://club.example.org") as browser:
        assert "Keep it" in browser.get(path).text
        with kept.sessions() as session:
            assert session.get_one(models.Runner, 1).asked_to_stay_at is not None
        assert browser.get(path + "x").status_code == 404
        kept.now += 59 * DAY
        assert browser.post(path, follow_redirects=False).status_code == 303
        assert browser.get("/me").status_code == 200
    assert kept.keep().silent == retention.Asked(0, 0)
    assert kept.keep().silent == retention.Asked(0, 0)
    assert "alice@example.org" in kept.emails()


def test_without_mail_nobody_is_forgotten_unasked(kept: Kept) -> None:
    kept.settings = kept.settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none"}
    )
    for _ in range(3):
        assert kept.keep(731).silent == retention.Asked(0, 0)
    assert "alice@example.org" in kept.emails()


def test_an_address_that_refuses_the_question_is_stopped_and_told(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refused(*told: object, **more: object) -> str:
        tried.append(told)
        raise AddressRefused("The mail server refuses the recipient for good (550).")

    monkeypatch.setattr("syncer.keeping.silent.send_letter", refused)
    assert kept.keep(731).silent == retention.Asked(0, 0)
    assert kept.keep().silent == retention.Asked(0, 0)
    assert len(tried) == 1
    with kept.sessions() as session:
        alice = session.exec(select(models.Runner).order_by(models.Runner.id)).first()  # type: ignore[arg-type]
        assert alice is not None
        assert alice.mail_stopped_why == "The mail server refuses the recipient for good (550)."
    assert "silent_members" in kept.codes()


def test_who_turned_mail_off_is_told_and_stays(kept: Kept) -> None:
    with kept.engine.begin() as connection:
        connection.execute(text("UPDATE runner SET mail_off_at = created_at WHERE id = 1"))
    for _ in range(2):
        assert kept.keep(731).silent == retention.Asked(0, 0)
    assert "silent_members" in kept.codes()


def test_an_invitation_that_nobody_ever_took_up_needs_no_question(kept: Kept) -> None:
    with kept.engine.begin() as connection:
        connection.execute(text("UPDATE runner SET address_confirmed_at = NULL WHERE id = 1"))
        connection.execute(text("DELETE FROM consent"))
    assert kept.keep(731 - 90).silent == retention.Asked(0, 1)
    assert kept.mails() == []


def test_check_tells_of_backups_once_there_is_something_to_lose(kept: Kept) -> None:
    from syncer.keeping import backup

    with kept.sessions() as session:
        clubs.ran(session, session.get_one(models.Runner, 1), NOW.date(), 8.0)
    kept.now = NOW + 7.9 * DAY
    assert "no_backup" not in kept.codes()
    kept.now = NOW + 8 * DAY
    assert "no_backup" in kept.codes()
    backup.write(kept.engine, kept.settings, kept.now, kept.settings.data_dir / "one.backup")
    assert "no_backup" not in kept.codes()
    assert "keys_not_saved" in kept.codes(), "the backup needs its key"
    kept.now += 7.9 * DAY
    assert "no_backup" not in kept.codes()
    kept.now += 0.1 * DAY
    assert "no_backup" in kept.codes()


def test_check_tells_of_keys_until_they_were_saved_and_again_when_they_change(kept: Kept) -> None:
    from syncer.keeping import marks

    assert "keys_not_saved" not in kept.codes(), "nothing was sealed yet"
    with kept.sessions() as session:
        session.add(
            models.Connection(runner_id=1, source="strava", sealed_tokens="x", connected_at=NOW)
        )
        session.commit()
    assert "keys_not_saved" in kept.codes()
    with kept.sessions() as session:
        marks.put(session, NOW, marks.KEYS_SAVED, keeping.keys_mark(kept.settings))
        session.commit()
    assert "keys_not_saved" not in kept.codes()
    kept.settings = kept.settings.model_copy(update={"token_keys": SecretStr(new_key())})
    assert "keys_not_saved" in kept.codes()
