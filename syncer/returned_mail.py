"""Mails that came back: a report of non-delivery (RFC 3464), read for whose address is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from sqlmodel import Session, col, select

from syncer.channels.message import one_line
from syncer.channels.replies import is_about_the_address
from syncer.models import Delivery

_FOR_GOOD = re.compile(r"5\.\d+\.\d+")


def gone(session: Session, raw: bytes) -> tuple[int, str] | None:
    """Whose address a report says is gone for good, by runner id, and why; None if it says no
    such thing.

    Only a report that brings back the Message-ID of a mail of ours is believed: nobody else
    knows one, so nobody else can stop an address.
    """
    mail = message_from_bytes(raw, policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return None
    why = next(_failures(mail), None)
    ours = select(Delivery.runner_id).where(col(Delivery.message_id).in_(_returned(mail)))
    runner_id = session.exec(ours).first()
    return None if why is None or runner_id is None else (runner_id, why)


def _failures(mail: EmailMessage) -> Iterator[str]:
    for block in _parts(mail, "message/delivery-status"):
        status = str(block.get("Status", "")).strip()
        said = one_line(f"{status} {block.get('Diagnostic-Code', '')}")[:200]
        failed = str(block.get("Action", "")).strip().lower() == "failed"
        if failed and _FOR_GOOD.match(status) and is_about_the_address(status.encode()):
            yield f"A mail came back ({said})."


def _returned(mail: EmailMessage) -> list[str]:
    """The Message-IDs of the mails that a report brings back, whole or their headers alone."""
    whole = [str(part.get("Message-ID", "")) for part in _parts(mail, "message/rfc822")]
    headers = [
        str(message_from_bytes(part.get_payload(decode=True)).get("Message-ID", ""))  # type: ignore[arg-type]
        for part in mail.walk()
        if part.get_content_type() == "text/rfc822-headers"
    ]
    return [one.strip() for one in (*whole, *headers) if one.strip()]


def _parts(mail: EmailMessage, kind: str) -> Iterator[Message]:
    """The messages inside all parts of a kind."""
    for part in mail.walk():
        inside = part.get_payload()
        if part.get_content_type() == kind and isinstance(inside, list):
            yield from (one for one in inside if isinstance(one, Message))
