"""What Strava really answered holds the same contract as every source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncer.sources import Kind, Recording
from syncer.sources.strava.records import record
from tests.contracts.strava_recordings import recorded
from tests.contracts.test_sources import SourceContract

pytestmark = pytest.mark.real

RECORDED_BY = datetime(2026, 1, 1, tzinfo=UTC)
LISTS = (
    "all_athlete_activities_latest_0",
    "athlete_activities_0",
    "athlete_activities_december_2018_0",
)


class TestRecordedLists(SourceContract):
    """The pages of one real account's list, its names taken out."""

    @pytest.fixture
    def fetched(self, shared: Path) -> Sequence[Recording]:
        return _read(shared)

    @pytest.fixture
    def again(self, shared: Path) -> Sequence[Recording]:
        return _read(shared)

    def test_every_record_can_be_read(self, fetched: Sequence[Recording]) -> None:
        assert len(fetched) == 13
        assert {one.kind for one in fetched} >= {Kind.RUN}


def _read(shared: Path) -> list[Recording]:
    exchanges = recorded(shared / "platforms" / "recorded")
    told = [one for name in LISTS for one in exchanges[name]["response"]["json"]]
    found = [record(one, RECORDED_BY).recording for one in told]
    return list({one.source_id: one for one in found}.values())
