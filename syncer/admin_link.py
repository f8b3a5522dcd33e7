"""The link that signs an admin in before there is any mail: good once, for an hour.

One link at a time is good, the latest; it is kept as a mark in the database, never the link
itself. Whoever can print one can read the database anyway.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from syncer import links, models
from syncer.keeping import marks
from syncer.links import Signed
from syncer.models import HouseMark, Runner
from syncer.settings import Settings

MARK = "admin_link"


def first_admin(session: Session, email: str | None = None) -> Runner | None:
    """The admin with this address, or the first there is; None where there is none."""
    found = select(models.Runner).where(col(Runner.is_admin)).order_by(col(Runner.id))
    if email is not None:
        found = found.where(col(Runner.email) == email)
    return session.exec(found).first()


def fresh(session: Session, settings: Settings, now: datetime, admin: Runner) -> str:
    """A new link, and the end of all before it. Commits. Raises links.NoSecretKey."""
    mark = secrets.token_urlsafe(12)
    link = links.admin(settings, now, admin, mark)
    marks.put(session, now, MARK, _detail(admin.id, mark))
    session.commit()
    return link


def is_unspent(session: Session, signed: Signed) -> bool:
    """Whether a link that was signed by us still opens the door."""
    held = marks.last(session, MARK)
    return held is not None and held.detail == _detail(signed.runner_id, signed.about)


def spend(session: Session, signed: Signed) -> bool:
    """Use a link up; whoever comes second hears False. Commits."""
    own = (
        col(HouseMark.name) == MARK,
        col(HouseMark.detail) == _detail(signed.runner_id, signed.about),
    )
    spent = session.connection().execute(update(HouseMark).where(*own).values(detail=""))
    session.commit()
    return bool(spent.rowcount == 1)


def _detail(runner_id: int | None, mark: str) -> str:
    return f"{runner_id}:{mark}"
