"""A run that several devices kept in parts, cut at different places, by clocks that agree. Pure.

Two makers that began and ended together have clocks that agree, so a part of one that lies across
a cut of the other shows that the run went on there. Where both were cut, there were two runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from syncer.alike import kept_apart, maker, shared_s
from syncer.outing import Recorded
from syncer.whole import SAW_IT_ALL

CLOCKS_S = 10.0
"""Parts that one maker wrote may touch by the seconds of its rounding, no more."""

TOGETHER_S = 30.0
"""Our choice: who begins and ends within this has a clock that agrees, and of two runs one after
the other such clocks share no more than this."""


TOGETHER = timedelta(seconds=TOGETHER_S)


def cut_elsewhere(recordings: Iterable[Recorded]) -> list[list[Recorded]]:
    """Recordings that surely are one run by their cuts alone, each run's by start."""
    runs = [one for one in recordings if one.part_of is None and one.span_s > 0.0]
    if len(runs) < 4:
        return []
    return [run for run in _across_each_other(runs) if _is_one_run(run)]


def within(some: Sequence[Recorded], other: Recorded) -> float:
    """How many seconds a recording lasted, 0.0 unless all of that lies in the time of these."""
    outside_s = other.span_s - covered_s(some, other)
    return other.span_s if other.span_s > CLOCKS_S >= outside_s else 0.0


def covered_s(some: Iterable[Recorded], other: Recorded) -> float:
    """How many seconds of a recording lie in the time of any of these."""
    both_s, until = 0.0, other.started_at
    for one in sorted(some, key=lambda one: one.started_at):
        began, ended = max(one.started_at, until), min(one.ended_at, other.ended_at)
        if ended > began:
            both_s += (ended - began).total_seconds()
            until = ended
    return both_s


def follow_one_another(parts: Sequence[Recorded]) -> bool:
    """Whether parts, by start, lie one after another as one maker's must."""
    return all(shared_s(one, other) <= CLOCKS_S for one, other in pairwise(parts))


def _across_each_other(runs: Iterable[Recorded]) -> Iterator[list[Recorded]]:
    """Recordings that hang together by more time than clocks are off."""
    together: list[Recorded] = []
    for one in sorted(runs, key=lambda one: (one.started_at, one.name)):
        if together and not any(_across(each, one) for each in reversed(together)):
            yield together
            together = []
        together.append(one)
    if together:
        yield together


def _across(one: Recorded, other: Recorded) -> bool:
    both_s = shared_s(one, other)
    return both_s > min(TOGETHER_S, SAW_IT_ALL * one.span_s, SAW_IT_ALL * other.span_s)


def _is_one_run(run: Sequence[Recorded]) -> bool:
    by_maker: dict[tuple[str, str], list[Recorded]] = defaultdict(list)
    for one in run:
        by_maker[maker(one)].append(one)
    if sum(len(parts) > 1 for parts in by_maker.values()) < 2 or kept_apart(run, run):
        return False
    if not all(follow_one_another(parts) for parts in by_maker.values()):
        return False
    began, ended = run[0].started_at, max(one.ended_at for one in run)
    saw_it_all = [
        parts
        for parts in by_maker.values()
        if max(parts[0].started_at - began, ended - parts[-1].ended_at) <= TOGETHER
    ]
    by_them = [one for parts in saw_it_all for one in parts]
    return len(saw_it_all) > 1 and len(list(_across_each_other(by_them))) == 1
