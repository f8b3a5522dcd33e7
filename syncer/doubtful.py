"""Why the recordings of an outing were taken for one run, and which of them are doubtful. Pure.

The explanation is worked out from the outing itself, so it is always of what stands now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from syncer.alike import Why, lead, perhaps, shared_s, surely
from syncer.cut_elsewhere import cut_elsewhere, within
from syncer.halves import completes
from syncer.outing import APART, Outing, Recorded


@dataclass(frozen=True, slots=True)
class Joined:
    """Two recordings of one outing; `one` is nearer to the one that leads it."""

    one: Recorded
    other: Recorded
    why: Why

    @property
    def doubtful(self) -> bool:
        return self.why.doubtful

    @property
    def combined(self) -> bool:
        """Whether one adds facts to the other; a source's terms may keep them apart."""
        return self.one.terms.endswith(APART) == self.other.terms.endswith(APART)

    @property
    def shared_s(self) -> float:
        return shared_s(self.one, self.other)

    @property
    def shorter_s(self) -> float:
        return min(self.one.span_s, self.other.span_s)

    @property
    def minutes_apart(self) -> int:
        """How far the starts lie apart, in whole minutes."""
        return round(abs((self.other.started_at - self.one.started_at).total_seconds()) / 60.0)


def doubtful(outings: Iterable[Outing]) -> list[Joined]:
    """Every pair that the runner has to be asked about, by the start of its outing."""
    return [each for outing in outings for each in joined(outing.recordings) if each.doubtful]


def joined(recordings: Sequence[Recorded]) -> list[Joined]:
    """Why each recording of an outing but the first is in it, by the surest one that says so.

    What was joined to others that the runner moved elsewhere since has no reason of its own left,
    and is said to go with the rest.
    """
    if len(recordings) < 2:
        return []
    first, *rest = sorted(recordings, key=lead)
    explained, found = [first], []
    by_cuts = {one.name: nth for nth, run in enumerate(cut_elsewhere(recordings)) for one in run}
    while rest:
        each = _next(explained, rest, by_cuts)
        found.append(each)
        explained.append(each.other)
        rest.remove(each.other)
    return found


def surely_with(named: Recorded, recordings: Sequence[Recorded]) -> list[Recorded]:
    """Recordings of an outing that surely are of one run with this one, the nearest first."""
    sure = [each for each in joined(recordings) if not each.doubtful]
    found, at = [named], 0
    while at < len(found):
        beside = [
            other
            for each in sure
            for one, other in ((each.one, each.other), (each.other, each.one))
            if one is found[at] and not any(other is known for known in found)
        ]
        found += sorted(beside, key=lambda other: (-shared_s(named, other), other.name))
        at += 1
    return found


def _next(
    explained: Sequence[Recorded],
    rest: Sequence[Recorded],
    by_cuts: Mapping[tuple[str, str], int],
) -> Joined:
    """The surest of what is left to be explained."""
    for other in rest:
        for one in explained:
            if (sure := surely(one, other)) is not None:
                return Joined(one, other, sure)
    for other in rest:
        run = by_cuts.get(other.name)
        beside = [one for one in explained if run is not None and by_cuts.get(one.name) == run]
        if beside:
            return Joined(_nearest(beside, other), other, Why.PARTS)
        if completes(explained, [other]):
            return Joined(explained[0], other, Why.PARTS)
    for other in rest:
        if within(explained, other):
            return Joined(_nearest(explained, other), other, Why.AMONG)
    for other in rest:
        for one in explained:
            if (reason := perhaps(one, other)) is not None:
                return Joined(one, other, reason)
    return Joined(_nearest(explained, rest[0]), rest[0], Why.AMONG)


def _nearest(some: Iterable[Recorded], other: Recorded) -> Recorded:
    """The one that shares the most time with another, else starts next to it."""
    return min(
        some,
        key=lambda one: (
            -shared_s(one, other),
            abs(one.started_at - other.started_at),
            lead(one),
        ),
    )
