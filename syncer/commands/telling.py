"""Commands that tell what was done and tried."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from sqlalchemy import update
from sqlmodel import Session

from coaching.body import Region, Side
from coaching.catalogue import cues, exercises, self_tests
from coaching.facts import WeeklyCheck
from syncer import consents, models, telling
from syncer.commands import Db, Email, Json, Now, Undone, Work, answer, day, runner_of, screen, work
from syncer.posting import today_of
from syncer.recordings import ACTIVITY
from syncer.runs import outings

On = Annotated[str | None, typer.Option("--on", help="The day; today if not told.")]
QUESTIONS = (
    ("taking-part", "Could you take part in your running this week?"),
    ("changed", "How much did you change or cut what you had planned?"),
    ("performance", "How much did it hold back how well you ran?"),
    ("pain", "How much did it hurt?"),
)
"""Our own wording of the four usual questions on overuse problems."""
ANSWERS = "0 not at all or fully, 1 a little, 2 clearly, 3 very much or not possible"


def _day_told(w: Work, session: Session, email: str, on: str | None) -> tuple[models.Runner, date]:
    who = runner_of(session, email)
    today = today_of(who, w.now)
    about = day(on, "--on") or today
    if about > today:
        raise typer.BadParameter(f"{about} is still to come", param_hint="--on")
    return who, about


def _id(runner: models.Runner) -> int:
    assert runner.id is not None
    return runner.id


def _noted(facts: dict[str, Any], as_json: bool, sentence: str = "Noted.") -> None:
    if as_json:
        answer(facts)
    else:
        screen.print(sentence, highlight=False, markup=False)


def _one_of(code: str, known: object, name: str) -> str:
    codes = list(known) if hasattr(known, "__iter__") else []
    if code not in codes:
        raise typer.BadParameter(f"{code!r} is none of {', '.join(codes)}", param_hint=name)
    return code


def mark(
    ctx: typer.Context,
    runner: Email,
    on: On = None,
    effort: Annotated[
        float | None, typer.Option(min=0, max=10, help="How hard it was, 0-10.")
    ] = None,
    race: Annotated[bool | None, typer.Option("--race/--no-race", help="It was a race.")] = None,
    planned: Annotated[
        bool | None, typer.Option("--planned/--not-planned", help="It was meant to be that long.")
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Say of a day's runs how hard they were, or that they were a race or planned."""
    values = {"effort_told": effort, "race_told": race, "planned": planned}
    told = {name: value for name, value in values.items() if value is not None}
    if not told:
        raise typer.BadParameter("say --effort, --race or --planned", param_hint="")
    with work(ctx, db, now) as w, w.session() as session:
        who, about = _day_told(w, session, runner, on)
        found = outings(session, who, about, about)
        if not found:
            raise Undone(f"{who.email} has no run on {about}; `evenstride runs` lists them.")
        ids = [one.id for outing in found for one in outing.recordings]
        session.connection().execute(update(ACTIVITY).where(ACTIVITY.c.id.in_(ids)).values(**told))
        session.commit()
    _noted({"runner": who.email, "on": about, "runs": len(found), **told}, as_json)


def done(
    ctx: typer.Context,
    runner: Email,
    on: On = None,
    minutes: Annotated[
        float | None, typer.Option(min=1, max=300, help="How long the session was.")
    ] = None,
    effort: Annotated[
        float | None, typer.Option(min=0, max=10, help="How hard it was, 0-10.")
    ] = None,
    pain: Annotated[int | None, typer.Option(min=0, max=10, help="Worst pain, 0-10.")] = None,
    exercise: Annotated[
        list[str] | None, typer.Option(help="A code such as X01; all of the block if not told.")
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Say that strength work was done; without --minutes it is a plain "done"."""
    codes = [_one_of(code, exercises(), "--exercise") for code in exercise or ()]
    details = (effort, pain, exercise)
    if minutes is None and any(value is not None for value in details):
        raise typer.BadParameter("say how long it was too", param_hint="--minutes")
    with work(ctx, db, now) as w, w.session() as session:
        who, about = _day_told(w, session, runner, on)
        if pain is not None:
            consents.need(session, who, consents.HEALTH)
        if minutes is None:
            telling.of_strength(session, w.now, who, about, telling.DONE)
        else:
            row = models.StrengthSession(
                runner_id=_id(who),
                on=about,
                minutes=minutes,
                effort=effort,
                pain=pain,
                exercises=codes,
                told_at=w.now,
            )
            session.add(row)
        session.commit()
    _noted({"runner": who.email, "on": about, "minutes": minutes}, as_json, "Noted. Well done.")


def too_hard(
    ctx: typer.Context,
    runner: Email,
    on: On = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Say that the strength work was too hard; the next block gets a little easier."""
    with work(ctx, db, now) as w, w.session() as session:
        who, about = _day_told(w, session, runner, on)
        telling.of_strength(session, w.now, who, about, telling.TOO_HARD)
        session.commit()
    _noted({"runner": who.email, "on": about}, as_json, "Noted. The next block gets easier.")


def self_test(
    ctx: typer.Context,
    runner: Email,
    test: Annotated[str, typer.Option(help="T1 to T8; `evenstride rules self_tests` lists them.")],
    value: Annotated[float, typer.Option(help="The result, in the unit of the test.")],
    side: Annotated[Side | None, typer.Option(help="Which side.")] = None,
    on: On = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Tell the result of a self-test."""
    guide = self_tests()[_one_of(test, self_tests(), "--test")]
    if not guide.lowest <= value <= guide.highest:
        span = f"{guide.lowest:g} and {guide.highest:g}"
        raise typer.BadParameter(f"{test} lies between {span} ({guide.unit})", param_hint="--value")
    if guide.unit != "s" and not value.is_integer():
        raise typer.BadParameter(f"{test} is a whole number ({guide.unit})", param_hint="--value")
    if guide.per_side and side in (None, Side.BOTH):
        raise typer.BadParameter(f"{test} is done on each side: left or right", param_hint="--side")
    with work(ctx, db, now) as w, w.session() as session:
        who, about = _day_told(w, session, runner, on)
        consents.need(session, who, consents.HEALTH)
        session.add(
            models.SelfTest(
                runner_id=_id(who),
                on=about,
                test=test,
                value=value,
                side=None if side is None or not guide.per_side else side.value,
                told_at=w.now,
            )
        )
        session.commit()
    _noted({"runner": who.email, "on": about, "test": test, "value": value}, as_json)


def cue(
    ctx: typer.Context,
    runner: Email,
    cue: Annotated[str, typer.Option(help="C1 to C5, as the digest named it.")],
    without: Annotated[float, typer.Option(min=0, max=10, help="Mean pain without it, 0-10.")],
    with_: Annotated[float, typer.Option("--with", min=0, max=10, help="With it, 0-10.")],
    on: On = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Tell how a running cue went: the pain with it and without."""
    code = _one_of(cue, cues(), "--cue")
    with work(ctx, db, now) as w, w.session() as session:
        who, about = _day_told(w, session, runner, on)
        consents.need(session, who, consents.HEALTH)
        session.add(
            models.CueTrial(
                runner_id=_id(who),
                on=about,
                cue=code,
                pain_without=without,
                pain_with=with_,
                told_at=w.now,
            )
        )
        session.commit()
    _noted({"runner": who.email, "on": about, "cue": code}, as_json)


_Answer = Annotated[int | None, typer.Option(min=0, max=3, help=ANSWERS)]


def weekly_check(
    ctx: typer.Context,
    runner: Email,
    region: Annotated[Region, typer.Option(help="The place that it is about.")],
    taking_part: _Answer = None,
    changed: _Answer = None,
    performance: _Answer = None,
    pain: _Answer = None,
    on: On = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Tell how much a sore place got in the way this week; without an answer it asks."""
    rest = (changed, performance, pain)
    if taking_part is None:
        if rest != (None, None, None):
            raise typer.BadParameter("say --taking-part too", param_hint="--taking-part")
        if as_json:
            answer([{"option": name, "question": text} for name, text in QUESTIONS])
            return
        for name, text in QUESTIONS:
            screen.print(f"--{name}: {text}", highlight=False, markup=False)
        screen.print(f"Each 0 to 3: {ANSWERS}.", highlight=False, markup=False)
        return
    if taking_part in (1, 2) and None in rest:
        raise typer.BadParameter(
            "say --changed, --performance and --pain too", param_hint="--taking-part"
        )
    with work(ctx, db, now) as w, w.session() as session:
        who, about = _day_told(w, session, runner, on)
        consents.need(session, who, consents.HEALTH)
        settled = taking_part in (0, 3)  # the first question says it all
        told = WeeklyCheck(about, region, taking_part, *((None,) * 3 if settled else rest))
        session.add(
            models.WeeklyCheck(
                runner_id=_id(who),
                on=told.on,
                region=told.region.value,
                taking_part=told.taking_part,
                changed=told.changed,
                performance=told.performance,
                pain=told.pain,
                wording=told.wording,
                told_at=w.now,
            )
        )
        session.commit()
    _noted({"runner": who.email, "on": about, "score": told.score}, as_json)
