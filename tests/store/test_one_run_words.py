"""What the runner said of recordings, where words go against each other or cannot be meant."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.alike import APART, SAME, may_be_one
from syncer.outing import Recorded
from syncer.same_run import groups, outings
from syncer.sources import Kind
from tests.store.keeping import MORNING, recorded
from tests.store.test_one_run import garmin, leg, strava, triathlon
from tests.store.test_one_run_truths import anything, decided


def runs(held: list[Recorded]) -> list[list[str]]:
    return sorted(sorted(one.source_id for one in group) for group in groups(held))


def said(held: list[Recorded], names: str, verdict: str, hour: int) -> list[Recorded]:
    """The same with a word on two of them, said at an hour of the day."""
    one, other = (next(each for each in held if each.source_id == name) for name in names)
    at = {one.id: other.id, other.id: one.id}
    return [
        replace(each, decided_at={**each.decided_at, at[each.id] or 0: MORNING.replace(hour=hour)})
        if each.id in at
        else each
        for each in decided(held, one, other, verdict)
    ]


def three(*ids: int) -> list[Recorded]:
    return [garmin(name, n * 60, 5.0, id=ids[n]) for n, name in enumerate("abc")]


def test_words_against_each_other_come_out_the_same_whichever_recording_came_first() -> None:
    seen = []
    for ids in permutations((1, 2, 3)):
        held = three(*ids)
        for one, other, verdict in ((0, 1, SAME), (1, 2, SAME), (0, 2, APART)):
            held = decided(held, held[one], held[other], verdict)
        seen.append(runs(held))
    assert all(each == seen[0] for each in seen)


@pytest.mark.parametrize(
    ("ab", "bc", "found"), [(8, 9, [["a"], ["b", "c"]]), (9, 8, [["a", "b"], ["c"]])]
)
def test_of_words_that_cannot_both_be_done_the_newest_is(
    ab: int, bc: int, found: list[list[str]]
) -> None:
    held = said(three(1, 2, 3), "ac", APART, 7)
    held = said(said(held, "ab", SAME, ab), "bc", SAME, bc)
    assert runs(held) == found


def test_a_recording_leaves_the_run_it_was_only_taken_to_be_of() -> None:
    held = [
        garmin("a", 0, 10.0, id=1),
        strava("b", 1, 9.9, id=2),
        recorded("c", 1, 9.8, id=3),
    ]
    held = said(held, "ac", APART, 8)
    assert runs(held) == [["a", "b"], ["c"]]
    assert runs(said(held, "bc", SAME, 9)) == [["a"], ["b", "c"]]


def test_a_run_and_a_ride_are_no_one_outing_whatever_is_said() -> None:
    run, ride = garmin("run", 0, 5.0, id=1), garmin("ride", 30, 9.0, id=2, kind=Kind.RIDE)
    assert len(outings(decided([run, ride], run, ride, SAME))) == 2


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (garmin("a"), strava("b", 72 * 60), True),
        (garmin("a"), strava("b", 72 * 60 + 1), False),
        (garmin("a"), strava("b", kind=Kind.WALK), True),
        (garmin("a"), strava("b", kind=Kind.OTHER), True),
        (garmin("a"), strava("b", kind=Kind.RIDE), False),
        (garmin("a", kind=Kind.RIDE), strava("b", kind=Kind.RIDE), True),
        (triathlon()[0], strava("b", kind=Kind.RUN), True),
        (triathlon()[0], leg("c", 0, 5.0, Kind.RUN, 3.0), False),
    ],
)
def test_only_what_somebody_could_mean_may_be_said_to_be_one(
    one: Recorded, other: Recorded, may: bool
) -> None:
    assert may_be_one(one, other) is may
    assert may_be_one(other, one) is may


def test_a_group_that_another_was_said_to_be_apart_from_stays_apart() -> None:
    """Also where a third one would bring them together."""
    held = [garmin("a", 0, 5.0, id=1), strava("b", 0, 5.0, id=2), garmin("c", 60, 5.0, id=3)]
    held = decided(decided(held, held[1], held[2], APART), held[0], held[2], SAME)
    assert runs(held) == [["a", "c"], ["b"]]


def test_a_leg_and_the_whole_stay_two_where_the_runner_says_so() -> None:
    whole = strava("whole", km=51.5, moving_s=146 * 60, kind=Kind.OTHER)
    held = [replace(one, id=n) for n, one in enumerate([*triathlon(), whole], 1)]
    run = next(one for one in held if one.source_id == "run")
    assert ["whole"] in runs(decided(held, run, held[-1], APART))


def test_a_clock_in_another_zone_and_a_word_against_it() -> None:
    held = [garmin("a", id=1), recorded("b", 120, id=2, file_name="b.gpx")]
    assert runs(held) == [["a", "b"]]
    assert runs(decided(held, held[0], held[1], APART)) == [["a"], ["b"]]


@given(anything(), st.randoms(use_true_random=False))
def test_which_ids_recordings_got_changes_nothing(
    held: list[Recorded], chance: random.Random
) -> None:
    ids = [one.id or 0 for one in held]
    chance.shuffle(ids)
    new = {one.id: number for one, number in zip(held, ids, strict=True)}
    again = [
        replace(
            one,
            id=new[one.id],
            decided={new[other]: verdict for other, verdict in one.decided.items()},
        )
        for one in held
    ]
    assert runs(again) == runs(held)


def test_a_row_of_hundreds_of_short_recordings_is_each_held_against_its_neighbours() -> None:
    held = [recorded(f"{n:03}", n, 0.1, id=n + 1) for n in range(300)]
    assert len(outings(held)) == 300
    assert timedelta(minutes=299) == held[-1].started_at - held[0].started_at
