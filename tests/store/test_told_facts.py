"""What a runner tells comes back from both databases as it went, and health only with consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from coaching.body import Region, Side, Timing
from coaching.facts import (
    Answer,
    CueTrial,
    EarlierInjury,
    FlagCleared,
    PainReport,
    Profile,
    SelfTest,
    StrengthSession,
    WeeklyCheck,
)
from coaching.log import TrainingLog
from syncer import consents, history, models
from syncer.consents import NeedsConsent
from tests.store.keeping import NOW

TODAY = NOW.date()
BEFORE = date(2025, 10, 1)

SORE = PainReport(
    on=TODAY,
    said_at=NOW,
    region=Region.KNEE_FRONT,
    side=Side.LEFT,
    worst=4,
    after=3,
    morning=2,
    stairs=0,
    walking=1,
    timing=Timing.WORSENS,
    limp=True,
    flags=frozenset({"locked_knee"}),
    feels=frozenset({"stairs", "sitting"}),
    painkiller=True,
    fever=True,
)
AT_EASE = PainReport(on=TODAY - timedelta(days=1), said_at=NOW, nothing=True)


@pytest.fixture
def agreed(session: Session, alice: models.Runner) -> models.Runner:
    """Alice, who agreed that what hurts is stored."""
    consents.give(session, NOW, alice, consents.HEALTH, how="said so")
    session.commit()
    return alice


def back(session: Session, runner: models.Runner, *rows: SQLModel) -> TrainingLog:
    """What the coaching reads after these rows went through the database."""
    session.add_all(rows)
    session.commit()
    session.expire_all()
    return history.training_log(session, runner)


def everything(runner: models.Runner) -> list[SQLModel]:
    """One row of each table that holds what a runner told."""
    assert runner.id is not None
    mine: dict[str, Any] = {"runner_id": runner.id}
    when: dict[str, Any] = {**mine, "on": TODAY, "told_at": NOW}
    return [
        models.Injury(**mine, on=BEFORE, region="knee_front", side="left"),
        models.Injury(**mine, on=BEFORE, region="achilles"),
        models.WeeklyCheck(
            **when, region="knee", taking_part=1, changed=2, performance=0, pain=3, wording="own-1"
        ),
        models.WeeklyCheck(**when, region="calf", taking_part=0, wording="own-1"),
        models.SelfTest(**when, test="T7", value=12.5, side="right"),
        models.SelfTest(**when, test="T1", value=0.0),
        models.CueTrial(**when, cue="C2", pain_without=4.5, pain_with=0.0),
        models.FlagCleared(**mine, on=TODAY, at=NOW, how="clinician", who="Dr. Hip"),
        models.Answer(**when, what="too_hard", rule="strength"),
        models.StrengthSession(
            **when, minutes=25.5, effort=0.0, pain=2, exercises=["X05", "X01", "P4"]
        ),
    ]


def test_all_that_was_told_comes_back_as_it_went(session: Session, agreed: models.Runner) -> None:
    history.store_report(session, NOW, agreed, SORE)
    history.store_report(session, NOW, agreed, AT_EASE)
    log = back(session, agreed, *everything(agreed))
    assert log.pain == (AT_EASE, SORE)
    assert log.profile.injuries == (
        EarlierInjury(Region.KNEE_FRONT, BEFORE, Side.LEFT),
        EarlierInjury(Region.ACHILLES, BEFORE),
    )
    assert log.weekly_checks == (
        WeeklyCheck(TODAY, Region.CALF, 0, wording="own-1"),
        WeeklyCheck(TODAY, Region.KNEE, 1, 2, 0, 3, wording="own-1"),
    )
    assert log.self_tests == (
        SelfTest(TODAY, "T1", 0.0),
        SelfTest(TODAY, "T7", 12.5, Side.RIGHT),
    )
    assert log.cue_trials == (CueTrial(TODAY, "C2", 4.5, 0.0),)
    assert log.flags_cleared == (FlagCleared(NOW, TODAY, "clinician", "Dr. Hip"),)
    assert log.answers == (Answer(TODAY, "too_hard", "strength"),)
    assert log.strength == (StrengthSession(TODAY, 25.5, 0.0, 2, ("X05", "X01", "P4")),)


def test_withdrawn_consent_leaves_what_is_not_of_health(
    session: Session, agreed: models.Runner
) -> None:
    history.store_report(session, NOW, agreed, SORE)
    agreed.pregnant, agreed.gave_birth_on, agreed.pelvic_check = True, BEFORE, True
    agreed.birth_year = 1980
    told = back(session, agreed, *everything(agreed))
    consents.withdraw(session, NOW, agreed, consents.HEALTH, how="changed her mind")
    left = back(session, agreed)
    assert left == replace(
        told,
        profile=Profile(birth_year=1980),
        pain=(),
        weekly_checks=(),
        self_tests=(),
        cue_trials=(),
        flags_cleared=(),
        strength=[replace(told.strength[0], pain=None)],
    )
    assert told.profile.pregnant, "it was there before"
    assert told.profile.pelvic_check


def test_consent_given_again_brings_back_what_was_told(
    session: Session, agreed: models.Runner
) -> None:
    history.store_report(session, NOW, agreed, SORE)
    told = back(session, agreed, *everything(agreed))
    consents.withdraw(session, NOW, agreed, consents.HEALTH, how="changed her mind")
    consents.give(session, NOW, agreed, consents.HEALTH, how="and again")
    assert back(session, agreed) == told


def test_how_it_feels_is_not_written_without_consent(
    session: Session, alice: models.Runner
) -> None:
    with pytest.raises(NeedsConsent):
        history.store_report(session, NOW, alice, SORE)
    session.commit()
    assert session.exec(select(models.PainReport)).all() == []


def test_a_profile_comes_back_as_it_was_told(session: Session, agreed: models.Runner) -> None:
    told = Profile(
        birth_year=1980,
        novice=False,
        pregnant=False,
        gave_birth_on=BEFORE,
        pelvic_check=False,
        digest_weekday=0,
        equipment=frozenset({"band", "step"}),
        sits_a_lot=True,
        likes_mobility=False,
        no_praise=True,
    )
    agreed.birth_year, agreed.novice, agreed.pregnant = 1980, False, False
    agreed.gave_birth_on, agreed.pelvic_check, agreed.digest_weekday = BEFORE, False, 0
    agreed.equipment, agreed.sits_a_lot = ["band", "step"], True
    agreed.likes_mobility, agreed.no_praise = False, True
    agreed.threshold_pace_s_per_km, agreed.threshold_bpm = 270.5, 168.5
    assert back(session, agreed, agreed).profile == told
    assert (agreed.threshold_pace_s_per_km, agreed.threshold_bpm) == (270.5, 168.5)


def test_what_was_not_told_is_not_known(session: Session, agreed: models.Runner) -> None:
    assert back(session, agreed).profile == Profile()


def test_nothing_at_hand_is_told_and_not_unknown(session: Session, agreed: models.Runner) -> None:
    agreed.equipment = []
    assert back(session, agreed, agreed).profile.equipment == frozenset()
    agreed.equipment = None
    assert back(session, agreed, agreed).profile.equipment is None


def test_what_one_runner_told_is_not_anothers(session: Session, agreed: models.Runner) -> None:
    bob = models.Runner(club_id=agreed.club_id, email="bob@example.org", created_at=NOW)
    session.add(bob)
    session.flush()
    consents.give(session, NOW, bob, consents.HEALTH, how="said so")
    history.store_report(session, NOW, agreed, SORE)
    back(session, agreed, *everything(agreed))
    assert history.training_log(session, bob) == TrainingLog()


def test_all_that_was_told_goes_with_the_runner(session: Session, agreed: models.Runner) -> None:
    history.store_report(session, NOW, agreed, SORE)
    rows = everything(agreed)
    tables: set[Any] = {type(row) for row in rows} | {models.PainReport, models.Consent}
    back(session, agreed, *rows)
    session.delete(agreed)
    session.commit()
    assert {table.__name__: session.exec(select(table)).all() for table in tables} == {
        table.__name__: [] for table in tables
    }
