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
from datetime import UTC, datetime, timedelta

from syncer.alike import (
    CLOCK_OFF,
    NEIGHBOURHOOD,
    QUARTER_S,
    SAME,
    alike_in_length,
    clock_off,
    kept_apart,
    lead,
    maker,
    may_be_one,
    perhaps_clock_off,
    same_span,
    same_time,
    shared_s,
    some_time,
)
from syncer.better import one_outing
from syncer.cut_elsewhere import cut_elsewhere, within
from syncer.halves import completes
from syncer.hour_hand import hours_put_right
from syncer.legs import wholes_put_aside
from syncer.outing import Outing, Recorded
from syncer.sources import Kind
from syncer.tags import with_tags

__all__ = [
    "NEIGHBOURHOOD",
    "Outing",
    "Recorded",
    "groups",
    "outings",
]

type Group = list[Recorded]
"""Recordings of one outing, the one that leads it first."""

type Alike = Callable[[Group, Group], float]
"""How much speaks for one outing, 0.0 where nothing does; the one that leads comes first."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


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
        sure = _cut_elsewhere_in_one(family)
        found += _joined(sure, lambda one, other: same_time(one[0], other[0]))
    for alike in (_other_kind, completes, _among, _other_clock, _some_time, _nearly_alike, _among):
        if len(found) > 1:
            found = _joined(found, alike)
    return found


def _cut_elsewhere_in_one(family: list[Group]) -> list[Group]:
    """The same groups, those of one run that devices cut at different places in one."""
    runs = cut_elsewhere(group[0] for group in family if len(group) == 1)
    if not runs:
        return family
    inside = {one.name for run in runs for one in run}
    rest = [group for group in family if len(group) > 1 or group[0].name not in inside]
    return [*rest, *(sorted(run, key=lead) for run in runs)]


def _joined(found: Iterable[Group], alike: Alike) -> list[Group]:
    """Each group joins the leading one that it is most alike, unless the runner said no."""
    kept: list[Group] = []
    around: dict[int, set[int]] = defaultdict(set)
    for group in sorted(found, key=lambda group: lead(group[0])):
        # Hundreds of short recordings in a row would else all be held against each other.
        near = sorted({nth for quarter in _quarters(group) for nth in around[quarter]})
        likes = [0.0 if kept_apart(group, kept[n]) else alike(kept[n], group) for n in near]
        most = max(likes, default=0.0)
        place = near[likes.index(most)] if most > 0.0 else len(kept)
        if place == len(kept):
            kept.append([])
        kept[place] += group
        for quarter in _quarters(group, CLOCK_OFF):
            around[quarter].add(place)
    return kept


def _quarters(group: Group, beside: timedelta = timedelta(0)) -> range:
    """The quarters of an hour in which recordings lie."""
    began = min(one.started_at for one in group) - beside
    ended = max(one.ended_at for one in group) + beside
    return range(int(began.timestamp() // QUARTER_S), int(ended.timestamp() // QUARTER_S) + 1)


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


def _among(group: Group, other: Group) -> float:
    """All of the other lies in the time of this one: nobody runs twice at once."""
    if group[0].kind is not other[0].kind or _told_apart_by_a_clock(group, other):
        return 0.0
    return min(within(group, one) for one in other)


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
    """Outings joined that the runner said are one; each with its leader first, then by length.

    Two runs stay two, whatever else was said; of words that cannot all be done the newest is,
    so a recording may leave others that it was only taken to belong to.
    """
    place = {one.name: nth for nth, group in enumerate(found) for one in group if one.decided}
    bound: set[tuple[str, str]] = set()
    for one, other in _said_to_be_one(found):
        here, there = place[one.name], place[other.name]
        if here == there:
            some, to = [], here
        elif not kept_apart(found[here], found[there]):
            some, to = found[there], here
        elif one.name not in bound and not kept_apart([one], found[there]):
            some, to = [one], there
        elif other.name not in bound and not kept_apart([other], found[here]):
            some, to = [other], here
        else:
            continue
        bound |= {one.name, other.name}
        if some:
            _move(found, some, there if to == here else here, to)
            place |= dict.fromkeys((each.name for each in some), to)
    return [[group[0], *sorted(group[1:], key=lead)] for group in found if group]


def _said_to_be_one(found: Iterable[Group]) -> list[tuple[Recorded, Recorded]]:
    """The pairs that the runner said are one and that may be, the newest word first."""
    by_id = {one.id: one for group in found for one in group if one.decided}
    said: list[tuple[float, Recorded, Recorded]] = []
    for one in by_id.values():
        for other_id, verdict in one.decided.items():
            other = by_id.get(other_id)
            if other is None or verdict != SAME or one.name > other.name:
                continue
            if may_be_one(one, other):
                said_at = one.decided_at.get(other_id, _NEVER)
                said.append((-said_at.timestamp(), one, other))
    said.sort(key=lambda each: (each[0], each[1].name, each[2].name))
    return [(one, other) for _, one, other in said]


def _move(found: list[Group], some: Group, gone: int, to: int) -> None:
    """Put recordings of one outing into another one."""
    names = {one.name for one in some}
    left = [one for one in found[gone] if one.name not in names]
    led = bool(left) and left[0].name == found[gone][0].name
    found[to] = sorted(found[to] + some, key=lead)
    found[gone] = left if led else sorted(left, key=lead)
