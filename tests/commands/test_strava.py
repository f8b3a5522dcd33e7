"""`evenstride strava`: subscribe to Strava's events, give that back, see how it stands."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from syncer import clock, database, models
from syncer.sandbox.serving import Serving
from syncer.sandbox.strava import Fault, StravaStandIn
from syncer.settings import Settings
from syncer.sources.strava import callback
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.commands.conftest import NOW, Command, Said

SECRET = "a-secret-that-nobody-reads"


@dataclass
class Club:
    """A club with its app at Strava, and its pages served at `url`."""

    call: Command
    strava: StravaStandIn
    engine: Engine
    url: str

    def __call__(self, *words: str) -> Said:
        return self.call("strava", *words)

    def subscribe(self, *words: str) -> Said:
        return self("subscribe", "--callback", self.url, *words)

    def stored(self) -> models.Subscription | None:
        with Session(self.engine) as session:
            return session.exec(select(models.Subscription)).first()

    def checked(self) -> set[str]:
        return {one["code"] for one in self.call("check", "--json").facts}


@pytest.fixture
def app(club: Command, monkeypatch: pytest.MonkeyPatch) -> Iterator[StravaStandIn]:
    with StravaStandIn() as strava:
        strava.app.client_secret = SECRET
        monkeypatch.setenv("EVENSTRIDE_STRAVA_CLIENT_ID", str(strava.app.client_id))
        monkeypatch.setenv("EVENSTRIDE_STRAVA_CLIENT_SECRET", SECRET)
        monkeypatch.setenv("EVENSTRIDE_STRAVA_API_URL", f"{strava.url}/api/v3")
        monkeypatch.setenv("EVENSTRIDE_PLATFORM_TIMEOUT_S", "5")
        yield strava


@pytest.fixture
def ours(club: Command, app: StravaStandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Club]:
    engine = database.open_engine(Settings().database)

    def pages(url: str) -> FastAPI:
        monkeypatch.setenv("EVENSTRIDE_PUBLIC_URL", url)
        return make_app(Parts(lambda: Session(engine), Settings(), clock.now))

    with Serving("pages", pages) as served:
        yield Club(club, app, engine, served.url)
    engine.dispose()


def test_subscribed_looked_at_and_ended(ours: Club) -> None:
    before = ours("status", "--json").facts
    assert (before["well"], before["at_strava"], before["stored"]) == (False, None, None)
    assert "nightly list" in before["sentence"]
    made = ours.subscribe("--json")
    assert made.code == 0, made.err
    wanted = callback.callback_url(Settings())
    assert made.facts == {"id": made.facts["id"], "callback_url": wanted, "made": True}
    stored = ours.stored()
    assert stored is not None
    assert (stored.external_id, stored.callback_url) == (made.facts["id"], wanted)
    after = ours("status", "--json").facts
    assert after["well"]
    assert after["at_strava"] == after["stored"]
    assert after["waiting"] == 0
    assert "strava_callback" not in ours.checked()
    ended = ours("unsubscribe", "--json")
    assert ended.facts == {"ended": [made.facts["id"]]}
    assert ours.stored() is None
    assert ours.strava.webhooks.subscriptions == {}


def test_it_says_so_in_sentences_and_shows_no_secret_address(ours: Club) -> None:
    mark = callback.mark(Settings())
    said = [ours.subscribe(), ours.subscribe(), ours("status"), ours("unsubscribe")]
    assert [one.code for one in said] == [0, 0, 0, 0]
    told = [one.out for one in said]
    assert told[0].startswith("Subscribed: Strava tells http://127.0.0.1")
    assert told[1].startswith("Subscribed already")
    assert "at once" in told[2]
    assert told[3].startswith("Ended")
    assert not any(mark in one for one in told)
    assert ours("unsubscribe").out.startswith("There was no subscription")


def test_once_subscribed_events_come_in(ours: Club) -> None:
    athlete = ours.strava.world.add_athlete("Alice", "Even")
    ours.strava.world.connect(athlete)
    with Session(ours.engine) as session:
        session.add(
            models.Connection(
                runner_id=1, source="strava", external_id=str(athlete), connected_at=clock.now()
            )
        )
        session.commit()
    ours.subscribe()
    ours.strava.world.add_activity(athlete)
    assert all(one.taken for one in ours.strava.webhooks.settle())
    assert ours("status", "--json").facts["waiting"] == 1
    assert "1 events wait" in ours("status").out


def test_an_answer_that_got_lost_is_found_again(ours: Club) -> None:
    ours.strava.faults.plan(Fault.LOST_ANSWER, path="/push_subscriptions", method="POST")
    said = ours.subscribe()
    assert (said.code, said.out) == (1, "")
    assert len(said.err.splitlines()) == 1
    assert ours.stored() is None
    assert "not stored here" in ours("status", "--json").facts["sentence"]
    assert ours.subscribe("--json").facts["made"] is False
    assert ours("status", "--json").facts["well"]


def test_another_subscription_is_named_and_not_taken(
    ours: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.subscribe()
    old = callback.callback_url(Settings())
    monkeypatch.setenv("EVENSTRIDE_SECRET_KEY", "another key")
    assert "strava_callback" in ours.checked()
    said = ours.subscribe()
    assert said.code == 1
    assert old in said.err
    assert "evenstride strava unsubscribe" in said.err
    facts = ours("status", "--json").facts
    assert not facts["well"]
    assert "secret key" in facts["sentence"]
    assert ours("unsubscribe").code == 0
    assert "strava_callback" not in ours.checked()


def test_a_public_address_that_changed_is_told(ours: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    ours.subscribe()
    monkeypatch.setenv("EVENSTRIDE_PUBLIC_URL", "https://coach.example.org")
    assert "strava_callback" in ours.checked()
    assert not ours("status", "--json").facts["well"]


def test_a_subscription_that_strava_ended_is_told(ours: Club) -> None:
    ours.subscribe()
    ours.strava.webhooks.subscriptions.clear()
    facts = ours("status", "--json").facts
    assert (facts["well"], facts["at_strava"]) == (False, None)
    assert "ended" in facts["sentence"]
    assert ours.subscribe().code == 0
    assert ours("status", "--json").facts["well"]


def test_pages_that_are_not_served_are_named(ours: Club) -> None:
    said = ours("subscribe", "--callback", "http://127.0.0.1:9")
    assert said.code == 1
    assert "evenstride web" in said.err
    assert ours.stored() is None


@pytest.mark.parametrize(
    ("public_url", "word"),
    [
        ("http://localhost:8321", "cannot reach"),
        ("http://127.0.0.1:8321", "cannot reach"),
        ("https://coach.localhost", "cannot reach"),
        ("http://coach.example.org", "https"),
    ],
)
def test_an_address_that_strava_cannot_use_is_refused(
    ours: Club, monkeypatch: pytest.MonkeyPatch, public_url: str, word: str
) -> None:
    monkeypatch.setenv("EVENSTRIDE_PUBLIC_URL", public_url)
    said = ours("subscribe")
    assert said.code == 1
    assert word in said.err
    assert ours.strava.count(path="/push_subscriptions") == 0


def test_an_address_that_is_none_is_wrong_usage(ours: Club) -> None:
    assert ours("subscribe", "--callback", "coach.example.org").code == 2


@pytest.mark.parametrize("verb", ["subscribe", "unsubscribe", "status"])
def test_without_an_app_the_settings_are_named(
    ours: Club, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("EVENSTRIDE_STRAVA_CLIENT_SECRET", "")
    said = ours(verb)
    assert said.code == 1
    assert "EVENSTRIDE_STRAVA_CLIENT_SECRET" in said.err


def test_without_a_key_there_is_no_address_to_give(
    ours: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENSTRIDE_SECRET_KEY", "")
    said = ours.subscribe()
    assert said.code == 1
    assert "EVENSTRIDE_SECRET_KEY" in said.err


@pytest.mark.parametrize("verb", ["subscribe", "unsubscribe", "status"])
@pytest.mark.parametrize(
    "wrong", ["EVENSTRIDE_STRAVA_CLIENT_ID", "EVENSTRIDE_STRAVA_CLIENT_SECRET"]
)
def test_a_wrong_app_is_told_in_words(
    ours: Club, monkeypatch: pytest.MonkeyPatch, verb: str, wrong: str
) -> None:
    monkeypatch.setenv(wrong, "404404")
    said = ours.subscribe() if verb == "subscribe" else ours(verb)
    assert said.code == 1
    assert "EVENSTRIDE_STRAVA_CLIENT_ID" in said.err


@pytest.mark.parametrize(
    "fault", [Fault.UNAVAILABLE, Fault.HTML, Fault.TRUNCATED, Fault.RESET, Fault.TOO_MANY]
)
def test_strava_away_changes_nothing(ours: Club, fault: Fault) -> None:
    ours.subscribe()
    for command in ("subscribe", "unsubscribe", "status"):
        ours.strava.faults.plan(fault, path="/push_subscriptions")
        said = ours.subscribe() if command == "subscribe" else ours(command)
        assert (said.code, len(said.err.splitlines())) == (1, 1)
    assert ours.stored() is not None
    assert ours("status", "--json").facts["well"]


def test_the_apps_secret_is_in_no_log(ours: Club, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = [ours.subscribe(), ours("status"), ours("unsubscribe")]
    ours.strava.faults.plan(Fault.RESET, path="/push_subscriptions")
    said.append(ours("status"))
    assert SECRET not in caplog.text
    assert not any(SECRET in one.out + one.err for one in said)
    assert "POST /api/v3/push_subscriptions" in caplog.text, "the HTTP library did log"


def test_events_that_nobody_looks_into_are_told(ours: Club) -> None:
    for hours, told in ((0.9, False), (1.0, True)):
        with Session(ours.engine) as session:
            for row in session.exec(select(models.PlatformEvent)):
                session.delete(row)
            session.add(_event(hours))
            session.commit()
        assert ("events_waiting" in ours.checked()) is told


def _event(hours_ago: float) -> models.PlatformEvent:
    return models.PlatformEvent(
        platform="strava",
        owner="1",
        what="activity",
        about="1",
        received_at=datetime.fromisoformat(NOW) - timedelta(hours=hours_ago),
    )
