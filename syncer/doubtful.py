"""Why the recordings of an outing were taken for one run, and which of them are doubtful. Pure.

The explanation is worked out from the outing itself, so it is always of what stands now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from syncer.alike import Why, lead, perhaps, shared_s, surely
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

    Raises ValueError where they are of no one outing.
    """
    if len(recordings) < 2:
        return []
    first, *rest = sorted(recordings, key=lead)
    explained, found = [first], []
    while rest:
        each = _next(explained, rest)
        found.append(each)
        explained.append(each.other)
        rest.remove(each.other)
    return found


def _next(explained: Sequence[Recorded], rest: Sequence[Recorded]) -> Joined:
    """The surest of what is left to be explained."""
    for why in (surely, perhaps):
        for other in rest:
            for one in explained:
                reason = why(one, other)
                if reason is not None:
                    return Joined(one, other, reason)
        for other in rest:
            if completes(explained, [other]):
                return Joined(explained[0], other, Why.PARTS)
    raise ValueError("these recordings are not of one outing")
