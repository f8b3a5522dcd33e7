"""How alike two recordings are: surely of one run, perhaps, or not at all. Pure.

Nobody runs twice at the same time, so shared time decides. Where the times do not meet, one clock
may be wrong, and then everything else has to agree. `Why` names the reason, for whoever has to
explain it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from syncer.outing import FILES, LONGEST_S, Recorded
from syncer.sources import Kind

SAME, APART = "same", "apart"
"""What a runner may say of two recordings."""

MIN_OVERLAP = 0.5
"""Part of the shorter recording that must lie inside the longer one."""

SAME_START = timedelta(seconds=120)
SAME_DISTANCE = 0.02
"""For a recording that does not say how long it lasted: its start and distance must agree."""

QUARTER_S = 900.0
ZONES_APART = frozenset(nth for nth in range(4, 57) if nth % 4 != 1)
"""Quarters of an hour that a zone may be away from UTC; none is a quarter past (India is 5:30)."""
HOUR_HAND_S = 15.0
AGREES = 0.01
"""A wrong clock changes neither the way nor how long it took."""

CLOCK_OFF = timedelta(minutes=15)
"""The furthest that a clock is believed to be off which nobody set to another zone."""

NEARLY = 0.05
"""Two recordings of about one length; a watch and a phone may differ by that much."""

SOME_OVERLAP = 0.1
SOME_OVERLAP_S = 60.0
"""Less than both is a clock's few seconds: two runs that followed one another."""

SAME_SPAN = 0.8
"""Part of the longer recording that two must share where they disagree on what it was."""

LONGER = 1.2
"""The whole of a multisport event lasts at least this many times as long as one leg of it."""

NEIGHBOURHOOD = timedelta(seconds=LONGEST_S)
"""Recordings that start further apart than this are never of one run."""

FOOT = frozenset({Kind.RUN, Kind.WALK, Kind.OTHER})
"""What one person may call a run and another program a walk, a hike or a workout."""


class Why(StrEnum):
    """Why two recordings are taken for one run; the last two are doubtful."""

    SAID = "said"
    LEG = "leg"
    KIND = "kind"
    TIME = "time"
    START = "start"
    HOURS = "hours"
    MINUTES = "minutes"
    PARTS = "parts"
    AMONG = "among"
    PART = "part"
    ALIKE = "alike"

    @property
    def doubtful(self) -> bool:
        return self in (Why.PART, Why.ALIKE)


def surely(one: Recorded, other: Recorded) -> Why | None:
    """Why two recordings of one outing are that without a doubt; None where nothing says so."""
    if one.id is not None and other.decided.get(one.id) == SAME:
        return Why.SAID
    if whole_of(one, other) or whole_of(other, one):
        return Why.LEG
    if one.kind is not other.kind:
        return Why.KIND if same_span(one, other) else None
    if same_time(one, other):
        return Why.TIME if min(one.span_s, other.span_s) > 0.0 else Why.START
    if same_hour_hand(one, other):
        return Why.HOURS
    return Why.MINUTES if clock_off(one, other) else None


def perhaps(one: Recorded, other: Recorded) -> Why | None:
    """Why these may be of one run, where nothing says it surely."""
    if one.kind is not Kind.RUN or other.kind is not Kind.RUN:
        return None
    if some_time(one, other):
        return Why.PART
    return Why.ALIKE if perhaps_clock_off(one, other) else None


def lead(one: Recorded) -> tuple[bool, float, datetime, tuple[str, str]]:
    """A leg leads the whole, else the longest leads; the rest only settles ties, by what never
    depends on arrival."""
    return one.part_of is None, -one.span_s, one.started_at, one.name


def may_be_one(one: Recorded, other: Recorded) -> bool:
    """Whether anybody could mean that these two are one outing: near each other, of kinds that
    people or programs take for one another, or of one event and a leg of it."""
    if abs(other.started_at - one.started_at) > NEIGHBOURHOOD:
        return False
    kinds = {one.kind, other.kind}
    return len(kinds) == 1 or kinds <= FOOT or (one.part_of is None) != (other.part_of is None)


def kept_apart(group: Sequence[Recorded], other: Sequence[Recorded]) -> bool:
    """Whether the runner said of a recording here and one there that they are two runs."""
    return any(
        each.id is not None and one.decided.get(each.id) == APART
        for one in group
        if one.decided
        for each in other
    )


def shared_s(one: Recorded, other: Recorded) -> float:
    """Seconds that lie in both; 0.0 where they do not meet or one has no length."""
    if min(one.span_s, other.span_s) <= 0.0:
        return 0.0
    began, ended = max(one.started_at, other.started_at), min(one.ended_at, other.ended_at)
    return max(0.0, (ended - began).total_seconds())


def same_time(one: Recorded, other: Recorded) -> float:
    """How many seconds two recordings share, 0.0 unless that makes them one run.

    Where one of them does not say how long it lasted, the same start and distance are worth a
    second, unless both come from one platform, which would have refused the second.
    """
    shorter_s = min(one.span_s, other.span_s)
    if shorter_s > 0.0:
        both_s = shared_s(one, other)
        return both_s if both_s >= MIN_OVERLAP * shorter_s else 0.0
    if one.source == other.source != FILES:
        return 0.0
    if abs(other.started_at - one.started_at) > SAME_START:
        return 0.0
    return float(agree(one.value("distance_m"), other.value("distance_m"), SAME_DISTANCE))


def some_time(one: Recorded, other: Recorded) -> float:
    """How many seconds two recordings share, 0.0 where that is no more than clocks are off."""
    both_s = shared_s(one, other)
    shorter_s = min(one.span_s, other.span_s)
    return both_s if both_s >= max(SOME_OVERLAP_S, SOME_OVERLAP * shorter_s) else 0.0


def same_span(one: Recorded, other: Recorded) -> float:
    """How many seconds two recordings share, 0.0 unless that is nearly all of both."""
    if not {one.kind, other.kind} <= FOOT:
        return 0.0
    both_s = shared_s(one, other)
    return both_s if both_s >= SAME_SPAN * max(one.span_s, other.span_s) else 0.0


def same_hour_hand(one: Recorded, other: Recorded) -> bool:
    """Whether two recordings differ by nothing but a time zone on a clock that may be wrong.

    A loop run twice a day looks alike too, so the time must agree within 1 %, the way within 5 %
    (a track without the device's own distance is off by that much), the minutes and seconds of
    the start within fifteen seconds (the first position comes late), and they must not be of one
    type: one program writes all its clocks alike.
    """
    if one.file_type == other.file_type or not (one.doubtful_clock or other.doubtful_clock):
        return False
    apart_s = abs((other.started_at - one.started_at).total_seconds())
    quarters, rest_s = divmod(apart_s, QUARTER_S)
    if rest_s > QUARTER_S / 2:
        quarters, rest_s = quarters + 1, QUARTER_S - rest_s
    return (
        quarters in ZONES_APART
        and rest_s <= HOUR_HAND_S
        and agree(one.value("distance_m"), other.value("distance_m"), NEARLY)
        and agree(one.span_s, other.span_s, AGREES)
    )


def clock_off(one: Recorded, other: Recorded) -> bool:
    """Whether one clock is some minutes off: way and time agree within 1 %, or 5 % where the
    recordings share some time.

    Never from one maker, whose clock is the same for both: a loop run twice is two runs.
    """
    within = NEARLY if some_time(one, other) else AGREES
    return perhaps_clock_off(one, other) and _same_size(one, other, within)


def perhaps_clock_off(one: Recorded, other: Recorded) -> bool:
    """Whether one clock may be some minutes off: way and time agree within 5 %."""
    return (
        abs(other.started_at - one.started_at) <= CLOCK_OFF
        and maker(one) != maker(other)
        and _same_size(one, other, NEARLY)
    )


def whole_of(leg: Recorded, other: Recorded) -> bool:
    """Whether the other one of two that belong together is of the event that this is a leg of."""
    if leg.part_of is None or other.part_of is not None:
        return False
    return other.kind is not leg.kind or other.span_s >= LONGER * leg.span_s


def maker(one: Recorded) -> tuple[str, str]:
    """Who wrote it and set its clock: a platform, or a kind of file."""
    return one.source, one.file_type


def alike_in_length(one: Recorded, other: Recorded) -> bool:
    return agree(one.span_s, other.span_s, NEARLY)


def agree(one: float | None, other: float | None, within: float) -> bool:
    """Whether two numbers, both known and above zero, differ by this part at most."""
    return bool(one and other and abs(one - other) <= within * max(one, other))


def _same_size(one: Recorded, other: Recorded, within: float) -> bool:
    ways = one.value("distance_m"), other.value("distance_m")
    return agree(*ways, within) and agree(one.span_s, other.span_s, within)
