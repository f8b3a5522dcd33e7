"""Notes that a runner does not want any more are taken off their runs again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from syncer import models
from syncer.channels import AnotherWay, NotDelivered, NotLetIn, TryLater
from syncer.channels.garmin_note import GarminNote
from syncer.channels.run_text import RunNotes
from syncer.channels.strava_note import StravaNote
from syncer.models import Connection, PostedNote
from syncer.on_run import AS_PRIVATE, AS_PUBLIC, CHOICES
from syncer.settings import Settings
from syncer.sources import garmin, strava
from syncer.sources.strava.records import PUBLIC
from syncer.tokens import CONNECTED

log = logging.getLogger(__name__)

SHUT_FOR = timedelta(hours=6)
_CHANNELS: dict[str, type[RunNotes]] = {
    strava.NAME: StravaNote,
    garmin.NAME: GarminNote,
}
"""Who takes a note away again, by platform."""


def choose(session: Session, runner: models.Runner, choice: str) -> None:
    """Set where notes on Strava go (`private`, `public`, `off`); what stands elsewhere shall go.

    Turned off, all notes go; turned private, those that everybody can read. The caller commits.
    """
    if choice not in CHOICES:
        raise ValueError(f"{choice!r} is none of {', '.join(CHOICES)}")
    runner.strava_note = choice
    session.add(runner)
    own = col(PostedNote.runner_id) == runner.id, col(PostedNote.source) == strava.NAME
    for note in session.exec(select(PostedNote).where(*own)):
        # What shall go for another reason goes, whatever is chosen.
        note.unwanted = note.unwanted or not _stays(choice, note.place)
        session.add(note)


def posted(
    session: Session, now: datetime, runner_id: int, platform: str, source_id: str, place: str
) -> None:
    """Remember that a note may stand there, before it is written. The caller commits."""
    known = session.exec(
        select(PostedNote).where(
            col(PostedNote.runner_id) == runner_id,
            col(PostedNote.source) == platform,
            col(PostedNote.source_id) == source_id,
            col(PostedNote.place) == place,
        )
    ).first()
    note = known or PostedNote(
        runner_id=runner_id, source=platform, source_id=source_id, place=place, posted_at=now
    )
    chosen = models.Runner.garmin_note if platform == garmin.NAME else models.Runner.strava_note
    choice = session.exec(select(chosen).where(col(models.Runner.id) == runner_id)).one()
    # Turned off while the note was under way, it goes again with the next pass.
    note.posted_at, note.unwanted = now, not _stays(choice, place)
    session.add(note)


def let_go(session: Session, runner_id: int, platform: str, source_id: str | None) -> None:
    """The notes on one run have nothing to say there any more. The caller commits."""
    on_run = (
        col(PostedNote.runner_id) == runner_id,
        col(PostedNote.source) == platform,
        col(PostedNote.source_id) == source_id,
    )
    session.connection().execute(update(PostedNote).where(*on_run).values(unwanted=True))


def _stays(choice: str, place: str) -> bool:
    return choice == AS_PUBLIC or (choice == AS_PRIVATE and place != PUBLIC)


def take_back(
    sessions: Callable[[], AbstractContextManager[Session]],
    settings: Settings,
    now: Callable[[], datetime],
    runner_id: int | None = None,
) -> int:
    """Take away what is not wanted, of one runner or of all; answers how many notes went."""
    with sessions() as session:
        unwanted = _unwanted(session, now(), runner_id)
    channels = {name: channel(sessions, settings, now) for name, channel in _CHANNELS.items()}
    gone, shut, closed = 0, set[tuple[int, str]](), set[str]()
    for note in unwanted:
        if (note.runner_id, note.source) in shut or note.source in closed:
            continue
        try:
            channels[note.source].take_back(note.runner_id, note.source_id, note.place)
        except NotLetIn:
            until, everyone = now() + SHUT_FOR, False
        except TryLater as error:
            until, everyone = error.until, error.everyone
        except NotDelivered:
            break
        except AnotherWay as error:
            log.info("a note stays as it is: %s", error.reason)
            until = None
        except Exception:  # one note's failure never stops the next
            log.exception("a note stays for now runner=%d", note.runner_id)
            until, everyone = now() + SHUT_FOR, False
        else:
            until = None
        with sessions() as session:
            if until is None:
                gone += _forget(session, note)
                continue
            _put_off(session, note, until)
        shut.add((note.runner_id, note.source))
        if everyone:
            closed.add(note.source)
    return gone


def _put_off(session: Session, note: PostedNote, until: datetime) -> None:
    """All of a runner's notes there wait, so that nobody asks in vain each minute."""
    waiting = update(PostedNote).where(
        col(PostedNote.runner_id) == note.runner_id,
        col(PostedNote.source) == note.source,
        col(PostedNote.unwanted),
    )
    session.connection().execute(waiting.values(not_before=until))
    session.commit()


def _unwanted(session: Session, now: datetime, runner_id: int | None) -> Sequence[PostedNote]:
    """Notes to take away of runners whom the platform lets us in for, and did not put off."""
    found = (
        select(PostedNote)
        .join(
            Connection,
            (col(Connection.runner_id) == col(PostedNote.runner_id))
            & (col(Connection.source) == col(PostedNote.source)),
        )
        .where(
            col(PostedNote.unwanted),
            col(Connection.status) == CONNECTED,
            or_(col(Connection.not_before).is_(None), col(Connection.not_before) <= now),
            or_(col(PostedNote.not_before).is_(None), col(PostedNote.not_before) <= now),
        )
    )
    if runner_id is not None:
        found = found.where(col(PostedNote.runner_id) == runner_id)
    return session.exec(found.order_by(col(PostedNote.id))).all()


def _forget(session: Session, note: PostedNote) -> bool:
    held = session.get(PostedNote, note.id)
    if held is None or not held.unwanted:
        return False
    session.delete(held)
    session.commit()
    return True
