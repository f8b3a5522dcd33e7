"""A platform's tokens: sealed at rest, refreshed ahead of time by one worker at a time.

A refresh token may die with the refresh that it paid for, so the new pair is committed before
anything is done with it. Who refreshes holds a lease in the runner's connection; the others
wait for what it writes. A lease outlives its worker by a minute at most.
"""

from __future__ import annotations

import json
import logging
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import CursorResult, Update, case, or_, true, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from syncer.database import SessionFactory
from syncer.models import Connection
from syncer.settings import Settings
from syncer.sources import NeedsReconnect, TryLater

log = logging.getLogger(__name__)


AHEAD = timedelta(minutes=10)
"""Tokens are refreshed so long before they end: longer than any unit of work lasts."""
LEASE = timedelta(seconds=60)
LOOK_AGAIN_S = 0.05
CONNECTED, NEEDS_RECONNECT = "connected", "needs_reconnect"
IN_USE = timedelta(minutes=10)
"""What is used by one worker alone is free again after this time, if that worker died."""
OTHER_KEY = (
    "Stored tokens were sealed with another key; put the old key behind the new one in "
    "EVENSTRIDE_TOKEN_KEYS, or let the runners connect again."
)


OF_ANOTHER_KEY = "What let us in here can no longer be opened; please connect again."
"""For the runner, where the others' tokens can be."""


class NoTokenKey(Exception):
    """There is no usable key to seal tokens with; the text says what to do."""


class SealedOtherwise(NoTokenKey):
    """There are keys, but none of them is the one that this was sealed with."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What lets us in, and until when. Its text never shows them."""

    access: str
    refresh: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"Tokens(expires_at={self.expires_at.isoformat()})"


def new_key() -> str:
    """A fresh key for the settings file."""
    return Fernet.generate_key().decode()


def seal(settings: Settings, tokens: Tokens) -> str:
    """Tokens as they are stored. Raises NoTokenKey."""
    told = [tokens.access, tokens.refresh, tokens.expires_at.isoformat()]
    return seal_text(settings, json.dumps(told))


def unseal(settings: Settings, sealed: str) -> Tokens:
    """What was sealed, with any of the keys. Raises NoTokenKey where none of them fits."""
    access, refresh, until = json.loads(unseal_text(settings, sealed))
    return Tokens(access, refresh, datetime.fromisoformat(until))


def seal_text(settings: Settings, text: str) -> str:
    """Any secret text as it is stored; half a character is none. Raises NoTokenKey."""
    return _box(settings).encrypt(text.encode("utf-8", "replace")).decode()


def unseal_text(settings: Settings, sealed: str) -> str:
    """What `seal_text` sealed, with any of the keys. Raises NoTokenKey, and of these
    SealedOtherwise where none of the keys fits."""
    try:
        return _box(settings).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealedOtherwise(OTHER_KEY) from None


def keep(session: Session, settings: Settings, connection: Connection, tokens: Tokens) -> None:
    """Write tokens into a runner's connection and commit; only then may they be used."""
    connection.sealed_tokens = seal(settings, tokens)
    connection.expires_at = tokens.expires_at
    connection.status, connection.problem = CONNECTED, None
    connection.asked_at = None
    connection.refreshing_until = connection.refreshing_by = None
    session.add(connection)
    session.commit()


def connection_of(session: Session, runner_id: int, source: str) -> Connection | None:
    """A runner's connection to a source, in whatever state."""
    found = select(Connection).where(
        col(Connection.runner_id) == runner_id, col(Connection.source) == source
    )
    return session.exec(found).first()


def access(
    sessions: SessionFactory,
    settings: Settings,
    now: Callable[[], datetime],
    connection_id: int,
    refresh: Callable[[str], Tokens],
    wait: Callable[[float], None] = time.sleep,
    *,
    force: bool = False,
) -> str:
    """An access token that lasts for a while, refreshed first where it does not.

    `refresh` asks the platform, given the refresh token. However many workers come at once, one
    asks and the others wait for what it stored. With `force` the platform is asked however long
    the token lasts and whatever was heard before, to hear whether it still lets us in; what another
    worker stored meanwhile answers that too. Raises NeedsReconnect (which is stored too), TryLater,
    or NoTokenKey.
    """
    found: Tokens | None = None
    me = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
    # Longer than any answer may take, or a second worker would refresh with the same token.
    lease = max(LEASE, timedelta(seconds=3 * settings.platform_timeout_s))
    give_up = now() + 2 * lease
    while True:
        with sessions() as session:
            connection = session.get_one(Connection, connection_id, populate_existing=True)
            shut = connection.status != CONNECTED and not force
            if shut or connection.sealed_tokens is None:
                raise NeedsReconnect(connection.problem or "The runner is not connected.")
            tokens = _opened(session, settings, connection, unseal)
            found = found or tokens
            lasts = tokens.expires_at - now() > AHEAD
            if tokens != found if force else lasts:
                return tokens.access
            mine = _lease(session, now() + lease, now(), connection_id, me)
        if mine:
            return _refreshed(sessions, settings, connection_id, me, tokens, refresh)
        if now() >= give_up:
            raise TryLater(now() + LEASE, "Another worker is still refreshing the tokens.")
        wait(LOOK_AGAIN_S)


def _refreshed(
    sessions: SessionFactory,
    settings: Settings,
    connection_id: int,
    me: str,
    tokens: Tokens,
    refresh: Callable[[str], Tokens],
) -> str:
    with sessions() as session:
        # Somebody may have refreshed between the look and the lease.
        stored = session.get_one(Connection, connection_id, populate_existing=True)
        asked_with = stored.sealed_tokens
        if stored.sealed_tokens is not None:
            held = unseal(settings, stored.sealed_tokens)
            if held.refresh != tokens.refresh:
                _free(session, connection_id, me)
                return held.access
    try:
        fresh = refresh(tokens.refresh)
    except NeedsReconnect as error:
        with sessions() as session:
            lost(session, connection_id, error.reason, asked_with)
        raise
    except BaseException:
        with sessions() as session:
            _free(session, connection_id, me)
        raise
    stored_pair = _store(sessions, settings, connection_id, asked_with, fresh)
    log.info("tokens refreshed connection=%d", connection_id)
    return stored_pair.access


def _store(
    sessions: SessionFactory,
    settings: Settings,
    connection_id: int,
    asked_with: str | None,
    fresh: Tokens,
) -> Tokens:
    """Keep a new pair, unless the runner connected again meanwhile: then theirs is the newer.

    The old pair may be dead by now, so a database that is busy is asked again.
    """
    for last in (False, False, False, True):
        try:
            with sessions() as session:
                held = session.get_one(Connection, connection_id, populate_existing=True)
                if held.sealed_tokens != asked_with and held.sealed_tokens is not None:
                    return unseal(settings, held.sealed_tokens)
                keep(session, settings, held, fresh)
                return fresh
        except OperationalError:
            if last:
                raise
    raise AssertionError("the last try returns or raises")


def lost(session: Session, connection_id: int, reason: str, asked_with: str | None = None) -> None:
    """Write down that only the runner can let us in again.

    `asked_with` are the sealed tokens that were refused: a runner who connected again meanwhile
    has others, and nothing is written.
    """
    same = true() if asked_with is None else col(Connection.sealed_tokens) == asked_with
    statement = (
        update(Connection)
        .where(col(Connection.id) == connection_id, same)
        .values(status=NEEDS_RECONNECT, problem=reason, refreshing_until=None, refreshing_by=None)
        .execution_options(synchronize_session=False)
    )
    _ran(session, statement)


def _opened[T](
    session: Session,
    settings: Settings,
    connection: Connection,
    unsealed: Callable[[Settings, str], T],
) -> T:
    """A connection's tokens. Raises NoTokenKey where nobody's can be opened: the key is wrong then,
    and put right by whoever runs this. Where others' can, only this runner can connect again:
    NeedsReconnect, which is stored."""
    sealed = connection.sealed_tokens
    assert sealed is not None
    assert connection.id is not None
    try:
        return unsealed(settings, sealed)
    except SealedOtherwise:
        if not _opens_any(session, settings):
            raise
    lost(session, connection.id, OF_ANOTHER_KEY, sealed)
    raise NeedsReconnect(OF_ANOTHER_KEY)


def _opens_any(session: Session, settings: Settings) -> bool:
    """Whether our keys are those of anybody's tokens."""
    held = select(Connection.sealed_tokens).where(col(Connection.sealed_tokens).is_not(None))
    return any(one is not None and opens(settings, one) for one in session.exec(held))


def opens(settings: Settings, sealed: str) -> bool:
    """Whether one of the keys fits. Raises NoTokenKey where there is none at all."""
    try:
        unseal_text(settings, sealed)
    except SealedOtherwise:
        return False
    return True


class Borrowed:
    """A login that one worker uses alone; what a platform turned it into is kept at once."""

    def __init__(
        self,
        sessions: SessionFactory,
        settings: Settings,
        connection_id: int,
        text: str,
        sealed: str,
        me: str,
        until: datetime,
    ) -> None:
        self.text, self.sealed = text, sealed
        self.connection_id = connection_id
        self._sessions, self._settings = sessions, settings
        self._me, self._until = me, until

    def hold(self, now: datetime) -> None:
        """Stay the only one for another while; a night may be longer than a lease, which only has
        to outlast a worker that died. Raises TryLater where another worker has it by now."""
        if self._until - now > IN_USE / 2:
            return
        until = now + IN_USE
        pulling = case((col(Connection.pulling_until).is_not(None), until), else_=None)
        mine = (
            update(Connection)
            .where(
                col(Connection.id) == self.connection_id, col(Connection.refreshing_by) == self._me
            )
            .values(refreshing_until=until, pulling_until=pulling)
            .execution_options(synchronize_session=False)
        )
        with self._sessions() as session:
            if not _ran(session, mine):
                raise TryLater(now + LEASE, "Another worker is using this login.")
        self._until = until

    def keep(self, text: str) -> None:
        """Write down what the login is now, before anything else is asked with it.

        A runner who connected again meanwhile has another login, and keeps it.
        """
        if text == self.text:
            return
        sealed = seal_text(self._settings, text)
        for last in (False, False, False, True):
            try:
                with self._sessions() as session:
                    _ran(
                        session,
                        update(Connection)
                        .where(
                            col(Connection.id) == self.connection_id,
                            col(Connection.sealed_tokens) == self.sealed,
                        )
                        .values(sealed_tokens=sealed)
                        .execution_options(synchronize_session=False),
                    )
                break
            except OperationalError:
                # The old login may be dead by now, so a database that is busy is asked again.
                if last:
                    raise
        self.text, self.sealed = text, sealed


@contextmanager
def borrowed(
    sessions: SessionFactory,
    settings: Settings,
    now: Callable[[], datetime],
    connection_id: int,
) -> Iterator[Borrowed]:
    """A connection's login (`seal_text`), for this worker alone as long as the context lasts.

    Raises NeedsReconnect where there is none, TryLater while another worker uses it, NoTokenKey.
    """
    me = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
    with sessions() as session:
        until = now() + IN_USE
        mine = _lease(session, until, now(), connection_id, me)
    if not mine:
        raise TryLater(now() + LEASE, "Another worker is using this login.")
    try:
        with sessions() as session:
            held = session.get_one(Connection, connection_id, populate_existing=True)
            if held.status != CONNECTED or held.sealed_tokens is None:
                raise NeedsReconnect(held.problem or "The runner is not connected.")
            sealed = held.sealed_tokens
            text = _opened(session, settings, held, unseal_text)
        yield Borrowed(sessions, settings, connection_id, text, sealed, me, until)
    finally:
        with sessions() as session:
            _free(session, connection_id, me)


def _lease(session: Session, until: datetime, now: datetime, connection_id: int, me: str) -> bool:
    statement = (
        update(Connection)
        .where(
            col(Connection.id) == connection_id,
            or_(
                col(Connection.refreshing_until).is_(None),
                col(Connection.refreshing_until) <= now,
            ),
        )
        .values(refreshing_until=until, refreshing_by=me)
        .execution_options(synchronize_session=False)
    )
    return _ran(session, statement)


def _free(session: Session, connection_id: int, me: str) -> None:
    statement = (
        update(Connection)
        .where(col(Connection.id) == connection_id, col(Connection.refreshing_by) == me)
        .values(refreshing_until=None, refreshing_by=None)
        .execution_options(synchronize_session=False)
    )
    _ran(session, statement)


def _ran(session: Session, statement: Update) -> bool:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    session.commit()
    return bool(result.rowcount == 1)


def _box(settings: Settings) -> MultiFernet:
    keys = [key.strip() for key in settings.token_keys.get_secret_value().split(",")]
    try:
        return MultiFernet([Fernet(key) for key in keys if key])
    except ValueError:
        raise NoTokenKey(
            "There is no usable key to seal tokens with; run `evenstride init`, or set "
            "EVENSTRIDE_TOKEN_KEYS to what `evenstride init` would write."
        ) from None


def at(epoch_s: float) -> datetime:
    """A platform's epoch seconds as an instant."""
    return datetime.fromtimestamp(epoch_s, UTC)
