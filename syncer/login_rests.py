"""When a sign-in at Garmin has to rest, and for whom.

"Too many" is said of an account or of an address, and each try makes it longer; and the e-mail in
the form may be anybody's, so that wrong passwords are counted by who told them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from syncer.models import PlatformLogin
from syncer.sources.garmin import NAME
from syncer.sources.garmin.login import LOCKED, TOO_MANY, WRONG_PASSWORD

RESTS = timedelta(hours=24)
"""After "too many", each new try makes Garmin wait longer."""
SHUT_FOR = timedelta(hours=1)
"""Our choice: so long after it nobody else's password is sent from the same address."""
MOST_WRONG, WRONG_WITHIN, WRONG_RESTS = 4, timedelta(hours=24), timedelta(hours=6)
"""Our choice: so many wrong passwords from one runner within a day, then so long a rest after each
further one. Garmin locks an account after some more."""
WRONG_OFTEN, SHUT = "wrong_often", "shut"


def after(row: PlatformLogin | None, now: datetime, problem: str) -> dict[str, Any]:
    """What a failed sign-in leaves in the runner's row beside the step."""
    if problem == TOO_MANY:
        return {"problem": problem, "not_before": now + RESTS}
    if problem not in (WRONG_PASSWORD, LOCKED):
        return {"problem": problem}
    count, since = 0, now
    if row is not None and row.wrong_since is not None and row.wrong_since > now - WRONG_WITHIN:
        count, since = row.wrong_passwords, row.wrong_since
    counted = {"wrong_passwords": count + 1, "wrong_since": since}
    if count + 1 < MOST_WRONG:
        return {"problem": problem, **counted}
    return {"problem": WRONG_OFTEN, "not_before": now + WRONG_RESTS, **counted}


def shut_until(session: Session, now: datetime) -> datetime | None:
    """Until when nobody's password is sent from here; None where nothing is in the way.

    A rest of a day is one for "too many"; that it was new within the hour, its end says.
    """
    latest = select(func.max(PlatformLogin.not_before)).where(col(PlatformLogin.source) == NAME)
    ends = session.exec(latest).one()
    until = None if ends is None else ends - RESTS + SHUT_FOR
    return until if until is not None and until > now else None
