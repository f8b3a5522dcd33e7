"""What every source must do, whichever platform it reads from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from syncer import models
from syncer.budget import Purpose
from syncer.database import SessionFactory
from syncer.measure import Series
from syncer.sandbox.garmin import Fault as GarminFault
from syncer.sandbox.strava import Fault as StravaFault
from syncer.settings import Settings
from syncer.sources import Account, Gone, Kind, NeedsReconnect, Recording, Refused, TryLater
from syncer.sources.files import pieces, read
from syncer.sources.platforms import LABELS, platform
from syncer.tokens import NEEDS_RECONNECT
from tests.garmin.conftest import Road as GarminRoad
from tests.sources import fit_bytes as fb
from tests.sources import xml_text as xt
from tests.sources.fit_bytes import MORNING
from tests.sources.zip_bytes import zipped
from tests.strava.conftest import Road

ALWAYS = 10**6
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


class PlatformContract(SourceContract):
    """The same of a platform that runners connect to, asked over the socket as a night asks it.

    Inherit, and say how a season came to be there: an odd record, a run typed in by hand, strength
    work and a ride are among it.
    """

    @pytest.fixture
    def there(self) -> There:
        raise NotImplementedError

    @pytest.fixture
    def fetched(self, there: There) -> Sequence[Recording]:
        return there.fetch()

    @pytest.fixture
    def again(self, there: There) -> Sequence[Recording]:
        return there.fetch()

    def test_what_cannot_be_taken_is_named_and_never_stops_the_rest(self, there: There) -> None:
        with there.account() as account:
            found = account.listed(None, ())
        assert found.complete
        assert len(found.recordings) == there.sound
        assert list(found.odd) == [there.odd]
        assert found.odd[there.odd]

    def test_every_kind_is_told(self, fetched: Sequence[Recording]) -> None:
        assert {one.kind for one in fetched} >= {Kind.RUN, Kind.STRENGTH, Kind.RIDE}

    def test_runs_come_with_their_series_but_for_those_typed_in(
        self, there: There, fetched: Sequence[Recording]
    ) -> None:
        runs = [one for one in fetched if one.kind is Kind.RUN]
        assert {one.source_id for one in runs if one.series is None} == {there.typed_in}

    def test_list_and_detail_agree(self, there: There) -> None:
        with there.account() as account:
            for listed in account.listed(None, ()).recordings:
                told = account.detail(listed.source_id).recording
                assert (told.kind, told.started_at) == (listed.kind, listed.started_at)
                for name in ("distance_m", "moving_s", "elapsed_s", "cadence_spm", "title"):
                    assert getattr(told, name) == getattr(listed, name), name

    def test_the_window_leaves_out_what_is_older(self, there: There) -> None:
        since = there.now() - timedelta(days=20)
        with there.account() as account:
            found = account.listed(since, ())
        assert found.recordings
        assert len(found.recordings) < there.sound
        # A platform may count whole days.
        assert all(one.started_at > since - timedelta(days=1) for one in found.recordings)

    def test_one_request_is_enough_where_all_that_is_known_is_named(self, there: There) -> None:
        since = there.now() - timedelta(days=20)
        with there.account() as account:
            known = account.listed(since, ()).ids
        with there.account() as account:
            assert account.listed(since, known).ids >= known
            assert account.requests == 1

    def test_words_are_the_runners_own(self, there: There) -> None:
        with there.account() as account:
            assert "left knee 4/10" in account.detail(there.written).words

    def test_what_is_gone_is_said_to_be_gone(self, there: There) -> None:
        there.delete()
        with there.account() as account:
            with pytest.raises(Gone):
                account.look_up(there.written)
            with pytest.raises(Gone):
                account.detail(there.written)
            assert there.written not in account.listed(None, ()).ids

    def test_an_outage_is_put_off_and_costs_no_login(self, there: There) -> None:
        there.fail()
        with there.account() as account, pytest.raises(TryLater) as put_off:
            account.listed(None, ())
        assert put_off.value.until > there.now()
        there.mend()
        assert there.fetch()

    def test_who_left_is_told_and_the_connection_says_so(self, there: There) -> None:
        there.leave()
        with pytest.raises(NeedsReconnect), there.account() as account:
            account.listed(None, ())
        with there.sessions() as session:
            connection = session.get_one(models.Connection, there.connection_id)
        assert connection.status == NEEDS_RECONNECT


@dataclass(frozen=True)
class There:
    """One runner's account at a platform, and what happens to it."""

    name: str
    sessions: SessionFactory
    settings: Settings
    now: Callable[[], datetime]
    connection_id: int
    sound: int
    odd: str
    typed_in: str
    written: str
    delete: Callable[[], None]
    fail: Callable[[], None]
    mend: Callable[[], None]
    leave: Callable[[], None]

    def account(self) -> AbstractContextManager[Account]:
        source = platform(self.name)
        assert source.label == LABELS[source.name]
        return source.let_in(
            self.sessions, self.settings, self.now, self.connection_id, Purpose.NIGHT
        )

    def fetch(self) -> list[Recording]:
        """All there is, with the series of what has one."""
        recordings = []
        with self.account() as account:
            for one in account.listed(None, ()).recordings:
                detail = account.detail(one.source_id)
                is_run = detail.recording.kind is Kind.RUN and detail.has_series
                series = account.series(detail) if is_run else None
                recordings.append(replace(detail.recording, series=series))
        return recordings


class TestStrava(PlatformContract):
    @pytest.fixture
    def there(self, road: Road) -> There:
        for days_ago in range(4, 60, 5):
            road.run(days_ago, 6 + days_ago % 4)
        road.run(1.5, 5.0, trainer=True)
        road.run(1.4, 7.0, sport_type="TrailRun")
        road.run(1.3, 20.0, sport_type="Ride")
        road.run(1.25, 0.0, sport_type="WeightTraining", manual=True)
        typed_in = road.run(1.2, 5.0, manual=True)
        odd, written = road.run(1.1), road.run(1, private_note="left knee 4/10")
        world, faults = road.strava.world, road.strava.faults
        world.spoil(odd, "missing_fields")
        connection_id = road.connection().id
        assert connection_id is not None

        def leave() -> None:
            road.clock.later(hours=7)
            world.deauthorise(road.athlete)

        return There(
            "strava",
            road.sessions,
            road.settings,
            road.clock,
            connection_id,
            sound=18,
            odd=str(odd),
            typed_in=str(typed_in),
            written=str(written),
            delete=lambda: world.delete(written),
            fail=lambda: faults.plan(StravaFault.SERVER_ERROR, ALWAYS),
            mend=faults.clear,
            leave=leave,
        )


class TestGarmin(PlatformContract):
    @pytest.fixture
    def there(self, garmin_road: GarminRoad) -> There:
        road = garmin_road
        for days_ago in range(4, 60, 5):
            road.run(days_ago, 6 + days_ago % 4)
        road.run(1.5, 5.0, activityType="treadmill_running")
        road.run(1.4, 7.0, activityType="trail_running")
        road.run(1.3, 20.0, activityType="cycling")
        road.world.add_strength(road.account, startTimeGMT=road.clock() - timedelta(days=1.25))
        typed_in = road.run(1.2, 5.0, manualActivity=True)
        odd, written = road.run(1.1), road.run(1, description="left knee 4/10")
        world, faults = road.world, road.garmin.faults
        world.spoil(odd, "missing_fields")

        def leave() -> None:
            world.deauthorise(road.account)

        return There(
            "garmin",
            road.sessions,
            road.settings,
            road.clock,
            road.connection_id,
            sound=18,
            odd=str(odd),
            typed_in=str(typed_in),
            written=str(written),
            delete=lambda: world.delete(written),
            fail=lambda: faults.plan(GarminFault.SERVER_ERROR, ALWAYS),
            mend=faults.clear,
            leave=leave,
        )
