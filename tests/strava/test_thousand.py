"""A night of a thousand runners, while every tenth request fails by chance, the app's limit is far
too small and the service is killed in the middle, ends like a night in which nothing happened."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from benchmarks.service import told
from benchmarks.strava_club import Club, club, run_new
from syncer import consents, models, schedule
from syncer.own_words import BEGINS, has_block, without_block
from syncer.sandbox.strava import PASSING, UNLIMITED, Limits, StravaStandIn
from syncer.sandbox.strava.door import Seen

RUNNERS = 1000
EVERY_S = 60
"""Watches that keep few samples: their runs are quick to measure, and as many."""
A_QUARTER = 500
"""Fewer than such a night asks for while each failure is asked again."""
TIGHT = Limits(100_000, 100_000, A_QUARTER, 100_000)
BEFORE_THE_KILL = 60
"""Requests of one tick: deep in the pulling, with several runners in hand."""
MOST_QUARTERS = 80
"""After these the next night would begin."""
NUMBERS = {"id", "message_id", "log_sha256"}
TRIES = {"attempts", "claimed_by", "not_before"}
"""What says in which order, how often and when it was done, beside every instant (`..._at`)."""
NAMED = re.compile(r"activity-\d+|words:\d+|activity_id: \d+|advice_id: \d+")
TABLES: tuple[type[SQLModel], ...] = (
    models.Activity,
    models.MeasuredRun,
    models.Advice,
    models.Delivery,
    models.Said,
    models.PostedNote,
    models.PainReport,
    models.WordsRead,
    models.SkippedRecord,
)
OWN_WORDS = "Grüße vom See 🌊 №{0}\r\n膝盖没事\t"


@dataclass(frozen=True)
class Morning:
    """What there is when the night is over: our rows, the texts on the runs, the requests."""

    rows: dict[str, list[str]]
    texts: dict[str, tuple[str, str]]
    requests: list[Seen]
    quarters: int
    mails: int


@pytest.fixture(scope="module")
def calm() -> Morning:
    """A night without limits in which nothing fails."""
    with _evening(UNLIMITED) as one:
        return _lived_through(one)


@pytest.fixture(scope="module")
def stormy() -> Morning:
    with _evening(TIGHT) as one:
        one.strava.ask(_let_fail)
        return _lived_through(one, _killed_in_the_middle)


def test_every_run_is_here_once_and_was_looked_at(stormy: Morning) -> None:
    held = [
        one for row in stormy.rows["activity"] for one in re.findall(r"source_id: \"(\d+)", row)
    ]
    assert sorted(held) == sorted(stormy.texts)
    assert len(stormy.rows["measuredrun"]) == len(held)
    assert stormy.rows["unseen"] == []


def test_every_note_stands_on_its_run_once_behind_the_runners_own_words(
    stormy: Morning, calm: Morning
) -> None:
    noted = {run: note for run, (note, _) in stormy.texts.items() if has_block(note)}
    assert len(noted) >= RUNNERS // 10
    for note in noted.values():
        assert note.count(BEGINS) == 1
        assert without_block(note).startswith("Grüße vom See")
    assert stormy.texts == calm.texts


def test_what_was_told_is_counted_once(stormy: Morning, calm: Morning) -> None:
    assert all('state: "sent"' in row for row in stormy.rows["delivery"])
    for table in ("advice", "delivery", "said", "postednote"):
        assert stormy.rows[table] == calm.rows[table]
    assert stormy.mails == calm.mails


def test_what_runners_wrote_was_read_once(stormy: Morning, calm: Morning) -> None:
    assert len(stormy.rows["painreport"]) == RUNNERS // 50
    assert stormy.rows["painreport"] == calm.rows["painreport"]
    assert stormy.rows["wordsread"] == calm.rows["wordsread"]


def test_all_rows_are_as_after_a_calm_night(stormy: Morning, calm: Morning) -> None:
    assert stormy.rows == calm.rows


def test_no_request_was_over_the_limit(stormy: Morning) -> None:
    assert stormy.quarters > 10
    assert not [one for one in stormy.requests if one.status == 429 and one.fault is None]
    by_quarter = Counter(
        one.at.timestamp() // 900 for one in stormy.requests if "/oauth/" not in one.path
    )
    assert max(by_quarter.values()) <= A_QUARTER


def test_the_night_was_as_stormy_as_was_said(stormy: Morning) -> None:
    asked = [one for one in stormy.requests if "/oauth/" not in one.path]
    failed = [one for one in asked if one.fault is not None]
    assert 0.08 < len(failed) / len(asked) < 0.12
    assert {one.fault for one in failed} == set(PASSING)


def _evening(limits: Limits) -> Any:
    return club(RUNNERS, limits, every_s=EVERY_S)


def _undisturbed(one: Club) -> bool:
    schedule.tick(one.house)
    return False


def _killed_in_the_middle(one: Club) -> bool:
    """A tick in a process of its own, killed after so many requests; whether there were as many."""
    already = one.strava.ask(_asked)
    words = ("work", "--once", "--now", one.clock().isoformat())
    tick = subprocess.Popen(
        [sys.executable, "-m", "syncer", *words],
        env=told(one.house.settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while tick.poll() is None:
        if one.strava.ask(_asked) >= already + BEFORE_THE_KILL:
            tick.kill()
        time.sleep(0.02)
    return tick.wait() == -signal.SIGKILL


def _lived_through(one: Club, first: Callable[[Club], bool] = _undisturbed) -> Morning:
    """Tick from quarter to quarter until the night is over; `first` ticks until it says so."""
    one.strava.ask(run_new, EVERY_S)
    one.strava.ask(_write)
    _agree(one)
    began = one.clock()
    tick, quarters = first, 0
    while not one.night_is_over(began):
        assert quarters < MOST_QUARTERS
        if quarters:
            one.clock.to_next_quarter()
        if tick(one):
            tick = _undisturbed
        quarters += 1
    assert tick is _undisturbed, "nobody was killed"
    outbox = one.house.settings.outbox
    mails = len(list(outbox.glob("*.eml"))) if outbox.exists() else 0
    with one.house.sessions() as session:
        rows = _rows(session)
    return Morning(rows, one.strava.ask(_texts), one.strava.ask(_requests), quarters, mails)


def _let_fail(strava: StravaStandIn) -> None:
    # Where tokens rotate, one that is exchanged in the moment of the kill is lost for good.
    strava.ways.rotates_refresh_tokens = False
    strava.faults.at_random(0.1, seed=3)


def _write(strava: StravaStandIn) -> None:
    """Everybody who ran writes into the private note; some say in the title what hurts."""
    for nth, athlete in enumerate(sorted(strava.world.athletes)):
        (*_, last) = strava.world.activities_of(athlete)
        if nth % 10 in (0, 3, 5, 8):
            strava.world.edit(last.id, private_note=OWN_WORDS.format(nth))
        if nth % 50 == 5:
            strava.world.edit(last.id, name="left knee pain 4/10")


def _texts(strava: StravaStandIn) -> dict[str, tuple[str, str]]:
    """Private note and description of each run, by its number."""
    found = {}
    for athlete in strava.world.athletes:
        for one in strava.world.activities_of(athlete):
            shown = strava.world.activity(one.id)
            found[str(one.id)] = (shown.get("private_note") or "", shown.get("description") or "")
    return found


def _asked(strava: StravaStandIn) -> int:
    return len(strava.requests)


def _requests(strava: StravaStandIn) -> list[Seen]:
    return strava.requests


def _agree(one: Club) -> None:
    """Those who write about their knee agreed to have it kept.

    Their address is not confirmed: a stormy night is longer, and its morning would ask by mail.
    """
    with one.house.sessions() as session:
        for nth, runner_id in enumerate(one.runner_ids):
            if nth % 50 == 5:
                runner = session.get_one(models.Runner, runner_id)
                runner.address_confirmed_at = None
                session.add(runner)
                consents.give(session, one.clock(), runner, consents.HEALTH, how="said so")
        session.commit()


def _rows(session: Session) -> dict[str, list[str]]:
    """Every table's rows as text, in one order, with names in place of our numbers."""
    activities = session.exec(select(models.Activity)).all()
    advice = session.exec(select(models.Advice)).all()
    names = {f"activity-{one.id}": f"run {one.source_id}" for one in activities}
    names |= {f"words:{one.id}": f"words of {one.source_id}" for one in activities}
    names |= {f"activity_id: {one.id}": f"run {one.source_id}" for one in activities}
    names |= {f"advice_id: {one.id}": f"{names[one.about]}" for one in advice}
    rows = {
        str(table.__tablename__): sorted(
            _as_text(row, names) for row in session.exec(select(table))
        )
        for table in TABLES
    }
    unseen = [one.source_id for one in activities if not (one.detailed_at and one.streamed_at)]
    return rows | {"unseen": unseen}


def _as_text(row: SQLModel, names: dict[str, str]) -> str:
    facts = row.model_dump(mode="json", exclude=NUMBERS | TRIES)
    kept = sorted((name, value) for name, value in facts.items() if not name.endswith("_at"))
    text = "\n".join(f"{name}: {json.dumps(value, sort_keys=True)}" for name, value in kept)
    return NAMED.sub(lambda one: names[one[0]], text)
