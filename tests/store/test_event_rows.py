"""What a platform told us, as rows: written once, claimed by one, on both databases."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from syncer import database, event_rows, events, models
from syncer.settings import Settings
from syncer.sources.strava.events import ACTIVITY, GONE, Event
from tests.store.keeping import NOW

SOON = timedelta(seconds=1)


@pytest.fixture
def athlete(session: Session, alice: models.Runner) -> str:
    """Alice, connected, in a club that is subscribed."""
    assert alice.id is not None
    session.add(
        models.Connection(runner_id=alice.id, source="strava", external_id="41", connected_at=NOW)
    )
    session.add(
        models.Subscription(platform="strava", external_id="7", callback_url="", made_at=NOW)
    )
    session.commit()
    return "41"


def told(about: str = "1", what: str = ACTIVITY, owner: str = "41", by: str = "7") -> Event:
    return Event(by, owner, what, about if what == ACTIVITY else "")


def rows(session: Session) -> list[models.PlatformEvent]:
    found = select(models.PlatformEvent).order_by(col(models.PlatformEvent.id))
    return list(session.exec(found.execution_options(populate_existing=True)))


def test_the_same_is_written_once_and_strangers_never(session: Session, athlete: str) -> None:
    many = [told(), told(), told("2"), told(what=GONE), told(what=GONE)]
    strangers = [told(owner="42"), told(by="8")]
    assert event_rows.write_down(session, NOW, [*many, *strangers]) == 3
    assert event_rows.write_down(session, NOW + SOON, many) == 0
    assert [(row.owner, row.what, row.about) for row in rows(session)] == [
        (athlete, ACTIVITY, "1"),
        (athlete, ACTIVITY, "2"),
        (athlete, GONE, ""),
    ]
    assert {row.received_at for row in rows(session)} == {NOW}


def test_without_a_subscription_nothing_is_ours(session: Session, athlete: str) -> None:
    session.delete(session.exec(select(models.Subscription)).one())
    session.commit()
    assert event_rows.write_down(session, NOW, [told()]) == 0


def test_more_of_one_runner_than_is_of_use_is_not_kept(session: Session, athlete: str) -> None:
    many = [told(str(nth)) for nth in range(event_rows.MOST_OF_ONE + 5)]
    assert event_rows.write_down(session, NOW, many) == event_rows.MOST_OF_ONE
    assert event_rows.write_down(session, NOW, [told(what=GONE)]) == 1


def test_a_claim_is_for_all_or_none(session: Session, athlete: str) -> None:
    event_rows.write_down(session, NOW, [told("1"), told("2")])
    first, second = (row.id or 0 for row in rows(session))
    assert event_rows.claim(session, NOW, [first])
    assert not event_rows.claim(session, NOW, [first, second])
    assert rows(session)[1].not_before is None
    assert event_rows.waiting(session, NOW) == []
    later = NOW + event_rows.HELD
    assert [one.about for one in event_rows.waiting(session, later)] == [{"1", "2"}]
    assert event_rows.claim(session, later, [first, second])


def test_the_longest_waiting_come_first(session: Session, athlete: str) -> None:
    bob = models.Runner(club_id=1, email="bob@example.org", created_at=NOW)
    session.add(bob)
    session.flush()
    assert bob.id is not None
    session.add(
        models.Connection(runner_id=bob.id, source="strava", external_id="9", connected_at=NOW)
    )
    session.commit()
    event_rows.write_down(session, NOW + SOON, [told()])
    event_rows.write_down(session, NOW, [told(owner="9")])
    assert [one.owner for one in event_rows.waiting(session, NOW + SOON)] == ["9", athlete]


def _race(url: str, asked: Path, start: object) -> None:
    """One worker in a process of its own; a pull takes a while."""
    engine = database.open_engine(url)

    def pull(runner_id: int, named: frozenset[str]) -> None:
        with asked.open("a") as file:
            file.write(f"{len(named)}\n")
        threading.Event().wait(0.3)

    start.wait()  # type: ignore[attr-defined]
    events.take(lambda: Session(engine), Settings(), lambda: NOW, pull)
    engine.dispose()


def test_five_processes_that_look_at_once_pull_once(
    engine: Engine, url: str, session: Session, athlete: str, tmp_path: Path
) -> None:
    event_rows.write_down(session, NOW, [told(str(nth)) for nth in range(12)])
    asked = tmp_path / "asked"
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    workers = [context.Process(target=_race, args=(url, asked, start)) for _ in range(5)]
    for worker in workers:
        worker.start()
    start.set()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 5
    assert asked.read_text().splitlines() == ["12"]
    assert rows(session) == []
