"""Rows to `TrainingLog`, the only bridge between the database and the coaching, and back.

Without standing consent nothing about health is read: no report, no flag taken back, no
pregnancy, no pain in strength work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from coaching.log import (
    Answer,
    CueTrial,
    EarlierInjury,
    FlagCleared,
    Muted,
    Night,
    Other,
    PainReport,
    Profile,
    Region,
    Run,
    RunKind,
    Said,
    SelfTest,
    Side,
    StrengthSession,
    Timing,
    TrainingLog,
    WeeklyCheck,
)
from syncer import consents, models, same_run
from syncer.local_days import local_date
from syncer.measure.effort import fast_s
from syncer.outing import Outing
from syncer.recordings import ACTIVITY, stored, strength_done
from syncer.runs import outings, runs_json
from syncer.sources import Kind
from syncer.words_kept import not_read_in

__all__ = ["outings", "runs_json", "store_report", "training_log"]


def training_log(
    session: Session, runner: models.Runner, *, without: Collection[str] = ()
) -> TrainingLog:
    """All that is known of a runner, as the coaching reads it; `without` names sources of which
    neither a recording nor what was read in its words is taken.

    A run known only by a device's totals has the device's average cadence and no eligible
    seconds, so that no cadence rule takes it for a measure.
    """
    runs: list[Run] = []
    others: list[Other] = []
    recorded: list[StrengthSession] = []
    exercises = strength_done(session, _id(runner))
    for outing in same_run.outings(stored(session, _id(runner), ACTIVITY.c.source.not_in(without))):
        on = local_date(outing, runner)
        if outing.kind is Kind.RUN:
            runs.append(_run(outing, on, runner))
        elif outing.kind is Kind.STRENGTH:
            known = {code for one in outing.recordings for code in exercises.get(one.id, ())}
            minutes = outing.moving_s / 60.0
            recorded.append(StrengthSession(on, minutes, exercises=tuple(sorted(known))))
        else:
            sport = str(outing.kind)
            others.append(Other(outing.started_at, on, sport, outing.moving_s, outing.distance_m))
    health = consents.has(session, runner, consents.HEALTH)

    def told[T: _Owned](table: type[T]) -> Sequence[T]:
        """Rows of health data: none without consent."""
        return _rows(session, table, runner) if health else ()

    return TrainingLog(
        profile=_profile(runner, told(models.Injury), health),
        runs=runs,
        strength=_strength(recorded, _rows(session, models.StrengthSession, runner), health),
        others=others,
        pain=_pain(not_read_in(session, runner, told(models.PainReport), without)),
        flags_cleared=[
            FlagCleared(row.at, row.on, row.how, row.who) for row in told(models.FlagCleared)
        ],
        answers=[
            Answer(row.on, row.what, row.rule) for row in _rows(session, models.Answer, runner)
        ],
        self_tests=[
            SelfTest(row.on, row.test, row.value, _side(row.side)) for row in told(models.SelfTest)
        ],
        cue_trials=[
            CueTrial(row.on, row.cue, row.pain_without, row.pain_with)
            for row in told(models.CueTrial)
        ],
        weekly_checks=[
            WeeklyCheck(
                row.on,
                Region(row.region),
                row.taking_part,
                row.changed,
                row.performance,
                row.pain,
                row.wording,
            )
            for row in told(models.WeeklyCheck)
        ],
        nights=_nights(session, runner) if health else (),
        said=[
            Said(row.on, row.rule, row.action, row.light, row.where, row.run, row.about)
            for row in _rows(session, models.Said, runner)
        ],
        muted=[
            Muted(row.rule, row.since, row.until) for row in _rows(session, models.Muted, runner)
        ],
    )


def _profile(runner: models.Runner, injuries: Iterable[models.Injury], health: bool) -> Profile:
    equipment = runner.equipment
    return Profile(
        birth_year=runner.birth_year,
        novice=runner.novice,
        pregnant=runner.pregnant if health else None,
        gave_birth_on=runner.gave_birth_on if health else None,
        pelvic_check=runner.pelvic_check if health else None,
        digest_weekday=runner.digest_weekday,
        injuries=tuple(
            EarlierInjury(Region(row.region), row.on, _side(row.side)) for row in injuries
        ),
        equipment=None if equipment is None else frozenset(equipment),
        sits_a_lot=runner.sits_a_lot,
        likes_mobility=runner.likes_mobility,
        no_praise=runner.no_praise,
    )


def store_report(
    session: Session, now: datetime, runner: models.Runner, told: PainReport, by: str = "runner"
) -> models.PainReport:
    """Store what a runner says hurts. Raises NeedsConsent before anything is written."""
    consents.need(session, runner, consents.HEALTH)
    if told.said_at > now:
        raise ValueError("a report cannot have been told in the future")
    row = models.PainReport(
        runner_id=_id(runner),
        on=told.on,
        said_at=told.said_at,
        region=_code(told.region),
        side=_code(told.side),
        worst=told.worst,
        after=told.after,
        morning=told.morning,
        stairs=told.stairs,
        walking=told.walking,
        timing=_code(told.timing),
        limp=told.limp,
        flags=sorted(told.flags),
        feels=sorted(told.feels),
        painkiller=told.painkiller,
        fever=told.fever,
        nothing=told.nothing,
        told_by=by,
    )
    session.add(row)
    session.flush()
    return row


def _run(outing: Outing, on: date, runner: models.Runner) -> Run:
    return Run(
        key=outing.key,
        started_at=outing.started_at,
        local_date=on,
        moving_s=outing.moving_s,
        elapsed_s=outing.elapsed_s,
        distance_m=outing.distance_m,
        kind=outing.run_kind or RunKind.RUN,
        distance_estimated=outing.distance_estimated,
        cadence_spm=outing.cadence_spm,
        cadence_speed_mps=outing.cadence_speed_mps,
        cadence_eligible_s=outing.cadence_eligible_s,
        ascent_m=outing.ascent_m,
        descent_m=outing.descent_m,
        steep_descent_m=outing.steep_descent_m,
        steep_climb_m=outing.steep_climb_m,
        terrain_rough=outing.terrain_rough,
        surface_m=outing.surface_m,
        track_laps=outing.track_laps,
        race=outing.race,
        planned=outing.planned,
        title=outing.title,
        effort_rpe=outing.effort_rpe,
        fast_s=_fast_s(outing, runner),
        gear=outing.gear,
    )


def _fast_s(outing: Outing, runner: models.Runner) -> float | None:
    pace = runner.threshold_pace_s_per_km
    threshold_mps = None if pace is None else 1000.0 / pace
    return fast_s(outing.speed_s, outing.heart_s, threshold_mps, runner.threshold_bpm)


def _strength(
    recorded: Sequence[StrengthSession], told: Sequence[models.StrengthSession], health: bool
) -> list[StrengthSession]:
    """Told sessions, and recorded ones of days on which none was told: the watch was there too.

    What the watch knows of the exercises counts where the runner named none.
    """
    days_told = {row.on for row in told}
    watched: dict[date, tuple[str, ...]] = {}
    for one in recorded:
        both = {*watched.get(one.on, ()), *one.exercises}
        watched[one.on] = tuple(sorted(both))
    return [
        *(
            StrengthSession(
                row.on,
                row.minutes,
                row.effort,
                row.pain if health else None,
                tuple(row.exercises) or watched.get(row.on, ()),
            )
            for row in told
        ),
        *(one for one in recorded if one.on not in days_told),
    ]


def _pain(rows: Iterable[models.PainReport]) -> list[PainReport]:
    return [
        PainReport(
            on=row.on,
            said_at=row.said_at,
            region=None if row.region is None else Region(row.region),
            side=_side(row.side),
            worst=row.worst,
            after=row.after,
            morning=row.morning,
            stairs=row.stairs,
            walking=row.walking,
            timing=None if row.timing is None else Timing(row.timing),
            limp=row.limp,
            flags=frozenset(row.flags),
            feels=frozenset(row.feels),
            painkiller=row.painkiller,
            fever=row.fever,
            nothing=row.nothing,
        )
        for row in rows
    ]


def _nights(session: Session, runner: models.Runner) -> list[Night]:
    """As long as the runner allows it; what was read before is not read again here either."""
    if not runner.garmin_nights:
        return []
    found = select(models.PlatformNight).where(col(models.PlatformNight.runner_id) == _id(runner))
    return [
        Night(row.on, None if row.slept_s is None else row.slept_s / 3600.0, row.resting_bpm)
        for row in session.exec(found.order_by(col(models.PlatformNight.on)))
        if row.slept_s is not None or row.resting_bpm is not None
    ]


type _Owned = (
    models.Answer
    | models.CueTrial
    | models.FlagCleared
    | models.Injury
    | models.Muted
    | models.PainReport
    | models.Said
    | models.SelfTest
    | models.StrengthSession
    | models.WeeklyCheck
)


def _rows[T: _Owned](session: Session, table: type[T], runner: models.Runner) -> Sequence[T]:
    found = select(table).where(col(table.runner_id) == _id(runner)).order_by(col(table.id))
    return session.exec(found).all()


def _side(code: str | None) -> Side | None:
    return None if code is None else Side(code)


def _code(value: StrEnum | None) -> str | None:
    return None if value is None else str(value)


def _id(runner: models.Runner) -> int:
    if runner.id is None:
        raise ValueError(f"{runner.email} is not stored yet")
    return runner.id
