"""Who is in the simulated club, and what each of them ran, felt and did lately.

The people are invented. Each story is a habit that fills two years, followed by a last stretch
told run by run, so that the last night shows one thing clearly. Days count back from the last
day that is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from syncer.sandbox.running import Body
from syncer.sandbox.training import Habit, Planned
from syncer.sandbox.world import Place

STRAVA, GARMIN = "strava", "garmin"


@dataclass(frozen=True, slots=True)
class Felt:
    """What a member says hurt `days_ago`; without a region, that nothing did.

    A member on Strava may have written it there, as the `title` of that day's run or into its
    `private_note`; then the words say the same as the numbers.
    """

    days_ago: int
    region: str | None = None
    side: str | None = None
    worst: int | None = None
    after: int | None = None
    morning: int | None = None
    timing: str | None = None
    stairs: int | None = None
    title: str = ""
    private_note: str = ""

    @property
    def written(self) -> bool:
        return bool(self.title or self.private_note)


@dataclass(frozen=True, slots=True)
class Story:
    """One member: facts, habit, the last runs by hand, and what was felt and lifted."""

    key: str
    name: str
    what_happens: str
    seed: int
    body: Body
    place: Place
    timezone: str
    habit: Habit | None
    last_weeks: int
    recent: tuple[Planned, ...]
    felt: tuple[Felt, ...] = ()
    strength_told: tuple[int, ...] = ()
    strength_recorded: tuple[int, ...] = ()
    units: str = "km"
    birth_year: int | None = None
    novice: bool | None = None
    platforms: tuple[str, ...] = (STRAVA,)
    """Where their runs are; without any, they hand in the files of their watch."""
    garmin_asks: Literal["email", "sms", "totp"] | None = None
    """How Garmin asks them for a second step at the sign-in, if it does."""

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


def _runs(loop: str, *days: tuple[int, float], effort: str = "easy") -> tuple[Planned, ...]:
    return tuple(Planned(ago, km, loop, effort) for ago, km in days)


def _climbing_back(first: int, km: float, grow: float) -> Iterator[Planned]:
    """Every second day a little further, walking breaks first, the last run today."""
    for nth, ago in enumerate(range(first, -1, -2)):
        effort = "walk_run" if nth < 12 else "easy"
        yield Planned(ago, round(km * grow**nth, 2), "promenade", effort, 7.5)


MAREN = Story(
    key="maren",
    name="Maren Quillfeather",
    what_happens="Three weeks before a marathon she ran far beyond her longest of the month.",
    seed=11,
    body=Body(2.95, 170.0, 9.0, 52.0, 186.0),
    place=Place(0.42, -2.31),
    timezone="Europe/London",
    habit=Habit(42, 4, 20.5, ("rolling road", "promenade", "track", "ring road"), growth=0.25),
    last_weeks=5,
    recent=(
        *_runs("rolling road", (28, 19.1), (21, 20.0), (14, 20.9), (7, 15.8), (0, 31.8)),
        *_runs("promenade", (30, 8.2), (26, 8.0), (19, 8.6), (12, 8.4), (5, 8.1), (2, 6.2)),
        *_runs("track", (24, 9.2), (17, 9.5), (10, 9.4), effort="repeats"),
        *_runs("ring road", (33, 9.1), (23, 8.8), (16, 9.3), (9, 8.9), (3, 8.7), effort="steady"),
    ),
    felt=tuple(Felt(ago) for ago in (28, 21, 14, 7)),
    strength_told=(4, 18, 32),
    birth_year=1988,
    platforms=(STRAVA, GARMIN),
)

TOBIN = Story(
    key="tobin",
    name="Tobin Larkspur",
    what_happens="Back after runner\u2019s knee: the pain eases and the strength work gets done.",
    seed=22,
    body=Body(2.7, 164.0, 10.0, 55.0, 182.0),
    place=Place(0.77, 2.64),
    timezone="Europe/Berlin",
    habit=Habit(33, 4, 15.0, ("ring road", "promenade", "forest trail", "promenade")),
    last_weeks=15,
    recent=(
        *_runs("ring road", (104, 10.2), (98, 6.1)),
        *_runs("promenade", (102, 7.0), (100, 6.5)),
        *_climbing_back(66, 2.3, 1.034),
    ),
    felt=(
        Felt(104, "knee_front", "left", 3, 2, 1, "persists"),
        Felt(100, "knee_front", "left", 4, 3, 1, "persists"),
        Felt(98, "knee_front", "left", 6, 5, 3, "worsens", stairs=4),
        *(Felt(ago, "knee_front", "left", 2, 1, 0, "eases") for ago in range(64, 38, -4)),
        *(Felt(ago, "knee_front", "left", 1, 0, 0, "eases") for ago in range(36, 0, -4)),
        Felt(0, "knee_front", "left", 1, 0, None, "eases"),
    ),
    strength_recorded=tuple(ago for week in range(10) for ago in (7 * week + d for d in (1, 3, 5))),
    birth_year=1979,
    platforms=(GARMIN,),
    garmin_asks="email",
)

_INES_TITLE = "Down to the sea. Right kneecap 2/10, eased off"
_INES_NOTE = "Fog on top, sun below, worth every step. Right kneecap 3/10 the whole run."

INES = Story(
    key="ines",
    name="Ines Hollowhill",
    what_happens="Loves steep descents; her knee now hurts through the whole run.",
    seed=33,
    body=Body(2.75, 166.0, 8.5, 50.0, 188.0),
    place=Place(0.15, -1.12),
    timezone="Europe/Lisbon",
    habit=Habit(38, 4, 17.0, ("the downs", "forest trail", "the downs", "ring road"), hour=6.5),
    last_weeks=5,
    recent=(
        *_runs("the downs", (28, 15.2), (21, 16.1), (14, 14.9), (7, 15.6), (0, 16.0)),
        *_runs("the downs", (31, 8.6), (24, 9.3), (17, 9.0), (10, 9.1), (4, 9.4)),
        *_runs("forest trail", (33, 7.2), (26, 7.7), (19, 7.4), (12, 7.9), (5, 7.1)),
        *_runs("ring road", (23, 6.4), (16, 6.6), (9, 6.1), (2, 6.3)),
    ),
    felt=(
        *(Felt(ago) for ago in (28, 21, 17)),
        Felt(10, "knee_front", "right", 2, 1, 0, "eases"),
        Felt(4, "knee_front", "right", 2, timing="eases", title=_INES_TITLE),
        Felt(0, "knee_front", "right", 3, timing="persists", private_note=_INES_NOTE),
    ),
    strength_told=(9,),
    birth_year=1992,
)

PIP = Story(
    key="pip",
    name="Pip Newgate",
    what_happens="Began ten weeks ago; this week ran nearly twice as much as before.",
    seed=44,
    body=Body(2.35, 160.0, 11.0, 62.0, 194.0),
    place=Place(0.58, 1.07),
    timezone="Europe/Berlin",
    habit=None,
    last_weeks=0,
    recent=(
        *_runs("promenade", (69, 1.9), (67, 2.0), (64, 2.1), (62, 2.3), effort="walk_run"),
        *_runs("promenade", (60, 2.4), (57, 2.4), (55, 2.6), (53, 2.7), effort="walk_run"),
        *_runs("promenade", (50, 2.8), (48, 2.9), (45, 3.1), (43, 3.0), (41, 3.3)),
        *_runs("promenade", (38, 3.3), (36, 3.4), (34, 3.6), (31, 3.5), (29, 3.7), (27, 3.9)),
        *_runs("promenade", (24, 3.8), (22, 3.7), (20, 4.2), (17, 3.9), (15, 3.8), (13, 4.4)),
        *_runs("promenade", (10, 4.0), (8, 3.9), (6, 4.3), (4, 4.2), (3, 4.6), (1, 4.4), (0, 4.7)),
    ),
    birth_year=1999,
    novice=True,
)

RUTH = Story(
    key="ruth",
    name="Ruth Evergreen",
    what_happens="Steady for years; nothing to say but the week.",
    seed=55,
    body=Body(2.85, 174.0, 8.0, 47.0, 170.0),
    place=Place(0.91, -2.88),
    timezone="Europe/London",
    habit=Habit(44, 4, 17.5, ("rolling road", "promenade", "forest trail", "ring road"), hour=6.8),
    last_weeks=5,
    recent=(
        *_runs("rolling road", (28, 16.4), (21, 17.0), (14, 16.2), (7, 16.9), (0, 16.6)),
        *_runs("promenade", (33, 9.0), (26, 9.4), (19, 9.1), (12, 9.3), (5, 9.2)),
        *_runs("forest trail", (31, 9.6), (24, 9.1), (17, 9.8), (10, 9.4), (3, 9.5)),
        *_runs("treadmill", (30, 8.0), (16, 8.2), (2, 8.1)),
        *_runs("ring road", (23, 8.4), (9, 8.6), effort="steady"),
    ),
    felt=tuple(Felt(7 * week) for week in range(20)),
    strength_recorded=tuple(ago for week in range(104) for ago in (7 * week + 1, 7 * week + 4)),
    units="mi",
    birth_year=1961,
    platforms=(),
)

JONAS = Story(
    key="jonas",
    name="Jonas Flintroad",
    what_happens="Runs on hard roads alone; his shin hurts sooner and more each time.",
    seed=66,
    body=Body(3.05, 162.0, 9.5, 51.0, 190.0),
    place=Place(0.33, 2.09),
    timezone="Europe/Berlin",
    habit=Habit(46, 5, 18.0, ("ring road", "ring road", "promenade", "rolling road"), growth=0.3),
    last_weeks=5,
    recent=(
        *_runs("ring road", (28, 16.0), (21, 16.9), (14, 17.4), (7, 15.1)),
        *_runs("ring road", (33, 9.4), (26, 9.8), (19, 10.1), (12, 10.0), (5, 8.2), (0, 6.9)),
        *_runs("promenade", (31, 9.0), (24, 9.3), (17, 9.9), (10, 9.1), (3, 7.6)),
        *_runs("rolling road", (30, 9.7), (23, 10.2), (16, 10.4), (9, 10.1), effort="steady"),
    ),
    felt=(
        *(Felt(ago) for ago in (28, 21, 14)),
        Felt(9, "shin_inner", "left", 1, 0, 0, "eases"),
        Felt(5, "shin_inner", "left", 2, 1, 0, "persists"),
        Felt(3, "shin_inner", "left", 3, 2, 1, "persists"),
        Felt(0, "shin_inner", "left", 5, 4, None, "worsens", stairs=2),
    ),
    birth_year=1995,
)

STORIES = (MAREN, TOBIN, INES, PIP, RUTH, JONAS)


def stories(keys: Sequence[str] | None = None) -> tuple[Story, ...]:
    """Some members by key, or all of them. Raises ValueError for one that is not there."""
    if keys is None:
        return STORIES
    by_key = {story.key: story for story in STORIES}
    for key in keys:
        if key not in by_key:
            raise ValueError(f"nobody in the simulated club is called {key!r}")
    return tuple(by_key[key] for key in keys)
