"""What was found is stored once; the same again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session, select

from syncer import history, models
from syncer.pull import store
from syncer.runs import runs_json
from syncer.sources import Kind
from tests.store.keeping import MORNING, NOW, found, measured


def rows(session: Session) -> list[dict[str, object]]:
    session.expire_all()
    activities = [a.model_dump() for a in session.exec(select(models.Activity)).all()]
    return activities + [m.model_dump() for m in session.exec(select(models.MeasuredRun)).all()]


def test_new_runs_doubles_and_others_are_counted_apart(
    session: Session, alice: models.Runner
) -> None:
    assert alice.id is not None
    batch = [
        found("watch", measured=measured(distance_m=10_010.0, moving_s=3300.0)),
        found("phone", minutes_later=1, km=10.1),
        found("evening", minutes_later=600, km=6),
        found("weights", minutes_later=700, kind=Kind.STRENGTH),
    ]
    stored = store(session, NOW, alice.id, "files", batch)
    session.commit()
    assert (stored.new_runs, stored.duplicates, stored.not_runs) == (2, 1, 1)
    again = store(session, NOW + timedelta(days=1), alice.id, "files", batch)
    session.commit()
    assert (again.new_runs, again.known, again.not_runs) == (0, 4, 0)


def test_the_same_again_changes_no_row(session: Session, alice: models.Runner) -> None:
    assert alice.id is not None
    batch = [found("a", measured=measured(cadence_spm=171.0)), found("b", 300)]
    store(session, NOW, alice.id, "files", batch)
    session.commit()
    before = rows(session)
    store(session, NOW + timedelta(days=3), alice.id, "files", batch)
    session.commit()
    assert rows(session) == before


def test_a_newer_measure_takes_the_place_of_the_old(session: Session, alice: models.Runner) -> None:
    assert alice.id is not None
    old = found("a", measured=measured(cadence_spm=171.0, measured_with="0"))
    store(session, NOW, alice.id, "files", [old])
    new = replace(old, measured=measured(cadence_spm=173.0, measured_with="1"))
    assert store(session, NOW, alice.id, "files", [new]).measured_anew == 1
    session.commit()
    session.expire_all()
    assert session.exec(select(models.MeasuredRun.cadence_spm)).all() == [173.0]


def test_a_run_counts_once_however_it_came(session: Session, alice: models.Runner) -> None:
    assert alice.id is not None
    store(session, NOW, alice.id, "files", [found("watch")])
    later = store(session, NOW, alice.id, "strava", [found("42", km=10.1, title="Sunday")])
    session.commit()
    assert (later.new_runs, later.doubles) == (0, 1)
    listed = runs_json(session, alice)
    assert len(listed) == 1
    assert listed[0]["sources"] == ["files", "strava"]
    assert listed[0]["surface"] == {"unknown": listed[0]["distance_m"]}
    assert listed[0]["local_date"] == "2026-03-15"


def test_a_run_belongs_to_the_day_where_it_was_run(session: Session, alice: models.Runner) -> None:
    assert alice.id is not None
    tokyo = found(
        "tokyo", started_at=MORNING.replace(hour=22), timezone="Asia/Tokyo", file_name="t.fit"
    )
    store(session, NOW, alice.id, "files", [tokyo])
    session.commit()
    (run,) = history.training_log(session, alice).runs
    assert run.local_date.isoformat() == "2026-03-16"
