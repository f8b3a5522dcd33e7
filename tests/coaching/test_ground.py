"""Hills, surfaces, shoes, nights and minutes: each threshold just below, at and just above."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from coaching import advise
from coaching.advice import Light
from coaching.engine import advise_week
from coaching.facts import Night, PainReport, Run, RunKind, Said
from coaching.rules.downhill import downhill
from coaching.rules.recovery import recovery
from coaching.rules.session_spike import session_spike
from coaching.rules.shoes import shoes
from coaching.rules.surface_mix import surface_mix
from tests.coaching.building import TODAY, ago, at, log, nothing, pain, run, slept

SORE = pain("knee_front", 1, "eases")


def hilly(today_m: float, usual_m: float = 10.0, **more: Any) -> list[Run]:
    """Ten sessions with so much steep descent, and today's."""
    before = [run(8, back, steep_descent_m=usual_m) for back in range(3, 33, 3)]
    return [*before, run(8, steep_descent_m=today_m, **more)]


@pytest.mark.parametrize(
    ("today_m", "usual_m", "speaks"),
    [
        (99.9, 90.0, False),
        (100.0, 90.0, True),
        (60.0, 40.0, False),
        (60.1, 40.0, True),
    ],
)
def test_a_sore_knee_and_steep_descent(today_m: float, usual_m: float, speaks: bool) -> None:
    found = downhill(log(*hilly(today_m, usual_m), SORE), TODAY)
    assert (found is not None) == speaks
    if found:
        assert (found.light, found.action) == (Light.AMBER, "flat_until_calm")
        assert found.run == "run-0-18"


@pytest.mark.parametrize(
    ("today_m", "usual_m", "speaks"),
    [(299.9, 10.0, False), (300.0, 10.0, True), (300.0, 150.0, False), (300.1, 150.0, True)],
)
def test_new_hills_without_pain_are_information(
    today_m: float, usual_m: float, speaks: bool
) -> None:
    found = downhill(log(*hilly(today_m, usual_m)), TODAY)
    assert (found is not None) == speaks
    assert found is None or (found.light, found.action) == (Light.GREY, "hills_are_new")


@pytest.mark.parametrize(("earlier", "speaks"), [(2, False), (3, True)])
def test_hills_need_three_earlier_sessions(earlier: int, speaks: bool) -> None:
    before = [run(8, 3 * nth, steep_descent_m=5.0) for nth in range(1, earlier + 1)]
    past = log(*before, run(8, steep_descent_m=150.0), SORE)
    assert (downhill(past, TODAY) is not None) == speaks


def test_a_rough_profile_counts_from_a_hundred_metres_on() -> None:
    assert downhill(log(*hilly(80.0, terrain_rough=True), SORE), TODAY) is None
    found = downhill(log(*hilly(120.0, terrain_rough=True), SORE), TODAY)
    assert found is not None
    assert found.numbers["rough"] is True


def test_a_sore_shin_looks_uphill_and_not_down() -> None:
    shin = pain("shin_inner", 1, "eases")
    assert downhill(log(*hilly(400.0), shin), TODAY) is None
    up = [run(8, back, steep_climb_m=10.0) for back in range(3, 33, 3)]
    found = downhill(log(*up, run(8, steep_climb_m=100.0), shin), TODAY)
    assert found is not None
    assert found.action == "no_steep_climbs"


def test_steep_descent_is_merged_into_the_note_on_pain() -> None:
    past = log(*hilly(180.0), pain("knee_front", 3, "persists"))
    advice = advise(past, TODAY)
    assert {"pain", "downhill"} <= {found.rule for found in advice.findings}
    assert advice.note is not None
    assert advice.note.finding.action == "shorten_flat_easy"
    assert advice.plan is not None
    assert "flat_only" in advice.plan.notes


def over(km: float = 6.0, **metres: float) -> list[Run]:
    """Five runs of two weeks over this ground."""
    return [run(km, back, surface_m=metres) for back in (0, 3, 6, 9, 12)]


@pytest.mark.parametrize(("laps", "action"), [(5, "the_mix"), (6, "leave_the_track")])
def test_laps_one_way_round_a_track(laps: int, action: str) -> None:
    runs = [run(6, back, track_laps=laps) for back in (0, 3, 6)]
    found = surface_mix(log(*runs, pain("knee_outer", 1, "eases")), TODAY)
    assert found is not None
    assert found.action == action


@pytest.mark.parametrize(("treadmill", "action"), [(2_990.0, "the_mix"), (3_000.0, "outdoors_too")])
def test_half_on_a_treadmill_with_a_sore_achilles(treadmill: float, action: str) -> None:
    runs = over(treadmill=treadmill, paved=6_000.0 - treadmill)
    found = surface_mix(log(*runs, pain("achilles", 1, "eases")), TODAY)
    assert found is not None
    assert found.action == action


@pytest.mark.parametrize(
    ("paved", "trail", "action"),
    [
        (4_800.0, 1_200.0, "the_mix"),
        (4_860.0, 1_140.0, "softer_if_you_like"),
        (2_990.0, 0.0, "the_mix"),
        (3_000.0, 0.0, "softer_if_you_like"),
    ],
)
def test_mostly_paved_with_a_sore_shin(paved: float, trail: float, action: str) -> None:
    found = surface_mix(log(*over(paved=paved, trail=trail), pain("shin_inner", 1, "eases")), TODAY)
    assert found is not None
    assert found.action == action


def test_what_nobody_told_of_the_ground_is_unknown() -> None:
    found = surface_mix(log(*over(paved=2_000.0)), TODAY)
    assert found is not None
    metres = found.numbers["metres"]
    assert isinstance(metres, dict)
    assert metres == {"unknown": pytest.approx(20_000.0), "paved": pytest.approx(10_000.0)}


def test_the_ground_stands_in_every_digest_and_takes_no_place() -> None:
    past = log(*over(trail=6_000.0), pain("knee_front", 4, "persists"))
    week = advise_week(past, TODAY)
    assert "surface_mix" in {found.rule for found in week.information}
    assert "surface_mix" not in {one.finding.rule for one in week.recommendations}
    assert surface_mix(log(run(6)), TODAY) is None


def worn(km: float, gear: str = "blue", last: int = 0) -> list[Run]:
    """A pair that has run so far by the day `last` days ago."""
    runs = [run(20, last + 2 * nth, gear=gear) for nth in range(1, 35)]
    return [*runs, run(km - 680.0, last, gear=gear)]


@pytest.mark.parametrize(("km", "speaks"), [(699.9, False), (700.0, True)])
def test_a_pair_is_worth_a_look_at_700_km(km: float, speaks: bool) -> None:
    found = shoes(log(*worn(km)), TODAY)
    assert (found is not None) == speaks
    assert found is None or (found.action, found.about) == ("look_at_shoes", "blue")


def test_a_pair_is_spoken_of_once() -> None:
    said = Said(ago(20), "shoes", "look_at_shoes", "grey", "digest", None, "blue")
    assert shoes(log(*worn(705.0), said), TODAY) is None


@pytest.mark.parametrize(
    ("first", "old_km", "speaks"), [(13, 100, True), (14, 100, False), (13, 99.9, False)]
)
def test_a_new_pair_is_alternated_for_two_weeks(first: int, old_km: float, speaks: bool) -> None:
    old = [run(old_km / 4, back, gear="old") for back in (10, 20, 30, 40)]
    found = shoes(log(*old, run(8, first, gear="new"), run(8, 1, gear="new")), TODAY)
    assert (found is not None) == speaks
    assert found is None or (found.action, found.about) == ("alternate_new_pair", "new")


AMBER = [run(8), pain("knee_front", 3, "persists")]


@pytest.mark.parametrize(("hours", "speaks"), [(6.5, False), (6.49, True)])
def test_short_nights_in_an_amber_week(hours: float, speaks: bool) -> None:
    nights = [slept(hours, days_ago=back) for back in range(14)]
    found = recovery(log(*AMBER, *nights), TODAY)
    assert (found is not None) == speaks
    assert recovery(log(run(8), *nights), TODAY) is None


@pytest.mark.parametrize(("nights", "speaks"), [(13, False), (14, True)])
def test_sleep_needs_fourteen_nights(nights: int, speaks: bool) -> None:
    past = log(*AMBER, *(slept(5.0, days_ago=back) for back in range(nights)))
    assert (recovery(past, TODAY) is not None) == speaks


@pytest.mark.parametrize(
    ("last", "before", "mornings", "speaks"),
    [
        (57.0, 57.0, 21, True),
        (56.9, 57.0, 21, False),
        (57.0, 56.9, 21, False),
        (57.0, 57.0, 20, False),
    ],
)
def test_a_pulse_that_is_up_on_two_mornings(
    last: float, before: float, mornings: int, speaks: bool
) -> None:
    nights = [Night(ago(back), None, 50.0) for back in range(2, mornings)]
    nights += [Night(ago(1), None, before), Night(TODAY, None, last)]
    found = recovery(log(*AMBER, *nights), TODAY)
    assert (found is not None) == speaks
    assert found is None or found.action == "pulse_is_up"


@pytest.mark.parametrize(("days_ago", "red"), [(0, True), (1, True), (2, False)])
def test_a_fever_is_red_for_its_day_and_the_next(days_ago: int, red: bool) -> None:
    fever = PainReport(ago(days_ago), at(ago(days_ago), 20), fever=True)
    past = log(*(run(8, back) for back in range(3, 40, 3)), fever)
    advice = advise(past, TODAY)
    assert (advice.light is Light.RED) == red
    assert advice.plan is not None
    assert advice.plan.running != red
    assert not (red and (advice.plan.block or advice.plan.swap_days))


def belt(minutes: float, days_ago: int = 0, **more: Any) -> Run:
    """A treadmill run whose distance nobody knows."""
    told = {"kind": RunKind.TREADMILL, **more}
    day = ago(days_ago)
    return Run(f"belt-{days_ago}", at(day), day, minutes * 60.0, minutes * 60.0, **told)


@pytest.mark.parametrize(
    ("minutes", "label"),
    [(55.0, None), (55.1, "small"), (65.0, "small"), (65.1, "moderate"), (100.1, "strong")],
)
def test_minutes_are_compared_where_distance_is_unknown(minutes: float, label: str | None) -> None:
    before = [belt(50.0, back) for back in range(3, 40, 3)]
    found = session_spike(log(*before, belt(minutes)), TODAY)
    assert (found.label if found else None) == label
    if found:
        assert (found.light, found.action) == (Light.AMBER, "ease_next_two_by_time")
        assert found.confidence.value == "design"


@pytest.mark.parametrize(
    ("longest", "minutes", "speaks"),
    [(20.0, 24.9, False), (20.0, 25.0, True), (40.0, 44.9, False), (40.0, 45.0, True)],
)
def test_short_times_and_small_steps_are_never_amber(
    longest: float, minutes: float, speaks: bool
) -> None:
    before = [belt(longest, back) for back in range(3, 40, 3)]
    assert (session_spike(log(*before, belt(minutes)), TODAY) is not None) == speaks


def test_a_run_with_a_known_distance_is_not_compared_by_time() -> None:
    before = [belt(50.0, back) for back in range(3, 40, 3)]
    outside = belt(80.0, kind=RunKind.RUN)
    assert session_spike(log(*before, outside), TODAY) is None


def test_later_days_change_nothing_about_the_ground() -> None:
    runs = [*hilly(180.0), *worn(705.0), belt(70.0, 1)]
    past = log(*{(one.key, one.local_date): one for one in runs}.values(), nothing(2))
    for back in (2, 5, 9):
        day = ago(back)
        known = log(
            *(one for one in past.runs if one.local_date <= day),
            *(one for one in past.pain if one.on <= day),
        )
        for rule in (downhill, shoes, surface_mix, recovery, session_spike):
            assert rule(past, day) == rule(known, day), (rule.__name__, back)
    assert TODAY - timedelta(days=9) == ago(9)
