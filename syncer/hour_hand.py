"""Outings that only a clock in another time zone took away from where they belong. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

from syncer.alike import kept_apart, lead, same_hour_hand
from syncer.outing import Recorded

FURTHEST_CLOCK = timedelta(hours=14, minutes=1)


def hours_put_right(found: list[list[Recorded]]) -> list[list[Recorded]]:
    """Outings known only by doubtful clocks join the one that a wrong zone took them from."""
    doubted = [all(one.doubtful_clock for one in group) for group in found]
    if not any(doubted):
        return found
    order = sorted(range(len(found)), key=lambda nth: (doubted[nth], lead(found[nth][0])))
    kept: list[list[Recorded]] = []
    starts: list[datetime] = []
    for nth in order:
        group = found[nth]
        started_at = group[0].started_at
        first = bisect_left(starts, started_at - FURTHEST_CLOCK) if doubted[nth] else 0
        last = bisect_right(starts, started_at + FURTHEST_CLOCK) if doubted[nth] else 0
        for other in kept[first:last]:
            if same_hour_hand(other[0], group[0]) and not kept_apart(other, group):
                other += group
                break
        else:
            place = bisect_right(starts, started_at)
            starts.insert(place, started_at)
            kept.insert(place, group)
    return kept
