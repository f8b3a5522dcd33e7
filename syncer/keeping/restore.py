"""A backup put back: looked through first, then all or nothing, and nobody who was forgotten.

What is there already is only replaced where that is asked for, after a backup of it. Tables of
an older step are filled as they were and then upgraded. A mail that waited when the backup was
made may have left since, so it is not sent again (`unknown`, its content goes into the next
digest); red and flag mails are, because there twice is harmless and lost is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, and_, delete, select, text, update
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from syncer import database, migrations, told
from syncer.channels import MAIL
from syncer.keeping import backup, copies, forgotten, marks
from syncer.keeping.filling import fill
from syncer.keeping.forgotten import Marks
from syncer.keeping.keys import backup_keys
from syncer.keeping.reading import Head, looked_through, opened
from syncer.keeping.sealed_file import Refused, damaged
from syncer.keeping.snapshot import Tell
from syncer.models import Advice, Club, Connection, Delivery, DeliveryState, PlatformEvent, Runner
from syncer.settings import Settings

WAITED = "It waited when the backup was made that was restored; it may have left since."


class NotEmpty(Exception):
    """There are rows already, and nobody said that they may be replaced."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: how many rows, of when, and how many forgotten runners were left out.

    `before` is the backup of what was there, where anything was.
    """

    made_at: datetime
    rows: int
    left_out: int
    before: Path | None


def restore(
    engine: Engine,
    settings: Settings,
    now: datetime,
    path: Path,
    *,
    replace: bool = False,
    tell: Tell = backup.nobody,
) -> Restored:
    """Make the database hold what a backup holds, brought up to the newest step.

    Raises NotEmpty, Refused, NoBackupKey or Unusable, and OSError where no backup of what is
    there can be written; then everything is as it was.
    """
    keys = backup_keys(settings)
    head = looked_through(path, keys)
    _must_be_known(head)
    database.migrate(engine)
    with Session(engine) as session:
        anything = session.exec(select_rows(Runner.id).limit(1)).first() is not None
        anything = anything or session.exec(select_rows(Club.id).limit(1)).first() is not None
        if anything and not replace:
            raise NotEmpty(
                "There is a club in the database already; `evenstride restore --replace` puts the "
                "backup in its place, after a backup of what is there."
            )
        gone = forgotten.together(
            forgotten.everyone(session, settings), forgotten.read(path.parent / forgotten.FILE)
        )
    before = _before(engine, settings, now) if anything else None
    with database.alone(engine) as connection:
        _rebuild(connection, head.revision)
        left_out = _fill(connection, path, keys, gone, tell)
        migrations.upgrade(connection)
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            _after(session, head, gone)
            session.commit()
    return Restored(head.made_at, sum(head.rows.values()), left_out, before)


def _must_be_known(head: Head) -> None:
    try:
        migrations.must_know(head.revision)
    except migrations.Newer:
        raise Refused(
            f"The backup was made by a newer Evenstride (step {head.revision}); install that one "
            "first."
        ) from None


def _before(engine: Engine, settings: Settings, now: datetime) -> Path:
    folder = settings.data_dir / copies.FOLDER
    stamp = now.astimezone(UTC).strftime(backup.STAMP)
    # Never one that is there: it may be the very one that is put back.
    names = (
        f"{backup.BEFORE_RESTORE}{stamp}{more}{backup.SUFFIX}"
        for more in chain([""], map("-{}".format, count(2)))
    )
    free = next(path for path in map(folder.joinpath, names) if not path.exists())
    return backup.write(engine, settings, now, free).path


def _rebuild(connection: sa.Connection, revision: str) -> None:
    SQLModel.metadata.drop_all(connection)
    connection.execute(text("DROP TABLE alembic_version"))
    migrations.upgrade(connection, to=revision)


def _fill(connection: sa.Connection, path: Path, keys: list[bytes], gone: Marks, tell: Tell) -> int:
    known = dict(gone)

    def is_gone(row: dict[str, Any]) -> bool:
        return forgotten.is_gone(keys, known, row["id"], row["email"], row["created_at"])

    with opened(path, keys) as told_lines:
        next(told_lines)
        try:
            return fill(connection, told_lines, is_gone, tell)
        except LookupError as error:
            raise damaged() from error


def _after(session: Session, head: Head, gone: Marks) -> None:
    forgotten.keep(session, gone)
    marks.put(session, head.made_at, marks.BACKUP)
    _nothing_twice(session)
    # Of nobody who is here: nothing else says whose events these are.
    known = select(col(Connection.id)).where(
        and_(
            col(Connection.source) == col(PlatformEvent.platform),
            col(Connection.external_id) == col(PlatformEvent.owner),
        )
    )
    session.connection().execute(delete(PlatformEvent).where(~known.exists()))
    # Whoever held these died with the database that was backed up.
    free = update(Connection).values(refreshing_until=None, refreshing_by=None, pulling_until=None)
    session.connection().execute(free)


def _nothing_twice(session: Session) -> None:
    waiting = (
        select_rows(Delivery, Advice)
        .join(Advice, col(Advice.id) == col(Delivery.advice_id))
        .where(
            col(Delivery.channel) == MAIL,
            col(Delivery.state).in_([state.value for state in told.ON_ITS_WAY]),
        )
    )
    for delivery, row in session.exec(waiting).all():
        again = told.is_urgent(row)
        state = DeliveryState.PENDING if again else DeliveryState.UNKNOWN
        delivery.state, delivery.claimed_by = state.value, None
        delivery.reason = None if again else WAITED
        session.add(delivery)
