"""What Garmin really answered can be read, and holds the same contract as every source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coaching.log import RunKind
from syncer.sources import Kind, Recording
from syncer.sources.garmin.records import record
from tests.contracts.test_sources import SourceContract

pytestmark = pytest.mark.real

RECORDED_BY = datetime(2026, 6, 1, tzinfo=UTC)
LISTS = ("activity_list_0", "activity_list_pagination_0", "activity_list_pagination_1")
DETAILS = (
    "activity_get_1",
    "activity_update_both_1",
    "activity_update_description_only_1",
    "activity_update_name_only_1",
)


class TestRecordedLists(SourceContract):
    """Pages of one real account's list, its names taken out."""

    @pytest.fixture
    def fetched(self, shared: Path) -> Sequence[Recording]:
        return _listed(shared)

    @pytest.fixture
    def again(self, shared: Path) -> Sequence[Recording]:
        return _listed(shared)

    def test_every_record_can_be_read(self, fetched: Sequence[Recording]) -> None:
        assert len(fetched) == len({one.source_id for one in fetched}) > 3
        assert {one.kind for one in fetched} >= {Kind.RUN, Kind.WALK}


def test_a_walk_run_session_has_no_running_cadence_in_the_list(shared: Path) -> None:
    """Recorded: 111.7 steps a minute over 11 minutes of walking and 26 of running."""
    (told,) = _body(shared, "activity_get_0")
    found = record(told, RECORDED_BY).recording
    assert found.run_kind is RunKind.TRAIL
    assert found.cadence_spm is None


def test_list_and_detail_say_the_same_of_one_run(shared: Path) -> None:
    (told,) = _body(shared, "activity_get_0")
    row = record(told, RECORDED_BY).recording
    detail = record(_body(shared, "activity_get_1"), RECORDED_BY)
    whole = detail.recording
    assert row.source_id == whole.source_id
    assert (row.started_at, row.kind, row.run_kind) == (
        whole.started_at,
        whole.kind,
        whole.run_kind,
    )
    assert (row.distance_m, row.ascent_m, row.descent_m) == (
        whole.distance_m,
        whole.ascent_m,
        whole.descent_m,
    )
    assert (row.moving_s, row.elapsed_s) == (whole.moving_s, whole.elapsed_s)
    assert detail.has_series
    assert whole.cadence_spm == 132.8, "of the parts that were run"
    assert (whole.feel, whole.effort_rpe, whole.timezone) == (2, 3.0, "America/Costa_Rica")


@pytest.mark.parametrize("name", DETAILS)
def test_every_recorded_detail_can_be_read(shared: Path, name: str) -> None:
    found = record(_body(shared, name), RECORDED_BY)
    assert found.recording.started_at.year == 2026
    assert "description" in found.texts


def test_a_hike_is_no_run_though_garmin_names_its_cadence_running(shared: Path) -> None:
    rows = [told for name in LISTS for told in _body(shared, name)]
    hikes = [told for told in rows if told["activityType"]["typeKey"] == "hiking"]
    assert hikes
    for told in hikes:
        assert record(told, RECORDED_BY).recording.cadence_spm is None


def _body(shared: Path, name: str) -> Any:
    path = shared / "platforms" / "recorded" / f"garmin_test_{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["response"]["json"]


def _listed(shared: Path) -> list[Recording]:
    rows = [told for name in LISTS for told in _body(shared, name)]
    found = [record(told, RECORDED_BY).recording for told in rows]
    return list({one.source_id: one for one in found}.values())
