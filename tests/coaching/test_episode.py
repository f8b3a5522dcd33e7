"""Pain over weeks, what it could be, and days when the number is not reliable."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching import advise
from coaching.advice import Light
from coaching.body import Region
from coaching.condition import possible
from coaching.engine import advise_week
from coaching.episode import episodes, open_episodes, settled_episode
from coaching.facts import EarlierInjury, PainReport, Profile, Run, Said, Side, WeeklyCheck
from coaching.rules.earlier_injury import earlier_injury
from coaching.rules.masked_pain import masked_pain
from coaching.rules.pain import pain as pain_rule
from coaching.rules.pain_episode import pain_episode
from coaching.rules.possible_condition import possible_condition
from coaching.soreness import soreness
from tests.coaching.building import TODAY, ago, at, flag, log, nothing, pain, run

RUNS = [run(7, back) for back in range(0, 150, 3)]


def sore(*backs: int, worst: int = 1, region: str = "knee_front") -> list[PainReport]:
    return [pain(region, worst, "eases", days_ago=back) for back in backs]


@pytest.mark.parametrize(
    ("told", "opens"),
    [
        (sore(6, 3), False),
        (sore(6, 3, 0), True),
        ([*sore(9, 6), nothing(3), *sore(0)], True),
        ([*sore(9), nothing(6), nothing(3), *sore(0)], True),  # two weeks in a row
        ([*sore(5), nothing(4), nothing(3), *sore(0)], False),
        (sore(6, 0), False),
        (sore(7, 0), True),
        (sore(13, 0), True),
        (sore(14, 0), False),
        (sore(0, worst=3), True),
        (sore(0, worst=2), False),
    ],
)
def test_an_episode_opens(told: list[PainReport], opens: bool) -> None:
    assert bool(open_episodes(log(*RUNS, *told), TODAY)) == opens


@pytest.mark.parametrize(
    ("hurt", "runs_since", "quiet", "state"),
    [
        (14, 4, 4, "settled"),
        (13, 4, 4, "open"),
        (14, 3, 4, "open"),
        (14, 4, 3, "open"),
        (20, 4, 0, "open"),
        (28, 4, 0, "open"),
        (29, 4, 0, "lapsed"),
    ],
)
def test_an_episode_closes_or_lapses(hurt: int, runs_since: int, quiet: int, state: str) -> None:
    runs = [run(7, hurt + nth) for nth in range(10)]
    runs += [run(7, back) for back in range(runs_since)]
    told: list[Any] = sore(hurt, worst=3)
    told += [nothing(back) for back in range(quiet)]
    (episode,) = episodes(log(*runs, *told), TODAY)
    found = "open" if episode.is_open else "lapsed" if episode.lapsed else "settled"
    assert found == state


def test_a_settled_episode_knows_its_day() -> None:
    quiet = [nothing(back) for back in (33, 30, 27, 24, 20)]
    past = log(*RUNS, *sore(42, 39, 36, worst=3), *quiet)
    found = settled_episode(past, TODAY, 84)
    assert found is not None
    assert found.closed_on == ago(22)
    assert settled_episode(past, TODAY, 22) is None
    assert settled_episode(past, TODAY, 23) is not None


def test_a_place_that_hurts_again_is_a_new_episode() -> None:
    quiet = [nothing(back) for back in (75, 70, 65, 60)]
    past = log(*RUNS, *sore(80, worst=3), *quiet, *sore(3, worst=3))
    now, before = episodes(past, TODAY)
    assert now.is_open
    assert now.opened_on == ago(3)
    assert before.closed_on is not None


@pytest.mark.parametrize(
    ("weeks_ago", "action"),
    [
        (0, "expect"),
        (20, "expect"),
        (21, "refer"),
        (55, "refer"),
        (56, "refer_soon"),
        (83, "refer_soon"),
        (84, "refer_anyway"),
    ],
)
def test_how_long_it_lasts_decides_who_should_look(weeks_ago: int, action: str) -> None:
    backs = (
        range(0, weeks_ago + 1, 7) if weeks_ago % 7 == 0 else [*range(0, weeks_ago, 7), weeks_ago]
    )
    found = pain_episode(log(*RUNS, *sore(*backs, worst=3)), TODAY)
    assert found is not None
    assert found.action == action
    assert (found.light, found.about) == (Light.GREY, "knee_front")


def test_after_twelve_weeks_getting_better_it_is_still_worth_a_look_soon() -> None:
    told = [*sore(90, 83, 76, worst=5), *sore(*range(0, 70, 7), worst=2)]
    found = pain_episode(log(*RUNS, *told), TODAY)
    assert found is not None
    assert found.action == "refer_soon"


def test_somebody_may_watch_you_run_once_a_look_was_suggested() -> None:
    told = sore(*range(0, 36, 7), worst=2)
    said = Said(ago(10), "pain_episode", "refer", "grey", "digest", None, "knee_front")
    for facts, action in (((), "refer"), ((said,), "offer_gait_look")):
        found = pain_episode(log(*RUNS, *told, *facts), TODAY)
        assert found is not None
        assert found.action == action


@pytest.mark.parametrize(("days_ago", "due"), [(6, False), (7, True)])
def test_the_weekly_questions_are_due_after_a_week(days_ago: int, due: bool) -> None:
    check = WeeklyCheck(ago(days_ago), Region.KNEE_FRONT, 1, 1, 2, 1)
    found = pain_episode(log(*RUNS, *sore(6, 3, 0), check), TODAY)
    assert found is not None
    assert found.numbers["weekly_check"] is due
    assert found.numbers["weekly_score"] == 8 + 8 + 17 + 8


@pytest.mark.parametrize(
    ("answers", "score"),
    [((0,), 0), ((3,), 100), ((1, 0, 0, 0), 8), ((2, 3, 3, 3), 92), ((1, None, 0, 0), None)],
)
def test_a_weekly_check_is_scored_with_its_gates(
    answers: tuple[int, ...], score: int | None
) -> None:
    assert WeeklyCheck(TODAY, Region.KNEE, *answers).score == score


def test_an_answer_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 3"):
        WeeklyCheck(TODAY, Region.KNEE, 4)


def rising(*levels: int) -> list[PainReport]:
    return [pain("knee_front", level, "eases", 2 * nth) for nth, level in enumerate(levels[::-1])]


@pytest.mark.parametrize(
    ("levels", "light"),
    [
        ((1, 1, 1, 1, 1, 1), Light.GREEN),
        ((1, 1, 1, 2, 1, 2), Light.AMBER),
        ((0, 0, 0, 1, 1, 1), Light.AMBER),
        ((1, 1, 2, 2, 2), Light.GREEN),  # five answers are too few
        ((2, 2, 2, 1, 1, 1), Light.GREEN),
        ((2, 2, 2, 2, 3, 3), Light.RED),  # amber, and a light worse by the trend
    ],
)
def test_answers_that_rise_are_one_light_worse(levels: tuple[int, ...], light: Light) -> None:
    (place,) = soreness(log(*(run(7, back) for back in range(20)), *rising(*levels)), TODAY)
    assert place.light is light


@pytest.mark.parametrize(("days_ago", "speaks"), [(0, True), (1, True), (2, False)])
def test_a_tablet_masks_its_day_and_the_next(days_ago: int, speaks: bool) -> None:
    told = PainReport(ago(days_ago), at(ago(days_ago), 20), painkiller=True)
    found = masked_pain(log(*RUNS, told), TODAY)
    assert (found is not None) == speaks
    assert found is None or (found.light, found.action) == (Light.AMBER, "not_reliable")


@pytest.mark.parametrize(
    ("backs", "action"),
    [((0, 3), "not_reliable"), ((0, 3, 12), "refer"), ((0, 3, 15), "not_reliable")],
)
def test_a_tablet_on_three_run_days_is_worth_a_talk(backs: tuple[int, ...], action: str) -> None:
    told = [PainReport(ago(back), at(ago(back), 20), painkiller=True) for back in backs]
    found = masked_pain(log(*RUNS, *told), TODAY)
    assert found is not None
    assert found.action == action


def test_a_masked_number_is_never_green_and_never_praised() -> None:
    told = pain("knee_front", 1, "eases", morning=0, painkiller=True)
    advice = advise(log(*RUNS, told), TODAY)
    assert advice.light is Light.AMBER
    assert advice.note is not None
    assert advice.note.finding.action == "not_reliable"
    assert "keep_going" not in {found.action for found in advice.findings}


def felt(region: str, *feels: str, timing: str | None = "persists", worst: int = 2) -> PainReport:
    return pain(region, worst, timing, feels=frozenset(feels))


@pytest.mark.parametrize(
    ("told", "names"),
    [
        (felt("knee_front"), []),
        (felt("knee_front", "stairs"), [("kneecap_pain", "low")]),
        (felt("knee_front", "stairs", "sitting"), [("kneecap_pain", "medium")]),
        (felt("knee_front", "stairs", "sitting", "squats"), [("kneecap_pain", "high")]),
        (felt("knee", "grinding"), [("kneecap_pain", "low")]),
        (felt("knee_below_cap", timing="eases"), [("patellar_tendon_pain", "low")]),
        (felt("knee_outer", "same_distance"), [("it_band_pain", "low")]),
        (felt("shin_inner", "band_of_pain", timing="eases"), [("shin_splints", "medium")]),
        (felt("shin_inner", "band_of_pain", "one_finger_spot"), []),
        (felt("shin_front", "hopping"), []),
        (felt("knee_inner", "stairs"), []),
        (felt("other", "stairs"), []),
    ],
)
def test_what_it_could_be(told: PainReport, names: list[tuple[str, str]]) -> None:
    found = possible(log(*RUNS, told), TODAY)
    assert [(one.condition.code, one.confidence) for one in found] == names
    assert (possible_condition(log(*RUNS, told), TODAY) is not None) == bool(names)


def test_steep_descent_on_a_sore_day_speaks_for_a_downhill_pain() -> None:
    steep = [replace(one, steep_descent_m=100.0) for one in RUNS]
    (found,) = possible(log(*steep, felt("knee_outer")), TODAY)
    assert found.matched == {"downhill"}


def test_a_warning_sign_gets_no_name() -> None:
    advice = advise(log(*RUNS, felt("knee_front", "stairs"), flag("locked_knee")), TODAY)
    assert [found.rule for found in advice.findings] == ["red_flags"]


def injured(days_ago: int, region: str = "knee_front") -> Profile:
    return Profile(injuries=(EarlierInjury(Region(region), ago(days_ago), Side.LEFT),))


@pytest.mark.parametrize(("days_ago", "speaks"), [(364, True), (365, False), (-1, False)])
def test_an_injury_counts_for_a_year(days_ago: int, speaks: bool) -> None:
    past = log(*RUNS, pain("knee_front", 3), profile=injured(days_ago))
    assert (earlier_injury(past, TODAY) is not None) == speaks


def test_an_injury_elsewhere_is_not_spoken_of() -> None:
    past = log(*RUNS, pain("knee_front", 3), profile=injured(90, "achilles"))
    assert earlier_injury(past, TODAY) is None
    assert earlier_injury(log(*RUNS, profile=injured(90)), TODAY) is None


def test_of_two_ambers_the_place_that_was_injured_speaks() -> None:
    both = [pain("knee_front", 3), pain("knee_outer", 4)]
    for profile, region in ((Profile(), "knee_outer"), (injured(90), "knee_front")):
        found = pain_rule(log(*RUNS, *both, profile=profile), TODAY)
        assert found is not None
        assert found.about == region


def test_a_child_gets_none_of_this() -> None:
    child = Profile(birth_year=TODAY.year - 14)
    past = log(*RUNS, *sore(9, 6, 3, 0, worst=3), felt("knee_front", "stairs"), profile=child)
    for advice in (advise(past, TODAY), advise_week(past, TODAY)):
        said = {found.rule for found in advice.findings}
        assert not said & {"pain_episode", "possible_condition", "cue_trial", "strength"}


def known_by(runs: list[Run], told: list[PainReport], back: int) -> Any:
    day = ago(back)
    return log(*(r for r in runs if r.local_date <= day), *(t for t in told if t.on <= day))


def test_later_days_change_nothing_about_episodes() -> None:
    told = [*sore(80, 73, 66, worst=3), *sore(20, 13, 6, worst=2)]
    told += [nothing(back) for back in (60, 57, 54, 50)]
    past = log(*RUNS, *told)
    for back in (79, 70, 52, 49, 21, 14, 6, 1):
        known = known_by(RUNS, told, back)
        assert episodes(past, ago(back)) == episodes(known, ago(back)), back
