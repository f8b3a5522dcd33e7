"""A run that one device kept in two or more parts, beside another that kept it whole. Pure.

The parts together are as good a recording as the whole one: what adds up is added up, so that
nothing is lost where the parts were measured and the whole was not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from syncer.alike import CLOCK_OFF, agree, maker
from syncer.cut_elsewhere import follow_one_another
from syncer.measure import Measured
from syncer.outing import Recorded
from syncer.whole import SAW_IT_ALL


def with_parts_joined(recordings: Sequence[Recorded]) -> Sequence[Recorded]:
    """The same recordings, the parts that one maker kept of the whole run in one piece.

    The whole is the longest recording, or the most that one maker kept in parts. Parts stay as
    they are where they leave out more than a tenth of it.
    """
    if len(recordings) < 2:
        return recordings
    by_maker: dict[tuple[str, str], list[Recorded]] = defaultdict(list)
    for one in sorted(recordings, key=lambda one: (one.started_at, one.name)):
        by_maker[maker(one)].append(one)
    all_s = {
        who: sum(one.span_s for one in parts)
        for who, parts in by_maker.items()
        if len(parts) > 1 and follow_one_another(parts)
    }
    longest_s = max(*(one.span_s for one in recordings), *all_s.values())
    found: list[Recorded] = []
    for who, parts in by_maker.items():
        most_s = SAW_IT_ALL * longest_s
        whole = all_s.get(who, 0.0) >= most_s > max(one.span_s for one in parts)
        found += [in_one(parts)] if whole else parts
    return found


def completes(group: Sequence[Recorded], other: Sequence[Recorded]) -> bool:
    """Whether the other holds the part that is missing for one device to have the whole run too.

    Its clock may be off, so that the part lies beside the run or hardly in it. All parts of one
    maker, this one with them, then are as long and go as far as the recording that leads.
    """
    leader = group[0]
    for one in other:
        parts = [each for each in (*group, one) if maker(each) == maker(one) != maker(leader)]
        parts.sort(key=lambda each: (each.started_at, each.name))
        if len(parts) > 1 and follow_one_another(parts) and _are(parts, leader):
            return not _are([each for each in parts if each is not one], leader)
    return False


def _are(parts: Sequence[Recorded], leader: Recorded) -> bool:
    """Whether parts are as long and go as far as a recording that starts and ends with them."""
    began = abs(parts[0].started_at - leader.started_at)
    ended = abs(parts[-1].ended_at - leader.ended_at)
    return (
        began <= CLOCK_OFF
        and ended <= CLOCK_OFF
        and agree(sum(one.span_s for one in parts), leader.span_s, 1 - SAW_IT_ALL)
        and agree(
            _sum([one.value("distance_m") for one in parts]),
            leader.value("distance_m"),
            1 - SAW_IT_ALL,
        )
    )


def in_one(parts: Sequence[Recorded]) -> Recorded:
    """One recording of what lies one after another, by start."""
    first = parts[0]
    ended_at = max(one.ended_at for one in parts)
    measured = [one.measured for one in parts if one.measured is not None]
    all_measured = len(measured) == len(parts)
    return replace(
        first,
        elapsed_s=(ended_at - first.started_at).total_seconds(),
        moving_s=sum(one.value("moving_s") or one.span_s for one in parts),
        # A total that somebody typed is told from a measure only where all parts have both.
        distance_m=_sum(
            [one.distance_m if all_measured else one.value("distance_m") for one in parts]
        ),
        ascent_m=_sum([one.value("ascent_m") for one in parts]),
        descent_m=_sum([one.value("descent_m") for one in parts]),
        race=any(one.race for one in parts),
        race_told=_told([one.race_told for one in parts]),
        planned=any(one.planned for one in parts),
        has_gps=all(one.has_gps for one in parts),
        salvaged=next((one.salvaged for one in parts if one.salvaged), None),
        effort_rpe=_most([one.effort_rpe for one in parts]),
        effort_told=_most([one.effort_told for one in parts]),
        title=next((one.title for one in parts if one.title), ""),
        timezone=next((one.timezone for one in parts if one.timezone), None),
        gear=next((one.gear for one in parts if one.gear), None),
        measured=_measured(measured) if all_measured else None,
        decided={other: word for one in parts for other, word in one.decided.items()},
    )


def _told(words: Sequence[bool | None]) -> bool | None:
    """What was said of any part; None where nothing was."""
    said = [word for word in words if word is not None]
    return any(said) if said else None


def _most(efforts: Sequence[float | None]) -> float | None:
    return max((effort for effort in efforts if effort is not None), default=None)


def _measured(ours: Sequence[Measured]) -> Measured:
    """The measures of all parts added up; cadence is that of the part with most steady running."""
    steadiest = max(ours, key=lambda one: one.cadence_eligible_s or 0.0)
    return replace(
        steadiest,
        moving_s=_sum([one.moving_s for one in ours]),
        distance_m=_sum([one.distance_m for one in ours]),
        ascent_m=_sum([one.ascent_m for one in ours]),
        descent_m=_sum([one.descent_m for one in ours]),
        steep_descent_m=_sum([one.steep_descent_m for one in ours]),
        steep_climb_m=_sum([one.steep_climb_m for one in ours]),
        terrain_rough=any(one.terrain_rough for one in ours),
        track_laps=sum(one.track_laps or 0 for one in ours) or None,
        surface_m=_added([one.surface_m for one in ours]),
        speed_s=_added([one.speed_s for one in ours]),
        heart_s=_added([one.heart_s for one in ours]),
    )


def _sum(values: Sequence[float | None]) -> float | None:
    """None where one of them is: half a sum is no sum."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _added(tables: Sequence[Mapping[str, float]]) -> dict[str, float]:
    added: dict[str, float] = defaultdict(float)
    for table in tables:
        for name, value in table.items():
            added[name] += value
    return dict(added)
