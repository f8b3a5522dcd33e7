"""How long it takes to make runs of ten years of recordings, from one, two and three sources.

Against it the way that anybody would write first: each recording compared with each run found so
far. It is given a part of the same history, because its time grows with the square.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter

from benchmarks import Row
from syncer.alike import lead, same_time
from syncer.measure import Measured
from syncer.outing import Recorded
from syncer.same_run import groups, outings
from syncer.sources import Kind

GROUP = "garmin"
ACTIVITIES = 10_000
A_PART = 2_000
REPEATS = 5
BEGAN = datetime(2012, 1, 1, 5, tzinfo=UTC)


def bench() -> Iterator[Row]:
    recordings = history(ACTIVITIES)
    runs = len(groups(recordings))
    yield Row(GROUP, f"runs among {ACTIVITIES:,} activities of three sources", runs, "")
    name = f"grouping {ACTIVITIES:,} activities and making outings"
    yield Row(GROUP, name, fastest_s(outings, recordings), "s", "< 1")
    part = recordings[:A_PART]
    ours_s, naive_s = fastest_s(groups, part), fastest_s(each_with_each, part)
    yield Row(GROUP, f"grouping {A_PART:,} of them", ours_s, "s")
    yield Row(GROUP, f"grouping {A_PART:,} of them, each with each", naive_s, "s")
    yield Row(GROUP, "each with each against ours", naive_s / ours_s, "times as long", ">= 10")
    same = len(groups(part)) == len(each_with_each(part))
    yield Row(GROUP, "the naive way finds as many runs (1 is yes)", float(same), "", ">= 1")


def history(activities: int, seed: int = 1) -> list[Recorded]:
    """Runs on most days, twice on some, by Garmin; most on Strava too, some as files."""
    chance = random.Random(seed)
    found: list[Recorded] = []
    day = 0
    while len(found) < activities:
        day += chance.choice((1, 1, 2))
        for hour in (0.0, 12.0) if chance.random() < 0.1 else (chance.uniform(0, 12),):
            began = BEGAN + timedelta(days=day, hours=hour)
            found += _recorded(chance, began, f"{day}-{hour}", len(found))
    return found[:activities]


def _recorded(chance: random.Random, began: datetime, name: str, first: int) -> list[Recorded]:
    km = chance.uniform(4, 25)
    sources = ["garmin"]
    sources += ["strava"] * (chance.random() < 0.8) + ["files"] * (chance.random() < 0.3)
    return [
        Recorded(
            id=first + nth,
            source=source,
            source_id=name,
            kind=Kind.RUN,
            started_at=began + timedelta(seconds=chance.uniform(0, 90)),
            elapsed_s=km * 340,
            moving_s=km * 330,
            distance_m=km * chance.uniform(990, 1010),
            file_name="a.fit" if source == "files" else None,
            measured=Measured(moving_s=km * 330, distance_m=km * 1000, cadence_spm=172.0),
        )
        for nth, source in enumerate(sources)
    ]


def each_with_each(recordings: Sequence[Recorded]) -> list[list[Recorded]]:
    """The naive way: the longest first, each compared with the leader of every run so far."""
    found: list[list[Recorded]] = []
    for one in sorted(recordings, key=lead):
        shared = [same_time(group[0], one) for group in found]
        most = max(shared, default=0.0)
        if most > 0.0:
            found[shared.index(most)].append(one)
        else:
            found.append([one])
    return found


def fastest_s(way: Callable[[Sequence[Recorded]], object], given: Sequence[Recorded]) -> float:
    """Seconds of the fastest of some passes; whatever else the machine does only slows it."""
    took: list[float] = []
    for _ in range(REPEATS if way is not each_with_each else 1):
        began = perf_counter()
        way(given)
        took.append(perf_counter() - began)
    return min(took)
