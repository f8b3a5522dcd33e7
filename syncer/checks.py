"""What is not as it should be, each with a code, a sentence and what to do about it.

Each check answers for one subject and is silent when all is well. What is only a choice is no
fault: without a mail server mails go into the outbox folder, and that is told only where
somebody was invited, who would wait for mail in vain.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from sqlmodel import Session, SQLModel, col, func, select

from syncer import links, migrations
from syncer.channels import NotDelivered
from syncer.channels.message import sender
from syncer.models import Activity, Club, Delivery, DeliveryState, Runner
from syncer.settings import Settings

TOLD_FOR = timedelta(days=7)
"""What went wrong once and cannot be mended is told for a week."""

PATIENCE = timedelta(days=3)
"""How long an invitation may lie unanswered."""

LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """One thing to look at. `code` never changes; the sentences may."""

    code: str
    sentence: str
    hint: str


def check(session: Session, settings: Settings, now: datetime) -> list[Misconfigured]:
    """Everything that somebody should look at; empty when all is well."""
    behind = list(_database(session, settings, now))
    if behind:
        return [*behind, *_folder(session, settings, now)]
    return [found for one in CHECKS for found in one(session, settings, now)]


def _database(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    revision = migrations.revision(session.connection())
    if revision != migrations.HEAD:
        yield Misconfigured(
            "database_behind",
            f"The database stands at step {revision or 'none'}, this version needs "
            f"{migrations.HEAD}.",
            "Make a backup, then run `evenstride init`; it brings the tables up to date.",
        )


def _club(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    if _count(session, Club) == 0:
        yield Misconfigured(
            "no_club", "There is no club yet.", "Run `evenstride init` to make one."
        )


def _key(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    if not settings.secret_key.get_secret_value():
        yield Misconfigured(
            "no_secret_key",
            "There is no secret key, so no mail can be sent: its links could not be signed.",
            "Run `evenstride init`, which makes one, or set EVENSTRIDE_SECRET_KEY.",
        )


def _mail(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    invited = _count(session, Runner, col(Runner.invited_at).is_not(None))
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


def _folder(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    folder = settings.data_dir
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield Misconfigured(
            "data_folder",
            f"The data folder {folder} is not there or cannot be written.",
            "Make it, and let the user that runs Evenstride write into it; or set "
            "EVENSTRIDE_DATA_DIR.",
        )
    free = _free_bytes(folder)
    if free is not None and free < LEAST_FREE_BYTES:
        yield Misconfigured(
            "disk_full",
            f"Only {free / 1e6:.0f} MB are free where {folder} lies.",
            "Make room; without it nothing new can be stored.",
        )


def _deliveries(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
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
    waiting = [one for one in _of_late(session, DeliveryState.PENDING, now) if one.reason]
    if waiting:
        yield Misconfigured(
            "deliveries_waiting",
            f"{_mails(len(waiting))} tried in vain and wait for another try. The last reason: "
            f"{waiting[-1].reason}",
            "See what the reason names, try `evenstride mail test`, then `evenstride deliver`.",
        )


def _runners(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    never = session.exec(
        select(Runner.email)
        .where(
            col(Runner.address_confirmed_at).is_(None),
            col(Runner.invited_at) <= now - PATIENCE,
        )
        .order_by(col(Runner.id))
    ).all()
    if never:
        yield Misconfigured(
            "never_confirmed",
            f"Invited, but the address was never confirmed: {', '.join(never)}.",
            "They get no advice until they confirm; ask whether the invitation came.",
        )


def _files(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    late = col(Activity.fetched_at) > now - TOLD_FOR
    damaged = _count(session, Activity, col(Activity.salvaged).is_not(None), late)
    if damaged:
        yield Misconfigured(
            "files_salvaged",
            f"{damaged} of the recordings that came in this week were damaged; what could be "
            "read of them is used.",
            "If the watch still has them, export them again and import the new files.",
        )


CHECKS: tuple[Callable[[Session, Settings, datetime], Iterator[Misconfigured]], ...] = (
    _club,
    _key,
    _folder,
    _mail,
    _deliveries,
    _runners,
    _files,
)


def _count(session: Session, table: type[SQLModel], *where: object) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()  # type: ignore[arg-type]


def _of_late(session: Session, state: DeliveryState, now: datetime) -> list[Delivery]:
    """Deliveries in a state that nobody has told otherwise yet, the latest last."""
    found = select(Delivery).where(
        col(Delivery.state) == state.value,
        col(Delivery.sent_at).is_(None),
        col(Delivery.created_at) > now - TOLD_FOR,
    )
    return list(session.exec(found.order_by(col(Delivery.id))))


def _mails(count: int) -> str:
    return "1 mail was" if count == 1 else f"{count} mails were"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
