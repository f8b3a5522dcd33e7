"""Commands about a runner's own settings: profile, mute, unmute, and who coaches."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from sqlalchemy import delete
from sqlmodel import Session, col, select

from coaching.body import Region, Side
from coaching.engine import UNMUTABLE
from coaching.rules import RULES
from syncer import consents, models
from syncer.commands import Db, Email, Json, Now, Undone, answer, day, runner_of, screen, work
from syncer.posting import today_of

EQUIPMENT = ("band", "step", "weight", "machine", "bar", "ball", "roller")
PACE_S_PER_KM = (120.0, 720.0)
_HEALTH = frozenset({"pregnant", "gave_birth_on", "pelvic_check"})
"""Health data: written only after the runner's consent."""


def _minutes(text: str | None) -> float | None:
    """A pace such as 4:30 in seconds a kilometre."""
    if text is None:
        return None
    minutes, colon, seconds = text.partition(":")
    if colon and minutes.isdecimal() and seconds.isdecimal() and int(seconds) < 60:
        pace = 60.0 * int(minutes) + int(seconds)
        if PACE_S_PER_KM[0] <= pace <= PACE_S_PER_KM[1]:
            return pace
    raise typer.BadParameter(
        f"{text!r} is no pace a kilometre between 2:00 and 12:00; write it as 4:30",
        param_hint="--threshold-pace",
    )


def _equipment(text: str | None) -> list[str] | None:
    if text is None:
        return None
    told = [word.strip() for word in text.split(",") if word.strip() not in ("", "none")]
    unknown = [word for word in told if word not in EQUIPMENT]
    if unknown:
        raise typer.BadParameter(
            f"{unknown[0]!r} is none of {', '.join(EQUIPMENT)} (or none)", param_hint="--equipment"
        )
    return sorted(set(told))


def _injury(text: str, runner: models.Runner, today: date) -> models.Injury:
    """`knee_front:left:2025-10-01`, or `knee_front:2025-10-01`."""
    place, *side = text.split(":")
    about = day(side.pop() if side else None, "--injury")
    regions = {region.value for region in Region}
    sides = {one.value for one in Side}
    if place not in regions or about is None or len(side) > 1 or not sides.issuperset(side):
        raise typer.BadParameter(
            f"{text!r} is no injury; write it as knee_front:left:2025-10-01", param_hint="--injury"
        )
    if about > today:
        raise typer.BadParameter(f"{about} is still to come", param_hint="--injury")
    assert runner.id is not None
    return models.Injury(
        runner_id=runner.id, on=about, region=place, side=side[0] if side else None
    )


def profile(
    ctx: typer.Context,
    runner: Email,
    birth_year: Annotated[int | None, typer.Option(help="The year of birth.")] = None,
    novice: Annotated[
        bool | None, typer.Option("--novice/--no-novice", help="Under a year of running.")
    ] = None,
    pregnant: Annotated[bool | None, typer.Option("--pregnant/--not-pregnant")] = None,
    gave_birth_on: Annotated[str | None, typer.Option(help="The day of the last birth.")] = None,
    pelvic_check: Annotated[
        bool | None,
        typer.Option(
            "--pelvic-check/--no-pelvic-check", help="A pelvic-health check since that birth."
        ),
    ] = None,
    equipment: Annotated[
        str | None, typer.Option(help=f"What is at hand: {', '.join(EQUIPMENT)}, or none.")
    ] = None,
    sits_a_lot: Annotated[bool | None, typer.Option("--sits-a-lot/--not-sitting")] = None,
    likes_mobility: Annotated[
        bool | None, typer.Option("--likes-mobility/--no-mobility", help="Offer stretches.")
    ] = None,
    no_praise: Annotated[
        bool | None, typer.Option("--no-praise/--praise", help="No praise for volume or pace.")
    ] = None,
    threshold_pace: Annotated[str | None, typer.Option(help="A kilometre, such as 4:30.")] = None,
    threshold_bpm: Annotated[
        float | None, typer.Option(min=80, max=230, help="Heart rate at threshold.")
    ] = None,
    injury: Annotated[
        list[str] | None, typer.Option(help="Such as knee_front:left:2025-10-01.")
    ] = None,
    digest_weekday: Annotated[
        int | None, typer.Option(min=0, max=6, help="The digest's day; 0 is Monday.")
    ] = None,
    digest_hour: Annotated[
        int | None, typer.Option(min=0, max=23, help="The digest's hour, by the local clock.")
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Tell about a runner, in the runner's own words; without options it shows what is known."""
    told: dict[str, Any] = {
        "birth_year": birth_year,
        "novice": novice,
        "pregnant": pregnant,
        "gave_birth_on": day(gave_birth_on, "--gave-birth-on"),
        "pelvic_check": pelvic_check,
        "equipment": _equipment(equipment),
        "sits_a_lot": sits_a_lot,
        "likes_mobility": likes_mobility,
        "no_praise": no_praise,
        "threshold_pace_s_per_km": _minutes(threshold_pace),
        "threshold_bpm": threshold_bpm,
        "digest_weekday": digest_weekday,
        "digest_hour": digest_hour,
    }
    changes = {name: value for name, value in told.items() if value is not None}
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        today = today_of(who, w.now)
        if birth_year is not None and not today.year - 110 <= birth_year <= today.year - 5:
            raise typer.BadParameter(f"{birth_year} is no birth year", param_hint="--birth-year")
        born = changes.get("gave_birth_on")
        if born is not None and born > today:
            raise typer.BadParameter(f"{born} is still to come", param_hint="--gave-birth-on")
        if injury or changes.keys() & _HEALTH:
            consents.need(session, who, consents.HEALTH)
        session.add_all(_injury(text, who, today) for text in injury or ())
        for name, value in changes.items():
            setattr(who, name, value)
        session.add(who)
        session.commit()
        facts = _facts(session, who, list(told))
    if as_json:
        answer(facts)
        return
    for name, value in facts.items():
        screen.print(f"{name}: {'not told' if value is None else value}", highlight=False)


def _facts(session: Session, who: models.Runner, names: list[str]) -> dict[str, Any]:
    """What is known of a runner; of health nothing once the consent was taken back."""
    health = consents.has(session, who, consents.HEALTH)
    injuries = select(models.Injury).where(col(models.Injury.runner_id) == who.id)
    shown: dict[str, Any] = {"runner": who.email}
    for name in names:
        value = getattr(who, name) if health or name not in _HEALTH else None
        shown[name] = value.isoformat() if isinstance(value, date) else value
    shown["injuries"] = [
        {"region": one.region, "side": one.side, "on": one.on.isoformat()}
        for one in (session.exec(injuries.order_by(col(models.Injury.on))) if health else ())
    ]
    return shown


def _known(rule: str) -> str:
    names = [one.__name__ for one in RULES]
    if rule not in names:
        raise typer.BadParameter(f"{rule!r} is none of {', '.join(names)}", param_hint="RULE")
    return rule


def mute(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(help="The rule's name; `evenstride rules` lists them.")],
    runner: Email,
    until: Annotated[str | None, typer.Option(help="The day on which it speaks again.")] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Do not hear from a rule any more, or until a day; warning signs cannot be muted."""
    if _known(rule) == UNMUTABLE:
        raise typer.BadParameter("warning signs are always told", param_hint="RULE")
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        today, back = today_of(who, w.now), day(until, "--until")
        if back is not None and back <= today:
            raise typer.BadParameter(f"{back} is over", param_hint="--until")
        _unmuted(session, who, rule)
        assert who.id is not None
        session.add(models.Muted(runner_id=who.id, rule=rule, since=today, until=back))
        session.commit()
    facts = {"runner": who.email, "rule": rule, "since": today, "until": back}
    if as_json:
        answer(facts)
    else:
        screen.print(f"{rule} keeps quiet; the digest says so.", highlight=False)


def unmute(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(help="The rule's name.")],
    runner: Email,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Hear from a muted rule again."""
    _known(rule)
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, runner)
        if not _unmuted(session, who, rule):
            raise Undone(f"{rule} is not muted for {who.email}.")
        session.commit()
    if as_json:
        answer({"runner": who.email, "rule": rule})
    else:
        screen.print(f"{rule} speaks again.", highlight=False)


def _unmuted(session: Session, who: models.Runner, rule: str) -> bool:
    """Take a muting back; whether there was one."""
    muted = models.Muted
    gone = session.connection().execute(
        delete(muted).where(col(muted.runner_id) == who.id, col(muted.rule) == rule)
    )
    return bool(gone.rowcount)


def coach(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="The runner's mail address.")],
    no: Annotated[bool, typer.Option("--no", help="They coach no more.")] = False,
    weekday: Annotated[
        int | None, typer.Option(min=0, max=6, help="The day of the coach's digest; 0 is Monday.")
    ] = None,
    hour: Annotated[
        int | None, typer.Option(min=0, max=23, help="Its hour, by the coach's own clock.")
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Make a runner a coach; they still see nobody who has not agreed to it.

    The digest about who agreed comes by mail, on Sunday at 18 unless told otherwise.
    """
    with work(ctx, db, now) as w, w.session() as session:
        who = runner_of(session, email)
        who.is_coach = not no
        who.coach_digest_weekday = who.coach_digest_weekday if weekday is None else weekday
        who.coach_digest_hour = who.coach_digest_hour if hour is None else hour
        session.add(who)
        session.commit()
    if as_json:
        answer(
            {
                "runner": who.email,
                "coach": who.is_coach,
                "digest_weekday": who.coach_digest_weekday,
                "digest_hour": who.coach_digest_hour,
            }
        )
    else:
        screen.print(f"{who.email} {'coaches no more' if no else 'coaches'}.", highlight=False)
