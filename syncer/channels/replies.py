"""What a mail server's answers mean for what happens next.

4xx is for now, 5xx for good (RFC 5321, 4.2.1). But only what concerns this reader counts
against their letter: a refused login, sender or relay is the club's own setting, and every
other letter would fail the same way.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import datetime, timedelta

from syncer.channels.message import one_line
from syncer.channels.parcel import AddressRefused, NotDelivered, TryLater
from syncer.settings import Settings

PUT_OFF = timedelta(minutes=10)
"""Greylisting servers ask for five minutes or so; ten is past it."""

_GOING_DOWN = 421
_TOO_LARGE = 552
_WANTS_LOGIN = (530, 534, 535, 538)
_NOT_THE_ADDRESS = re.compile(rb"\s*5\.(?:1\.[78]|2\.2|3|4|5|6|7)\b")
"""The sender, a full mailbox, a system's trouble, the network's, the way we speak, the content, or
a rule such as a block list (RFC 3463)."""
_THE_SENDER = re.compile(rb"\s*5\.1\.[78]\b|.*\bsender (?:address rejected|verif)", re.I | re.S)
"""Servers put the refusal of a sender off until they hear the recipient."""
_THE_ADDRESS = re.compile(rb"\s*5\.1\.(?![78]\b)")
_RELAY = re.compile(rb"\brelay(?:ing|ed)?\b(?![.\d-])", re.I)
_QUOTED_ADDRESS = re.compile(rb"[^\s<>]*@[^\s<>]*")


def as_bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode("utf-8", "replace")


def must_accept(now: datetime, what: str, code: int, reply: bytes) -> None:
    """Raise what the refusal of the `sender`, the `recipient` or the `content` means."""
    if not 200 <= code < 300:
        raise refusal(now, what, code, reply)


def refusal(now: datetime, what: str, code: int, reply: bytes) -> NotDelivered | TryLater:
    """What an answer other than yes means; one without sense is taken for an outage."""
    said = _quoted(code, reply)
    if code == _GOING_DOWN or not 400 <= code < 600:
        return TryLater(f"The mail server takes no mail now ({said}).", now + PUT_OFF, True)
    if code < 500:
        return TryLater(f"The mail server asks to try later ({said}).", now + PUT_OFF)
    if code in _WANTS_LOGIN:
        return NotDelivered(
            f"The mail server wants a login first ({said}); set EVENSTRIDE_SMTP_USER and "
            "EVENSTRIDE_SMTP_PASSWORD.",
            permanent=False,
        )
    said_of_us = _QUOTED_ADDRESS.sub(b"", reply)
    if _RELAY.search(said_of_us) and not _THE_ADDRESS.match(reply):
        return NotDelivered(
            f"The mail server does not pass mail on for this club ({said}); log in with "
            "EVENSTRIDE_SMTP_USER, or use the server of your own provider.",
            permanent=False,
        )
    of_sender = what == "sender" or (what == "recipient" and _THE_SENDER.match(said_of_us))
    if of_sender and code != _TOO_LARGE:
        return NotDelivered(
            f"The mail server refuses the sender ({said}); set EVENSTRIDE_MAIL_FROM to an "
            "address that it knows.",
            permanent=False,
        )
    reason = f"The mail server refuses the {what} for good ({said})."
    if what == "recipient" and code != _TOO_LARGE and is_about_the_address(reply):
        return AddressRefused(reason)
    return NotDelivered(reason)


def is_about_the_address(reply: bytes) -> bool:
    """Whether a refusal for good is the address's own: no status code says otherwise."""
    return _NOT_THE_ADDRESS.match(reply) is None


def lost(now: datetime, error: Exception) -> TryLater:
    """The connection broke before anything was handed over."""
    return TryLater(f"The mail server went away ({_short(error)}).", now + PUT_OFF, everyone=True)


def connecting(settings: Settings, now: datetime, error: Exception) -> NotDelivered | TryLater:
    """What a failure before the first letter means, in words that name the setting."""
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    match error:
        case ssl.SSLCertVerificationError():
            return NotDelivered(
                f"The certificate of the mail server {where} cannot be trusted "
                f"({error.verify_message}); check EVENSTRIDE_SMTP_HOST, or name the "
                "authority's file in EVENSTRIDE_SMTP_CA_FILE.",
                permanent=False,
            )
        case ssl.SSLError():
            return NotDelivered(
                f"The mail server {where} does not speak TLS from the first byte "
                f"({error.reason or 'handshake failed'}); check EVENSTRIDE_SMTP_PORT and "
                "EVENSTRIDE_SMTP_SECURITY (starttls on 587, tls on 465).",
                permanent=False,
            )
        case smtplib.SMTPAuthenticationError() if error.smtp_code >= 500:
            return NotDelivered(
                f"The mail server {where} refuses the login "
                f"({_quoted(error.smtp_code, as_bytes(error.smtp_error))}); check "
                "EVENSTRIDE_SMTP_USER and EVENSTRIDE_SMTP_PASSWORD.",
                permanent=False,
            )
        case smtplib.SMTPNotSupportedError() | UnicodeError():
            return NotDelivered(
                f"The mail server {where} does not offer what is set ({_short(error)}); check "
                "EVENSTRIDE_SMTP_SECURITY and EVENSTRIDE_SMTP_USER.",
                permanent=False,
            )
        case smtplib.SMTPResponseException():
            said = _quoted(error.smtp_code, as_bytes(error.smtp_error))
            return TryLater(
                f"The mail server {where} takes no mail now ({said}).",
                now + PUT_OFF,
                everyone=True,
            )
    return TryLater(
        f"The mail server {where} cannot be reached ({_short(error)}); check that it runs, "
        "EVENSTRIDE_SMTP_HOST and EVENSTRIDE_SMTP_PORT.",
        now + PUT_OFF,
        everyone=True,
    )


def _short(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return one_line(text)[:200] or type(error).__name__


def _quoted(code: int, reply: bytes) -> str:
    return one_line(f"{code} {reply.decode('utf-8', 'replace')}")[:200]
