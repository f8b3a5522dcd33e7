"""Nothing of health without the runner's own consent, and nothing more than was agreed to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from coaching.facts import PainReport
from coaching.log import Region
from syncer import consents, history, models
from syncer.consents import NeedsConsent
from tests.store.keeping import NOW


@pytest.fixture
def bob(session: Session, alice: models.Runner) -> models.Runner:
    coach = models.Runner(
        club_id=alice.club_id, email="bob@example.org", is_coach=True, created_at=NOW
    )
    session.add(coach)
    session.commit()
    return coach


def sore() -> PainReport:
    return PainReport(NOW.date(), NOW, Region.KNEE_FRONT, worst=3)


def test_a_report_waits_for_consent(session: Session, alice: models.Runner) -> None:
    with pytest.raises(NeedsConsent, match=r"evenstride consent alice@example\.org health"):
        history.store_report(session, NOW, alice, sore())
    assert session.exec(select(models.PainReport)).all() == []
    consents.give(session, NOW, alice, "health", how="said so")
    history.store_report(session, NOW, alice, sore())
    assert history.training_log(session, alice).pain == (sore(),)


def test_what_was_withdrawn_is_no_longer_read(session: Session, alice: models.Runner) -> None:
    consents.give(session, NOW, alice, "health", how="said so")
    history.store_report(session, NOW, alice, sore())
    alice.pregnant = True
    consents.withdraw(session, NOW + timedelta(days=1), alice, "health", how="changed her mind")
    log = history.training_log(session, alice)
    assert log.pain == ()
    assert log.profile.pregnant is None


def test_pain_is_shown_to_a_coach_in_two_steps(
    session: Session, alice: models.Runner, bob: models.Runner
) -> None:
    consents.give(session, NOW, alice, "health", how="said so")
    with pytest.raises(NeedsConsent):
        consents.give(session, NOW, alice, "coach-pain", how="said so", coach=bob)
    consents.give(session, NOW, alice, "coach-load", how="said so", coach=bob)
    consents.give(session, NOW, alice, "coach-pain", how="said so", coach=bob)
    assert consents.has(session, alice, "coach-pain", bob)
    assert consents.withdraw(session, NOW, alice, "coach-load", how="no more", coach=bob) == 2
    assert not consents.has(session, alice, "coach-pain", bob)


def test_a_coach_of_another_club_cannot_be_named(session: Session, alice: models.Runner) -> None:
    club = models.Club(name="Other", created_at=NOW)
    session.add(club)
    session.flush()
    assert club.id is not None
    charlie = models.Runner(
        club_id=club.id, email="charlie@example.org", is_coach=True, created_at=NOW
    )
    session.add(charlie)
    session.flush()
    with pytest.raises(ValueError, match="no coach of this runner's club"):
        consents.give(session, NOW, alice, "coach-load", how="said so", coach=charlie)
