"""What is told is checked at the door, kept in order, and found by day, both ends included."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from coaching.body import Region
from coaching.catalogue import exercises
from coaching.facts import Answer, Muted, PainReport, Run, Said, WeeklyCheck
from coaching.log import Block
from coaching.progress import level
from tests.coaching.building import (
    TODAY,
    ago,
    answered,
    at,
    lifted,
    log,
    nothing,
    other,
    pain,
    run,
    self_tested,
    slept,
    tried,
)

# Facts.


def test_an_instant_without_a_time_zone_is_refused() -> None:
    somewhen = datetime(2026, 3, 15, 18)  # noqa: DTZ001
    with pytest.raises(ValueError, match=r"^Run\.started_at must carry its time zone$"):
        Run("a", somewhen, TODAY, 60.0, 60.0)
    with pytest.raises(ValueError, match=r"^PainReport\.said_at must carry its time zone$"):
        PainReport(TODAY, somewhen)


@pytest.mark.parametrize("name", ["worst", "after", "morning", "stairs", "walking"])
def test_pain_lies_between_0_and_10(name: str) -> None:
    for level_told in (0, 10):
        assert getattr(PainReport(TODAY, at(TODAY), **{name: level_told}), name) == level_told
    for level_told in (-1, 11):
        with pytest.raises(
            ValueError, match=rf"^PainReport\.{name} must lie between 0 and 10, not {level_told}$"
        ):
            PainReport(TODAY, at(TODAY), **{name: level_told})


@pytest.mark.parametrize("name", ["taking_part", "changed", "performance", "pain"])
def test_an_answer_of_the_weekly_check_lies_between_0_and_3(name: str) -> None:
    told: dict[str, Any] = {"on": TODAY, "region": Region.KNEE, "taking_part": 1}
    for answer in (0, 3):
        assert getattr(WeeklyCheck(**{**told, name: answer}), name) == answer
    for answer in (-1, 4):
        with pytest.raises(
            ValueError, match=rf"^WeeklyCheck\.{name} must lie between 0 and 3, not {answer}$"
        ):
            WeeklyCheck(**{**told, name: answer})


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ((0,), 0),
        ((3,), 100),
        ((0, 3, 3, 3), 0),
        ((1, 0, 0, 0), 8),
        ((1, 1, 2, 3), 58),
        ((2, 3, 3, 3), 92),
        ((2,), None),
        ((2, 1, 1), None),
        ((1, None, 1, 1), None),
    ],
)
def test_a_weekly_check_adds_up_once_all_is_answered(
    answers: tuple[Any, ...], score: int | None
) -> None:
    assert WeeklyCheck(TODAY, Region.KNEE, *answers).score == score


@pytest.mark.parametrize(
    ("worst", "morning", "back"), [(None, None, None), (3, None, None), (None, 2, 0), (3, 2, -1)]
)
def test_a_morning_is_that_after_a_run_or_of_the_day_itself(
    worst: int | None, morning: int | None, back: int | None
) -> None:
    told = pain("knee", worst, morning=morning)
    assert told.morning_on == (None if back is None else ago(back))


@pytest.mark.parametrize(
    ("metres", "seconds", "valid"),
    [
        (None, 600.0, False),
        (499.9, 300.0, False),
        (500.0, 300.0, True),
        (1000.0, 239.9, False),
        (1000.0, 240.0, True),
        (1199.9, 1000.0, False),
        (1200.0, 1000.0, True),
        (7000.0, 1000.0, True),
        (7000.1, 1000.0, False),
    ],
)
def test_a_run_is_believed_between_walking_and_sprinting(
    metres: float | None, seconds: float, valid: bool
) -> None:
    assert Run("a", at(TODAY), TODAY, seconds, seconds, metres).is_valid == valid


@pytest.mark.parametrize(("moving", "elapsed", "minutes"), [(600, 900, 15), (900, 600, 15)])
def test_a_run_ends_when_the_longer_of_its_clocks_does(
    moving: float, elapsed: float, minutes: int
) -> None:
    ended = Run("a", at(TODAY), TODAY, moving, elapsed, 2000.0).ended_at
    assert ended - at(TODAY) == timedelta(minutes=minutes)


# The log.


def test_facts_are_in_order_however_they_came() -> None:
    facts: list[Any] = [
        *(run(5, back) for back in (1, 9, 4)),
        *(lifted(back) for back in (1, 9, 4)),
        *(other("ride", 30, back) for back in (1, 9, 4)),
        *(pain("knee", 1, days_ago=back) for back in (1, 9, 4)),
        *(Said(ago(back), "strength", "a", "grey", "digest") for back in (1, 9, 4)),
        *(Muted("strength", ago(back)) for back in (1, 9, 4)),
        *(answered("done", days_ago=back) for back in (1, 9, 4)),
        *(self_tested("T1", 40, None, back) for back in (1, 9, 4)),
        *(tried("C1", 3, 2, back) for back in (1, 9, 4)),
        *(slept(7.0, days_ago=back) for back in (1, 9, 4)),
        *(WeeklyCheck(ago(back), Region.KNEE, 0) for back in (1, 9, 4)),
    ]
    past = log(*facts)
    assert past == log(*reversed(facts))
    nine_four_one = [ago(9), ago(4), ago(1)]
    assert [one.local_date for one in past.runs] == nine_four_one
    assert [one.local_date for one in past.others] == nine_four_one
    assert [one.since for one in past.muted] == nine_four_one
    rows: list[Any] = [past.strength, past.pain, past.said, past.answers, past.self_tests]
    for row in [*rows, past.cue_trials, past.nights, past.weekly_checks]:
        assert [one.on for one in row] == nine_four_one


def test_what_was_told_at_one_moment_has_an_order_of_its_own() -> None:
    told = [pain("knee", 3), pain("calf", 2), pain("achilles", 4)]
    assert log(*told).pain == log(*reversed(told)).pain
    efforts = [lifted(3, effort=5), lifted(3, effort=7), lifted(3)]
    assert log(*efforts).strength == log(*reversed(efforts)).strength


def test_the_same_run_twice_is_one_run_and_two_at_once_are_two() -> None:
    one = run(8, key="a")
    longer = replace(one, distance_m=9_000.0)
    assert log(one, longer).runs == log(longer, one).runs
    assert len(log(one, longer).runs) == 1
    assert len(log(one, replace(one, key="b")).runs) == 2
    assert len(log(one, run(8, hour=7, key="a")).runs) == 2


def test_the_same_report_twice_is_one_report() -> None:
    assert len(log(pain("knee", 3), pain("knee", 3), pain("knee", 4)).pain) == 2


@pytest.mark.parametrize(("first", "last", "found"), [(9, 4, [9, 4]), (8, 5, []), (4, 4, [4])])
def test_days_are_asked_for_with_both_their_ends(first: int, last: int, found: list[int]) -> None:
    past = log(
        *(run(5, back) for back in (9, 4)),
        *(pain("knee", 1, days_ago=back) for back in (9, 4)),
        *(lifted(back) for back in (9, 4)),
        *(Said(ago(back), "strength", "a", "grey", "digest") for back in (9, 4)),
    )
    days = [ago(back) for back in found]
    between = (ago(first), ago(last))
    assert [one.local_date for one in past.sessions_on(*between)] == days
    assert [one.on for one in past.pain_on(*between)] == days
    assert [one.on for one in past.strength_on(*between)] == days
    assert [one.on for one in past.said_on(*between)] == days


def test_later_days_are_not_seen_when_a_day_is_asked_about() -> None:
    past = log(run(5, 3), run(5, 2), run(5, 1))
    seen = past.sessions_on(ago(3), ago(1), ago(2))
    assert [one.local_date for one in seen] == [ago(3), ago(2)]


def test_a_span_of_time_holds_its_start_and_not_its_end() -> None:
    past = log(run(5, 2), run(5, 1), run(5))
    found = past.sessions_from(at(ago(2)), at(TODAY))
    assert [one.local_date for one in found] == [ago(2), ago(1)]
    assert [one.local_date for one in past.sessions_from(at(ago(2)), at(TODAY), ago(2))] == [ago(2)]


def test_blocks_of_seven_days_go_back_from_the_day() -> None:
    past = log(
        run(5),
        run(8, 6),
        run(9, 7),
        run(3, 13),
        run(30, 14),
        pain("knee", 2, days_ago=6),
        pain("knee", 4, days_ago=3),
        nothing(),
        pain("knee", 7, days_ago=14),
    )
    assert list(past.blocks(TODAY, 2)) == [
        Block(ago(6), TODAY, 13_000.0, 8_000.0, 2, 4),
        Block(ago(13), ago(7), 12_000.0, 9_000.0, 2, None),
    ]
    assert list(past.blocks(ago(20), 1)) == [Block(ago(26), ago(20), 0.0, 0.0, 0, None)]


def test_a_twin_with_other_words_shares_all_else() -> None:
    past = log(run(5, 1), Said(ago(9), "strength", "a", "grey", "digest"))
    words = [Said(ago(back), "pain", "b", "amber", "note") for back in (2, 5)]
    twin = past.with_said(words)
    assert [one.on for one in twin.said] == [ago(5), ago(2)]
    assert [one.on for one in past.said] == [ago(9)]
    assert twin.calendar is past.calendar


def test_what_is_worked_out_is_kept_for_the_day_last_asked() -> None:
    past, asked = log(), []

    def work_out() -> int:
        asked.append(1)
        return len(asked)

    days = (TODAY, TODAY, ago(1), TODAY)
    assert [past.keep("a", day, work_out) for day in days] == [1, 1, 2, 3]
    assert past.keep("b", TODAY, work_out) == 4
    assert past.keep("a", TODAY, work_out) == 3


def test_any_outing_makes_a_day_active_but_only_a_run_a_session() -> None:
    past = log(run(0.2, 3), run(5, 1))
    assert past.active_days == {ago(3), ago(1)}
    assert [one.local_date for one in past.sessions] == [ago(1)]


def test_a_session_is_what_any_part_of_it_is() -> None:
    plain = run(5, key="a")
    begun = plain.ended_at + timedelta(minutes=10)
    told = {"race": True, "planned": True, "distance_estimated": True}
    (alone,) = log(plain).sessions
    assert not any((alone.race, alone.planned, alone.distance_estimated))
    last = replace(plain, key="b", started_at=begun, **told)
    (session,) = log(plain, last).sessions
    assert session.race
    assert session.planned
    assert session.distance_estimated
    assert (session.key, session.distance_m) == ("a", 10_000.0)
    assert session.moving_s == 2 * plain.moving_s
    assert (session.started_at, session.ended_at) == (plain.started_at, last.ended_at)


@pytest.mark.parametrize(("pause_min", "sessions"), [(30, 1), (31, 2)])
def test_half_an_hour_apart_is_still_one_session(pause_min: int, sessions: int) -> None:
    first = replace(run(5), elapsed_s=7200.0)
    begun = first.ended_at + timedelta(minutes=pause_min)
    assert len(log(first, replace(run(5), key="b", started_at=begun)).sessions) == sessions


# How far an exercise has come.


def reached(*facts: Any, since: int | None = None, most: int = 3) -> int:
    begun = None if since is None else ago(since)
    return level(log(*facts), TODAY, exercises()["X01"], begun, most)


def easy(days_ago: int, **more: Any) -> Any:
    return lifted(
        days_ago, effort=more.pop("effort", 5), pain_told=more.pop("pain_told", 1), **more
    )


def test_after_too_much_two_easy_sessions_are_needed_again() -> None:
    assert reached(lifted(9, effort=5, pain_told=5), easy(5)) == 0
    assert reached(lifted(9, effort=5, pain_told=5), easy(5), easy(2)) == 1


def test_an_effort_or_a_pain_alone_says_nothing() -> None:
    assert reached(easy(9), lifted(5, effort=5), lifted(4, pain_told=1), easy(2)) == 1
    assert reached(easy(9), lifted(5, pain_told=1)) == 0
    assert reached(easy(9), lifted(5, effort=5)) == 0


def test_a_hard_session_starts_the_count_anew() -> None:
    assert reached(easy(9), easy(7, effort=6.5), easy(5)) == 0
    assert reached(easy(9), easy(7, effort=6.5), easy(5), easy(2)) == 1


@pytest.mark.parametrize(("since", "levels"), [(9, 1), (8, 0)])
def test_a_whole_block_counts_from_the_day_the_exercise_was_in_it(since: int, levels: int) -> None:
    assert reached(easy(9), easy(5), since=since) == levels


def test_sessions_of_other_exercises_are_passed_over() -> None:
    others = easy(7, exercises=("X07",))
    assert reached(easy(9), others, easy(5)) == 1
    assert reached(easy(9, exercises=("X01",)), others, easy(5), since=6) == 1


def test_of_one_day_the_session_comes_before_the_answer() -> None:
    too_hard = Answer(ago(5), "too_hard", "strength")
    assert reached(easy(9), easy(7), easy(6), easy(5), too_hard) == 1
