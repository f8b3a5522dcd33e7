"""What every source must do, whichever platform it reads from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from syncer.measure import Series
from syncer.sources import Gone, Kind, Recording, Refused
from syncer.sources.files import pieces, read
from syncer.sources.strava.listing import listed
from syncer.sources.strava.series import KEYS, series
from syncer.sources.strava.web import Web
from tests.sources import fit_bytes as fb
from tests.sources import xml_text as xt
from tests.sources.fit_bytes import MORNING
from tests.sources.zip_bytes import zipped
from tests.strava.conftest import Road

TOTALS = ("elapsed_s", "moving_s", "distance_m", "ascent_m", "descent_m", "cadence_spm")


class SourceContract:
    """Inherit, and say how to fetch what one runner has, and the same once more."""

    @pytest.fixture
    def fetched(self) -> Sequence[Recording]:
        raise NotImplementedError

    @pytest.fixture
    def again(self) -> Sequence[Recording]:
        raise NotImplementedError

    def test_something_is_fetched_and_a_run_is_among_it(self, fetched: Sequence[Recording]) -> None:
        assert any(one.kind is Kind.RUN for one in fetched)

    def test_each_has_an_id_of_its_own(self, fetched: Sequence[Recording]) -> None:
        ids = [one.source_id for one in fetched]
        assert all(ids)
        assert len(set(ids)) == len(ids)

    def test_the_same_again_has_the_same_ids(
        self, fetched: Sequence[Recording], again: Sequence[Recording]
    ) -> None:
        assert [one.source_id for one in again] == [one.source_id for one in fetched]

    def test_instants_are_aware_and_in_utc(self, fetched: Sequence[Recording]) -> None:
        assert all(one.started_at.tzinfo is UTC for one in fetched)

    def test_zones_are_names_that_exist(self, fetched: Sequence[Recording]) -> None:
        assert all(ZoneInfo(one.timezone) for one in fetched if one.timezone is not None)

    def test_only_runs_have_a_kind_of_run(self, fetched: Sequence[Recording]) -> None:
        assert all((one.run_kind is not None) == (one.kind is Kind.RUN) for one in fetched)

    def test_totals_are_numbers_or_missing_never_nan_or_negative(
        self, fetched: Sequence[Recording]
    ) -> None:
        for one in fetched:
            values = [getattr(one, name) for name in TOTALS]
            assert all(math.isfinite(v) and v >= 0 for v in values if v is not None)

    def test_cadence_of_a_total_counts_both_feet(self, fetched: Sequence[Recording]) -> None:
        cadences = [one.cadence_spm for one in fetched if one.cadence_spm is not None]
        assert all(cadence > 115 for cadence in cadences)

    def test_arrays_are_parallel_and_time_never_goes_back(
        self, fetched: Sequence[Recording]
    ) -> None:
        for one in fetched:
            if one.series is not None:
                _check(one.series)


def _check(series: Series) -> None:
    assert series.time_s.size
    assert (np.diff(series.time_s) >= 0).all()
    assert series.time_s[0] >= 0
    for field in fields(Series):
        array = getattr(series, field.name)
        if isinstance(array, np.ndarray) and field.name != "pauses_s":
            assert array.shape == series.time_s.shape
            assert array.dtype == np.float64
            assert not np.isnan(array).all(), f"{field.name} holds nothing and should be None"
    if series.pauses_s is not None:
        assert (series.pauses_s[:, 1] > series.pauses_s[:, 0]).all()


class TestFiles(SourceContract):
    """Every format there is, sound and damaged, in one folder."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        written = {
            "run.fit": fb.a_run(),
            "cut.fit": fb.a_run(metres=1234.0)[:-4000],
            "ride.fit": fb.a_run(sport=fb.CYCLING),
            "lift.fit": fb.wrapped(fb.file_id() + fb.session(10, 20)),
            "track.gpx": xt.gpx(inside="<extensions><cad>84</cad></extensions>"),
            "hike.gpx": xt.gpx(kind="<type>hiking</type>"),
            "two.tcx": xt.tcx(xt.activity(), xt.activity(range(900, 1500), sport="Biking")),
            "more.zip": zipped({"other.fit": fb.a_run(sub_sport=1)}),
            "noise.fit": b"noise",
        }
        for name, data in written.items():
            (tmp_path / name).write_bytes(data)
        return tmp_path

    @pytest.fixture
    def fetched(self, folder: Path) -> Sequence[Recording]:
        return _all(folder)

    @pytest.fixture
    def again(self, folder: Path) -> Sequence[Recording]:
        return _all(folder)

    def test_what_cannot_be_taken_never_stops_the_rest(self, fetched: Sequence[Recording]) -> None:
        assert len(fetched) == 9


def _all(folder: Path) -> list[Recording]:
    recordings: list[Recording] = []
    for piece in pieces([folder]):
        # One of them is noise, and a refusal is how a source says so.
        with suppress(Refused):
            recordings += read(piece, MORNING + timedelta(days=1))
    return recordings


class TestStrava(SourceContract):
    """A season on Strava's stand-in, asked for over the socket: list, details, streams."""

    @pytest.fixture
    def season(self, road: Road) -> Road:
        for days_ago in range(2, 60, 5):
            road.run(days_ago, 6 + days_ago % 4)
        road.run(1.5, 5.0, trainer=True)
        road.run(1.4, 7.0, sport_type="TrailRun")
        road.run(1.3, 20.0, sport_type="Ride")
        road.run(1.2, 0.0, sport_type="WeightTraining", manual=True)
        road.strava.world.spoil(road.run(1.1), "missing_fields")
        return road

    @pytest.fixture
    def fetched(self, season: Road) -> Sequence[Recording]:
        return _from_strava(season)

    @pytest.fixture
    def again(self, season: Road) -> Sequence[Recording]:
        return _from_strava(season)

    def test_what_cannot_be_taken_never_stops_the_rest(self, fetched: Sequence[Recording]) -> None:
        assert len(fetched) == 16

    def test_runs_come_with_their_series(self, fetched: Sequence[Recording]) -> None:
        assert all(one.series is not None for one in fetched if one.kind is Kind.RUN)


def _from_strava(road: Road) -> list[Recording]:
    given = road.strava.world.connect(road.athlete)
    web = Web(road.sessions, road.settings, road.clock, given.access_token)
    recordings = []
    for one in listed(web, road.clock, None, ()).recordings:
        told = None
        with suppress(Gone):
            path = f"/activities/{one.source_id}/streams"
            told = web.get(path, keys=",".join(KEYS), key_by_type="true")
        recordings.append(replace(one, series=series(told)))
    return recordings
