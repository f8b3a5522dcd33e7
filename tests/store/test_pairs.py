"""What a runner says of two recordings is kept, done everywhere, and can be taken back."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from coaching.log import RunKind
from syncer import history, models, on_run, pair_facts, pull, same_run
from syncer.pairs import NoSuchPair, State, decide, pairs, take_back
from syncer.recordings import stored
from syncer.runs import runs_json
from syncer.sources import Kind
from tests.store.keeping import MORNING, NOW, found

SUNDAY = date(2026, 3, 15)


@pytest.fixture
def ran(session: Session, alice: models.Runner) -> None:
    """One run on Garmin and as a file, and a doubtful half hour on Strava beside it."""
    take(session, alice, "garmin", found("g", km=10.0, file_name=None, run_kind=RunKind.ROAD))
    take(session, alice, "files", found("f", 1, 10.1, title="Long one"))
    take(session, alice, "strava", found("s", 45, 6.0, file_name=None))
    session.commit()


def take(session: Session, who: models.Runner, source: str, *some: pull.Found) -> None:
    assert who.id is not None
    pull.store(session, NOW, who.id, source, some)


def states(session: Session, who: models.Runner) -> dict[str, State]:
    return {
        "-".join(sorted((pair.one.source_id, pair.other.source_id))): pair.state
        for pair in pairs(session, who)
    }


def pair_id(session: Session, who: models.Runner, names: str) -> str:
    for pair in pairs(session, who):
        if {pair.one.source_id, pair.other.source_id} == set(names.split("-")):
            return pair.id
    raise AssertionError(names)


def everything(session: Session, who: models.Runner) -> tuple[Any, ...]:
    assert who.id is not None
    recordings = stored(session, who.id)
    return runs_json(session, who), same_run.outings(recordings), history.training_log(session, who)


pytestmark = pytest.mark.usefixtures("ran")


def test_pairs_are_listed_with_how_they_stand(session: Session, alice: models.Runner) -> None:
    assert states(session, alice) == {"f-g": State.JOINED, "f-s": State.DOUBTFUL}
    (run,) = runs_json(session, alice)
    assert run["sources"] == ["files", "garmin", "strava"]


def test_two_runs_are_two_for_every_reader(session: Session, alice: models.Runner) -> None:
    decide(session, NOW, alice, pair_id(session, alice, "f-s"), "apart")
    session.commit()
    assert [run["sources"] for run in runs_json(session, alice)] == [
        ["files", "garmin"],
        ["strava"],
    ]
    assert len(history.training_log(session, alice).runs) == 2
    assert states(session, alice) == {"f-g": State.JOINED, "f-s": State.APART}


def test_one_run_stays_one_and_is_asked_about_no_more(
    session: Session, alice: models.Runner
) -> None:
    decide(session, NOW, alice, pair_id(session, alice, "f-s"), "same")
    assert states(session, alice) == {"f-g": State.JOINED, "f-s": State.SAME}
    assert len(runs_json(session, alice)) == 1


def test_a_plain_merge_can_be_undone_and_redone(session: Session, alice: models.Runner) -> None:
    before = everything(session, alice)
    plain = pair_id(session, alice, "f-g")
    decide(session, NOW, alice, plain, "apart")
    assert len(runs_json(session, alice)) == 2
    decide(session, NOW, alice, plain, "same")
    assert len(runs_json(session, alice)) == 1
    take_back(session, alice, plain)
    assert everything(session, alice) == before


@pytest.mark.parametrize("seed", range(8))
def test_all_taken_back_is_as_if_nobody_had_been_asked(
    session: Session, alice: models.Runner, seed: int
) -> None:
    chance = random.Random(seed)
    before = everything(session, alice)
    recordings = stored(session, alice.id or 0)
    said: set[str] = set()
    for _ in range(6):
        one, other = chance.sample(recordings, 2)
        said.add(f"{one.id}-{other.id}")
        verdict = chance.choice(["same", "apart"])
        decide(session, NOW, alice, f"{one.id}-{other.id}", verdict)
    for each in said:
        take_back(session, alice, each)
        take_back(session, alice, each)
    assert everything(session, alice) == before
    assert session.exec(select(models.RunPair)).all() == []


def test_a_verdict_outlives_the_same_import_again(session: Session, alice: models.Runner) -> None:
    decide(session, NOW, alice, pair_id(session, alice, "f-s"), "apart")
    take(session, alice, "files", found("f", 1, 10.1, title="Long one", cadence_spm=170.0))
    pull.follow(session, NOW, alice.id or 0, "strava", [found("s", 45, 6.0, title="Anew")])
    session.commit()
    assert states(session, alice)["f-s"] is State.APART


def test_a_verdict_goes_with_its_recording_and_the_run_stays(
    session: Session, alice: models.Runner
) -> None:
    decide(session, NOW, alice, pair_id(session, alice, "f-g"), "same")
    assert pull.delete(session, alice.id or 0, "files", "f") == 1
    session.commit()
    session.expire_all()
    assert session.exec(select(models.RunPair)).all() == []
    assert [run["sources"] for run in runs_json(session, alice)] == [["garmin", "strava"]]


def test_the_newest_word_stands(session: Session, alice: models.Runner) -> None:
    doubtful = pair_id(session, alice, "f-s")
    decide(session, NOW, alice, doubtful, "same")
    decide(session, NOW + timedelta(hours=1), alice, doubtful, "apart")
    session.commit()
    (row,) = session.exec(select(models.RunPair)).all()
    assert (row.verdict, row.decided_at) == ("apart", NOW + timedelta(hours=1))


def test_a_recording_that_comes_counts_as_new_where_the_runner_said_so(
    session: Session, alice: models.Runner
) -> None:
    """The counts of a pull see verdicts too: what is held apart is no double."""
    decide(session, NOW, alice, pair_id(session, alice, "f-s"), "apart")
    stored_now = pull.store(
        session, NOW, alice.id or 0, "garmin", [found("g2", 45.5, 6.0, file_name=None)]
    )
    assert (stored_now.new_runs, stored_now.doubles) == (0, 1)
    assert [run["sources"] for run in runs_json(session, alice)] == [
        ["files", "garmin"],
        ["garmin", "strava"],
    ]


@pytest.mark.parametrize("odd", ["", "1", "1-1", "1-", "a-b", "1-2-3", "٣-4", "-1-2", "9" * 30])
def test_what_is_no_pair_is_refused(session: Session, alice: models.Runner, odd: str) -> None:
    with pytest.raises(NoSuchPair):
        decide(session, NOW, alice, odd, "same")
    with pytest.raises(NoSuchPair):
        take_back(session, alice, odd)


def test_another_verdict_is_a_mistake(session: Session, alice: models.Runner) -> None:
    with pytest.raises(ValueError, match="perhaps"):
        decide(session, NOW, alice, pair_id(session, alice, "f-s"), "perhaps")


def test_nobody_decides_about_the_runs_of_another(session: Session, alice: models.Runner) -> None:
    bob = models.Runner(club_id=alice.club_id, email="bob@example.org", created_at=NOW)
    session.add(bob)
    session.commit()
    theirs = pair_id(session, alice, "f-s")
    for verdict in ("same", "apart"):
        with pytest.raises(NoSuchPair):
            decide(session, NOW, bob, theirs, verdict)
    with pytest.raises(NoSuchPair):
        take_back(session, bob, theirs)
    take(session, bob, "garmin", found("b", file_name=None))
    one = stored(session, bob.id or 0)[0].id
    other = stored(session, alice.id or 0)[0].id
    with pytest.raises(NoSuchPair):
        decide(session, NOW, bob, f"{one}-{other}", "same")


def test_a_walk_there_and_a_run_here_are_one_for_every_reader(
    session: Session, alice: models.Runner
) -> None:
    """The list of runs looks at walks too, or it would say run where the log says walk."""
    start = MORNING + timedelta(days=1)
    slow: dict[str, Any] = {"started_at": start, "moving_s": 4000.0, "file_name": None}
    take(session, alice, "garmin", found("hike-g", km=6.0, **slow))
    take(session, alice, "strava", found("hike-s", km=6.0, kind=Kind.WALK, **slow))
    assert runs_json(session, alice, SUNDAY + timedelta(days=1)) == []
    (walk,) = history.training_log(session, alice).others
    assert walk.sport == "walk"


def test_a_note_goes_onto_the_run_that_it_is_about(session: Session, alice: models.Runner) -> None:
    """Strava's recording is of the run only once the runner says so."""
    runs = {one.source_id: f"activity-{one.id}" for one in stored(session, alice.id or 0)}
    assert on_run.strava_id(session, alice.id or 0, runs["g"]) is None
    decide(session, NOW, alice, pair_id(session, alice, "f-s"), "same")
    assert on_run.strava_id(session, alice.id or 0, runs["g"]) == "s"
    decide(session, NOW, alice, pair_id(session, alice, "f-s"), "apart")
    assert on_run.strava_id(session, alice.id or 0, runs["g"]) is None
    assert on_run.strava_id(session, alice.id or 0, runs["s"]) == "s"


def test_a_source_that_leaves_takes_no_run_with_it(session: Session, alice: models.Runner) -> None:
    for source, name in (("garmin", "g"), ("strava", "s")):
        pull.delete(session, alice.id or 0, source, name)
    session.commit()
    (run,) = runs_json(session, alice)
    assert (run["sources"], run["distance_m"]) == (["files"], 10_100.0)


def test_a_letter_asks_of_the_last_two_weeks_and_of_what_is_open(
    session: Session, alice: models.Runner
) -> None:
    (open_pair,) = pair_facts.asked(session, alice, SUNDAY)
    assert {side.source for side in open_pair.sides} == {"files", "strava"}
    assert pair_facts.asked(session, alice, SUNDAY + timedelta(days=14)) == []
    assert pair_facts.asked(session, alice, SUNDAY - timedelta(days=1)) == []
    decide(session, NOW, alice, open_pair.id, "apart")
    assert pair_facts.asked(session, alice, SUNDAY) == []


def test_nobody_says_that_of_runs_years_apart_or_of_a_ride(
    session: Session, alice: models.Runner
) -> None:
    ride = found("ride", 30, 20.0, file_name=None, kind=Kind.RIDE)
    old = found("old", -60 * 24 * 10, 10.0, file_name=None)
    take(session, alice, "garmin", ride, old)
    ids = {one.source_id: one.id for one in stored(session, alice.id or 0)}
    for other in ("ride", "old"):
        with pytest.raises(NoSuchPair):
            decide(session, NOW, alice, f"{ids['g']}-{ids[other]}", "same")
    assert session.exec(select(models.RunPair)).all() == []


def test_a_word_that_cannot_be_done_is_listed_all_the_same(
    session: Session, alice: models.Runner
) -> None:
    for name, minutes in (("x", 24 * 60), ("y", 25 * 60), ("z", 26 * 60)):
        take(session, alice, "garmin", found(name, minutes, 5.0, file_name=None))
    ids = {one.source_id: one.id for one in stored(session, alice.id or 0)}
    words = [("xy", "same"), ("xz", "apart"), ("yz", "same")]
    for hours, (names, verdict) in enumerate(words):
        this = f"{ids[names[0]]}-{ids[names[1]]}"
        decide(session, NOW + timedelta(hours=hours), alice, this, verdict)
    shown = states(session, alice)
    assert (shown["x-y"], shown["x-z"], shown["y-z"]) == (State.NOT_DONE, "apart", "same")


@pytest.mark.parametrize("told_about", ["g", "s"])
def test_a_note_goes_from_the_run_that_parted(
    session: Session, alice: models.Runner, told_about: str
) -> None:
    """It stays where the advice is about the very run that it stands on."""
    ids = {one.source_id: one.id for one in stored(session, alice.id or 0)}
    session.add(
        models.PostedNote(
            runner_id=alice.id or 0,
            source="strava",
            source_id="s",
            place="private_note",
            posted_at=NOW,
        )
    )
    session.add(
        models.Advice(
            runner_id=alice.id or 0,
            content={},
            on=SUNDAY,
            kind="note",
            about=f"activity-{ids[told_about]}",
            light="amber",
            rule_version="",
            log_sha256="",
            created_at=NOW,
        )
    )
    decide(session, NOW, alice, pair_id(session, alice, "f-s"), "apart")
    session.commit()
    session.expire_all()
    (note,) = session.exec(select(models.PostedNote)).all()
    assert note.unwanted is (told_about == "g")


def test_a_note_goes_onto_the_copy_that_surely_is_of_the_run(
    session: Session, alice: models.Runner
) -> None:
    """Though a doubtful one, which is longer, comes first in the outing."""
    tomorrow = 24 * 60
    take(session, alice, "garmin", found("run", tomorrow, 60 / 5.5, file_name=None))
    copy = found("copy", tomorrow, 50 / 5.5, file_name=None)
    other = found("other", tomorrow + 40, 55 / 5.5, file_name=None)
    take(session, alice, "strava", copy, other)
    ids = {one.source_id: one.id for one in stored(session, alice.id or 0)}
    assert on_run.strava_id(session, alice.id or 0, f"activity-{ids['run']}") == "copy"
    assert on_run.strava_id(session, alice.id or 0, f"activity-{ids['other']}") == "other"
