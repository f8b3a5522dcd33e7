"""The whole findings on pain and on pain over weeks: what their words and notes are made from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region
from coaching.catalogue import cite
from coaching.facts import PainReport, Profile, Said, WeeklyCheck
from coaching.rules.pain import pain as pain_rule
from coaching.rules.pain_episode import pain_episode
from tests.coaching.building import TODAY, ago, log, nothing, pain, run

RUNS = [run(8, back) for back in range(120)]
CHILD, MINOR, ADULT = (Profile(birth_year=TODAY.year - age) for age in (16, 18, 19))
"""Each by the careful guess that this year's birthday is still to come."""
PREGNANT = Profile(pregnant=True)


def masked(days_ago: int) -> PainReport:
    return replace(nothing(days_ago), nothing=False, painkiller=True)


# Pain.


def test_pain_tells_all_that_its_light_rests_on() -> None:
    told = pain("knee_front", 2, "persists", side="left", after=3, limp=False)
    mornings = [
        pain("knee_front", morning=level, days_ago=nth) for nth, level in enumerate((2, 1, 1))
    ]
    assert pain_rule(log(*RUNS, told, *mornings), TODAY) == Finding(
        rule="pain",
        light=Light.AMBER,
        action="shorten_flat_easy",
        slot=Slot.LOAD_OR_REST,
        confidence=Confidence.MODERATE,
        sources=cite("esculier_2016", "guideline_2019"),
        numbers={
            "region": "knee_front",
            "side": "left",
            "worst": 3,
            "after": 3,
            "morning": 2,
            "baseline": 1.0,
            "timing": "persists",
            "limp": False,
            "trend": False,
        },
        run="run-0-18",
        about="knee_front",
    )


@pytest.mark.parametrize(
    ("region", "light", "action"),
    [
        ("knee_front", Light.RED, "no_running"),
        ("hip_front", Light.RED, "have_examined"),
        ("shin_front", Light.RED, "no_running"),
    ],
)
def test_a_red_front_of_the_hip_is_examined(region: str, light: Light, action: str) -> None:
    found = pain_rule(log(*RUNS, pain(region, 7, "worsens")), TODAY)
    assert found is not None
    assert (found.light, found.action) == (light, action)
    quiet = pain_rule(log(*RUNS, pain(region, 1, "eases")), TODAY)
    assert quiet is not None
    assert (quiet.light, quiet.action) == (Light.GREEN, "keep_plan")


def calm(days_ago: int, region: str = "knee_front") -> PainReport:
    return pain(region, days_ago=days_ago, walking=1, stairs=1)


RED = [
    *(run(10, back) for back in range(30, 120, 3)),
    pain("knee_front", 7, "worsens", days_ago=30),
]
STAGES = [*RED, calm(22), calm(20)]
RESTART = [*(run(10, back) for back in range(6, 60, 3)), pain("knee_front", 7, days_ago=5)]
RESTART += [calm(3), calm(1)]


@pytest.mark.parametrize(
    ("facts", "action", "about"),
    [
        (RUNS, "shorten_flat_easy", "hip_outer"),
        (STAGES, "stay_at_stage", "hip_outer"),
        (RESTART, "shorten_flat_easy", "knee_front"),
    ],
)
def test_beside_a_way_back_another_sore_place_is_no_reason_to_run_more(
    facts: list[Any], action: str, about: str
) -> None:
    found = pain_rule(log(*facts, pain("hip_outer", 4, "eases")), TODAY)
    assert found is not None
    assert (found.action, found.about) == (action, about)


@pytest.mark.parametrize(
    ("region", "confidence", "sources"),
    [
        ("knee", Confidence.MODERATE, cite("esculier_2016", "guideline_2019")),
        ("knee_outer", Confidence.CONVENTION, cite("esculier_2016", "guideline_2019")),
        ("calf", Confidence.CONVENTION, cite("silbernagel_2007")),
        ("achilles", Confidence.MODERATE, cite("silbernagel_2007")),
        ("shin_inner", Confidence.CONVENTION, cite("george_2024")),
    ],
)
def test_how_sure_it_is_depends_on_what_hurts(
    region: str, confidence: Confidence, sources: tuple[Any, ...]
) -> None:
    found = pain_rule(log(*RUNS, pain(region, 1, "eases")), TODAY)
    assert found is not None
    assert (found.confidence, found.sources) == (confidence, sources)
    assert (found.numbers["side"], found.numbers["timing"]) == (None, "eases")


@pytest.mark.parametrize(
    ("told_ago", "runs_ago", "key"),
    [
        (0, (0, 1), "run-0-18"),
        (0, (1, 2), "run-1-18"),  # the morning after it
        (0, (2,), None),
        (1, (0, 1), None),
    ],
)
def test_an_answer_of_today_belongs_to_the_run_of_today_or_yesterday(
    told_ago: int, runs_ago: tuple[int, ...], key: str | None
) -> None:
    runs = [run(8, back) for back in runs_ago]
    found = pain_rule(log(*runs, pain("knee_front", 3, days_ago=told_ago)), TODAY)
    assert found is not None
    assert (found.run, found.digest_only) == (key, told_ago != 0)


ASKS = Finding(
    rule="pain",
    light=Light.GREY,
    action="ask_pain",
    slot=Slot.OTHER,
    confidence=Confidence.MODERATE,
    digest_only=True,
)


@pytest.mark.parametrize(
    ("told", "asks"),
    [
        ([], None),
        ([pain("knee_front")], True),  # a place without a number
        ([pain("knee_front", 1, "eases")], False),
        ([pain("knee_front", 1, "eases", 5)], True),  # five runs since
        ([pain("knee_front", 1, "eases", 4)], False),
        ([pain("knee_front", 3, "eases", 5)], False),
        ([nothing(5)], True),
        ([nothing(4)], None),
    ],
)
def test_where_nobody_knows_it_asks(told: list[PainReport], asks: bool | None) -> None:
    found = pain_rule(log(*RUNS, *told), TODAY)
    assert (None if found is None else found == ASKS) == asks


@pytest.mark.parametrize(
    ("worst", "profile", "action", "light"),
    [
        (2, CHILD, "under_16_refer", None),
        (7, CHILD, "under_16_refer", None),
        (2, MINOR, "keep_plan_and_tell", Light.GREEN),
        (3, MINOR, "tell_an_adult", Light.AMBER),
        (7, MINOR, "tell_an_adult", Light.RED),
        (0, MINOR, "keep_plan", Light.GREEN),
        (2, ADULT, "keep_plan", Light.GREEN),
        (3, ADULT, "shorten_flat_easy", Light.AMBER),
    ],
)
def test_the_young_are_sent_to_somebody_else_first(
    worst: int, profile: Profile, action: str, light: Light | None
) -> None:
    found = pain_rule(log(*RUNS, pain("knee_front", worst, "eases"), profile=profile), TODAY)
    assert found is not None
    assert (found.action, found.light) == (action, light)
    assert (found.run, found.digest_only) == ("run-0-18", False)


def test_a_child_without_pain_hears_nothing() -> None:
    for told in ([], [nothing()], [pain("knee_front", 0, "none")]):
        assert pain_rule(log(*RUNS, *told, profile=CHILD), TODAY) is None


def test_a_child_is_a_child_on_the_day_that_is_asked_about() -> None:
    grown = Profile(birth_year=TODAY.year - 17)
    past = log(*RUNS, pain("knee_front", 2, "eases", 80), profile=grown)
    found = {on: pain_rule(past, ago(on)) for on in (80, 70)}
    assert [one and one.action for one in found.values()] == ["under_16_refer", "ask_pain"]


# Pain over weeks.


def test_an_episode_tells_how_long_and_how_it_is_in_the_way() -> None:
    told = [
        pain("knee_front", worst, "eases", back, side="left") for worst, back in ((4, 15), (3, 1))
    ]
    checks = [
        WeeklyCheck(ago(20), Region.KNEE_FRONT, 3),
        WeeklyCheck(ago(14), Region.KNEE_FRONT, 1, 0, 0, 0),
        WeeklyCheck(ago(3), Region.CALF, 3),
        WeeklyCheck(ago(0), Region.KNEE_FRONT, 0),
        WeeklyCheck(ago(-1), Region.KNEE_FRONT, 3),
    ]
    between = [pain("knee_front", 1, "eases", back) for back in (12, 8, 5)]
    assert pain_episode(log(*RUNS, *told, *between, *checks), TODAY) == Finding(
        rule="pain_episode",
        light=Light.GREY,
        action="expect",
        slot=Slot.OTHER,
        confidence=Confidence.CONVENTION,
        sources=cite("collins_2013"),
        numbers={
            "region": "knee_front",
            "side": "left",
            "weeks": 2,
            "worst": 4,
            "weekly_check": False,
            "weekly_score": 0,
            "weekly_score_before": 8,
        },
        digest_only=True,
        about="knee_front",
    )


def test_an_episode_of_another_place_has_no_such_source() -> None:
    for region, sources in (("knee", cite("collins_2013")), ("calf", ())):
        found = pain_episode(log(*RUNS, pain(region, 6, "eases")), TODAY)
        assert found is not None
        assert found.sources == sources
        assert (found.numbers["side"], found.numbers["weekly_score"]) == (None, None)
        assert found.numbers["weekly_check"] is True
        assert found.numbers["weekly_score_before"] is None


def test_a_week_long_it_says_that_it_settled() -> None:
    over = [pain("calf", 6, "eases", 24), *(nothing(back) for back in (20, 17, 14, 12))]
    for on, action in ((10, "settled"), (4, "settled"), (3, None)):
        found = pain_episode(log(*RUNS, *over), ago(on))
        assert (found and found.action) == action
        assert found is None or found.numbers["weekly_check"] is False
    assert pain_episode(log(*RUNS, *over, profile=CHILD), ago(10)) is None


def lasting(*levels: int) -> list[PainReport]:
    """Once a week, the last time today."""
    return [pain("calf", level, "eases", 7 * nth) for nth, level in enumerate(reversed(levels))]


def referred(days_ago: int, **more: Any) -> Said:
    said = Said(ago(days_ago), "pain_episode", "refer", "grey", "digest", None, "calf")
    return replace(said, **more)


@pytest.mark.parametrize(
    ("levels", "said", "action"),
    [
        ((4, 4, 4, 4, 4), [referred(5)], "offer_gait_look"),
        ((4, 4, 4, 4), [referred(5)], "refer"),  # three weeks
        ((4, 4, 4, 4, 4), [], "refer"),
        ((4, 4, 4, 4, 4), [referred(0)], "refer"),  # today's own words
        ((4, 4, 4, 4, 4), [referred(5, rule="pain")], "refer"),
        ((4, 4, 4, 4, 4), [referred(5, action="expect")], "refer"),
        ((4, 4, 4, 4, 4), [referred(5, about="knee")], "refer"),
        ((4, 4, 4, 4, 4), [referred(40)], "refer"),  # of another time
        ((4, 4, 4, 3, 3), [referred(5)], "refer"),  # better
        ((4, 3, 3, 4, 3), [referred(5)], "offer_gait_look"),
        ((4, 3, 4, 3, 3), [referred(5)], "refer"),
    ],
)
def test_without_a_change_somebody_may_watch_you_run(
    levels: tuple[int, ...], said: list[Said], action: str
) -> None:
    found = pain_episode(log(*RUNS, *lasting(*levels), *said), TODAY)
    assert found is not None
    assert found.action == action


@pytest.mark.parametrize(
    ("facts", "action"),
    [
        ([], "offer_gait_look"),
        ([pain("knee_front", 7, "eases")], "refer"),
        ([pain("knee_front", 7, "eases", 12), calm(9), calm(7)], "refer"),  # on a way back
    ],
)
def test_nobody_watches_who_may_not_run(facts: list[Any], action: str) -> None:
    found = pain_episode(log(*RUNS, *lasting(4, 4, 4, 4, 4), referred(5), *facts), TODAY)
    assert found is not None
    assert (found.about, found.action) == ("calf", action)


@pytest.mark.parametrize(
    ("early", "late", "better"),
    [
        (
            (84, 71),
            (14, 12, 0),
            True,
        ),  # the loud answer is 14 days back, and not of the first weeks
        ((84, 70), (13, 12, 0), False),
    ],
)
def test_better_is_the_last_two_weeks_against_the_first_two(
    early: tuple[int, ...], late: tuple[int, ...], better: bool
) -> None:
    first = [pain("calf", 5, "eases", back) for back in early]
    middle = [pain("calf", 1, "eases", back) for back in range(20, 66, 7)]
    loud, *quiet = late
    last = [pain("calf", 5, "eases", loud), *(pain("calf", 1, "eases", back) for back in quiet)]
    found = pain_episode(log(*RUNS, *first, *middle, *last), TODAY)
    assert found is not None
    assert (found.action == "refer_soon") == better


def test_what_began_mildly_and_is_as_loud_as_then_is_no_better() -> None:
    told = [pain("calf", level, "eases", back) for level, back in ((4, 84), (5, 70), (4, 3))]
    told += [pain("calf", 1, "eases", back) for back in range(14, 66, 7)]
    found = pain_episode(log(*RUNS, *told), TODAY)
    assert found is not None
    assert found.action == "refer_anyway"


def test_two_weeks_in_which_nothing_hurt_are_better() -> None:
    told = [pain("calf", 1, "eases", back) for back in range(16, 101, 7)]
    for quiet, action in (([nothing(10)], "refer_soon"), ([pain("calf", 1)], "refer_anyway")):
        found = pain_episode(log(*RUNS, *told, *quiet), TODAY)
        assert found is not None
        assert found.action == action


def test_a_first_weekly_check_has_none_before_it() -> None:
    check = WeeklyCheck(ago(3), Region.CALF, 1, 0, 0, 0)
    found = pain_episode(log(*RUNS, pain("calf", 6, "eases"), check), TODAY)
    assert found is not None
    assert (found.numbers["weekly_score"], found.numbers["weekly_score_before"]) == (8, None)
