"""What is so of recordings of one run, whoever recorded what, whatever the runner said of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from coaching.log import RunKind
from syncer.alike import APART, SAME, may_be_one
from syncer.better import one_outing
from syncer.doubtful import doubtful, joined
from syncer.legs import without_wholes
from syncer.measure import Measured
from syncer.outing import Outing, Recorded
from syncer.same_run import groups, outings
from syncer.sources import Kind
from tests.store.keeping import MORNING

SOURCES = ("garmin", "strava", "files")
NOISE = 0.015
CLOCK_S = 180.0


@dataclass(frozen=True)
class Held:
    """A recording, and which of the runs that were really run it is of."""

    run: int
    recorded: Recorded


@dataclass(frozen=True)
class Day:
    """What was really run, in metres, and what the sources hold of it."""

    runs_m: tuple[float, ...]
    held: tuple[Held, ...]

    @property
    def recordings(self) -> list[Recorded]:
        return [one.recorded for one in self.held]

    def run_of(self, one: Recorded) -> int:
        return next(held.run for held in self.held if held.recorded.id == one.id)

    @property
    def held_m(self) -> float:
        return sum(self.runs_m[run] for run in {one.run for one in self.held})


@st.composite
def days(draw: st.DrawFn, *, splits: bool = False, whole: str | None = None) -> Day:
    """Runs one after another, of which each source holds some, by a clock of its own.

    `splits` lets the watch keep a run in two parts; `whole` is a source that holds all of them.
    """
    off = {source: draw(st.floats(-CLOCK_S, CLOCK_S)) for source in SOURCES}
    at_s, runs_m, held = 0.0, [], []
    for run in range(draw(st.integers(1, 4))):
        lasted_s = draw(st.floats(600, 7200))
        speed_mps = draw(st.floats(2.2, 4.5))
        runs_m.append(lasted_s * speed_mps)
        for source in SOURCES:
            if source != whole and not draw(st.booleans()):
                continue
            parts = [(0.0, 1.0)]
            if splits and source == "garmin" and draw(st.booleans()):
                cut = draw(st.floats(0.2, 0.8))
                parts = [(0.0, cut), (cut, 1.0)]
            for nth, (begins, ends) in enumerate(parts):
                noise = 1 + draw(st.floats(-NOISE, NOISE))
                late_s = draw(st.floats(0, 0.01)) * lasted_s
                span_s = (ends - begins) * lasted_s - late_s
                start_s = at_s + begins * lasted_s + late_s + off[source]
                one = Recorded(
                    id=len(held) + 1,
                    source=source,
                    source_id=f"{run}-{nth}",
                    kind=Kind.RUN,
                    started_at=MORNING + timedelta(seconds=start_s),
                    elapsed_s=span_s,
                    moving_s=span_s,
                    distance_m=(ends - begins) * runs_m[-1] * noise,
                    file_name="a.fit" if source == "files" else None,
                    measured=Measured(cadence_spm=170.0) if draw(st.booleans()) else None,
                )
                held.append(Held(run, one))
        at_s += lasted_s + draw(st.floats(60, 5 * 3600))
    return Day(tuple(runs_m), tuple(held))


def mileage_m(found: Iterable[Outing]) -> float:
    return sum(outing.distance_m or 0.0 for outing in found)


@given(days())
def test_mileage_never_counts_twice_whoever_holds_the_runs(day: Day) -> None:
    assert mileage_m(outings(day.recordings)) <= day.held_m * (1 + 2 * NOISE)


@given(days(splits=True))
def test_a_run_that_one_device_split_counts_once_where_another_has_it_whole(day: Day) -> None:
    """Whatever the clocks say: a part that lies beside the whole run belongs to it."""
    assert mileage_m(outings(day.recordings)) <= day.held_m * (1 + 2 * NOISE)


@given(days(whole="garmin"))
def test_each_run_is_one_where_one_platform_holds_them_all(day: Day) -> None:
    found = outings(day.recordings)
    assert len(found) == len(day.runs_m)
    assert all(len({day.run_of(one) for one in outing.recordings}) == 1 for outing in found)
    assert not doubtful(found)


@given(days(), st.data())
def test_mileage_never_counts_twice_when_the_runner_told_the_truth(
    day: Day, data: st.DataObject
) -> None:
    told = list(day.recordings)
    for one, other in data.draw(some_pairs(day)):
        same = day.run_of(one) == day.run_of(other)
        told = decided(told, one, other, SAME if same else APART)
    found = outings(told)
    assert mileage_m(found) <= day.held_m * (1 + 2 * NOISE)


@given(days(), st.sampled_from(SOURCES))
def test_a_source_that_goes_leaves_the_run_alive_through_the_others(day: Day, gone: str) -> None:
    left = [one for one in day.held if one.recorded.source != gone]
    rest = Day(day.runs_m, tuple(left))
    found = outings(rest.recordings)
    alive = {day.run_of(one) for outing in found for one in outing.recordings}
    assert alive == {one.run for one in left}
    assert all((outing.distance_m or 0.0) > 0 for outing in found)
    before = {
        day.run_of(one): outing for outing in outings(day.recordings) for one in outing.recordings
    }
    for outing in found:
        runs = {day.run_of(one) for one in outing.recordings}
        if len(runs) == 1 and len({day.run_of(o) for o in before[min(runs)].recordings}) == 1:
            whole_m = day.runs_m[min(runs)]
            assert abs((outing.distance_m or 0.0) - whole_m) <= 2 * NOISE * whole_m


@st.composite
def some_pairs(draw: st.DrawFn, day: Day) -> list[tuple[Recorded, Recorded]]:
    pairs = [(a, b) for a in day.recordings for b in day.recordings if (a.id or 0) < (b.id or 0)]
    return draw(st.lists(st.sampled_from(pairs), max_size=4)) if pairs else []


def decided(
    recordings: Sequence[Recorded], one: Recorded, other: Recorded, verdict: str
) -> list[Recorded]:
    """The same recordings with what the runner said of two of them."""
    assert one.id is not None
    assert other.id is not None
    said = {one.id: {other.id: verdict}, other.id: {one.id: verdict}}
    return [
        replace(each, decided={**each.decided, **said.get(each.id or 0, {})}) for each in recordings
    ]


PLAIN = Recorded(
    None, "strava", "", Kind.RUN, MORNING, elapsed_s=3600.0, moving_s=3600.0, distance_m=10_000.0
)
kinds = st.sampled_from([Kind.RUN, Kind.RUN, Kind.RUN, Kind.WALK, Kind.OTHER, Kind.RIDE])


@st.composite
def anything(draw: st.DrawFn) -> list[Recorded]:
    """Recordings of whatever sort near each other, with whatever the runner said of them."""
    found: list[Recorded] = []
    for nth in range(draw(st.integers(0, 7))):
        source = draw(st.sampled_from(SOURCES))
        span_s = draw(st.sampled_from([0.0, 600.0, 1800.0, 1810.0, 3600.0, 9000.0]))
        kind = draw(kinds)
        is_leg = source == "garmin" and draw(st.booleans())
        found.append(
            Recorded(
                id=nth + 1,
                source=source,
                source_id=str(nth),
                kind=kind,
                started_at=MORNING + timedelta(minutes=draw(st.integers(0, 60)) * 2),
                run_kind=draw(st.sampled_from([None, RunKind.RUN, RunKind.TREADMILL])),
                elapsed_s=span_s,
                moving_s=span_s or None,
                distance_m=draw(st.sampled_from([None, 0.0, 1800.0, 5000.0, 5020.0, 10_000.0])),
                file_name=draw(st.sampled_from(["a.fit", "a.gpx"])) if source == "files" else None,
                part_of="event" if is_leg else None,
                terms=draw(st.sampled_from(["", "strava-apart"])) if source == "strava" else "",
                measured=draw(st.sampled_from([None, Measured(distance_m=4900.0)])),
            )
        )
    for _ in range(draw(st.integers(0, 4)) if len(found) > 1 else 0):
        one, other = draw(st.permutations(found))[:2]
        found = decided(found, one, other, draw(st.sampled_from([SAME, APART])))
    return found


@given(anything(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(
    recordings: list[Recorded], chance: random.Random
) -> None:
    mixed = recordings.copy()
    chance.shuffle(mixed)
    assert outings(mixed) == outings(recordings)


@given(anything())
def test_every_recording_is_in_one_run_and_every_merge_has_a_reason(
    recordings: list[Recorded],
) -> None:
    found = outings(recordings)
    inside = [one.name for outing in found for one in outing.recordings]
    assert sorted(inside) == sorted(one.name for one in recordings)
    for outing in found:
        why = joined(outing.recordings)
        assert len(why) == len(outing.recordings) - 1
        assert len({id(each.other) for each in why}) == len(why)


@given(anything())
def test_what_the_runner_said_is_done(recordings: list[Recorded]) -> None:
    place = {one.id: nth for nth, group in enumerate(groups(recordings)) for one in group}
    kept = [
        (one.id, other_id, verdict)
        for one in recordings
        for other_id, verdict in one.decided.items()
    ]
    for one_id, other_id, verdict in kept:
        if verdict == APART:
            assert place[one_id] != place[other_id]
    if not any(verdict == APART for *_, verdict in kept):
        by_id = {one.id: one for one in recordings}
        for one_id, other_id, _ in kept:
            if may_be_one(by_id[one_id], by_id[other_id]):
                assert place[one_id] == place[other_id]


@given(anything())
def test_in_the_strict_reading_nothing_is_mixed(recordings: list[Recorded]) -> None:
    for outing in outings(recordings):
        counted = without_wholes(outing.recordings)
        apart = [one for one in counted if one.terms]
        rest = [one for one in counted if not one.terms]
        if not apart or not rest:
            continue
        alone = [replace(one_outing(side), recordings=outing.recordings) for side in (apart, rest)]
        plain = [replace(one, title="") for one in alone]
        assert replace(outing, title="") in plain


@given(anything(), st.integers(0, 20))
def test_a_question_that_was_answered_is_asked_no_more(
    recordings: list[Recorded], shared_min: int
) -> None:
    late = MORNING + timedelta(days=3)
    two = [
        replace(PLAIN, id=8, source_id="8", started_at=late - timedelta(minutes=60 - shared_min)),
        replace(PLAIN, id=9, source_id="9", started_at=late, source="garmin"),
    ]
    recordings = [*recordings, *two]
    asked = doubtful(outings(recordings))
    assert ({8, 9} in [{each.one.id, each.other.id} for each in asked]) == (shared_min >= 6)
    for verdict in (SAME, APART) if asked else ():
        pair = {asked[0].one.id, asked[0].other.id}
        after = decided(recordings, asked[0].one, asked[0].other, verdict)
        again = [{each.one.id, each.other.id} for each in doubtful(outings(after))]
        assert pair not in again
