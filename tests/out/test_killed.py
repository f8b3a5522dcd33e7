"""`kill -9` at any moment, then a restart: nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import Session, select

from syncer import checks, deliver, models, recommend
from tests.conftest import ROOT
from tests.out import club, killed
from tests.out.club import NOW, SUNDAY, deliveries, hurt, ran, runner, sessions, states, trained
from tests.out.post_office import PostOffice, open_office


def prepare(folder: Path, port: int, *, red: bool) -> None:
    config = killed.settings(folder, port)
    with club.club(folder) as (session, _):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        if red:
            hurt(session, alice, SUNDAY, 8, limp=True)
        recommend.advise_runner(session, config, NOW, alice)


def start(folder: Path, port: int, moment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.out.killed", str(folder), str(port), moment]
    return subprocess.Popen(command, cwd=ROOT)


def run(folder: Path, port: int, moment: str) -> int:
    return start(folder, port, moment).wait(60)


def restart(folder: Path, port: int) -> tuple[deliver.DeliveryCounts, list[str], Session]:
    config = killed.settings(folder, port)
    engine = club.opened(config)
    counts = deliver.deliver(sessions(engine), config, lambda: NOW)
    session = Session(engine, expire_on_commit=False)
    return counts, states(session), session


@pytest.mark.parametrize(
    ("moment", "left", "then", "mails"),
    [
        ("claimed", "claimed", "sent", 1),
        ("written", "claimed", "sent", 1),
        ("marked", "handing_over", "unknown", 0),
        ("handed over", "handing_over", "unknown", 1),
        ("recorded late", "handing_over", "unknown", 1),
        ("recorded", "sent", "sent", 1),
        ("never", "sent", "sent", 1),
    ],
)
def test_a_mail_is_never_lost_before_nor_doubled_after_the_hand_over(
    tmp_path: Path, moment: str, left: str, then: str, mails: int
) -> None:
    with open_office() as office:
        prepare(tmp_path, office.port, red=False)
        code = run(tmp_path, office.port, moment)
        assert code == (0 if moment == "never" else -signal.SIGKILL)
        with Session(club.opened(killed.settings(tmp_path, office.port))) as session:
            assert states(session) == [left]
        _, found, session = restart(tmp_path, office.port)
        assert found == [then]
        assert len(office.mails) == mails
        said = len(session.exec(select(models.Said)).all())
        assert said == (1 if then == "sent" else 0)
        assert restart(tmp_path, office.port)[1] == [then]
        assert len(office.mails) == mails
        session.close()


@pytest.mark.parametrize(
    ("moment", "mails"), [("claimed", 1), ("marked", 1), ("handed over", 2), ("recorded", 1)]
)
def test_a_red_mail_arrives_whenever_the_process_dies(
    tmp_path: Path, moment: str, mails: int
) -> None:
    with open_office() as office:
        prepare(tmp_path, office.port, red=True)
        run(tmp_path, office.port, moment)
        assert restart(tmp_path, office.port)[1] == ["sent"]
        assert len(office.mails) == mails
        assert len(set(office.message_ids)) == 1


@pytest.mark.parametrize("moment", ["claimed", "written", "marked", "handed over", "recorded"])
def test_the_outbox_ends_the_same_wherever_the_process_dies(tmp_path: Path, moment: str) -> None:
    prepare(tmp_path, 0, red=False)
    assert run(tmp_path, 0, moment) == -signal.SIGKILL
    assert restart(tmp_path, 0)[1] == ["sent"]
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_killed_by_the_system_while_the_server_holds_the_mail(tmp_path: Path) -> None:
    office = PostOffice()
    with open_office(office):
        prepare(tmp_path, office.port, red=False)
        running = start(tmp_path, office.port, "never")
        office.before_answer = lambda: os.kill(running.pid, signal.SIGKILL)
        assert running.wait(60) == -signal.SIGKILL
        office.before_answer = lambda: None
        counts, found, session = restart(tmp_path, office.port)
        assert counts == deliver.DeliveryCounts(unknown=1)
        assert found == ["unknown"]
        assert len(office.mails) == 1
        told = checks.check(session, killed.settings(tmp_path, office.port), NOW)
        assert "deliveries_unknown" in {one.code for one in told}
        alice = session.get_one(models.Runner, 1)
        config = killed.settings(tmp_path, office.port)
        week = recommend.digest_runner(session, config, NOW, alice)
        assert week is not None
        assert week.content["carries"] == [deliveries(session)[0].id]
        session.close()


def test_an_undisturbed_night_leaves_no_traces_of_work(tmp_path: Path) -> None:
    prepare(tmp_path, 0, red=False)
    assert run(tmp_path, 0, "never") == 0
    assert list((tmp_path / "working").iterdir()) == []


def test_a_dead_workers_file_is_taken_away(tmp_path: Path) -> None:
    prepare(tmp_path, 0, red=False)
    run(tmp_path, 0, "claimed")
    assert len(list((tmp_path / "working").iterdir())) == 1
    restart(tmp_path, 0)
    assert list((tmp_path / "working").iterdir()) == []
