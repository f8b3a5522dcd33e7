"""Strava's events at the pages' door: an address nobody guesses, odd things ignored, one row."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from syncer import database, event_rows, models
from syncer.settings import Settings
from syncer.sources.strava import callback
from syncer.sources.strava.events import ACTIVITY, Event, read
from syncer.web.pages import Parts
from syncer.web.webhooks import MOST_BYTES, Desk
from tests.strava.conftest import Road
from tests.strava.conftest import clock as clock
from tests.strava.conftest import road as road
from tests.strava.conftest import strava as strava
from tests.web.hearing import Ear, hearing

LOG = "syncer.web.webhooks"
STRAVA_WAITS_S = 2.0


@pytest.fixture
def ear(road: Road) -> Iterator[Ear]:
    with hearing(road) as one:
        yield one


@pytest.fixture
def subscribed(ear: Ear) -> Ear:
    """Subscription number 1, as though Strava had been asked."""
    ear.keep("1")
    return ear


def asked(ear: Ear, **changed: str) -> httpx.Response:
    query = {
        "hub.mode": "subscribe",
        "hub.challenge": "15f7d1a91c1f40",
        "hub.verify_token": callback.verify_token(ear.road.settings),
    }
    whole = query | {f"hub.{name}": value for name, value in changed.items()}
    return ear.web.get(ear.url, params={name: value for name, value in whole.items() if value})


def test_strava_is_told_that_the_subscription_is_wanted(ear: Ear) -> None:
    answer = asked(ear)
    assert answer.status_code == 200
    assert answer.json() == {"hub.challenge": "15f7d1a91c1f40"}
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "changed", [{"verify_token": "guess"}, {"mode": "unsubscribe"}, {"challenge": ""}, {"mode": ""}]
)
def test_nobody_else_is_told_so(ear: Ear, changed: dict[str, str]) -> None:
    answer = asked(ear, **changed)
    assert answer.status_code == 403
    assert answer.json() == {}


def test_a_wrong_address_is_as_unknown_as_any_other(subscribed: Ear) -> None:
    unknown = subscribed.web.get("/no/such/page")
    right = callback.mark(subscribed.road.settings)
    for mark in ("0" * 64, right[:-1], right.upper(), f"{right}0", "%C3%A9", "%00"):
        path = f"{callback.PATH}/{mark}"
        got = subscribed.web.get(path)
        assert (got.status_code, got.text) == (404, unknown.text), mark
        told = subscribed.web.post(path, json=subscribed.told())
        assert (told.status_code, told.text) == (404, unknown.text), mark
    assert subscribed.rows() == []


def test_the_address_is_long_stable_and_made_of_the_key() -> None:
    def with_key(key: str) -> Settings:
        return Settings(secret_key=key)  # type: ignore[arg-type]

    mark = callback.mark(with_key("one"))
    assert len(mark) == 64
    assert set(mark) <= set("0123456789abcdef")
    assert callback.mark(with_key("one")) == mark
    assert callback.mark(with_key("two")) != mark
    assert callback.verify_token(with_key("one")) != mark


def test_without_a_key_there_is_no_address(road: Road) -> None:
    """An empty key would make an address that anybody can make."""
    empty = hmac.new(b"", b"evenstride.strava.address", hashlib.sha256).hexdigest()
    with hearing(road, secret_key="") as one:
        assert one.web.post(f"{callback.PATH}/{empty}", json=one.told()).status_code == 404


def test_an_event_becomes_one_row(subscribed: Ear) -> None:
    assert subscribed.tell(object_id=16_000_000_001) == 200
    (row,) = subscribed.rows()
    assert (row.platform, row.owner) == ("strava", str(subscribed.road.athlete))
    assert (row.what, row.about) == ("activity", "16000000001")
    assert (row.received_at, row.not_before) == (subscribed.road.clock(), None)


@pytest.mark.parametrize("aspect", ["create", "update", "delete"])
def test_the_same_again_is_the_same_row(subscribed: Ear, aspect: str) -> None:
    for _ in range(3):
        assert subscribed.tell(aspect_type=aspect, updates={"title": "New"}) == 200
    assert len(subscribed.rows()) == 1


def test_what_happens_while_somebody_looks_is_a_row_of_its_own(subscribed: Ear) -> None:
    subscribed.tell()
    (first,) = subscribed.rows()
    with subscribed.road.sessions() as session:
        assert first.id is not None
        assert event_rows.claim(session, subscribed.road.clock(), [first.id])
    subscribed.tell()
    subscribed.tell()
    assert len(subscribed.rows()) == 2
    assert subscribed.waiting() == [], "nobody else looks there meanwhile"


def test_a_goodbye_is_a_row_even_where_much_else_waits(subscribed: Ear) -> None:
    owner = str(subscribed.road.athlete)
    many = [Event("1", owner, ACTIVITY, str(nth)) for nth in range(event_rows.MOST_OF_ONE + 10)]
    with subscribed.road.sessions() as session:
        written = event_rows.write_down(session, subscribed.road.clock(), many)
    assert written == event_rows.MOST_OF_ONE
    assert subscribed.web.post(subscribed.url, json=subscribed.goodbye()).status_code == 200
    whats = [row.what for row in subscribed.rows()]
    assert (whats.count("activity"), whats.count("gone")) == (event_rows.MOST_OF_ONE, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"subscription_id": 2},
        {"owner_id": 1},
        {"object_type": "segment"},
        {"aspect_type": "view"},
        {"object_type": "athlete", "aspect_type": "update", "updates": {"authorized": "true"}},
        {"object_type": "athlete", "aspect_type": "update", "updates": {}},
        {"object_type": "athlete", "updates": ["authorized"]},
        {"object_id": "17"},
        {"object_id": 17.0},
        {"object_id": True},
        {"object_id": None},
        {"object_id": 0},
        {"object_id": -1},
        {"object_id": 2**63},
        {"owner_id": [1]},
        {"owner_id": {"$gt": 0}},
        {"subscription_id": "1"},
    ],
    ids=str,
)
def test_what_is_not_about_us_is_answered_and_ignored(
    subscribed: Ear, fields: dict[str, Any]
) -> None:
    assert subscribed.tell(**fields) == 200
    assert subscribed.rows() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"17",
        b'"text"',
        b"{",
        b"\xff\xfe\x00",
        b"{}" * 2,
        b"NaN",
        b'{"object_id": NaN, "owner_id": Infinity, "subscription_id": -Infinity}',
        b'{"object_id": ' + b"9" * 5_000 + b"}",
        b"[" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"object_type": "\\ud800", "object_id": 1, "owner_id": 1, "subscription_id": 1}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_odd_bodies_are_answered_and_ignored(
    subscribed: Ear, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "syncer")
    assert subscribed.web.post(subscribed.url, content=body).status_code == 200
    assert subscribed.rows() == []
    assert read(body) is None
    assert [one.message for one in caplog.records if one.name == LOG] == [
        "an event of no use was ignored"
    ]


def test_no_body_is_read_without_end(subscribed: Ear) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 16_384

    large = subscribed.web.post(subscribed.url, content=b" " * (MOST_BYTES + 1))
    assert large.status_code == 413
    whole = b" " * (MOST_BYTES - 400) + json.dumps(subscribed.told()).encode()
    assert subscribed.web.post(subscribed.url, content=whole).status_code == 200
    assert len(subscribed.rows()) == 1
    # The door may be shut while we are still talking.
    with contextlib.suppress(httpx.TransportError):
        assert subscribed.web.post(subscribed.url, content=endless()).status_code == 413
    assert sent < 10_000
    assert subscribed.tell() == 200


def test_logs_name_nobody(subscribed: Ear, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "syncer")
    subscribed.tell(updates={"title": "left knee 7/10"})
    subscribed.tell(object_id="left knee 7/10")
    subscribed.tell(owner_id=4242)
    asked(subscribed, verify_token="guess")
    text = caplog.text
    mark = callback.mark(subscribed.road.settings)
    for secret in ("knee", str(subscribed.road.athlete), "4242", mark, "guess"):
        assert secret not in text, secret


@pytest.mark.parametrize(("secret", "complaints"), [(None, 0), ("another", 1)])
def test_a_signature_is_looked_at_and_refuses_nothing(
    subscribed: Ear, caplog: pytest.LogCaptureFixture, secret: str | None, complaints: int
) -> None:
    body = json.dumps(subscribed.told()).encode()
    own = subscribed.road.settings.strava_client_secret.get_secret_value()
    mac = hmac.new((secret or own).encode(), b"1760000000." + body, hashlib.sha256).hexdigest()
    headers = {"x-strava-signature": f"t=1760000000,v1={mac}"}
    told = subscribed.web.post(subscribed.url, content=body, headers=headers)
    assert told.status_code == 200
    assert len(subscribed.rows()) == 1
    assert sum("signature" in one.message for one in caplog.records) == complaints


@pytest.mark.parametrize("header", ["", "t=", "v1=é", "nonsense", ",,=,", "t=1,v1=" + "f" * 64])
def test_a_spoiled_signature_breaks_nothing(subscribed: Ear, header: str) -> None:
    headers = {"x-strava-signature": header.encode()}
    assert subscribed.web.post(subscribed.url, json=subscribed.told(), headers=headers).is_success
    assert len(subscribed.rows()) == 1


def test_what_strava_signs_fits(subscribed: Ear, caplog: pytest.LogCaptureFixture) -> None:
    subscribed.road.strava.ways.signs_webhooks = True
    with subscribed.road.sessions() as session:
        session.delete(session.get_one(models.Subscription, 1))
        session.commit()
    subscribed.subscribe()
    subscribed.road.run(1)
    subscribed.settle()
    assert len(subscribed.rows()) == 1
    assert "signature" not in caplog.text


def test_a_database_that_fails_is_not_hidden_from_strava(subscribed: Ear) -> None:
    """Strava tries three times, so what could not be stored must not look taken."""
    with subscribed.road.sessions() as session:
        session.connection().exec_driver_sql("ALTER TABLE platformevent RENAME TO away")
        session.commit()
    assert subscribed.tell() == 500
    with subscribed.road.sessions() as session:
        session.connection().exec_driver_sql("ALTER TABLE away RENAME TO platformevent")
        session.commit()
    # After a failure the server closes the connection.
    assert httpx.post(subscribed.url, json=subscribed.told()).status_code == 200
    assert len(subscribed.rows()) == 1


def test_what_shares_a_transaction_that_fails_is_written_by_the_next(subscribed: Ear) -> None:
    road, tries = subscribed.road, 0

    def sessions() -> AbstractContextManager[Session]:
        nonlocal tries
        tries += 1
        if tries == 2:
            raise OSError("the disk is away for a moment")
        return road.sessions()

    async def three_at_once() -> list[BaseException | None]:
        desk = Desk(Parts(sessions, road.settings, road.clock))
        some = [Event("1", str(road.athlete), ACTIVITY, str(nth)) for nth in range(3)]
        return await asyncio.gather(*map(desk.write_down, some), return_exceptions=True)

    came_back = asyncio.run(three_at_once())
    assert [type(one) for one in came_back] == [type(None), OSError, type(None)]
    assert tries == 3
    assert [row.about for row in subscribed.rows()] == ["0", "2"]


def test_every_event_is_answered_in_time_while_a_night_writes(subscribed: Ear) -> None:
    posters, each = 16, 10
    road, stop, nights = subscribed.road, threading.Event(), 0
    took: list[float] = []

    def night() -> None:
        nonlocal nights
        engine = database.open_engine(str(road.engine.url))
        while not stop.is_set():
            with Session(engine) as session:
                for nth in range(20):
                    session.add(_activity(road, f"{nights}-{nth}"))
                session.commit()
            nights += 1
        engine.dispose()

    def tell(poster: int) -> None:
        with httpx.Client(timeout=30) as web:
            for nth in range(each):
                event = subscribed.told(object_id=poster * 1_000 + nth + 1)
                since = time.perf_counter()
                status = web.post(subscribed.url, json=event).status_code
                took.append(time.perf_counter() - since)
                assert status == 200

    writing = threading.Thread(target=night)
    telling = [threading.Thread(target=tell, args=(nth,)) for nth in range(posters)]
    writing.start()
    for thread in telling:
        thread.start()
    for thread in telling:
        thread.join(60)
    stop.set()
    writing.join(60)
    slowest = max(took)
    print(f"slowest of {len(took)} answers: {slowest:.3f} s, beside {nights} commits of a night")
    assert len(took) == posters * each
    assert len({row.about for row in subscribed.rows()}) == posters * each
    assert nights > 0
    assert slowest < STRAVA_WAITS_S


def _activity(road: Road, source_id: str) -> models.Activity:
    now = road.clock()
    return models.Activity(
        runner_id=road.alice,
        source="strava",
        source_id=source_id,
        kind="run",
        started_at=now,
        fetched_at=now,
        renewed_at=now,
    )
