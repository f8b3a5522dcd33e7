"""What holds for every log, whatever was run and told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coaching import TrainingLog, advise
from coaching.advice import Advice, Light
from coaching.body import Region, Timing
from coaching.engine import advise_week
from coaching.facts import Muted, PainReport, Run
from coaching.replay import replay
from coaching.rules import RULES
from coaching.silence import PRAISE, RESTS, TEST_RUNS
from coaching.spike import spike_on
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

runs = st.builds(
    lambda km, back, hour: run(km, back, hour),
    st.floats(0.6, 42.0),
    st.integers(0, 90),
    st.sampled_from([6, 12, 18]),
)
reports = st.builds(
    lambda region, worst, timing, back, morning, painkiller: PainReport(
        ago(back),
        at(ago(back), 20),
        region,
        worst=worst,
        timing=timing,
        morning=morning,
        painkiller=painkiller,
    ),
    st.sampled_from(Region),
    st.integers(0, 10) | st.none(),
    st.sampled_from(Timing) | st.none(),
    st.integers(0, 40),
    st.integers(0, 10) | st.none(),
    st.booleans(),
)
answers = st.builds(
    lambda walking, stairs, back: pain("knee_front", days_ago=back, walking=walking, stairs=stairs),
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 40),
) | st.builds(nothing, st.integers(0, 40))
deeds = (
    st.builds(lifted, st.integers(0, 60))
    | st.builds(other, st.sampled_from(["walk", "ride"]), st.floats(10, 90), st.integers(0, 60))
    | st.builds(answered, st.sampled_from(["done", "too_hard"]), days_ago=st.integers(0, 60))
    | st.builds(self_tested, st.just("T7"), st.floats(0, 60), st.just("left"), st.integers(0, 60))
    | st.builds(
        tried,
        st.sampled_from(["C1", "C3", "C4"]),
        st.floats(0, 10),
        st.floats(0, 10),
        st.integers(0, 60),
    )
    | st.builds(slept, st.floats(3, 10), st.floats(40, 70), st.integers(0, 40))
)
logs = st.builds(
    lambda some, told, said, done: log(*{r.key: r for r in some}.values(), *told, *said, *done),
    st.lists(runs, max_size=30),
    st.lists(reports, max_size=6),
    st.lists(answers, max_size=4),
    st.lists(deeds, max_size=8),
)


def loud(advice: Advice) -> int:
    return -1 if advice.light is None else int(advice.light)


@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(past: TrainingLog, chance: random.Random) -> None:
    def shuffled(rows: Any) -> list[Any]:
        mixed = list(rows)
        chance.shuffle(mixed)
        return mixed

    named = ("runs", "pain", "strength", "others", "answers", "self_tests", "cue_trials", "nights")
    mixed = replace(past, **{name: shuffled(getattr(past, name)) for name in named})
    assert advise(mixed, TODAY) == advise(past, TODAY)
    assert advise_week(mixed, TODAY) == advise_week(past, TODAY)


@given(logs)
def test_a_report_told_twice_is_one_report(past: TrainingLog) -> None:
    assert advise(replace(past, pain=[*past.pain, *past.pain]), TODAY) == advise(past, TODAY)


@given(logs, st.integers(1, 60))
def test_later_days_change_nothing(past: TrainingLog, back: int) -> None:
    day = ago(back)
    known = replace(
        past,
        runs=[one for one in past.runs if one.local_date <= day],
        others=[one for one in past.others if one.local_date <= day],
        **{
            name: [one for one in getattr(past, name) if one.on <= day]
            for name in ("pain", "strength", "answers", "self_tests", "cue_trials", "nights")
        },
    )
    assert advise(past, day) == advise(known, day)
    assert advise_week(past, day) == advise_week(known, day)


@given(
    logs,
    st.sampled_from(Region),
    st.integers(1, 10),
    st.sampled_from([Timing.PERSISTS, Timing.WORSENS, Timing.CHANGED_FORM]),
)
def test_pain_that_lasts_never_makes_a_light_better(
    past: TrainingLog, region: Region, worst: int, timing: Timing
) -> None:
    before = replace(past, pain=[one for one in past.pain if one.on < TODAY])
    clean = [one for one in before.pain if one.region is not region]
    before = replace(before, pain=clean)
    more = replace(before, pain=[*clean, pain(region.value, worst, timing.value)])
    if loud(advise(before, TODAY)) <= Light.AMBER:
        assert loud(advise(more, TODAY)) >= min(loud(advise(before, TODAY)), Light.AMBER)


@given(logs)
def test_load_alone_is_never_beyond_amber(past: TrainingLog) -> None:
    assert loud(advise(replace(past, pain=()), TODAY)) <= Light.AMBER


@given(st.lists(runs, min_size=2, max_size=30), st.data())
def test_a_deleted_run_makes_no_earlier_run_a_spike(some: list[Run], data: st.DataObject) -> None:
    whole = log(*{one.key: one for one in some}.values())
    gone = data.draw(st.sampled_from(list(whole.runs)))
    less = replace(whole, runs=[one for one in whole.runs if one is not gone])
    for one in less.runs:
        if one.started_at < gone.started_at - timedelta(hours=12):
            before, after = spike_on(whole, one.local_date), spike_on(less, one.local_date)
            if one.local_date < gone.local_date:
                assert before == after


@given(logs, st.floats(1.0, 2.0))
def test_the_same_factor_on_all_distances_leaves_ratios(past: TrainingLog, factor: float) -> None:
    long = [r for r in past.runs if r.distance_m is not None and r.distance_m > 5_000]
    stretched = [
        replace(
            r,
            distance_m=(r.distance_m or 0) * factor,
            moving_s=r.moving_s * factor,
            elapsed_s=r.moving_s * factor,
        )
        for r in long
    ]
    before, after = log(*long), log(*stretched)
    # Longer runs may grow into one session, which is another training and not the same in longer.
    assume([len(s.runs) for s in before.sessions] == [len(s.runs) for s in after.sessions])
    one, other = spike_on(before, TODAY), spike_on(after, TODAY)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.ratio == pytest.approx(other.ratio)


@given(st.lists(st.builds(run, st.floats(0.6, 42.0), st.integers(0, 12)), max_size=12))
def test_two_weeks_of_running_are_too_few_for_an_amber(some: list[Run]) -> None:
    past = log(*{one.key: one for one in some}.values())
    assert loud(advise(past, TODAY)) < Light.AMBER


@given(logs)
def test_one_recommendation_a_slot_and_no_contradiction(past: TrainingLog) -> None:
    for advice in (advise(past, TODAY), advise_week(past, TODAY)):
        slots = [one.slot for one in advice.recommendations]
        assert len(slots) == len(set(slots)) <= 3
        assert advice.plan is not None
        planned = {*advice.plan.run_days, *advice.plan.strength_days, *advice.plan.rest_days}
        assert planned <= {TODAY + timedelta(days=nth) for nth in range(1, 8)}
        assert not {*advice.plan.run_days} & {*advice.plan.rest_days}
        if advice.light is Light.RED:
            assert advice.plan.run_days == ()


@settings(max_examples=25)
@given(logs)
def test_a_replay_has_one_answer_for_each_day_with_a_fact(past: TrainingLog) -> None:
    days = [advice.on for advice in replay(past)]
    told = {r.local_date for r in past.runs} | {p.on for p in past.pain}
    assert days == sorted(told)


NAMES = [rule.__name__ for rule in RULES]


@given(logs, st.sampled_from(NAMES))
def test_muting_a_rule_makes_no_other_louder(past: TrainingLog, rule: str) -> None:
    muted = replace(past, muted=[Muted(rule, ago(90))])
    for ask in (advise, advise_week):
        plain, quiet = ask(past, TODAY), ask(muted, TODAY)
        lights = {found.rule: found.light for found in plain.findings}
        for found in quiet.findings:
            assert found.rule in lights, found.rule
            assert found.light == lights[found.rule]
        assert loud(quiet) <= loud(plain)


@given(logs, st.integers(-11, 13))
def test_another_time_zone_moves_nothing_but_day_edges(past: TrainingLog, hours: int) -> None:
    """The same local days and clock times somewhere else in the world."""
    away = timedelta(hours=hours)
    moved = replace(
        past,
        runs=[replace(one, started_at=one.started_at + away) for one in past.runs],
        others=[replace(one, started_at=one.started_at + away) for one in past.others],
        pain=[replace(one, said_at=one.said_at + away) for one in past.pain],
    )
    assert advise(moved, TODAY) == advise(past, TODAY)
    assert advise_week(moved, TODAY) == advise_week(past, TODAY)


@given(logs)
def test_what_rests_never_stands_beside_a_test_run(past: TrainingLog) -> None:
    for advice in (advise(past, TODAY), advise_week(past, TODAY)):
        said = {one.finding.action for one in advice.recommendations}
        assert advice.plan is not None
        if not advice.plan.running or said & RESTS:
            assert not said & TEST_RUNS
            assert not said & PRAISE
        if not advice.plan.running:
            assert advice.plan.run_days == ()
            assert advice.plan.longest_run_m is None
        assert not {*advice.plan.swap_days} & {*advice.plan.run_days, *advice.plan.rest_days}
