"""What a runner writes into a title settles only what no device told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.log import RunKind
from syncer.better import one_outing
from syncer.outing import Outing
from syncer.same_run import outings
from syncer.tags import KINDS, SURFACES, with_tags
from tests.store.keeping import measured, recorded


def titled(title: str, surface_m: dict[str, float] | None = None, **more: Any) -> Outing:
    """The outing of one recording with this title, as it is before its tags are read."""
    ours = measured(distance_m=10_000.0, surface_m=surface_m or {}, moving_s=3300.0)
    return one_outing([recorded("a", title=title, measured=ours, **more)])


@pytest.mark.parametrize(
    ("title", "surface", "kind"),
    [
        ("#road", "paved", RunKind.ROAD),
        ("Long one #paved", "paved", RunKind.RUN),
        ("Along the lake #gravel", "unpaved", RunKind.RUN),
        ("#unpaved then home", "unpaved", RunKind.RUN),
        ("#Trail!", "trail", RunKind.TRAIL),
        ("(#TRACK)", "track", RunKind.TRACK),
        ("早朝 #treadmill", "treadmill", RunKind.TREADMILL),
        ("##trail", "trail", RunKind.TRAIL),
    ],
)
def test_a_tag_names_the_ground_and_the_kind(title: str, surface: str, kind: RunKind) -> None:
    told = with_tags(titled(title, {"unknown": 10_000.0}, run_kind=RunKind.RUN))
    assert (told.surface_m, told.run_kind) == ({surface: 10_000.0}, kind)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Sunday long",
        "trail",
        "# trail",
        "#sunday #2026",
        "#trailrunning",
        "#trail_run",
        "#trail2",
        "lap#trail",
        "#",
        "a.b/#c",
    ],
)
def test_without_a_tag_that_we_know_nothing_changes(title: str) -> None:
    plain = titled(title, {"unknown": 10_000.0}, run_kind=RunKind.RUN)
    assert with_tags(plain) == plain


def test_of_several_tags_the_first_that_we_know_counts() -> None:
    told = with_tags(titled("#sunday #gravel #trail #road", run_kind=RunKind.RUN))
    assert (told.surface_m, told.run_kind) == ({"unpaved": 10_000.0}, RunKind.RUN)
    told = with_tags(titled("#Sunday #Trail #gravel", run_kind=RunKind.RUN))
    assert (told.surface_m, told.run_kind) == ({"trail": 10_000.0}, RunKind.TRAIL)


def test_metres_that_were_measured_stay_where_they_are() -> None:
    known = {"track": 4_000.0, "unknown": 6_000.0}
    assert with_tags(titled("#trail", known)).surface_m == {"track": 4_000.0, "trail": 6_000.0}
    assert with_tags(titled("#track", known)).surface_m == {"track": 10_000.0}
    assert with_tags(titled("#trail", {"track": 10_000.0})).surface_m == {"track": 10_000.0}


def test_metres_that_nobody_measured_are_of_unknown_surface() -> None:
    assert with_tags(titled("#gravel")).surface_m == {"unpaved": 10_000.0}
    assert with_tags(titled("#gravel", {"track": 4_000.0})).surface_m == {
        "track": 4_000.0,
        "unpaved": 6_000.0,
    }
    assert with_tags(titled("#gravel", {"track": 11_000.0})).surface_m == {"track": 11_000.0}


def test_a_run_without_a_distance_has_no_metres_to_name() -> None:
    beats_alone = replace(recorded("a", title="#trail"), distance_m=None)
    told = with_tags(one_outing([beats_alone]))
    assert (told.surface_m, told.run_kind, told.distance_m) == ({}, RunKind.TRAIL, None)


@pytest.mark.parametrize("told_by_device", [RunKind.TRAIL, RunKind.VIRTUAL, RunKind.TREADMILL])
def test_a_kind_that_a_device_told_stays(told_by_device: RunKind) -> None:
    told = with_tags(titled("#road", {"unknown": 10_000.0}, run_kind=told_by_device))
    assert (told.run_kind, told.surface_m) == (told_by_device, {"paved": 10_000.0})


@pytest.mark.parametrize(("title", "guess"), [("#treadmill", True), ("#track", False), ("", False)])
def test_the_way_on_a_belt_is_a_guess_whoever_says_that_it_was_one(title: str, guess: bool) -> None:
    assert with_tags(titled(title, run_kind=RunKind.RUN)).distance_estimated is guess
    belt = with_tags(titled(title, run_kind=RunKind.TREADMILL))
    assert belt.distance_estimated


def test_the_title_of_a_run_may_come_with_another_recording() -> None:
    watch = recorded("watch", measured=measured(moving_s=3300.0, surface_m={"unknown": 10_000.0}))
    (told,) = outings([watch, recorded("42", source="strava", title="#gravel")])
    assert told.surface_m == {"unpaved": 10_000.0}


words = st.lists(
    st.sampled_from([*SURFACES, "sunday", "x"]).map("#{}".format) | st.text(max_size=5)
)


@given(
    words.map(" ".join),
    st.dictionaries(st.sampled_from(["unknown", "track", "trail", "paved"]), st.floats(1, 9e4)),
    st.sampled_from([None, *RunKind]),
)
def test_a_title_moves_no_metre_but_the_unknown(
    title: str, surface_m: dict[str, float], kind: RunKind | None
) -> None:
    before = titled(title, surface_m, run_kind=kind)
    after = with_tags(before)
    for name, metres in before.surface_m.items():
        assert name == "unknown" or after.surface_m[name] >= metres
    if after != before:
        assert "unknown" not in after.surface_m
        whole = max(sum(surface_m.values()), 10_000.0 if "unknown" not in surface_m else 0.0)
        assert sum(after.surface_m.values()) == pytest.approx(whole)
        assert after.run_kind is before.run_kind or before.run_kind in (None, RunKind.RUN)
        assert after.run_kind is before.run_kind or after.run_kind in KINDS.values()
