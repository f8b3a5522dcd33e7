"""A runner with Garmin and Strava: each run once, the best of both, and the advice where chosen.

The watch sends one recording to both platforms, each with its own rounding; on Strava it got a
title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from sqlmodel import col, select

from coaching.log import Run
from syncer import history, models, own_words, parting, schedule, tokens
from syncer.channels import MAIL
from syncer.outing import Outing
from syncer.sandbox.fit_writer import Activity
from syncer.sandbox.running import Body, simulate
from syncer.sandbox.running import Outing as Went
from syncer.sandbox.strava import Fault, StravaStandIn
from syncer.sandbox.world import LOOPS, Place
from syncer.sources import TryLater
from syncer.tokens import Tokens
from tests.garmin.conftest import Road
from tests.roads import Clock

BODY = Body(2.85, 171.0, 9.0, 50.0, 186.0)
LONG_KM = 14.0


@dataclass
class Both:
    """Alice on both platforms."""

    road: Road
    strava: StravaStandIn
    athlete: int

    def run(self, days_ago: float, km: float = 8.0, **on_strava: Any) -> tuple[int, int]:
        """One run on either; its number at Garmin and at Strava."""
        began = self.road.clock() - timedelta(days=days_ago)
        rng = np.random.default_rng([round(days_ago * 10), round(km * 10)])
        went = Went(began, km * 1000.0, LOOPS["promenade"], "easy", 1, 1000.0)
        recorded: Activity = simulate(went, BODY, Place(0.42, 2.31), rng)
        at_garmin = self.road.world.add_run(self.road.account, recorded)
        at_strava = self.strava.world.add_run(self.athlete, recorded, **on_strava)
        return at_garmin, at_strava

    def night(self) -> None:
        schedule.tick(self.road.house)

    def outings(self) -> Sequence[Outing]:
        with self.road.sessions() as session:
            return history.outings(session, session.get_one(models.Runner, self.road.alice))

    def runs(self) -> Sequence[Run]:
        with self.road.sessions() as session:
            alice = session.get_one(models.Runner, self.road.alice)
            return history.training_log(session, alice).runs

    def held(self, source: str) -> dict[date, tuple[models.Activity, models.MeasuredRun | None]]:
        with self.road.sessions() as session:
            found = session.exec(
                select(models.Activity, models.MeasuredRun)
                .join(models.MeasuredRun, isouter=True)
                .where(models.Activity.source == source)
            ).all()
        return {one.started_at.date(): (one, measured) for one, measured in found}

    def choose(self, **choices: str) -> None:
        with self.road.sessions() as session:
            alice = session.get_one(models.Runner, self.road.alice)
            for name, value in choices.items():
                setattr(alice, name, value)
            session.add(alice)
            session.commit()

    def texts(self, at_garmin: int, at_strava: int) -> tuple[str, str, str]:
        """Garmin's description, Strava's private note and its description."""
        there = self.strava.world.activity(at_strava)
        ours = self.road.world.activity(at_garmin).get("description") or ""
        return ours, there.get("private_note") or "", there.get("description") or ""

    def deliveries(self) -> set[tuple[str, str]]:
        """How notes went, the digest aside."""
        notes = select(models.Advice.id).where(models.Advice.kind == "note")
        with self.road.sessions() as session:
            found = select(models.Delivery).where(col(models.Delivery.advice_id).in_(notes))
            rows = session.exec(found).all()
            return {(row.channel, row.state) for row in rows}


@pytest.fixture
def both(road: Road, clock: Clock) -> Iterator[Both]:
    with StravaStandIn(clock=clock) as strava:
        athlete = strava.world.add_athlete("Alice", "Even", timezone="Europe/Berlin")
        given = strava.world.connect(athlete)
        road.settings = road.settings.model_copy(
            update={
                "strava_client_id": str(strava.app.client_id),
                "strava_client_secret": type(road.settings.secret_key)(strava.app.client_secret),
                "strava_oauth_url": strava.url,
                "strava_api_url": f"{strava.url}/api/v3",
            }
        )
        with road.sessions() as session:
            connection = models.Connection(
                runner_id=road.alice,
                source="strava",
                external_id=str(athlete),
                scopes="read,activity:read_all,activity:write",
                connected_at=road.clock(),
            )
            pair = Tokens(
                given.access_token, given.refresh_token, road.clock() + timedelta(hours=6)
            )
            tokens.keep(session, road.settings, connection, pair)
        yield Both(road, strava, athlete)


@pytest.fixture
def trained(both: Both) -> Both:
    """Two months of every third day, known for a night."""
    for days_ago in range(61, 1, -3):
        both.run(days_ago)
    both.night()
    both.road.clock.later(days=1)
    both.night()
    both.road.clock.later(days=1)
    return both


def test_after_a_night_each_run_is_there_once_with_the_better_of_each(both: Both) -> None:
    for days_ago in range(2, 20, 3):
        both.run(days_ago, 6 + days_ago % 5, name=f"Lap of the lake {days_ago}")
    both.night()
    outings = both.outings()
    assert [one.sources for one in outings] == [("garmin", "strava")] * 6
    watch = both.held("garmin")
    for one in outings:
        _, measured = watch[one.started_at.date()]
        assert measured is not None
        assert one.cadence_spm == measured.cadence_spm
        assert one.title.startswith("Lap of the lake")


def test_mileage_counts_once_whichever_came_first(both: Both) -> None:
    both.run(3, 10.0)
    both.road.house.pull(both.road.alice, "strava")
    alone = [run.distance_m for run in both.runs()]
    both.road.house.pull(both.road.alice, "garmin")
    together = [run.distance_m for run in both.runs()]
    assert len(alone) == len(together) == 1
    assert together[0] == pytest.approx(10_000, rel=0.02)


def test_one_platform_away_the_other_comes_in_and_the_night_is_told(trained: Both) -> None:
    _, at_strava = trained.run(0.3, LONG_KM)
    trained.road.garmin.faults.at_random(1.0, 1)
    trained.night()
    assert pytest.approx(trained.runs()[-1].distance_m or 0, rel=0.02) == LONG_KM * 1000
    assert own_words.has_block(trained.strava.world.activity(at_strava)["private_note"])


@pytest.mark.parametrize(
    ("choices", "stands"),
    [
        ({}, (False, True, False)),
        ({"garmin_note": "public"}, (True, True, False)),
        ({"garmin_note": "public", "strava_note": "public"}, (True, False, True)),
        ({"garmin_note": "public", "strava_note": "off"}, (True, False, False)),
        ({"strava_note": "off"}, (False, False, False)),
    ],
)
def test_the_advice_is_on_both_or_on_the_one_they_chose(
    trained: Both, choices: dict[str, str], stands: tuple[bool, bool, bool]
) -> None:
    trained.choose(**choices)
    run = trained.run(0.3, LONG_KM)
    trained.night()
    texts = trained.texts(*run)
    assert tuple(own_words.has_block(text) for text in texts) == stands
    by_mail = (MAIL, "sent") in trained.deliveries()
    assert by_mail == (choices.get("strava_note") == "off")
    trained.road.clock.later(days=1)
    trained.night()
    assert trained.texts(*run) == texts


def test_leaving_one_keeps_the_runs_alive_through_the_other(both: Both) -> None:
    for days_ago in (2, 5, 8):
        both.run(days_ago)
    both.night()
    before = [run.distance_m for run in both.runs()]
    with both.road.sessions() as session:
        parting.forget(session, both.road.alice, "strava")
    after = both.runs()
    assert len(after) == 3
    assert [run.distance_m for run in after] == pytest.approx(before, rel=0.02)
    assert {one.sources for one in both.outings()} == {("garmin",)}


def test_read_strictly_strava_is_only_where_the_note_goes(trained: Both) -> None:
    trained.road.settings = trained.road.settings.model_copy(update={"strava_terms": "strict"})
    run = trained.run(0.3, LONG_KM, name="Long and slow")
    trained.night()
    last = trained.outings()[-1]
    assert last.sources == ("garmin", "strava")
    assert last.title != "Long and slow"
    watch, measured = trained.held("garmin")[last.started_at.date()]
    assert measured is not None
    assert (last.distance_m, last.cadence_spm) == (measured.distance_m, measured.cadence_spm)
    assert watch.source == "garmin"
    assert own_words.has_block(trained.texts(*run)[1])


def test_a_limit_at_strava_puts_off_strava_alone(both: Both) -> None:
    both.run(2)
    both.strava.faults.plan(Fault.TOO_MANY, 10**6)
    both.night()
    assert [one.sources for one in both.outings()] == [("garmin",)]
    both.strava.faults.clear()
    both.road.clock.later(hours=1)
    both.night()
    assert [one.sources for one in both.outings()] == [("garmin", "strava")]


def test_strict_holds_though_the_night_breaks_off_after_the_list(both: Both) -> None:
    both.road.settings = both.road.settings.model_copy(update={"strava_terms": "strict"})
    both.run(2, 8.0, name="Long and slow")
    both.road.house.pull(both.road.alice, "garmin")
    both.strava.faults.plan(Fault.TOO_MANY, 10**6, path="/activities/")
    with pytest.raises(TryLater):
        both.road.house.pull(both.road.alice, "strava")
    (one,) = both.outings()
    assert one.sources == ("garmin", "strava")
    assert one.title != "Long and slow"
