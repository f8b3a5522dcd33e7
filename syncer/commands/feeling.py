"""Commands about what hurts: report, clear-flag, and the rules' own words."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from sqlmodel import Session

from coaching.body import PainClass
from coaching.catalogue import cues, questions, red_flags, self_tests
from coaching.catalogue import feels as known_feels
from coaching.log import PainReport, Region, Side, Timing
from coaching.return_to_run import returning
from syncer import consents, deliver, history, models, telling
from syncer.commands import (
    Db,
    Email,
    Json,
    Now,
    Undone,
    answer,
    day,
    runner_of,
    screen,
    work,
)
from syncer.flagged import flag_text
from syncer.posting import today_of
from syncer.rule_texts import as_text, rule_texts

CLINICIAN = "clinician"
CLEARED_HOW = (CLINICIAN, "mistake")


def report(
    ctx: typer.Context,
    runner: Email,
    region: Annotated[Region | None, typer.Option(help="Where it hurts.")] = None,
    side: Annotated[Side | None, typer.Option(help="Which side.")] = None,
    worst: Annotated[
        int | None, typer.Option(min=0, max=10, help="Worst during the run, 0-10.")
    ] = None,
    after: Annotated[int | None, typer.Option(min=0, max=10, help="Right after, 0-10.")] = None,
    morning: Annotated[
        int | None, typer.Option(min=0, max=10, help="The next morning, 0-10.")
    ] = None,
    stairs: Annotated[int | None, typer.Option(min=0, max=10, help="On stairs, 0-10.")] = None,
    walking: Annotated[int | None, typer.Option(min=0, max=10, help="Walking, 0-10.")] = None,
    timing: Annotated[Timing | None, typer.Option(help="How it behaved in the run.")] = None,
    limp: Annotated[bool, typer.Option("--limp", help="You limped.")] = False,
    flag: Annotated[
        list[str] | None,
        typer.Option(help="A red flag's code; `evenstride rules red_flags` lists them."),
    ] = None,
    feels: Annotated[
        list[str] | None,
        typer.Option(help="What brings it on; `evenstride rules possible_condition` lists it."),
    ] = None,
    painkiller: Annotated[
        bool, typer.Option("--painkiller", help="A painkiller in the last 24 hours.")
    ] = False,
    fever: Annotated[bool, typer.Option("--fever", help="You have a fever.")] = False,
    nothing: Annotated[bool, typer.Option("--nothing", help="Nothing hurts.")] = False,
    on: Annotated[str | None, typer.Option(help="The day it is about; today if not told.")] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Tell what hurts, or that nothing does; a red flag is answered, and mailed, at once."""
    flags, told_feels = frozenset(flag or ()), frozenset(feels or ())
    if strange := sorted(told_feels - known_feels().keys()):
        raise typer.BadParameter(
            f"unknown: {', '.join(strange)}; `evenstride rules possible_condition` lists them",
            param_hint="--feels",
        )
    unknown = flags - red_flags().keys()
    if unknown:
        raise typer.BadParameter(
            f"unknown: {', '.join(sorted(unknown))}; `evenstride rules red_flags` lists them",
            param_hint="--flag",
        )
    rated = (worst, after, morning, stairs, walking)
    felt = region or flags or told_feels or limp or fever or painkiller or any(v for v in rated)
    if nothing and felt:
        raise typer.BadParameter("nothing hurts, or something does: not both", param_hint="")
    if not nothing and not felt and all(value is None for value in rated):
        raise typer.BadParameter("say where it hurts (--region) or --nothing", param_hint="")
    if region is None and (told_feels or any(value is not None for value in rated)):
        raise typer.BadParameter("say where it hurts too", param_hint="--region")
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        today = today_of(who, w.now)
        about = day(on, "--on") or today
        if about > today:
            raise typer.BadParameter(f"{about} is still to come", param_hint="--on")
        told = PainReport(
            on=about,
            said_at=w.now,
            region=region,
            side=side,
            worst=worst,
            after=after,
            morning=morning,
            stairs=stairs,
            walking=walking,
            timing=timing,
            limp=limp,
            flags=flags,
            feels=told_feels,
            painkiller=painkiller,
            fever=fever,
            nothing=nothing,
        )
        text = telling.tell(session, w.settings, w.now, who, told)
        if text is not None:
            deliver.deliver(w.session, w.settings, w.clock, who)
    asked = [] if region is None or flags or text else questions(region)
    if as_json:
        facts = [{"code": flag.code, "question": flag.question} for flag in asked]
        answer({"stored": True, "on": about, "flag": text, "asks": facts})
        return
    screen.print(text or "Noted. Thank you for telling.", highlight=False, markup=False)
    if asked:
        screen.print("\nIs one of these so? Then tell it with --flag and the word in front.")
        for one in asked:
            screen.print(f"  {one.code}: {one.question}", highlight=False, markup=False)


def _waits_for_clearing(session: Session, who: models.Runner, today: date, how: str) -> bool:
    if flag_text(session, who, today) is not None:
        return True
    way = returning(history.training_log(session, who), today)
    if way is None or way.phase != "waiting":
        return False
    return how == CLINICIAN and way.region.pain_class is PainClass.BONE


def clear_flag(
    ctx: typer.Context,
    runner: Email,
    how: Annotated[str, typer.Option(help="clinician (seen by one) or mistake.")],
    who: Annotated[str, typer.Option(help="Who said so.")] = "the runner",
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Take a red flag back: a clinician has looked at it, or it was a mistake.

    A bone that hurt too much to run on waits for a clinician too, without any flag.
    """
    if how not in CLEARED_HOW:
        raise typer.BadParameter(f"{how!r} is neither clinician nor mistake", param_hint="--how")
    with work(ctx, db, now) as w, w.session() as session:
        person = runner_of(session, runner)
        consents.need(session, person, "health")
        assert person.id is not None
        today = today_of(person, w.now)
        if not _waits_for_clearing(session, person, today, how):
            raise Undone(f"No red flag stands for {person.email}; there is nothing to clear.")
        session.add(models.FlagCleared(runner_id=person.id, on=today, at=w.now, how=how, who=who))
        session.commit()
    facts = {"runner": person.email, "how": how, "who": who, "at": w.now.isoformat()}
    if as_json:
        answer(facts)
    else:
        screen.print(f"Cleared ({how}). Coaching goes on.", highlight=False)


def rules(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="One rule's name.")] = None,
    as_json: Json = False,
) -> None:
    """What each rule watches and says; with a name, also the codes that it takes."""
    texts = {text.name: text for text in rule_texts()}
    if name is not None and name not in texts:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(texts)}", param_hint="NAME")
    chosen = [text for text in texts.values() if name in (None, text.name)]
    codes = _codes(name)
    if as_json:
        facts: object = {text.name: {"number": text.number, **text.parts} for text in chosen}
        answer(codes or facts)
        return
    for text in chosen:
        screen.print(f"\n{as_text(text)}", highlight=False, markup=False)
    for code in codes:
        what = code.get("question") or f"{code['name']}. {code['how']}"
        tier = f" (tier {code['tier']})" if "tier" in code else ""
        screen.print(f"  {code['code']}{tier}: {what}", highlight=False, markup=False)


def _codes(name: str | None) -> list[dict[str, str]]:
    """The codes that `report` and `self-test` take, under the rule that reads them."""
    if name == "red_flags":
        flags = red_flags().values()
        return [{"code": f.code, "tier": f.tier, "question": f.question} for f in flags]
    if name == "possible_condition":
        return [{"code": f.code, "question": f.question} for f in known_feels().values()]
    if name == "self_tests":
        return [{"code": t.code, "name": t.name, "how": t.how} for t in self_tests().values()]
    if name == "cue_trial":
        return [{"code": c.code, "name": c.name, "how": c.how} for c in cues().values()]
    return []
