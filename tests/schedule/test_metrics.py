"""What Prometheus scrapes: numbers of the whole service, for who has the token, naming nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlmodel import select

from syncer import models, tally
from syncer.budget import Purpose
from syncer.sandbox.serving import Serving
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.conftest import ROOT
from tests.out import club
from tests.schedule.conftest import SUNDAY, Service

TOKEN = "a token for scrapes"

Numbers = dict[tuple[str, ...], float]


@pytest.fixture
def watched(service: Service) -> Iterator[tuple[Service, httpx.Client]]:
    """The club, and a browser at its pages, which demand a token for the numbers."""
    settings = service.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    parts = Parts(service.sessions, settings, service.clock)
    with (
        Serving("pages", lambda url: make_app(parts)) as pages,
        httpx.Client(base_url=pages.url, timeout=30) as client,
    ):
        yield service, client


def numbers(client: httpx.Client) -> Numbers:
    """Each sample as its name and the values of its labels, by their names."""
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "@" not in answer.text
    return {
        (sample.name.removeprefix("evenstride_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def connected(service: Service, runner_id: int, **facts: object) -> None:
    with service.sessions() as session:
        held = models.Connection(
            runner_id=runner_id, source="strava", connected_at=service.clock.now
        )
        for name, value in facts.items():
            setattr(held, name, value)
        session.add(held)
        session.commit()


def pulled(
    service: Service, runner_id: int, how: Exception | None, purpose: Purpose = Purpose.NIGHT
) -> None:
    with tally.counted(service.sessions, service.clock, runner_id, "strava", purpose):
        if how is not None:
            raise how


def test_without_a_token_set_there_is_no_such_page(service: Service) -> None:
    parts = Parts(service.sessions, service.settings, service.clock)
    with Serving("pages", lambda url: make_app(parts)) as pages:
        answer = httpx.get(f"{pages.url}/metrics", headers={"authorization": "Bearer x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("told", ["", "Bearer", "Bearer a token", f"Basic {TOKEN}", f"{TOKEN}"])
def test_whoever_lacks_the_token_is_told_nothing(
    watched: tuple[Service, httpx.Client], told: str
) -> None:
    answer = watched[1].get("/metrics", headers={"authorization": told})
    assert (answer.status_code, answer.text) == (401, "")


def test_an_empty_club_has_its_numbers_too(watched: tuple[Service, httpx.Client]) -> None:
    told = numbers(watched[1])
    assert told[("members",)] == 0
    assert told[("recordings",)] == 0
    assert told[("oldest_pending_delivery_age_seconds",)] == 0
    assert told[("oldest_due_night_age_seconds",)] == 0
    assert ("last_tick_age_seconds",) not in told


def test_pulls_are_counted_by_how_they_end_and_the_last_night_is_timed(
    watched: tuple[Service, httpx.Client],
) -> None:
    service, client = watched
    alice = service.runner()
    pulled(service, alice, None)
    service.clock.later(days=1)
    pulled(service, alice, None)
    service.clock.later(minutes=3)
    until = service.clock.now + timedelta(minutes=15)
    for how in (TryLater(until, "away"), AppBlocked("full"), NeedsReconnect("gone"), OSError()):
        with pytest.raises(type(how)):
            pulled(service, alice, how)
    service.clock.later(hours=5)
    pulled(service, alice, None, Purpose.PERSON)
    told = numbers(client)
    ends = {how: told[("pulls_total", how, "strava", "night")] for how in tally.OUTCOMES}
    assert ends == {"pulled": 2, "later": 1, "reconnect": 1, "blocked": 1, "failed": 1}
    assert told[("pulls_total", "pulled", "strava", "person")] == 1
    assert told[("last_night_pulls", "pulled", "strava")] == 1
    assert told[("last_night_duration_seconds", "strava")] == 180


def test_what_waits_grows_old_and_what_was_done_does_not(
    watched: tuple[Service, httpx.Client],
) -> None:
    service, client = watched
    alice = service.runner()
    service.spike(alice)
    service.advise(alice)
    service.clock.later(minutes=10)
    told = numbers(client)
    assert told[("deliveries", "email", "pending")] == 1
    assert told[("oldest_pending_delivery_age_seconds",)] == 600
    assert told[("members",)] == 1
    assert told[("recordings",)] == 21
    service.send()
    told = numbers(client)
    assert told[("deliveries", "email", "sent")] == 1
    assert told[("oldest_pending_delivery_age_seconds",)] == 0


def test_mail_for_an_address_that_is_stopped_is_not_late(
    watched: tuple[Service, httpx.Client],
) -> None:
    service, client = watched
    alice = service.runner(mail_stopped_at=club.NOW)
    service.spike(alice)
    service.advise(alice)
    service.clock.later(days=2)
    told = numbers(client)
    assert told[("deliveries", "email", "pending")] == 1
    assert told[("oldest_pending_delivery_age_seconds",)] == 0


def test_a_night_is_late_from_its_beginning_on_and_only_where_it_can_come(
    watched: tuple[Service, httpx.Client],
) -> None:
    service, client = watched
    service.clock.now = service.clock.now.replace(hour=12)
    alice, bob = service.runner(), service.runner("bob@example.org")
    connected(service, alice, night_at=service.clock.now)
    connected(service, bob, status="needs_reconnect", night_at=service.clock.now)
    told = numbers(client)
    assert told[("connections", "strava", "connected")] == 1
    assert told[("connections", "strava", "needs_reconnect")] == 1
    assert told[("oldest_due_night_age_seconds",)] == 0
    service.clock.later(days=3)
    began = numbers(client)[("oldest_due_night_age_seconds",)]
    # From two to four on the morning after the last night, local, until noon two days later.
    assert timedelta(days=2, hours=9) < timedelta(seconds=began) < timedelta(days=2, hours=11)


def test_limits_units_and_the_last_tick(watched: tuple[Service, httpx.Client]) -> None:
    service, client = watched
    alice, now = service.runner(), service.clock.now
    with service.sessions() as session:
        over, runs = now - timedelta(minutes=1), now + timedelta(minutes=9)
        for name, until in (("all-quarter", runs), ("all-day", over)):
            row = {"platform": "strava", "name": name, "most": 200, "used": 150}
            session.add(models.PlatformBudget(**row, until=until))
        for about, ended in (("one", now), ("two", None)):
            unit = models.UnitOfWork(kind="digest", runner_id=alice, about=about, problem="odd")
            unit.ended_at = ended
            session.add(unit)
        session.add(models.LastTick(id=1, at=now))
        session.commit()
    service.clock.later(seconds=40)
    told = numbers(client)
    assert told[("budget_left_requests", "strava", "all-quarter")] == 50
    assert told[("budget_left_requests", "strava", "all-day")] == 200
    assert told[("units_put_aside", "digest")] == 1
    assert told[("last_tick_age_seconds",)] == 40


def test_a_pull_counts_on_the_runners_own_day(service: Service) -> None:
    there = service.runner(zone="Pacific/Auckland")
    service.clock.now = club.NOW
    pulled(service, there, None)
    with service.sessions() as session:
        assert session.exec(select(models.PullTally.on)).one() == SUNDAY + timedelta(days=1)


def test_what_cannot_be_counted_is_pulled_all_the_same(service: Service) -> None:
    alice = service.runner()
    with service.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE pulltally")
    pulled(service, alice, None)
    with pytest.raises(TryLater):
        pulled(service, alice, TryLater(club.NOW, "away"))


def test_documents_and_alerts_name_the_numbers_that_there_are(
    watched: tuple[Service, httpx.Client],
) -> None:
    service, client = watched
    service.tick()
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    there = set(re.findall(r"^# TYPE (\w+)", answer.text, re.MULTILINE))
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(evenstride_\w+)`", page, re.MULTILINE)) == there
    alerts = (ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"\bevenstride_\w+", alerts))
    assert len(named) == 4
    assert named <= there
