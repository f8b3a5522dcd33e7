"""Addresses that refuse mail for good: stopped, with the reason, until somebody starts them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from syncer.ledger import REASON_MAX
from syncer.models import Runner


def stop(session: Session, now: datetime, runner_id: int, why: str) -> None:
    """Nothing more goes to this runner's address; the first reason stands. The caller commits."""
    session.connection().execute(
        update(Runner)
        .where(col(Runner.id) == runner_id, col(Runner.mail_stopped_at).is_(None))
        .values(mail_stopped_at=now, mail_stopped_why=why[:REASON_MAX])
    )


def start_again(runner: Runner) -> bool:
    """Try the address once more; False when it was not stopped."""
    was_stopped = runner.mail_stopped_at is not None
    runner.mail_stopped_at = runner.mail_stopped_why = None
    return was_stopped
