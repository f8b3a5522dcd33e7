"""`evenstride pairs`: what may be one run is listed, and settled by a word."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from syncer import database, models
from syncer.settings import Settings
from tests.commands.conftest import ALICE, BOB, NOW, Command

WHOSE = ("--runner", ALICE)


@pytest.fixture
def doubtful(club: Command, tmp_path: Path) -> str:
    """Alice's run on Garmin, in a file, and half an hour beside it on Strava; the doubtful id."""
    engine = database.open_engine(Settings().database)
    now = datetime.fromisoformat(NOW)
    ids = []
    with Session(engine) as session:
        alice = session.exec(select(models.Runner).where(models.Runner.email == ALICE)).one()
        for source, minutes, km in (("garmin", 0, 8.0), ("files", 1, 7.9), ("strava", 30, 6.0)):
            one = models.Activity(
                runner_id=alice.id or 0,
                source=source,
                source_id=source,
                kind="run",
                started_at=now + timedelta(days=-1, minutes=minutes),
                elapsed_s=km * 330,
                moving_s=km * 330,
                distance_m=km * 1000,
                fetched_at=now,
                renewed_at=now,
            )
            session.add(one)
            session.flush()
            ids.append(one.id)
        session.commit()
    engine.dispose()
    return f"{ids[0]}-{ids[2]}"


def test_pairs_that_are_doubtful_are_listed(club: Command, doubtful: str) -> None:
    (pair,) = club("pairs", *WHOSE, "--json").facts
    assert (pair["id"], pair["state"], pair["why"]) == (doubtful, "doubtful", "part")
    assert pair["counts_m"] == 8000.0
    assert [one["source"] for one in pair["recordings"]] == ["garmin", "strava"]
    assert pair["says"] == "Perhaps one run: they share 14 of 33 minutes."
    listed = club("pairs", *WHOSE).out
    assert doubtful in listed
    assert "1 pair, 1 of them doubtful" in listed


def test_all_pairs_say_why_they_are_one_run(club: Command, doubtful: str) -> None:
    says = [pair["says"] for pair in club("pairs", *WHOSE, "--all", "--json").facts]
    assert "One run from Garmin and your file: they share 43 of 43 minutes." in says
    assert len(says) == 2


def test_a_pair_is_settled_and_unsettled(club: Command, doubtful: str) -> None:
    def runs() -> int:
        return len(club("runs", *WHOSE, "--json").facts)

    assert runs() == 1
    (pair,) = club("pairs", *WHOSE, "--apart", doubtful, "--json").facts
    assert (pair["state"], runs()) == ("apart", 2)
    (pair,) = club("pairs", *WHOSE, "--same", doubtful, "--json").facts
    assert (pair["state"], runs()) == ("same", 1)
    (pair,) = club("pairs", *WHOSE, "--forget", doubtful, "--json").facts
    assert (pair["state"], runs()) == ("doubtful", 1)


def test_wrong_words_are_refused_in_a_sentence(club: Command, bob: Command, doubtful: str) -> None:
    unknown = club("pairs", *WHOSE, "--same", "1-4711")
    assert unknown.code == 1
    hint = f"`evenstride pairs --runner {ALICE} --all` lists them."
    assert f"has no pair 1-4711; {hint}" in " ".join(unknown.err.split())
    assert club("pairs", "--runner", BOB, "--same", doubtful).code == 1
    assert club("pairs", *WHOSE, "--same", doubtful, "--apart", doubtful).code == 2
    assert club("pairs", *WHOSE, "--json").facts[0]["state"] == "doubtful"
