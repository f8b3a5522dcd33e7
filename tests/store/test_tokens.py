"""Tokens: sealed at rest, and however many come at once, refreshed once; both databases."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from syncer import database, models, tokens
from syncer.settings import Settings
from syncer.sources import NeedsReconnect, TryLater
from syncer.tokens import NoTokenKey, SealedOtherwise, Tokens, new_key
from tests.store.keeping import NOW

OLD, NEW = new_key(), new_key()


def with_keys(*keys: str) -> Settings:
    return Settings(token_keys=",".join(keys))  # type: ignore[arg-type]


SETTINGS = with_keys(NEW)


def pair(name: str = "one", lasts: timedelta = timedelta(hours=6)) -> Tokens:
    return Tokens(f"access-{name}", f"refresh-{name}", NOW + lasts)


def connect(session: Session, runner: models.Runner, kept: Tokens) -> int:
    assert runner.id is not None
    connection = models.Connection(runner_id=runner.id, source="strava", connected_at=NOW)
    tokens.keep(session, SETTINGS, connection, kept)
    assert connection.id is not None
    return connection.id


def never(_: str) -> Tokens:
    raise AssertionError("nobody had to ask the platform")


def test_what_is_stored_and_printed_shows_no_token(session: Session, alice: models.Runner) -> None:
    connect(session, alice, pair())
    (row,) = session.connection().exec_driver_sql("SELECT sealed_tokens FROM connection").all()
    assert "access-one" not in row[0]
    assert "refresh-one" not in row[0]
    assert "one" not in repr(pair())
    assert tokens.unseal(SETTINGS, row[0]) == pair()


def test_a_new_key_in_front_opens_what_the_old_one_sealed() -> None:
    sealed = tokens.seal(with_keys(OLD), pair())
    both = with_keys(NEW, OLD)
    assert tokens.unseal(both, sealed) == pair()
    with pytest.raises(SealedOtherwise, match="another key"):
        tokens.unseal(with_keys(NEW), sealed)


@pytest.mark.parametrize("keys", ["", "no key", ","])
def test_without_a_key_nothing_is_sealed(keys: str) -> None:
    with pytest.raises(NoTokenKey, match="EVENSTRIDE_TOKEN_KEYS"):
        tokens.seal(with_keys(keys), pair())


@pytest.mark.parametrize(
    ("lasts", "asks"), [(timedelta(minutes=11), False), (timedelta(minutes=10), True)]
)
def test_tokens_are_refreshed_ahead_of_their_end(
    engine: Engine, session: Session, alice: models.Runner, lasts: timedelta, asks: bool
) -> None:
    connection_id = connect(session, alice, pair(lasts=lasts))
    asked: list[str] = []

    def refresh(old: str) -> Tokens:
        asked.append(old)
        return pair("two")

    def sessions() -> Session:
        return Session(engine)

    access = tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, refresh)
    assert access == ("access-two" if asks else "access-one")
    assert asked == (["refresh-one"] if asks else [])
    stored = session.get_one(models.Connection, connection_id, populate_existing=True)
    assert stored.sealed_tokens is not None
    assert tokens.unseal(SETTINGS, stored.sealed_tokens).access == access
    assert (stored.refreshing_by, stored.refreshing_until) == (None, None)


def test_the_new_pair_is_stored_before_it_is_used(
    engine: Engine, session: Session, alice: models.Runner
) -> None:
    """A worker that dies right after Strava answered leaves the new pair behind."""
    connection_id = connect(session, alice, pair(lasts=timedelta(0)))
    kept: list[Tokens] = []

    def sessions() -> Session:
        return Session(engine)

    tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, lambda _: pair("two"))
    with Session(engine) as other:
        sealed = other.get_one(models.Connection, connection_id).sealed_tokens
        assert sealed is not None
        kept.append(tokens.unseal(SETTINGS, sealed))
    assert kept == [pair("two")]


def test_a_refusal_is_stored_and_nobody_asks_again(
    engine: Engine, session: Session, alice: models.Runner
) -> None:
    connection_id = connect(session, alice, pair(lasts=timedelta(0)))

    def refused(_: str) -> Tokens:
        raise NeedsReconnect("Strava no longer knows this connection.")

    def sessions() -> Session:
        return Session(engine)

    for refresh in (refused, never):
        with pytest.raises(NeedsReconnect, match="no longer knows"):
            tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, refresh)
    stored = session.get_one(models.Connection, connection_id, populate_existing=True)
    assert stored.status == tokens.NEEDS_RECONNECT
    assert stored.sealed_tokens is not None


def test_an_outage_leaves_everything_as_it_was(
    engine: Engine, session: Session, alice: models.Runner
) -> None:
    connection_id = connect(session, alice, pair(lasts=timedelta(0)))

    def outage(_: str) -> Tokens:
        raise TryLater(NOW + timedelta(minutes=15), "Strava is not well.")

    def sessions() -> Session:
        return Session(engine)

    with pytest.raises(TryLater):
        tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, outage)
    stored = session.get_one(models.Connection, connection_id, populate_existing=True)
    assert (stored.status, stored.refreshing_by) == (tokens.CONNECTED, None)
    assert tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, lambda _: pair("two"))


def test_a_dead_workers_lease_runs_out(
    engine: Engine, session: Session, alice: models.Runner
) -> None:
    connection_id = connect(session, alice, pair(lasts=timedelta(0)))
    stored = session.get_one(models.Connection, connection_id)
    stored.refreshing_by, stored.refreshing_until = "somebody dead", NOW + timedelta(seconds=30)
    session.add(stored)
    session.commit()
    moment = [NOW]

    def wait(_: float) -> None:
        moment[0] += timedelta(seconds=10)

    def sessions() -> Session:
        return Session(engine)

    access = tokens.access(
        sessions, SETTINGS, lambda: moment[0], connection_id, lambda _: pair("two"), wait
    )
    assert access == "access-two"
    assert moment[0] >= NOW + timedelta(seconds=30)


def test_asked_for_certain_the_platform_is_asked_whatever_was_heard_before(
    engine: Engine, session: Session, alice: models.Runner
) -> None:
    connection_id = connect(session, alice, pair())
    tokens.lost(session, connection_id, "Something refused us last night.")
    asked: list[str] = []

    def refresh(old: str) -> Tokens:
        asked.append(old)
        return pair("two")

    def sessions() -> Session:
        return Session(engine)

    forced = tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, refresh, force=True)
    assert (forced, asked) == ("access-two", ["refresh-one"])
    stored = session.get_one(models.Connection, connection_id, populate_existing=True)
    assert (stored.status, stored.problem, stored.refreshing_by) == (tokens.CONNECTED, None, None)
    assert stored.sealed_tokens is not None
    assert tokens.unseal(SETTINGS, stored.sealed_tokens) == pair("two")


def test_what_another_worker_just_heard_is_not_asked_again(
    engine: Engine, session: Session, alice: models.Runner
) -> None:
    connection_id = connect(session, alice, pair())
    stored = session.get_one(models.Connection, connection_id)
    stored.refreshing_by, stored.refreshing_until = "another", NOW + timedelta(seconds=30)
    session.add(stored)
    session.commit()

    def wait(_: float) -> None:
        tokens.keep(session, SETTINGS, stored, pair("two"))

    def sessions() -> Session:
        return Session(engine)

    forced = tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, never, wait, force=True)
    assert forced == "access-two"


def test_a_refusal_of_old_tokens_does_not_shut_out_who_connected_again(
    engine: Engine, session: Session, alice: models.Runner
) -> None:
    connection_id = connect(session, alice, pair(lasts=timedelta(0)))

    def refused(_: str) -> Tokens:
        with Session(engine) as other:
            again = other.get_one(models.Connection, connection_id)
            tokens.keep(other, SETTINGS, again, pair("two"))
        raise NeedsReconnect("Strava no longer knows this connection.")

    def sessions() -> Session:
        return Session(engine)

    with pytest.raises(NeedsReconnect):
        tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, refused)
    assert tokens.access(sessions, SETTINGS, lambda: NOW, connection_id, never) == "access-two"


def _race(url: str, connection_id: int, asked: Path, start: object, keys: str) -> None:
    """One worker in a process of its own; asking the platform takes a while."""
    engine = database.open_engine(url)
    settings = with_keys(keys)

    def refresh(_: str) -> Tokens:
        with asked.open("a") as file:
            file.write("asked\n")
        threading.Event().wait(0.3)
        return Tokens("access-two", "refresh-two", datetime.now(UTC) + timedelta(hours=6))

    start.wait()  # type: ignore[attr-defined]
    tokens.access(
        lambda: Session(engine), settings, lambda: datetime.now(UTC), connection_id, refresh
    )
    engine.dispose()


def test_ten_processes_racing_refresh_once(
    url: str, session: Session, alice: models.Runner, tmp_path: Path
) -> None:
    connection_id = connect(session, alice, Tokens("access-one", "refresh-one", datetime.now(UTC)))
    asked = tmp_path / "asked"
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    workers = [
        context.Process(target=_race, args=(url, connection_id, asked, start, NEW))
        for _ in range(10)
    ]
    for worker in workers:
        worker.start()
    start.set()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 10
    assert asked.read_text().splitlines() == ["asked"]
