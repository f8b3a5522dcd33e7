"""The mails that a runner got, as text: written anew from what was stored when they left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from sqlmodel import Session, col, select

import templates
from coaching.log import TrainingLog
from syncer import advice_json, history, told
from syncer.channels import MAIL
from syncer.models import Advice, Delivery, Runner
from syncer.posting import WRITING_FAILS, reader_of
from syncer.settings import Settings
from templates import Letter, Links


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as text; `text` is None where it cannot be written any more."""

    name: str
    text: str | None


def mails(session: Session, settings: Settings, runner: Runner) -> Iterator[Mail]:
    """All that were sent, the oldest first. Their links lead to the pages, and open nothing."""
    log = history.training_log(session, runner)
    front = settings.public_url
    nowhere = Links(**{one.name: front for one in fields(Links)})
    sent = (
        select(Delivery, Advice)
        .join(Advice, col(Advice.id) == col(Delivery.advice_id))
        .where(
            col(Delivery.runner_id) == runner.id,
            col(Delivery.channel) == MAIL,
            col(Delivery.sent_at).is_not(None),
            # It is about others.
            col(Advice.kind) != told.COACH,
        )
        .order_by(col(Delivery.id))
    )
    for delivery, row in session.exec(sent).all():
        name = f"{row.on.isoformat()}-{row.kind}-{delivery.id}.txt"
        try:
            letter = _letter(runner, row, log, nowhere)
        except WRITING_FAILS:
            yield Mail(name, None)
        else:
            yield Mail(name, f"{letter.subject}\n\n{letter.text}")


def _letter(runner: Runner, row: Advice, log: TrainingLog, around: Links) -> Letter:
    advice = advice_json.restored(row.content)
    write = templates.digest_letter if row.kind == told.DIGEST else templates.note_letter
    return write(advice, log, reader_of(runner), around)
