"""Nights in which the service is killed, and what is not as after an undisturbed one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil

from tests.crash.boundaries import Boundary, killed_at
from tests.crash.ending import differences
from tests.crash.outside import World
from tests.crash.stage import INSTANTS, LONGEST_S, Night, Stage

AT_ONCE = 3
"""So many kills in one night, far apart, cost hardly more than one."""

Kill = tuple[Boundary, int]
"""Where, and at the how manieth passing."""


@dataclass(frozen=True)
class Report:
    """What became of nights: how many, how often killed, how many mails are accounted for as
    unknown, and what went wrong in which."""

    nights: int
    kills: int
    unknown: int
    wrong: dict[str, list[str]]


def kills(stage: Stage) -> list[Kill]:
    """One kill at each boundary, by the way that led to it; of mails each one, and not only the
    first, for they do not all end alike."""
    passed: Counter[Boundary] = Counter()
    found: list[Kill] = []
    for one in stage.boundaries():
        passed[one] += 1
        if passed[one] == 1 or one[0].startswith("after mail"):
            found.append((one, passed[one]))
    return found


def some_a_night(stage: Stage) -> Report:
    """All of these kills, some in the same night; what a night missed gets one of its own."""
    waiting = kills(stage)
    step = ceil(len(waiting) / AT_ONCE)
    groups = [waiting[nth::step] for nth in range(step)]
    done: list[tuple[str, Night]] = []
    for group in groups:
        night = stage.night(*(killed_at(*one) for one in group))
        done.append((_named(group), night))
        alone = [] if night.kills == len(group) else group
        done += [(_named([one]), stage.night(killed_at(*one))) for one in alone]
    return _report(stage, done)


def by_chance(stage: Stage, *seeds: int) -> Report:
    """A night of random kills for each seed."""
    return _report(stage, [(f"seed {one}", stage.random_night(one)) for one in seeds])


def every_boundary(stage: Stage, first: int, step: int) -> Report:
    """A night of its own for every boundary: those from `first` on, each `step`th."""
    passed = list(dict.fromkeys(stage.boundaries()))[first::step]
    done = [(_named([(one, 1)]), stage.night(killed_at(one))) for one in passed]
    return _report(stage, done)


def with_the_token_in_hand(stage: Stage) -> Night:
    """Killed with a new pair of tokens in hand, of which nothing was written down, where the old
    pair died with it."""
    passed = (one for one in stage.boundaries() if one[0].startswith("after POST /oauth/token"))
    with stage.dusk() as (settings, world):
        world.ask(_rotate)
        assert not stage.lives(settings, INSTANTS, killed_at(next(passed)), LONGEST_S)
        assert stage.lives(settings, INSTANTS, None, LONGEST_S)
        return stage.over(settings, world, 1, 0.0)


def _rotate(world: World) -> None:
    world.strava.ways.rotates_refresh_tokens = True


def _named(group: list[Kill]) -> str:
    return "\n".join(f"{nth}. of {' < '.join(where)}" for where, nth in group)


def _report(stage: Stage, done: list[tuple[str, Night]]) -> Report:
    wrong = {name: differences(stage.calm.ending, night.ending) for name, night in done}
    return Report(
        nights=len(done),
        kills=sum(night.kills for _, night in done),
        unknown=sum(len(night.ending.unknown) for _, night in done),
        wrong={name: found for name, found in wrong.items() if found},
    )
