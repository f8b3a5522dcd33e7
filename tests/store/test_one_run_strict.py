"""Where a platform's terms keep its recordings apart: nothing is mixed, and no metre is lost."""

from __future__ import annotations

import pytest

from syncer.measure import Measured
from syncer.outing import Recorded
from syncer.same_run import outings
from syncer.sources import Kind
from tests.store.keeping import recorded
from tests.store.test_one_run import garmin, one, strava, triathlon

APART = "strava-apart"
BROKEN_OFF = Measured(distance_m=4_000.0, moving_s=1320.0, cadence_spm=170.0)


@pytest.mark.parametrize(
    "both",
    [
        (garmin("w", 0, 4.0, measured=BROKEN_OFF), strava("s", 0, 10.0, terms=APART)),
        (garmin("w", 0, 10.0), strava("s", 0, 4.0, measured=BROKEN_OFF, terms=APART)),
        (
            garmin("w", 0, 4.5),
            garmin("v", 25, 4.5),
            strava("s", 0, 4.0, measured=BROKEN_OFF, terms=APART),
            recorded("file", 0, 9.0),
        ),
        (garmin("w", 0, 4.0, measured=BROKEN_OFF), strava("s", 15, 10.0, terms=APART)),
    ],
)
def test_the_side_that_saw_all_of_it_counts(both: tuple[Recorded, ...]) -> None:
    assert one(*both).distance_m in (9_000.0, 10_000.0)


def test_the_richer_side_counts_where_both_saw_it_all() -> None:
    ours = Measured(distance_m=9_990.0, cadence_spm=171.0)
    run = one(garmin("w"), strava("s", measured=ours, title="Lap", terms=APART))
    assert (run.distance_m, run.title) == (9_990.0, "Lap")


@pytest.mark.parametrize("kind", [Kind.RUN, Kind.OTHER])
def test_the_whole_of_a_triathlon_is_put_aside_first(kind: Kind) -> None:
    whole = strava(
        "whole",
        km=51.5,
        moving_s=146 * 60,
        kind=kind,
        terms=APART,
        title="Theirs",
        race=True,
        measured=Measured(distance_m=51_500.0, moving_s=146 * 60.0, cadence_spm=80.0),
    )
    found = outings([*triathlon(), whole])
    assert sum(outing.distance_m or 0.0 for outing in found) == 51_500.0
    (run,) = [outing for outing in found if outing.kind is Kind.RUN]
    assert (run.distance_m, run.title, run.race) == (10_000.0, "", False)
