"""The language of the stories: one line, one fact of a runner's past."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from coaching.body import Region, Side
from coaching.facts import EarlierInjury, Muted, PainReport, Profile, RunKind, WeeklyCheck
from coaching.log import TrainingLog
from tests.coaching.building import (
    TODAY,
    ago,
    answered,
    at,
    cleared,
    flag,
    lifted,
    log,
    nothing,
    other,
    pain,
    run,
    self_tested,
    slept,
    tried,
)

_RUN_WORDS = {
    "race": {"race": True},
    "planned": {"planned": True},
    "trail": {"kind": RunKind.TRAIL},
    "treadmill": {"kind": RunKind.TREADMILL},
}
_RUN_NUMBERS = {
    "steep down": "steep_descent_m",
    "steep up": "steep_climb_m",
    "effort": "effort_rpe",
    "fast min": "fast_s",
    "spm": "cadence_spm",
    "laps": "track_laps",
}
_PAIN_WORDS = ("limp", "painkiller")
_PAIN_NUMBERS = ("after", "morning", "walking", "stairs")


def _run(match: re.Match[str], back: int) -> Any:
    """`run 8 km`, `run 8 km, race`, `run 10 km, steep down 180, treadmill 5000 m, shoes blue`."""
    km, more = float(match[1]), {}
    for part in filter(None, (word.strip() for word in (match[2] or "").split(","))):
        if part in _RUN_WORDS:
            more.update(_RUN_WORDS[part])
        elif surface := re.fullmatch(r"(\w+) (\d+) m", part):
            more["surface_m"] = {**more.get("surface_m", {}), surface[1]: float(surface[2])}
        elif shoes := re.fullmatch(r"shoes (\w+)", part):
            more["gear"] = shoes[1]
        else:
            words, _, number = part.rpartition(" ")
            value = float(number)
            more[_RUN_NUMBERS[words]] = value * 60 if words == "fast min" else value
    if "cadence_spm" in more:
        more.update(cadence_speed_mps=2.8, cadence_eligible_s=1500.0)
    if "track_laps" in more:
        more["track_laps"] = int(more["track_laps"])
    return run(km, back, **more)


def _belt(match: re.Match[str], back: int) -> Any:
    """`treadmill 70 min`: minutes on a belt whose distance nobody knows."""
    belt = run(1, back, moving_s=float(match[1]) * 60.0, kind=RunKind.TREADMILL)
    return replace(belt, distance_m=None)


def _pain(match: re.Match[str], back: int) -> Any:
    """`pain knee_front left 3/10 persists, morning 2, limp, feels stairs sitting`."""
    more: dict[str, Any] = {"side": match[2]} if match[2] else {}
    for part in filter(None, (word.strip() for word in (match[5] or "").split(","))):
        word, _, rest = part.partition(" ")
        if word in _PAIN_WORDS:
            more[word] = True
        elif word in _PAIN_NUMBERS:
            more[word] = int(rest)
        elif word == "feels":
            more["feels"] = frozenset(rest.split())
        else:
            raise AssertionError(f"not understood: {part}")
    return pain(match[1], int(match[3]), match[4], back, **more)


def _calm(match: re.Match[str], back: int) -> Any:
    """`calm knee_front: walking 1, stairs 2`: what everyday life felt like."""
    return pain(match[1], days_ago=back, walking=int(match[2]), stairs=int(match[3]))


def _check(match: re.Match[str], back: int) -> Any:
    """`weekly check knee_front 1 1 0 2`: the four answers, each 0 to 3."""
    return WeeklyCheck(ago(back), Region(match[1]), *(int(match[nth]) for nth in (2, 3, 4, 5)))


DOES: list[tuple[str, Callable[[re.Match[str], int], Any]]] = [
    (r"run ([\d.]+) km(?:,(.*))?", _run),
    (r"treadmill (\d+) min", _belt),
    (r"(walk|ride|swim|row) (\d+) min", lambda m, back: other(m[1], float(m[2]), back)),
    (
        r"pain (\w+?)(?: (left|right|both))? (\d+)/10(?: (?!limp|painkiller)([a-z_]+))?(?:,(.*))?",
        _pain,
    ),
    (
        r"morning (\w+) (\d+)/10",
        lambda m, back: pain(m[1], days_ago=back, morning=int(m[2])),
    ),
    (r"calm (\w+): walking (\d+), stairs (\d+)", _calm),
    (r"nothing hurts", lambda _, back: nothing(back)),
    (r"fever", lambda _, back: PainReport(ago(back), at(ago(back), 20), fever=True)),
    (r"flag ([\w ]+)", lambda m, back: flag(*m[1].split(), days_ago=back)),
    (r"cleared by (clinician|mistake)", lambda m, back: cleared(back, m[1])),
    (r"strength (\d+) min", lambda m, back: lifted(back, float(m[1]))),
    (
        r"strength (\d+) min, of ([A-Z\d ]+)",
        lambda m, back: lifted(back, float(m[1]), exercises=tuple(m[2].split())),
    ),
    (r"strength (\d+) min, hurt (\d+)", lambda m, b: lifted(b, float(m[1]), int(m[2]))),
    (r"(done|too_hard)", lambda m, back: answered(m[1], days_ago=back)),
    (
        r"test (\w+)(?: (left|right))? ([\d.]+)",
        lambda m, back: self_tested(m[1], float(m[3]), m[2], back),
    ),
    (
        r"cue (\w+): without ([\d.]+), with ([\d.]+)",
        lambda m, back: tried(m[1], float(m[2]), float(m[3]), back),
    ),
    (r"slept ([\d.]+) h", lambda m, back: slept(float(m[1]), days_ago=back)),
    (r"pulse (\d+)", lambda m, back: slept(None, float(m[1]), back)),
    (r"weekly check (\w+) (\d) (\d) (\d) (\d)", _check),
    (r"mutes (\w+)", lambda m, back: Muted(m[1], ago(back))),
]

TELLS: list[tuple[str, Callable[[re.Match[str], Profile], dict[str, Any]]]] = [
    (r"born in (\d{4})", lambda m, _: {"birth_year": int(m[1])}),
    (r"novice", lambda *_: {"novice": True}),
    (r"pregnant", lambda *_: {"pregnant": True}),
    (r"pelvic check done", lambda m, _: {"pelvic_check": True}),
    (r"gave birth (\d+) days ago", lambda m, _: {"gave_birth_on": ago(int(m[1]))}),
    (r"likes stretching", lambda *_: {"likes_mobility": True}),
    (r"sits a lot", lambda *_: {"sits_a_lot": True}),
    (r"wants no praise", lambda *_: {"no_praise": True}),
    (r"has ([\w ]+)", lambda m, _: {"equipment": frozenset(m[1].split())}),
    (
        r"injured (\w+?)(?: (left|right))? (\d+) days ago",
        lambda m, known: {
            "injuries": (
                *known.injuries,
                EarlierInjury(Region(m[1]), ago(int(m[3])), Side(m[2]) if m[2] else None),
            )
        },
    ),
]


def past(lines: list[str]) -> TrainingLog:
    """The log that the lines under "Given" tell."""
    facts: list[Any] = []
    profile = Profile()
    for line in lines:
        for pattern, tell in TELLS:
            if match := re.fullmatch(pattern, line):
                profile = replace(profile, **tell(match, profile))
                break
        else:
            facts += _facts(line)
    return log(*facts, profile=profile)


def _facts(line: str) -> Iterator[Any]:
    when, _, what = line.partition(": ")
    backs = days_ago(when)
    assert backs is not None, f"when is that? {line}"
    for pattern, make in DOES:
        if match := re.fullmatch(pattern, what):
            yield from (make(match, back) for back in backs)
            return
    raise AssertionError(f"not understood: {line}")


def days_ago(when: str) -> list[int] | None:
    """`today`, `3 days ago`, `every 2 days from 60 to 4 days ago`, `each Tuesday from ...`."""
    if when == "today":
        return [0]
    if one := re.fullmatch(r"(\d+) days? ago", when):
        return [int(one[1])]
    if every := re.fullmatch(r"every (\d+) days from (\d+) to (\d+) days ago", when):
        step, first, last = map(int, every.groups())
        return list(range(last, first + 1, step))
    if each := re.fullmatch(r"each (\w+) from (\d+) to (\d+) days ago", when):
        first, last = int(each[2]), int(each[3])
        span = range(last, first + 1)
        return [back for back in span if f"{TODAY - timedelta(back):%A}" == each[1]]
    return None
