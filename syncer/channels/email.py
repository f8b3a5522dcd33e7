"""Mail over SMTP: encrypted, checked, and committed at the one step that cannot be undone."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from ipaddress import ip_address

from syncer.channels import replies
from syncer.channels.message import mail_address, message, message_id, sender
from syncer.channels.outbox import Outbox
from syncer.channels.parcel import MayHaveArrived, NotDelivered, Parcel
from syncer.settings import Settings
from templates import Letter, Reader, trial_letter


class Email:
    """One SMTP conversation a parcel. What was accepted is never sent again."""

    repeatable = False

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now

    def hand_over(self, parcel: Parcel, handing_over: Callable[[], None]) -> str:
        settings, now = self._settings, self._now()
        to, content = mail_address(parcel.to), message(settings.mail_from, now, parcel).as_bytes()
        with _connected(settings, now) as smtp:
            _envelope(smtp, now, sender(settings.mail_from).addr_spec, to, len(content))
            handing_over()
            _data(smtp, now, content)
            # Accepted is accepted, however the goodbye goes.
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
        return f"{settings.smtp_host}:{settings.smtp_port}"


@contextmanager
def _connected(settings: Settings, now: datetime) -> Iterator[smtplib.SMTP]:
    """An encrypted, logged-in connection; its troubles are everyone's, not one runner's."""
    smtp: smtplib.SMTP | None = None
    try:
        try:
            smtp = _open(settings)
            if settings.smtp_user:
                smtp.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise replies.connecting(settings, now, error) from error
        yield smtp
    finally:
        if smtp is not None:
            smtp.close()


def _open(settings: Settings) -> smtplib.SMTP:
    host, port, wait = settings.smtp_host, settings.smtp_port, settings.smtp_timeout_s
    smtp: smtplib.SMTP
    if settings.smtp_security == "tls":
        smtp = smtplib.SMTP_SSL(host, port, timeout=wait, context=_trust(settings))
    else:
        smtp = smtplib.SMTP(host, port, timeout=wait)
    try:
        if settings.smtp_security == "starttls":
            smtp.starttls(context=_trust(settings))
        elif settings.smtp_security == "none" and not _on_this_machine(smtp):
            raise NotDelivered(
                "EVENSTRIDE_SMTP_SECURITY=none is for a mail server on this machine only; "
                f"{host} is elsewhere, so set it to starttls or tls.",
                permanent=False,
            )
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _trust(settings: Settings) -> ssl.SSLContext:
    """Whom to believe: the machine's authorities and, if one is named, the club's own."""
    context = ssl.create_default_context()
    if settings.smtp_ca_file:
        try:
            context.load_verify_locations(cafile=settings.smtp_ca_file)
        except OSError as error:
            raise NotDelivered(
                f"EVENSTRIDE_SMTP_CA_FILE names {settings.smtp_ca_file}, which holds no "
                "certificate that can be read; name a PEM file.",
                permanent=False,
            ) from error
    return context


def _on_this_machine(smtp: smtplib.SMTP) -> bool:
    """Whether the other end is this machine, by its address and not by its name."""
    assert smtp.sock is not None
    address = ip_address(smtp.sock.getpeername()[0].partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _envelope(smtp: smtplib.SMTP, now: datetime, frm: str, to: str, size: int) -> None:
    try:
        options = [f"SIZE={size}"] if smtp.has_extn("size") else []
        replies.must_accept(now, "sender", *smtp.mail(frm, options))
        replies.must_accept(now, "recipient", *smtp.rcpt(to))
    except (smtplib.SMTPException, OSError) as error:
        raise replies.lost(now, error) from error


def _data(smtp: smtplib.SMTP, now: datetime, content: bytes) -> None:
    try:
        code, reply = smtp.data(content)
    except smtplib.SMTPDataError as error:
        # The answer to the command itself: not a byte of the mail has left.
        reply = replies.as_bytes(error.smtp_error)
        raise replies.refusal(now, "content", error.smtp_code, reply) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MayHaveArrived(
            "The mail server went away while it took the mail; nobody can tell if it arrived."
        ) from error
    if not (200 <= code < 300 or 400 <= code < 600):
        raise MayHaveArrived(
            "The mail server answered without sense when it had the mail; nobody can tell if "
            "it arrived."
        )
    replies.must_accept(now, "content", code, reply)


def send_letter(
    settings: Settings,
    now: datetime,
    address: str,
    letter: Letter,
    name: str = "",
    mark: str | None = None,
) -> str:
    """Send one letter that is no advice (an invitation, a trial) right now; says where it went.

    `mark` names what it is about, where it may have to be sent again: its Message-ID is the same
    then. With no mail server set it goes into the outbox. Raises NotDelivered, MayHaveArrived or
    TryLater, whose text says what to do.
    """
    made = Email if settings.smtp_host else Outbox
    number = message_id(settings, mark or now.isoformat(), address, letter.subject)
    parcel = Parcel(address, name, number, letter)
    return made(settings, lambda: now).hand_over(parcel, lambda: None)


def send_trial(settings: Settings, now: datetime, address: str) -> str:
    """Send one mail to see that mail works; answers with a sentence. Raises as `send_letter`."""
    where = send_letter(settings, now, address, trial_letter(Reader()))
    if settings.smtp_host:
        return f"The mail server {where} took a mail to {address}; look whether it arrived."
    return f"No mail server is set, so the mail to {address} lies in {where}."
