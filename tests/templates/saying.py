"""Findings of every rule and action with the longest and oddest numbers, for tests of words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product

from coaching.advice import (
    Advice,
    Confidence,
    Finding,
    Light,
    Plan,
    Recommendation,
    Slot,
)
from coaching.body import Region, Side, Timing
from coaching.catalogue import cite
from coaching.facts import PainReport, Run
from coaching.log import TrainingLog
from templates import Links, Reader, Understood
from tests.templates.sayings import sayings

ON = date(2026, 3, 15)
ALICE = Reader("Alice")
IN_MILES = Reader("Alice", units="mi")
LINKS = Links(
    "https://club.example/answer/nothing/token",
    "https://club.example/answer/something/token",
    "https://club.example/settings",
)
(FRANDSEN, BUIST, LEPPANEN, ESCULIER, SILBERNAGEL, GEORGE) = cite(
    "frandsen_2025",
    "buist_2008",
    "leppanen_2024",
    "esculier_2016",
    "silbernagel_2007",
    "george_2024",
)

_OF_CLASS = {"joint": ESCULIER, "tendon": SILBERNAGEL, "bone": GEORGE}


def spike(
    action: str = "ease_next_two",
    km: float = 18.2,
    longest: float = 12.8,
    light: Light | None = Light.AMBER,
) -> Finding:
    ratio = km / longest
    numbers: dict[str, object] = {
        "distance_m": km * 1000,
        "longest_m": longest * 1000,
        "ratio": ratio,
        "percent": (ratio - 1) * 100,
        "days": 30,
    }
    return Finding(
        "session_spike",
        light,
        action,
        Slot.LOAD_OR_REST,
        Confidence.MODERATE,
        (FRANDSEN,),
        numbers,
        run="activity-1",
    )


def spike_by_time(minutes: float = 170.0, longest: float = 101.0) -> Finding:
    ratio = minutes / longest
    numbers = {
        "minutes": minutes,
        "longest_minutes": longest,
        "ratio": ratio,
        "percent": (ratio - 1) * 100,
        "days": 30,
    }
    return Finding(
        "session_spike",
        Light.AMBER,
        "ease_next_two_by_time",
        Slot.LOAD_OR_REST,
        Confidence.DESIGN,
        (),
        numbers,
        "moderate",
        run="activity-1",
    )


def ramp(action: str = "watch_week", light: Light = Light.GREY) -> Finding:
    return Finding(
        "weekly_ramp",
        light,
        action,
        Slot.LOAD_OR_REST,
        Confidence.WEAK,
        (BUIST, FRANDSEN),
        {"week_m": 164_300.0, "mean_m": 80_100.0, "ratio": 2.05},
        "weak" if light is Light.AMBER else None,
    )


def no_rest(light: Light = Light.GREY, rest_days: int = 0) -> Finding:
    return Finding(
        "rest_days",
        light,
        "rest_tomorrow",
        Slot.LOAD_OR_REST,
        Confidence.WEAK,
        (),
        {"days": 10, "rest_days": rest_days},
    )


def pain(
    action: str = "shorten_flat_easy",
    light: Light | None = Light.AMBER,
    region: str = "knee_front",
    side: str | None = "left",
    worst: int | None = 3,
    timing: str | None = "persists",
    morning: int | None = None,
    limp: bool = False,
    trend: bool = False,
) -> Finding:
    numbers: dict[str, object] = {
        "region": region,
        "side": side,
        "worst": worst,
        "after": None,
        "morning": morning,
        "baseline": 0,
        "timing": timing,
        "limp": limp,
        "trend": trend,
    }
    source = _OF_CLASS[Region(region).pain_class.value]
    return Finding(
        "pain", light, action, Slot.LOAD_OR_REST, Confidence.MODERATE, (source,), numbers
    )


def ask_pain() -> Finding:
    return Finding(
        "pain", Light.GREY, "ask_pain", Slot.OTHER, Confidence.MODERATE, (), digest_only=True
    )


def strength(action: str = "two_sessions", sessions: int = 0, sore: bool = False) -> Finding:
    return Finding(
        "strength",
        Light.GREY,
        action,
        Slot.STRENGTH,
        Confidence.MODERATE,
        cite("guideline_2019", "lack_2015") if sore else (LEPPANEN,),
        {"sessions_14d": sessions, "per_week": 2},
    )


def flag(tier: str = "b", codes: tuple[str, ...] = ()) -> Finding:
    return Finding(
        "red_flags",
        Light.FLAG,
        f"tier_{tier}",
        Slot.LOAD_OR_REST,
        Confidence.CONVENTION,
        (),
        {"flags": list(codes)},
    )


def every_finding() -> Iterator[Finding]:
    """Each rule's each action, over its lights and its longest numbers."""
    yield spike("first_run", 4.1, 4.1, None)
    yield spike("longest_so_far", 128.4, 100.0, Light.GREY)
    yield spike("keep_going", 103.9, 100.2, Light.GREEN)
    for action in ("ease_next_two", "recover_from_race", "recover_from_planned"):
        yield spike(action)
        yield spike(action, 165.4, 100.3)
        yield spike(action, 200.7, 100.2)
    yield spike_by_time()
    yield ramp()
    yield ramp("level_week", Light.AMBER)
    for light, rest_days in product((Light.GREY, Light.AMBER), (0, 1, 2)):
        yield no_rest(light, rest_days)
    yield from every_pain()
    yield ask_pain()
    for action in (
        "two_sessions",
        "treat_three",
        "maintain",
        "relapse_reminder",
        "cut_block",
        "leave_a_week",
    ):
        for sessions in (0, 1, 12):
            yield strength(action, sessions, sore=True)
            if action in ("two_sessions", "cut_block"):
                yield strength(action, sessions)
    yield from map(flag, "abcd")
    for module in sayings():
        yield from module.findings()


def places_with_sides() -> Iterator[tuple[Region, Side | None]]:
    yield from product(Region, [None, *Side])


def every_pain() -> Iterator[Finding]:
    """Every place, side and course of pain under every action, with two-digit numbers."""
    lights = {
        "keep_plan": Light.GREEN,
        "keep_plan_and_tell": Light.GREEN,
        "shorten_flat_easy": Light.AMBER,
        "stay_at_stage": Light.AMBER,
        "no_running": Light.RED,
        "see_someone": Light.RED,
        "have_examined": Light.RED,
        "tell_an_adult": Light.RED,
        "under_16_refer": None,
    }
    for (region, side), timing in product(places_with_sides(), [None, *Timing]):
        for action, light in lights.items():
            for worst, morning in ((10, 10), (None, 10)):
                yield pain(action, light, region, side, worst, timing, morning)
    for region, side in places_with_sides():
        for timing in ("persists", "eases"):
            yield pain("no_running", Light.RED, region, side, 5, timing, 2, trend=True)
    for worst in (None, 10):
        yield pain("no_running", Light.RED, worst=worst, morning=10, limp=True)
    yield pain("keep_plan", Light.GREEN, worst=0, timing="none", morning=0)


def alices_log(pain_told: bool = True) -> TrainingLog:
    """Twelve weeks of three runs each, one week without any, ending with a long run."""
    runs = []
    for week in range(12):
        for nth, (back, km) in enumerate(((5, 6.0), (3, 8.0), (0, 12.8))):
            day = ON - timedelta(days=7 * week + back)
            far_km = 18.2 if (week, back) == (0, 0) else km - week / 4
            if week != 4:
                key = "activity-1" if (week, back) == (0, 0) else f"activity-{week}0{nth}"
                runs.append(run(key, day, far_km))
    told = [
        PainReport(ON, _at(ON, 20), Region.KNEE_FRONT, Side.LEFT, worst=3),
        PainReport(ON - timedelta(days=14), _at(ON, 20), Region.KNEE_FRONT, worst=2),
    ]
    return TrainingLog(runs=runs, pain=told if pain_told else ())


def run(key: str, day: date, km: float, title: str = "") -> Run:
    return Run(key, _at(day, 8), day, km * 336, km * 340, km * 1000, title=title)


def a_week(*findings: Finding, light: Light | None = Light.AMBER, block: bool = False) -> Advice:
    """A digest's advice with a plan of the coming week."""

    def day(nth: int) -> date:
        return ON + timedelta(days=nth)

    plan = Plan(
        first=day(1),
        last=day(7),
        longest_run_m=14_000.0,
        run_days=(day(2), day(4), day(7)),
        rest_days=(day(1), day(5)),
        strength_days=(day(3), day(6)) if block else (),
        block=("X01", "X05", "X07") if block else (),
        sets=(3, 3, 2) if block else (),
        levels=(0, 1, 0) if block else (),
    )
    recommended = tuple(Recommendation(found.slot, found) for found in findings)
    return Advice(ON, "1", light, findings, recommended, None, plan)


def readings() -> tuple[Understood, ...]:
    """A question, a sore place and a painless one, as they were read in Alice's words."""
    at = "https://club.example/words/token"
    return (
        Understood(3, ON - timedelta(days=2), False, "knee", link=f"{at}-3"),
        Understood(1, ON, True, "knee", "left", 4, limp=True, link=f"{at}-1"),
        Understood(2, ON - timedelta(days=1), True, nothing=True, link=f"{at}-2"),
    )


def a_note(finding: Finding) -> Advice:
    """The advice of a day whose one note is about this finding."""
    said = Recommendation(finding.slot, finding)
    return Advice(ON, "1", finding.light, (finding,), (said,), said, asks_morning=True)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
