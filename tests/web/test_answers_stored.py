"""What is told by a tap, on both databases: once, also when two taps come at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from sqlalchemy import Engine
from sqlmodel import Session, select

from coaching.log import PainReport, Region
from syncer import consents, models, telling
from tests.out.club import settings
from tests.store.conftest import alice as alice
from tests.store.conftest import engine as engine
from tests.store.conftest import postgresql as postgresql
from tests.store.conftest import session as session
from tests.store.conftest import url as url
from tests.store.keeping import NOW

BY = f"{telling.BY_MAIL}2026-03-15:1"
AT_ONCE = 6


def at_once(engine: Engine, runner_id: int, folder: Path) -> None:
    ready = Barrier(AT_ONCE)

    def tap(nth: int) -> None:
        told = PainReport(NOW.date(), NOW, region=Region.CALF, worst=3)
        with Session(engine) as one:
            runner = one.get_one(models.Runner, runner_id)
            one.rollback()
            ready.wait()
            telling.tell(one, settings(folder), NOW, runner, told, by=BY)
            telling.of_strength(one, NOW, runner, NOW.date(), telling.DONE)
            one.commit()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(tap, range(AT_ONCE)))


def test_taps_at_the_same_moment_are_one_answer(
    engine: Engine, session: Session, alice: models.Runner, tmp_path: Path
) -> None:
    consents.give(session, NOW, alice, consents.HEALTH, how="said so")
    session.commit()
    assert alice.id is not None
    at_once(engine, alice.id, tmp_path)
    assert len(session.exec(select(models.PainReport)).all()) == 1
    assert len(session.exec(select(models.Answer)).all()) == 1


def test_two_mails_are_two_answers(session: Session, alice: models.Runner, tmp_path: Path) -> None:
    consents.give(session, NOW, alice, consents.HEALTH, how="said so")
    told = PainReport(NOW.date(), NOW, nothing=True)
    for by in (BY, f"{BY}0", BY):
        telling.tell(session, settings(tmp_path), NOW, alice, told, by=by)
    assert [row.told_by for row in session.exec(select(models.PainReport))] == [BY, f"{BY}0"]


def test_by_hand_every_report_counts(
    session: Session, alice: models.Runner, tmp_path: Path
) -> None:
    """Nothing hurt before the run, and nothing after it: two facts."""
    consents.give(session, NOW, alice, consents.HEALTH, how="said so")
    told = PainReport(NOW.date(), NOW, nothing=True)
    for _ in range(2):
        telling.tell(session, settings(tmp_path), NOW, alice, told)
    assert len(session.exec(select(models.PainReport)).all()) == 2
