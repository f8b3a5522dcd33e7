"""Several recordings of one run become one: watch and phone, Garmin and Strava, file and row.

Nobody runs twice at the same time, so recordings that share their time are one outing. The
longest of them leads; the others join the leader and never each other, so that a chain of
neighbours cannot swallow two runs that really followed one another. What is doubtful counts as
one run until the runner was asked, so that no metre counts twice; what the runner said is done.
The order in which recordings arrive changes nothing. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from syncer.alike import (
    CLOCK_OFF,
    SAME,
    alike_in_length,
    clock_off,
    kept_apart,
    lead,
    maker,
    perhaps_clock_off,
    same_hour_hand,
    same_span,
    same_time,
    shared_s,
    some_time,
)
from syncer.better import one_outing
from syncer.halves import completes
from syncer.hour_hand import hours_put_right
from syncer.legs import wholes_put_aside
from syncer.outing import LONGEST_S, Outing, Recorded
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

type Group = list[Recorded]
"""Recordings of one outing, the one that leads it first."""

type Alike = Callable[[Group, Group], float]
"""How much speaks for one outing, 0.0 where nothing does; the one that leads comes first."""

NEIGHBOURHOOD = timedelta(seconds=LONGEST_S)
"""Recordings that start further apart than this are never of one run."""


def outings(recordings: Iterable[Recorded]) -> list[Outing]:
    """One outing for each time that a runner went out, by start; the order of input is free."""
    found = [with_tags(one_outing(group)) for group in groups(recordings)]
    return sorted(found, key=lambda outing: (outing.started_at, outing.recordings[0].name))


def groups(recordings: Iterable[Recorded]) -> list[Group]:
    """The recordings of each outing, its leader first."""
    families: dict[Kind, list[Group]] = defaultdict(list)
    for near in _near_each_other(recordings):
        for group in [near] if len(near) == 1 else _sorted_out(near):
            families[group[0].kind].append(group)
    found: list[Group] = []
    for family in families.values():
        found += hours_put_right(family)
    return _as_told(found)


def _near_each_other(recordings: Iterable[Recorded]) -> Iterator[Group]:
    """Recordings that could have to do with each other; most touch no other at all."""
    near: Group = []
    end: datetime | None = None
    for one in sorted(recordings, key=lambda one: (one.started_at, one.name)):
        if end is not None and one.started_at > end + CLOCK_OFF:
            yield near
            near, end = [], None
        near.append(one)
        end = one.ended_at if end is None else max(end, one.ended_at)
    if near:
        yield near


def _sorted_out(near: Group) -> list[Group]:
    """The outings of recordings near each other: what is sure first, then what is doubtful."""
    families: dict[Kind, list[Group]] = defaultdict(list)
    for group in wholes_put_aside([[one] for one in near]):
        families[group[0].kind].append(group)
    found: list[Group] = []
    for family in families.values():
        found += _joined(family, lambda one, other: same_time(one[0], other[0]))
    for alike in (_other_kind, completes, _other_clock, _some_time, _nearly_alike):
        if len(found) > 1:
            found = _joined(found, alike)
    return found


def _joined(found: Iterable[Group], alike: Alike) -> list[Group]:
    """Each group joins the leading one that it is most alike, unless the runner said no."""
    kept: list[Group] = []
    for group in sorted(found, key=lambda group: lead(group[0])):
        near = [0.0 if kept_apart(other, group) else alike(other, group) for other in kept]
        most = max(near, default=0.0)
        if most > 0.0:
            kept[near.index(most)] += group
        else:
            kept.append(list(group))
    return kept


def _other_kind(group: Group, other: Group) -> float:
    one, each = group[0], other[0]
    return same_span(one, each) if one.kind is not each.kind else 0.0


def _other_clock(group: Group, other: Group) -> float:
    return _by_clock(group, other, clock_off)


def _nearly_alike(group: Group, other: Group) -> float:
    return _by_clock(group, other, perhaps_clock_off)


def _by_clock(group: Group, other: Group, off: Callable[[Recorded, Recorded], bool]) -> float:
    """A platform that holds one of each has seen two runs."""
    one, each = group[0], other[0]
    if not _both_run(group, other) or not off(one, each):
        return 0.0
    if {maker(member) for member in group} & {maker(member) for member in other}:
        return 0.0
    return 1.0 / (1.0 + abs((each.started_at - one.started_at).total_seconds()))


def _some_time(group: Group, other: Group) -> float:
    if not _both_run(group, other) or _told_apart_by_a_clock(group, other):
        return 0.0
    return some_time(group[0], other[0])


def _told_apart_by_a_clock(group: Group, other: Group) -> bool:
    """Whether one maker holds both runs and they do not meet there: the others' clocks are off."""
    return any(
        maker(one) == maker(each)
        and not shared_s(one, each)
        and alike_in_length(one, group[0])
        and alike_in_length(each, other[0])
        for one in group
        for each in other
    )


def _both_run(group: Group, other: Group) -> bool:
    return group[0].kind is Kind.RUN is other[0].kind


def _as_told(found: list[Group]) -> list[Group]:
    """Outings joined that the runner said are one; each with its leader first, then by length."""
    place = {one.id: nth for nth, group in enumerate(found) for one in group if one.decided}
    told = sorted(
        (one.id, other_id)
        for group in found
        for one in group
        for other_id, verdict in one.decided.items()
        if verdict == SAME and one.id is not None and one.id < other_id and other_id in place
    )
    for one_id, other_id in told:
        kept, gone = place[one_id], place[other_id]
        if kept == gone or kept_apart(found[kept], found[gone]):
            continue
        found[kept] = sorted(found[kept] + found[gone], key=lead)
        for one in found[gone]:
            if one.decided:
                place[one.id] = kept
        found[gone] = []
    return [[group[0], *sorted(group[1:], key=lead)] for group in found if group]
