"""The weekly letter: how the week was, what to do next, the plan, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from coaching.advice import Advice, Finding, Plan
from coaching.catalogue import exercises
from coaching.log import TrainingLog
from coaching.return_to_run import STAGES
from templates.chart import chart_alt, chart_png, draw
from templates.filters import weekday
from templates.letters import Letter, cited, flag_in, flag_paragraphs, run_of, written
from templates.origins import NOWHERE, Origins
from templates.pairs import PairFacts, asked
from templates.reader import Links, Reader
from templates.rendering import speak
from templates.understood import Understood
from templates.words import words

CHART_NAME = "twelve-weeks"
_SAYS = "email/digest_words.txt"
_WEEKS_BEFORE = 3


def digest_letter(
    advice: Advice,
    log: TrainingLog,
    reader: Reader,
    links: Links,
    readings: Sequence[Understood] = (),
    origins: Origins = NOWHERE,
    doubtful: Sequence[PairFacts] = (),
    draw: Callable[[str], bytes] = draw,
) -> Letter:
    """The digest of the week that ends on `advice.on`.

    `readings` are what was understood of the runner's own words and waits for an answer,
    `doubtful` recordings of which only the runner can say whether they are one run; `draw` makes
    the picture, here or by another process.
    A warning sign hides everything but itself and the two answers: no chart, no plan.
    """
    flag = flag_in(advice)
    chart = None if flag else chart_png(log, advice.on, reader, draw)
    spoken = () if flag else tuple(one.finding for one in advice.recommendations)
    ramp = _told(advice, "weekly_ramp", spoken)
    surfaces = _told(advice, "surface_mix", spoken)
    return written(
        "digest",
        reader,
        pictures={CHART_NAME: chart} if chart else {},
        last=advice.on,
        state=_state(advice, log, reader),
        flag=flag_paragraphs(flag, reader),
        chart=CHART_NAME if chart else None,
        chart_alt="" if flag else chart_alt(log, advice.on, reader),
        recommendations=[
            (
                _heading(finding, log, reader),
                words(finding, reader),
                origins.seen_at.get(finding.run or "", ""),
            )
            for finding in spoken
        ],
        week=[] if flag else _week(advice, log, ramp, surfaces, reader),
        plan=None if flag or advice.plan is None else _plan(advice.plan, reader),
        sources=cited((flag,) if flag else (*spoken, *((ramp,) if ramp else ())), reader),
        muted=[speak("names.txt", "rule", of=rule, reader=reader) for rule in advice.muted],
        readings=() if flag else readings,
        origins=NOWHERE if flag else origins,
        doubles=() if flag else [asked(pair, reader) for pair in doubtful],
        links=links,
    )


def _state(advice: Advice, log: TrainingLog, reader: Reader) -> str:
    """The week in one line, by its light and by whether there was a run at all."""
    block = next(log.blocks(advice.on, 1))
    return speak(
        _SAYS,
        "state",
        light=None if advice.light is None else str(advice.light),
        runs=block.sessions,
        rests=advice.plan is not None and not advice.plan.running,
        speaks_of_pain=any(found.rule == "pain" for found in advice.findings),
        reader=reader,
    )


def _week(
    advice: Advice,
    log: TrainingLog,
    ramp: Finding | None,
    surfaces: Finding | None,
    reader: Reader,
) -> list[str]:
    """The week's distances and surfaces as information; that such a change predicts little."""
    this, *before = log.blocks(advice.on, 1 + _WEEKS_BEFORE)
    mean = sum(block.distance_m for block in before) / _WEEKS_BEFORE
    lines = [speak(_SAYS, "week", this=this, mean_m=mean, reader=reader)]
    if ramp is not None:
        lines.append(words(ramp, reader).why)
    if surfaces is not None:
        lines.append(words(surfaces, reader).text)
    return lines


def _told(advice: Advice, rule: str, spoken: Sequence[Finding]) -> Finding | None:
    """What a rule tells of the week as information, unless a recommendation says it already."""
    if any(finding.rule == rule for finding in spoken):
        return None
    return next((found for found in advice.information if found.rule == rule), None)


def _plan(plan: Plan, reader: Reader) -> dict[str, object]:
    days = [plan.first + timedelta(days=nth) for nth in range((plan.last - plan.first).days + 1)]
    steps = zip(plan.block, plan.sets, plan.levels, strict=True)
    return {
        "head": speak(_SAYS, "plan_head", plan=plan, stages=STAGES, reader=reader),
        "days": [(weekday(day, reader), *_kind(plan, day, reader)) for day in days],
        "notes": [speak(_SAYS, "plan_note", code=code, reader=reader) for code in plan.notes],
        "exercises": [_exercise(*step, reader) for step in steps],
        "shows_days": bool(plan.run_days or plan.strength_days or plan.swap_days),
    }


def _kind(plan: Plan, day: date, reader: Reader) -> tuple[str, bool]:
    """What a day is for, and whether it is a day off."""
    runs = plan.running and day in plan.run_days
    lifts, swaps = day in plan.strength_days, day in plan.swap_days
    # Where nobody knows the usual days, a day without a plan is free and not a rest day.
    rests = day in plan.rest_days and bool(plan.run_days or not plan.running)
    facts = {"runs": runs, "rests": rests, "lifts": lifts, "swaps": swaps, "plan": plan}
    return speak(_SAYS, "day", reader=reader, **facts), not (runs or lifts or swaps)


def _heading(finding: Finding, log: TrainingLog, reader: Reader) -> str:
    """What a recommendation is about, and the day of its run where it has one."""
    slot = speak("names.txt", "slot", of=finding.slot.value, reader=reader)
    run = run_of(finding, log)
    return slot if run is None else f"{slot}, {weekday(run.local_date, reader)}"


def _exercise(code: str, sets: int, level: int, reader: Reader) -> dict[str, str]:
    """One exercise in words: what it is called, how much, how, how far, and when to stop."""
    exercise = exercises()[code]
    parts = ("name", "dose", "how", "progress", "stop")
    facts = {"exercise": exercise, "sets": sets, "level": level}
    return {part: speak(_SAYS, part, reader=reader, **facts) for part in parts}
