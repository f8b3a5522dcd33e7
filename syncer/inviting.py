"""A new member: written down, then invited by mail to confirm the address."""

from __future__ import annotations

import re
from datetime import datetime

from sqlmodel import Session, col, select

import templates
from syncer import links, models
from syncer.channels.email import send_letter
from syncer.models import Club, Runner
from syncer.posting import reader_of
from syncer.settings import Settings

_ADDRESS = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+")
LONGEST_ADDRESS, LONGEST_NAME = 254, 100


def address_of(text: str) -> str | None:
    """A mail address in the one form that is stored; None where it is none."""
    if not _ADDRESS.fullmatch(text.strip()) or len(text) > LONGEST_ADDRESS:
        return None
    return text.strip().casefold()


def invite(
    session: Session, settings: Settings, now: datetime, club: Club, address: str, name: str
) -> str | None:
    """Add a member and send the invitation, or send it again to who never confirmed.

    Says where the mail went; None where the address belongs to a member who did confirm. Commits
    before it sends, so that no link leads to nobody. Raises NotDelivered, MayHaveArrived or
    TryLater when the mail did not leave: to ask again is all it takes.
    """
    known = session.exec(select(models.Runner).where(col(Runner.email) == address)).first()
    if known is not None and known.address_confirmed_at is not None:
        return None
    assert club.id is not None
    runner = known or Runner(
        club_id=club.id,
        email=address,
        timezone=club.timezone,
        units=club.units,
        locale=club.locale,
        created_at=now,
    )
    runner.name = name.strip()[:LONGEST_NAME] or runner.name
    runner.invited_at = now
    session.add(runner)
    session.commit()
    return send_invitation(settings, now, club, runner)


def send_invitation(settings: Settings, now: datetime, club: Club, runner: Runner) -> str:
    """Send the letter that asks to confirm the address; says where it went."""
    link = links.invitation(settings, now, runner)
    letter = templates.invitation_letter(reader_of(runner), club.name, link)
    return send_letter(settings, now, runner.email, letter)
