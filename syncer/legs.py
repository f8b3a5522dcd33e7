"""A multisport event: its legs count, and a recording of the whole of it adds nothing. Pure.

One platform has a triathlon as three legs, another one as a single activity called a run, a
workout or whatever the watch was set to. The way of the whole is not the way that was run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from syncer.alike import SAME_SPAN, kept_apart, lead, whole_of
from syncer.outing import Recorded
from syncer.sources import Kind


def wholes_put_aside(found: list[list[Recorded]]) -> list[list[Recorded]]:
    """Outings that are a whole event join the leg of it that was run, else its longest leg."""
    legs: dict[tuple[str, str], list[list[Recorded]]] = defaultdict(list)
    for group in found:
        if group[0].part_of is not None:
            legs[group[0].source, group[0].part_of].append(group)
    if not legs:
        return found
    kept = [group for group in found if group[0].part_of is not None]
    for group in found:
        if group[0].part_of is not None:
            continue
        for _, event in sorted(legs.items()):
            leg = min(event, key=lambda some: (some[0].kind is not Kind.RUN, lead(some[0])))
            if _covers(group[0], event) and not kept_apart(leg, group):
                leg += group
                break
        else:
            kept.append(group)
    return kept


def without_wholes(recordings: Sequence[Recorded]) -> Sequence[Recorded]:
    """Recordings of an outing without those of an event that it was a leg of."""
    legs = [one for one in recordings if one.part_of is not None]
    if not legs:
        return recordings
    return [one for one in recordings if not any(whole_of(leg, one) for leg in legs)]


def _covers(one: Recorded, event: Sequence[Sequence[Recorded]]) -> bool:
    """Whether one recording and all legs of an event lasted from the same time to the same time."""
    if len(event) < 2:
        return False
    began = min(leg[0].started_at for leg in event)
    ended = max(leg[0].ended_at for leg in event)
    both_s = (min(one.ended_at, ended) - max(one.started_at, began)).total_seconds()
    return both_s >= SAME_SPAN * max(one.span_s, (ended - began).total_seconds())
