"""What came from Strava reaches a coach only where the club switched that on, and nothing that
rests on it either: no kilometres, no light, no silence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coaching.log import PainReport, Region, Side
from syncer import history, models
from syncer.words_kept import BY_ANSWER, BY_WORDS
from tests.coach.conftest import LOAD, PAIN, Home, tell
from tests.out import club
from tests.out.club import NOW, SUNDAY

DAY = timedelta(days=1)
WITHHELD = "One runner's kilometres come from Strava and are not shown."


def from_(source: str, home: Home, who: models.Runner, on: date, km: float) -> models.Activity:
    one = club.ran(home.session, who, on, km)
    one.source, one.source_id = source, f"{source}-{one.id}"
    home.session.add(one)
    home.session.commit()
    return one


def on_strava(home: Home, name: str, *agreed: str, but: int = 0) -> models.Runner:
    """Two steady months on Strava, but for some runs that came as files."""
    who = home.member(name, *agreed)
    runs = history.outings(home.session, who, date(2025, 1, 1), SUNDAY)
    for outing in runs[but:]:
        row = home.session.get_one(models.Activity, outing.recordings[0].id)
        row.source, row.source_id = "strava", f"strava-{row.id}"
        home.session.add(row)
    home.session.commit()
    return who


def sore(home: Home, who: models.Runner, by: str = "runner") -> None:
    report = PainReport(SUNDAY, NOW, Region.KNEE_FRONT, Side.LEFT, 7)
    history.store_report(home.session, NOW, who, report, by)
    home.session.commit()


def test_of_a_week_on_strava_nothing_is_shown_and_nothing_looked_at(home: Home) -> None:
    alice = on_strava(home, "Alice", LOAD)
    from_("strava", home, alice, SUNDAY, 16.0)
    tell(home.session, alice, "session_spike", "ease_next_two", light="amber")
    text = home.text()
    assert "Alice" not in text
    assert "km" not in text.replace("kilometres", "")
    assert "as usual" not in text
    assert WITHHELD in text
    assert home.looks() == set()


def test_switched_on_all_is_shown_and_strava_named(home: Home) -> None:
    alice = on_strava(home, "Alice", LOAD)
    from_("strava", home, alice, SUNDAY, 16.0)
    tell(home.session, alice, "session_spike", "ease_next_two", light="amber")
    text = home.text(strava_to_coaches=True)
    assert "Alice · ▲ amber\n  32 km this week" in text
    assert "Was advised to keep the next two runs short and easy." in text
    assert "Powered by Strava" in text
    assert WITHHELD not in text


@pytest.mark.parametrize("terms", ["renewed", "strict"])
def test_what_they_told_themselves_is_theirs_to_show(home: Home, terms: str) -> None:
    alice = on_strava(home, "Alice", LOAD, PAIN)
    sore(home, alice)
    tell(home.session, alice, "pain", "no_running", SUNDAY - DAY)
    tell(home.session, alice, "session_spike", "ease_next_two", light="amber")
    text = home.text(strava_terms=terms)
    assert (
        "Alice · ■ red\n  Was advised to rest from running.\n"
        "  Hurt on Sunday: front of the left knee, 7/10.\n"
    ) in text
    assert WITHHELD in text


def test_words_read_on_strava_are_stravas_and_an_answer_about_them_is_not(home: Home) -> None:
    alice = on_strava(home, "Alice", LOAD, PAIN)
    run = from_("strava", home, alice, SUNDAY, 8.0)
    sore(home, alice, f"{BY_WORDS}{run.id}")
    tell(home.session, alice, "pain", "no_running")
    assert "Alice" not in home.text()
    assert "Alice · ■ red" in home.text(strava_to_coaches=True)
    sore(home, alice, f"{BY_ANSWER}{run.id}")
    assert "Alice · ■ red" in home.text()


@pytest.mark.parametrize("but", [1, 10, 19])
def test_with_some_runs_missing_no_light_rests_on_the_others(home: Home, but: int) -> None:
    alice = on_strava(home, "Alice", LOAD, but=but)
    club.ran(home.session, alice, SUNDAY, 16.0)
    text = home.text()
    assert "Alice" not in text
    assert WITHHELD in text
    assert "Alice · ▲ amber" in home.text(strava_to_coaches=True)


def test_a_silence_that_a_run_on_strava_breaks_is_none(home: Home) -> None:
    alice = home.member("Alice", LOAD, until=SUNDAY - 30 * DAY)
    assert "No run for 33 days." in home.text()
    from_("strava", home, alice, SUNDAY - DAY, 8.0)
    assert "No run for" not in home.text()
    assert WITHHELD in home.text()


def test_a_silence_known_from_strava_alone_is_not_told(home: Home) -> None:
    alice = on_strava(home, "Alice", LOAD)
    for row in history.outings(home.session, alice, SUNDAY - 20 * DAY, SUNDAY):
        home.session.delete(home.session.get_one(models.Activity, row.recordings[0].id))
    home.session.commit()
    assert "No run" not in home.text()
    assert "No run for 21 days." in home.text(strava_to_coaches=True)


def test_a_run_that_a_watch_recorded_too_is_shown_as_the_watch_saw_it(home: Home) -> None:
    alice = home.member("Alice", LOAD)
    from_("garmin", home, alice, SUNDAY, 16.0)
    from_("strava", home, alice, SUNDAY, 16.4)
    tell(home.session, alice, "session_spike", "ease_next_two", light="amber")
    tell(home.session, alice, "weekly_ramp", "level_week", light="amber")
    text = home.text()
    assert "Alice · ▲ amber\n  32 km this week" in text
    # The weekly ramp is nothing that the watch alone shows today; what was said of it is withheld.
    assert "Was advised to keep the next two runs short and easy." in text
    assert WITHHELD not in text


def test_runs_of_long_ago_withhold_nothing(home: Home) -> None:
    alice = home.member("Alice", LOAD)
    from_("strava", home, alice, SUNDAY - 230 * DAY, 10.0)
    assert "One runner trained as usual." in home.text()
    assert WITHHELD not in home.text()
