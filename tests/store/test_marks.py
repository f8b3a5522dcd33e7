"""What a runner says of a run against what its sources say, and again with the next import."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from coaching.facts import Run
from syncer import history, models
from syncer.pull import Found, follow, store
from tests.store.keeping import NOW, found, measured


def taken(session: Session, alice: models.Runner, source: str, *batch: Found) -> None:
    assert alice.id is not None
    store(session, NOW, alice.id, source, list(batch))
    session.commit()


def marked(session: Session, source_id: str, **told: Any) -> None:
    """As `evenstride mark` writes it."""
    one = update(models.Activity).where(col(models.Activity.source_id) == source_id)
    session.connection().execute(one.values(**told))
    session.commit()


def the_run(session: Session, alice: models.Runner) -> Run:
    session.expire_all()
    (run,) = history.training_log(session, alice).runs
    return run


def test_what_a_source_says_of_a_run_comes_back(session: Session, alice: models.Runner) -> None:
    told = found("a", race=True, effort_rpe=6.5, gear="Pegasus – blau", title="Cup")
    taken(session, alice, "files", told)
    run = the_run(session, alice)
    assert (run.race, run.effort_rpe, run.gear) == (True, 6.5, "Pegasus – blau")
    assert (run.planned, run.title) == (False, "Cup")


def test_a_run_says_nothing_that_nobody_told(session: Session, alice: models.Runner) -> None:
    taken(session, alice, "files", found("a"))
    run = the_run(session, alice)
    assert (run.race, run.effort_rpe, run.gear, run.planned) == (False, None, None, False)
    assert run.fast_s is None


@pytest.mark.parametrize("said_by_source", [True, False])
@pytest.mark.parametrize("said_by_runner", [True, False])
def test_the_runner_outweighs_a_source_that_says_it_again(
    session: Session, alice: models.Runner, said_by_source: bool, said_by_runner: bool
) -> None:
    told = found("a", race=said_by_source)
    taken(session, alice, "files", told)
    assert the_run(session, alice).race is said_by_source
    marked(session, "a", race_told=said_by_runner)
    assert the_run(session, alice).race is said_by_runner
    taken(session, alice, "files", told)
    assert the_run(session, alice).race is said_by_runner


def test_a_source_that_learns_of_the_race_later_is_outweighed_too(
    session: Session, alice: models.Runner
) -> None:
    taken(session, alice, "files", found("a"))
    marked(session, "a", race_told=False)
    taken(session, alice, "files", found("a", race=True))
    assert not the_run(session, alice).race
    marked(session, "a", race_told=None)
    assert the_run(session, alice).race, "the source's word was kept beneath"


@pytest.mark.parametrize("said", [True, False])
def test_the_runner_outweighs_another_recording_of_the_same_run(
    session: Session, alice: models.Runner, said: bool
) -> None:
    taken(session, alice, "files", found("watch"))
    marked(session, "watch", race_told=said)
    better = found("42", minutes_later=1, km=10.1, race=not said, measured=measured(moving_s=3400))
    taken(session, alice, "strava", better)
    assert the_run(session, alice).race is said


@pytest.mark.parametrize("effort", [0.0, 3.0])
def test_an_effort_and_a_plan_outlive_the_next_import(
    session: Session, alice: models.Runner, effort: float
) -> None:
    """An effort of 0 was told; it is not a total that nobody gave."""
    told = found("a", effort_rpe=8.0, gear="Pegasus")
    taken(session, alice, "files", told)
    marked(session, "a", effort_rpe=effort, planned=True)
    taken(session, alice, "files", told)
    run = the_run(session, alice)
    assert (run.effort_rpe, run.planned, run.gear) == (effort, True, "Pegasus")


def test_a_run_known_already_learns_its_shoes_and_effort_later(
    session: Session, alice: models.Runner
) -> None:
    taken(session, alice, "files", found("a"))
    taken(session, alice, "files", found("a", effort_rpe=8.0, gear="Pegasus"))
    run = the_run(session, alice)
    assert (run.effort_rpe, run.gear) == (8.0, "Pegasus")
    taken(session, alice, "files", found("a"))
    assert the_run(session, alice) == run, "an export without them takes nothing away"


def test_shoes_come_from_whichever_recording_knows_them(
    session: Session, alice: models.Runner
) -> None:
    taken(session, alice, "files", found("watch", measured=measured(cadence_spm=170.0)))
    taken(session, alice, "strava", found("42", km=10.1, effort_rpe=7.0, gear="Pegasus"))
    run = the_run(session, alice)
    assert (run.effort_rpe, run.gear, run.cadence_spm) == (7.0, "Pegasus", 170.0)


def test_minutes_above_the_threshold_follow_the_runners_own(
    session: Session, alice: models.Runner
) -> None:
    tables = {"speed_s": {"2.75": 3000.0, "4": 300.0}, "heart_s": {"150": 3000.0, "175": 100.5}}
    taken(session, alice, "files", found("a", measured=measured(moving_s=3300.0, **tables)))
    assert the_run(session, alice).fast_s is None
    alice.threshold_pace_s_per_km = 250.0
    session.add(alice)
    session.commit()
    assert the_run(session, alice).fast_s == pytest.approx(300.0)
    alice.threshold_bpm = 170.0
    session.add(alice)
    session.commit()
    assert the_run(session, alice).fast_s == pytest.approx(100.5)


def test_the_tables_of_effort_are_measured_anew_with_the_rest(
    session: Session, alice: models.Runner
) -> None:
    alice.threshold_pace_s_per_km = 250.0
    session.add(alice)
    old = found("a", measured=measured(measured_with="1", moving_s=3300.0))
    taken(session, alice, "files", old)
    assert the_run(session, alice).fast_s is None
    assert alice.id is not None
    new = measured(measured_with="2", moving_s=3300.0, speed_s={"4": 60.0})
    again = store(session, NOW + timedelta(days=1), alice.id, "files", [found("a", measured=new)])
    session.commit()
    assert again.measured_anew == 1
    assert the_run(session, alice).fast_s == pytest.approx(60.0)


def test_an_effort_that_the_runner_told_outlives_a_detail_and_a_better_copy(
    session: Session, alice: models.Runner
) -> None:
    assert alice.id is not None
    one = found("g", file_name=None)
    follow(session, NOW, alice.id, "garmin", [one])
    marked(session, "g", effort_told=8.0)
    follow(session, NOW, alice.id, "garmin", [one], whole=True)
    assert the_run(session, alice).effort_rpe == 8.0
    better = found("s", file_name=None, effort_rpe=3.0, measured=measured(cadence_spm=170.0))
    follow(session, NOW, alice.id, "strava", [better], whole=True)
    assert the_run(session, alice).effort_rpe == 8.0
    marked(session, "g", effort_told=None)
    assert the_run(session, alice).effort_rpe == 3.0
