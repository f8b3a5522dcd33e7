"""Garmin on the runner's own page: leaving, choosing, and what it brought."""

from __future__ import annotations

import html
import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from syncer import checks, consents, garmin_connection, models, tokens
from syncer.garmin_connection import Choices
from syncer.sandbox.garmin import Fault, Place
from syncer.settings import Settings
from tests.garmin.at_the_page import EMAIL, PASSWORD, PATH, Pages
from tests.garmin.at_the_page import pages as pages
from tests.garmin.at_the_page import served as served
from tests.garmin.conftest import clock as clock
from tests.garmin.conftest import garmin as garmin
from tests.garmin.conftest import road as road
from tests.roads import NOON


def test_leaving_deletes_what_came_from_there_and_nothing_else(pages: Pages) -> None:
    pages.sign_in()
    with pages.road.sessions() as session:
        session.add(activity(pages, "1"))
        session.add(activity(pages, "2", source="file"))
        session.add(week(pages, 0, 50.0))
        session.commit()
    after = pages.send("/disconnect/garmin")
    assert "E-mail at Garmin" in after.text
    assert pages.connections() == []
    assert list(pages.road.held()) == ["2"]
    with pages.road.sessions() as session:
        assert session.exec(select(func.count()).select_from(models.RunningTolerance)).one() == 0


def test_leaving_while_a_login_is_under_way_ends_it_too(pages: Pages) -> None:
    pages.road.garmin.faults.plan(Fault.DELAY, 1, at=Place.SSO, seconds=1.0)
    pages.send(PATH, email=EMAIL, password=PASSWORD)
    pages.send("/disconnect/garmin")
    until = time.monotonic() + 10
    while not pages.road.asked("user-settings") + pages.road.asked("socialProfile"):
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.3)
    assert pages.connections() == []


@pytest.mark.parametrize(
    ("fault", "path", "words"),
    [(None, "/me", "E-mail at Garmin"), (Fault.UNAVAILABLE, "/disconnect/garmin", "by hand")],
)
def test_leaving_takes_sessions_off_the_calendar_where_garmin_answers(
    pages: Pages, fault: Fault | None, path: str, words: str
) -> None:
    pages.sign_in()
    with pages.road.sessions() as session:
        planned = models.ScheduledWorkout(
            runner_id=pages.road.alice,
            source="garmin",
            on=date(2026, 3, 17),
            says="x",
            workout_id="1234",
            schedule_id="5678",
        )
        session.add(planned)
        session.commit()
    if fault is not None:
        pages.road.garmin.faults.plan(fault, 99)
    after = pages.send("/disconnect/garmin")
    assert after.url.path == path
    assert words in after.text
    assert pages.road.asked("workout", method="DELETE") >= 1
    assert pages.connections() == []
    with pages.road.sessions() as session:
        assert session.exec(select(models.ScheduledWorkout)).all() == []


@pytest.mark.parametrize("broken", [False, True])
def test_leaving_deletes_everything_though_the_calendar_cannot_be_cleared(
    pages: Pages, broken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Garmin says that there is no such list, or a fault is ours."""
    pages.sign_in()
    with pages.road.sessions() as session:
        planned = models.ScheduledWorkout(
            runner_id=pages.road.alice, source="garmin", on=date(2026, 3, 17), says="x"
        )
        session.add(planned)
        session.commit()
    pages.road.garmin.faults.plan(Fault.NOT_FOUND, 99, path="/workout-service/workouts")
    if broken:
        monkeypatch.setattr("syncer.web.garmin.strength_days.leave", None)
    assert pages.send("/disconnect/garmin").status_code == 200
    assert pages.connections() == []


def test_each_choice_is_saved_and_taken_back(pages: Pages) -> None:
    pages.sign_in()
    assert chosen(pages) == ("off", False, False)
    after = pages.send("/me/garmin", note="public", workouts="yes", nights="yes")
    assert after.text.count(" checked") >= 3
    assert chosen(pages) == ("public", True, True)
    pages.send("/me/garmin", workouts="yes")
    assert chosen(pages) == ("off", True, False)
    assert pages.send("/me/garmin", note="private").status_code == 400
    assert chosen(pages) == ("off", True, False)


def chosen(pages: Pages) -> tuple[str, bool, bool]:
    runner = pages.road.runner()
    return runner.garmin_note, runner.garmin_workouts, runner.garmin_nights


def test_what_is_switched_off_is_marked_to_go(pages: Pages) -> None:
    pages.sign_in()
    with pages.road.sessions() as session:
        alice, on = pages.road.alice, date(2026, 3, 16)
        runner = session.get_one(models.Runner, alice)
        garmin_connection.choose(session, runner, Choices("public", True, True))
        for source in ("garmin", "strava"):
            session.add(
                models.PostedNote(
                    runner_id=alice,
                    source=source,
                    source_id="1",
                    place="description",
                    posted_at=NOON,
                )
            )
        night = models.PlatformNight(
            runner_id=alice, source="garmin", on=on, slept_s=7.5 * 3600, fetched_at=NOON
        )
        session.add(night)
        session.commit()
    pages.send("/me/garmin")
    with pages.road.sessions() as session:
        notes = session.exec(select(models.PostedNote)).all()
        assert {note.source: note.unwanted for note in notes} == {"garmin": True, "strava": False}
        assert session.exec(select(models.PlatformNight)).all() == []


def test_nights_need_the_consent_to_health_data(pages: Pages) -> None:
    pages.sign_in()
    assert 'name="nights"' in pages.browser.get("/me").text
    with pages.road.sessions() as session:
        runner = session.get_one(models.Runner, pages.road.alice)
        consents.withdraw(session, NOON, runner, consents.HEALTH, how="said so")
        session.commit()
    assert 'name="nights"' not in pages.browser.get("/me").text
    assert pages.send("/me/garmin", nights="yes").status_code == 409
    assert not pages.road.runner().garmin_nights


def test_the_card_tells_what_garmin_brought(pages: Pages) -> None:
    pages.sign_in()
    with pages.road.sessions() as session:
        session.add(
            activity(
                pages,
                "1",
                device="Forerunner 265",
                ground_contact_ms=251.3,
                ground_contact_left_pct=49.8,
                vertical_oscillation_cm=8.94,
                feel=4,
                effort_rpe=5.0,
            )
        )
        session.add(activity(pages, "2", kind="ride"))
        session.add(week(pages, 0, 48.0))
        session.add(week(pages, 5, 77.0))
        session.commit()
    pages.set(listed_at=NOON)
    page = re.sub(r"[ \n]+", " ", html.unescape(pages.browser.get("/me").text))
    for words in (
        "2 activities came from Garmin. Last looked up on 15 March.",
        "Recorded with Garmin Forerunner 265.",
        "ground contact 251\u00a0ms",
        "left 49.8\u00a0%, right 50.2\u00a0%",
        "vertical oscillation 8.9\u00a0cm",
        "felt 4 of 5",
        "effort 5 of 10",
        "Running tolerance, as Garmin reckons it",
        "<td>41</td><td>48</td>",
    ):
        assert words in page
    assert "<td>77</td>" not in page


def activity(pages: Pages, source_id: str, **more: object) -> models.Activity:
    whole: dict[str, object] = {"source": "garmin", "kind": "run", "distance_m": 8000.0, **more}
    started = datetime(2026, 3, 14, 7, tzinfo=UTC)
    return models.Activity(
        runner_id=pages.road.alice,
        source_id=source_id,
        started_at=started,
        fetched_at=NOON,
        renewed_at=NOON,
        **whole,  # type: ignore[arg-type]
    )


def week(pages: Pages, weeks_ago: int, tolerance: float) -> models.RunningTolerance:
    return models.RunningTolerance(
        runner_id=pages.road.alice,
        week_starts=date(2026, 3, 9) - timedelta(weeks=weeks_ago),
        load=41.0,
        tolerance=tolerance,
        fetched_at=NOON,
    )


def test_a_garmin_login_is_checked_as_any_other(pages: Pages) -> None:
    """Both kinds of sealed tokens can be opened with the key at hand, or it is told."""
    pages.sign_in()
    assert "token_key" not in pages.told()
    other = pages.settings.model_copy(
        update={"token_keys": Settings(token_keys=tokens.new_key()).token_keys}  # type: ignore[arg-type]
    )
    with Session(pages.road.engine) as session:
        assert "token_key" in {one.code for one in checks.check(session, other, NOON)}
    pages.road.clock.later(days=2)
    assert "from Garmin Connect for two days" in pages.told()["nothing_comes_in"]
