"""What may be wrong with mail: the settings for it, and the mails on their way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from sqlmodel import Session, col, select

from syncer import links
from syncer.channels import MAIL, NOTES, NotDelivered
from syncer.channels.message import sender
from syncer.misconfigured import TOLD_FOR, Misconfigured, count
from syncer.models import Delivery, DeliveryState, Runner
from syncer.settings import Settings

PATIENCE = timedelta(days=1)
"""How long a note may wait before somebody should look."""


def settings_for_mail(
    session: Session, settings: Settings, now: datetime
) -> Iterator[Misconfigured]:
    """Whether mail can leave at all, and whether its links lead anywhere."""
    invited = count(session, Runner, col(Runner.invited_at).is_not(None))
    if settings.smtp_host:
        yield from _mail_server(settings)
    elif settings.smtp_user or settings.smtp_password.get_secret_value():
        yield Misconfigured(
            "mail_half_set",
            "A mail user or password is set, but no mail server.",
            "Set EVENSTRIDE_SMTP_HOST, or take the other two away.",
        )
    elif invited:
        yield Misconfigured(
            "mail_goes_nowhere",
            f"No mail server is set, so the mails to invited runners ({invited}) only land in "
            f"{settings.outbox}.",
            "Set EVENSTRIDE_SMTP_HOST and its companions, then try `evenstride mail test`.",
        )
    if links.reaches_nobody(settings.public_url) and (invited or settings.smtp_host):
        yield Misconfigured(
            "links_lead_nowhere",
            f"The links in mails start with {settings.public_url}, which only this machine "
            "can open.",
            "Set EVENSTRIDE_PUBLIC_URL to the address that runners reach.",
        )


def _mail_server(settings: Settings) -> Iterator[Misconfigured]:
    if bool(settings.smtp_user) != bool(settings.smtp_password.get_secret_value()):
        yield Misconfigured(
            "mail_half_set",
            "Of the mail user and the mail password only one is set.",
            "Set both EVENSTRIDE_SMTP_USER and EVENSTRIDE_SMTP_PASSWORD, or neither.",
        )
    if settings.smtp_security == "none" and not _is_here(settings.smtp_host):
        yield Misconfigured(
            "mail_not_encrypted",
            "EVENSTRIDE_SMTP_SECURITY is none, but the mail server is another machine.",
            "Set it to starttls (port 587) or tls (port 465); nothing is sent until then.",
        )
    if settings.smtp_ca_file and not os.access(settings.smtp_ca_file, os.R_OK):
        yield Misconfigured(
            "mail_authority_missing",
            f"EVENSTRIDE_SMTP_CA_FILE names {settings.smtp_ca_file}, which cannot be read.",
            "Name a PEM file that exists, or take the setting away.",
        )
    try:
        local = sender(settings.mail_from).domain in ("localhost", "")
    except NotDelivered:
        local = True
    if local:
        yield Misconfigured(
            "mail_from_nobody",
            f"The sender of mails is {settings.mail_from}, which nobody can answer.",
            "Set EVENSTRIDE_MAIL_FROM, for example Our Club <coach@example.org>.",
        )


def mails_underway(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Mails that did not end as sent."""
    unknown = _of_late(session, DeliveryState.UNKNOWN, now)
    if unknown:
        yield Misconfigured(
            "deliveries_unknown",
            f"{_mails(len(unknown))} interrupted while leaving and may or may not have arrived.",
            "Nothing needs doing: the next digest says it again. It happens when the machine "
            "or the mail server stops in that moment.",
        )
    failed = _of_late(session, DeliveryState.FAILED, now)
    if failed:
        yield Misconfigured(
            "deliveries_failed",
            f"{_mails(len(failed))} refused for good in the last week. The last reason: "
            f"{failed[-1].reason}",
            "Ask the runner for an address that works, or see what the reason names.",
        )
    # However old: a warning sign is never given up, so it must never be forgotten here.
    waiting = _of_late(session, DeliveryState.PENDING, now, since=datetime.min.replace(tzinfo=UTC))
    if waiting := [one for one in waiting if one.reason]:
        yield Misconfigured(
            "deliveries_waiting",
            f"{_mails(len(waiting))} tried in vain and will be tried again. The last reason: "
            f"{waiting[-1].reason}",
            "See what the reason names, try `evenstride mail test`, then `evenstride deliver`.",
        )


def addresses_stopped(
    session: Session, settings: Settings, now: datetime
) -> Iterator[Misconfigured]:
    """Addresses that nothing is sent to any more."""
    found = select(Runner).where(col(Runner.mail_stopped_at).is_not(None))
    for runner in session.exec(found.order_by(col(Runner.id))):
        yield Misconfigured(
            "mail_stopped",
            f"Nothing is sent to {runner.email} any more; their advice waits."
            f" {runner.mail_stopped_why}",
            "Ask the runner whether the address works, then run"
            f" `evenstride runner mail {runner.email} --again`.",
        )


def notes_elsewhere(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Notes that their runs would not take."""
    away = (DeliveryState.FAILED, DeliveryState.CARRIED)
    lost = [one for state in away for way in NOTES for one in _of_late(session, state, now, way)]
    refused = [one for one in lost if one.reason]
    if refused:
        yield Misconfigured(
            "notes_elsewhere",
            f"{len(refused)} of this week's notes could not stand on their runs; what they say went"
            f" by mail or into the digest. The last reason: {refused[-1].reason}",
            "Nothing is lost. If it goes on, see what the reason names; a runner may have to"
            " connect again.",
        )
    since = now - PATIENCE
    waiting = [one for way in NOTES for one in _of_late(session, DeliveryState.PENDING, now, way)]
    if old := [one for one in waiting if one.created_at < since]:
        yield Misconfigured(
            "notes_waiting",
            f"{len(old)} notes have waited for more than a day to be written onto their runs. The"
            f" last reason: {old[-1].reason or 'nobody has tried'}",
            "See what the reason names, and whether `evenstride work` is running.",
        )


def _of_late(
    session: Session,
    state: DeliveryState,
    now: datetime,
    channel: str = MAIL,
    since: datetime | None = None,
) -> list[Delivery]:
    """Deliveries of this week, or `since` then, that stand so and that nobody has told otherwise
    yet, the latest last."""
    found = select(Delivery).where(
        col(Delivery.state) == state.value,
        col(Delivery.channel) == channel,
        col(Delivery.sent_at).is_(None),
        col(Delivery.created_at) > (since or now - TOLD_FOR),
    )
    return list(session.exec(found.order_by(col(Delivery.id))))


def _mails(count: int) -> str:
    return "1 mail was" if count == 1 else f"{count} mails were"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
