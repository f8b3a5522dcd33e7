"""The demo's coach: who of the members agreed to what, and the mail of the week about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from syncer import coach_digests, consents, deliver, models
from syncer.demo_pages import Mail, open_mails
from syncer.demo_people import Guest
from syncer.jobs import House

NAME, EMAIL = "Bea Lanternhill", "bea@example.org"
AGREED: Mapping[str, tuple[str, ...]] = {
    "maren": (consents.COACH_LOAD,),
    "tobin": (consents.COACH_LOAD, consents.COACH_PAIN),
    "ines": (consents.COACH_LOAD,),
    "ruth": (consents.COACH_LOAD,),
    "jonas": (consents.COACH_LOAD, consents.COACH_PAIN),
}
"""Pip agreed to nothing, and so stands nowhere in the letter."""


def coached(session: Session, house: House, guests: Sequence[Guest], on: date) -> Mail | None:
    """The coach's mail of the week that ends on `on`; None where nobody agreed."""
    now = house.now()
    agreeing = [guest for guest in guests if guest.key in AGREED]
    if not agreeing:
        return None
    coach = models.Runner(
        club_id=guests[0].runner.club_id,
        email=EMAIL,
        name=NAME.split()[0],
        is_coach=True,
        address_confirmed_at=now,
        coach_digest_weekday=on.weekday(),
        created_at=now,
    )
    session.add(coach)
    session.flush()
    for guest in agreeing:
        for what in AGREED[guest.key]:
            consents.give(session, now, guest.runner, what, how="in the demo", coach=coach)
    session.commit()
    coach_digests.put_on_its_way(session, house.settings, now, coach, on)
    deliver.deliver(house.sessions, house.settings, house.now, coach)
    out, guest = house.settings.data_dir, Guest("coach", NAME, coach)
    return next(iter(open_mails(session, out, house.settings.outbox, guest)), None)
