"""A mail that came back stops its address, if it is a mail of ours and the address is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session

from syncer import returned_mail
from syncer.__main__ import run
from tests.out.club import NOW, settings
from tests.out.test_deliver import send, waiting

WHY = "5.1.1 smtp; 550 No such user"


def report(
    message_id: str, status: str = "5.1.1", action: str = "failed", whole: str = ""
) -> bytes:
    """As Postfix writes it."""
    kind = whole or "text/rfc822-headers"
    text = f"""From: MAILER-DAEMON@mail.example.org
To: coach@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
Arrival-Date: Sun, 15 Mar 2026 20:00:00 +0000

Final-Recipient: rfc822; alice@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 No such user

--B
Content-Type: {kind}

From: The Club <coach@example.org>
To: Alice <alice@example.org>
Message-ID: {message_id}
Subject: Your week

--B--
"""
    return text.replace("\n", "\r\n").encode()


def sent_mark(session: Session, config: object, office: object) -> str:
    send(session, config)  # type: ignore[arg-type]
    (mark,) = office.message_ids  # type: ignore[attr-defined]
    return str(mark)


@pytest.mark.parametrize("whole", ["", "message/rfc822"])
def test_a_report_about_our_mail_is_believed(tmp_path: Path, whole: str) -> None:
    with waiting(tmp_path) as (session, config, office):
        mark = sent_mark(session, config, office)
        assert returned_mail.gone(session, report(mark, whole=whole)) == (
            1,
            f"A mail came back ({WHY}).",
        )


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("4.4.1", "delayed"),
        ("4.4.1", "failed"),
        ("2.0.0", "delivered"),
        ("5.1.1", "delayed"),
        ("5.2.2", "failed"),
        ("5.7.1", "failed"),
        ("", "failed"),
    ],
)
def test_what_may_still_arrive_stops_nothing(tmp_path: Path, status: str, action: str) -> None:
    with waiting(tmp_path) as (session, config, office):
        mark = sent_mark(session, config, office)
        assert returned_mail.gone(session, report(mark, status, action)) is None


def test_nobody_else_can_stop_an_address(tmp_path: Path) -> None:
    with waiting(tmp_path) as (session, config, office):
        mark = sent_mark(session, config, office)
        for other in ("", "<guess@example.org>", mark.upper() + "x"):
            assert returned_mail.gone(session, report(other)) is None


@pytest.mark.parametrize("raw", [b"", b"\xff\x00", b"Subject: Hello\r\n\r\nI am away.\r\n"])
def test_any_other_mail_is_left_alone(tmp_path: Path, raw: bytes) -> None:
    with waiting(tmp_path) as (session, _, _office):
        assert returned_mail.gone(session, raw) is None


def test_the_command_stops_the_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with waiting(tmp_path) as (session, config, office):
        file = tmp_path / "back.eml"
        file.write_bytes(report(sent_mark(session, config, office)))
        database = settings(tmp_path).database
        for _ in range(2):
            assert run(["mail", "bounced", str(file), "--db", database, "--now", str(NOW)]) == 0
            assert "Nothing is sent to alice@example.org any more." in capsys.readouterr().out
        assert run(["mail", "bounced", str(tmp_path / "none"), "--db", database]) == 1
        assert "cannot be read" in capsys.readouterr().err
