"""Two recordings of one run become one: watch and phone, Garmin and Strava, a file and a row.

Nobody runs twice at the same time, so recordings that share their time are one outing. The
longest of them leads; the others join the leader and never each other, so that a chain of
neighbours cannot swallow two runs that really followed one another. The order in which
recordings arrive changes nothing. Pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from syncer.better import one_outing
from syncer.outing import FILES, LONGEST_S, Outing, Recorded
from syncer.sources import Kind
from syncer.tags import with_tags

__all__ = [
    "NEIGHBOURHOOD",
    "Outing",
    "Recorded",
    "groups",
    "outings",
    "same_hour_hand",
    "same_time",
]

MIN_OVERLAP = 0.5
"""Part of the shorter recording that must lie inside the longer one."""

SAME_START = timedelta(seconds=120)
SAME_DISTANCE = 0.02
"""For a recording that does not say how long it lasted: its start and distance must agree."""

HOURS_APART = range(1, 15)
FURTHEST_CLOCK = timedelta(hours=14, minutes=1)
HOUR_HAND_S = 5.0
HOUR_HAND_AGREES = 0.01
"""A wrong time zone moves a clock by whole hours and nothing else: all else must agree."""

NEIGHBOURHOOD = timedelta(seconds=LONGEST_S)
"""Recordings that start further apart than this are never of one run."""


def outings(recordings: Iterable[Recorded]) -> list[Outing]:
    """One outing for each time that a runner went out, by start; the order of input is free."""
    found = [with_tags(one_outing(group)) for group in groups(recordings)]
    return sorted(found, key=lambda outing: (outing.started_at, outing.recordings[0].name))


def groups(recordings: Iterable[Recorded]) -> list[list[Recorded]]:
    """The recordings of each outing, its leader first. Only alike kinds share an outing."""
    families: dict[Kind, list[Recorded]] = defaultdict(list)
    for one in recordings:
        families[one.kind].append(one)
    found: list[list[Recorded]] = []
    for family in families.values():
        found += _hours_put_right(_sharing_time(family))
    return found


def same_time(one: Recorded, other: Recorded) -> float:
    """How many seconds two recordings share, 0.0 unless that makes them one run.

    Where one of them does not say how long it lasted, the same start and distance are worth a
    second, unless both come from one platform, which would have refused the second.
    """
    apart_s = (other.started_at - one.started_at).total_seconds()
    spans = one.span_s, other.span_s
    if min(spans) > 0.0:
        shared_s = min(spans[0], apart_s + spans[1]) - max(0.0, apart_s)
        return shared_s if shared_s >= MIN_OVERLAP * min(spans) else 0.0
    if one.source == other.source != FILES or abs(apart_s) > SAME_START.total_seconds():
        return 0.0
    return float(_agree(one.value("distance_m"), other.value("distance_m"), SAME_DISTANCE))


def same_hour_hand(one: Recorded, other: Recorded) -> bool:
    """Whether two recordings differ by nothing but whole hours on a clock that may be wrong.

    A loop run twice a day looks alike too, so both the way and the time must agree within 1 %,
    the minutes and seconds of the start within five seconds, and they must not be of one type:
    one program writes all its clocks alike.
    """
    if one.file_type == other.file_type or not (one.doubtful_clock or other.doubtful_clock):
        return False
    hours, rest_s = divmod(abs((other.started_at - one.started_at).total_seconds()), 3600.0)
    if rest_s > 1800.0:
        hours, rest_s = hours + 1, 3600.0 - rest_s
    return (
        hours in HOURS_APART
        and rest_s <= HOUR_HAND_S
        and _agree(one.value("distance_m"), other.value("distance_m"), HOUR_HAND_AGREES)
        and _agree(one.span_s, other.span_s, HOUR_HAND_AGREES)
    )


def _agree(one: float | None, other: float | None, within: float) -> bool:
    return bool(one and other and abs(one - other) <= within * max(one, other))


def _sharing_time(family: Iterable[Recorded]) -> list[list[Recorded]]:
    """Groups of one kind by the time they share; most recordings touch no other at all."""
    found: list[list[Recorded]] = []
    touching: list[Recorded] = []
    end: datetime | None = None
    for one in sorted(family, key=lambda one: (one.started_at, one.name)):
        if end is not None and one.started_at > end + SAME_START:
            found += _led(touching)
            touching, end = [], None
        touching.append(one)
        ended = one.started_at + timedelta(seconds=one.span_s)
        end = ended if end is None else max(end, ended)
    return found + _led(touching)


def _led(touching: Sequence[Recorded]) -> list[list[Recorded]]:
    if len(touching) < 2:
        return [list(touching)] if touching else []
    found: list[list[Recorded]] = []
    for one in sorted(touching, key=_lead):
        shared = [same_time(group[0], one) for group in found]
        most = max(shared, default=0.0)
        if most > 0.0:
            found[shared.index(most)].append(one)
        else:
            found.append([one])
    return found


def _hours_put_right(found: list[list[Recorded]]) -> list[list[Recorded]]:
    """Outings known only by doubtful clocks join the one that a wrong zone took them from."""
    doubted = [all(one.doubtful_clock for one in group) for group in found]
    if not any(doubted):
        return found
    order = sorted(range(len(found)), key=lambda nth: (doubted[nth], _lead(found[nth][0])))
    kept: list[list[Recorded]] = []
    starts: list[datetime] = []
    for nth in order:
        group = found[nth]
        started_at = group[0].started_at
        first = bisect_left(starts, started_at - FURTHEST_CLOCK) if doubted[nth] else 0
        last = bisect_right(starts, started_at + FURTHEST_CLOCK) if doubted[nth] else 0
        for other in kept[first:last]:
            if same_hour_hand(other[0], group[0]):
                other += group
                break
        else:
            place = bisect_right(starts, started_at)
            starts.insert(place, started_at)
            kept.insert(place, group)
    return kept


def _lead(one: Recorded) -> tuple[float, datetime, tuple[str, str]]:
    """The longest leads; the rest only settles ties, by what never depends on arrival."""
    return -one.span_s, one.started_at, one.name
