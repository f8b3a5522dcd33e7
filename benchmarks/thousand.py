"""A night of a thousand runners and their digests on SQLite, and how both grow with the club.

The work is `evenstride work --once` as a process of its own, told what time it is. The club and its
Strava are `strava_club`'s; the mail server is a real one in this process.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Talk
from sqlalchemy import update
from sqlmodel import col

from benchmarks import Row
from benchmarks.service import GROUP, free_port, told
from benchmarks.strava_club import EARLIER, NIGHT, Club, club, run_new
from syncer import models
from syncer.settings import Settings

MAIL = "mail"
SIZE, SIZES = 1000, (100, 1000, 10_000)
LATENCY_S = 0.150
LOOK_S = 0.05
DIGESTS_AT = datetime.fromisoformat("2026-03-15T18:00+01:00")
LAST_RUNS = (8, 5)
"""Two runs of everybody, for clubs whose Strava would not fit into the memory here otherwise."""
MOST_DIGESTS = 1000
MB, KB = 1000**2, 1000


@dataclass(frozen=True, slots=True)
class Work:
    """What became of one `work --once`: its facts, seconds, and most bytes held by a process."""

    facts: dict[str, Any]
    seconds: float
    most_bytes: float


def nights() -> Iterator[Row]:
    """The group `night`: a whole night, and the time that a runner costs in a growing club."""
    done = night(SIZE, LATENCY_S, ran=True)
    name = f"night of {SIZE}, four of ten ran, 150 ms a request"
    yield Row(GROUP, name, done.seconds, "s", "< 600")
    yield Row(GROUP, f"{name}: most memory", done.most_bytes / MB, "MB", "< 250")
    each_ms = []
    for size in SIZES:
        seconds = night(size, 0.0, ran=False, earlier=LAST_RUNS).seconds
        each_ms.append(1000 * seconds / size)
        yield Row(GROUP, f"night of {size}, nobody ran, no latency: a runner", each_ms[-1], "ms")
    yield _growth(GROUP, "night", each_ms)


def digests() -> Iterator[Row]:
    """The group `mail`: a thousand digests, and the time that one costs in a growing club."""
    each_ms = []
    for size in SIZES:
        count = min(size, MOST_DIGESTS)
        done, pictures = letters(size, count, EARLIER if size <= SIZE else LAST_RUNS)
        each_ms.append(1000 * done.seconds / count)
        name = f"{count} digests in a club of {size}"
        goal = "< 60" if size == SIZE else None
        yield Row(MAIL, f"{name}: written, drawn and handed over", done.seconds, "s", goal)
        if size == SIZE:
            yield Row(MAIL, f"{name}: largest picture", max(pictures) / KB, "KB", "<= 80")
            yield Row(MAIL, f"{name}: most memory of a process", done.most_bytes / MB, "MB")
    yield _growth(MAIL, "a digest", each_ms)


def _growth(group: str, what: str, each_ms: list[float]) -> Row:
    name = f"{what}: a runner in a club of {SIZES[-1]} against one of {SIZES[0]}"
    return Row(group, name, each_ms[-1] / each_ms[0], "times")


def night(
    size: int, latency_s: float, *, ran: bool, earlier: tuple[int, ...] | range = EARLIER
) -> Work:
    """One night of everybody; those who ran far get a note. Checks that it was whole."""
    with club(size, latency_s=latency_s, earlier=earlier) as one:
        if ran:
            one.strava.ask(run_new)
        done = _worked(one, NIGHT, one.house.settings)
        if done.facts["pulled"] != size or not one.night_is_over(NIGHT):
            raise RuntimeError(f"the night was not whole: {done.facts}")
        return done


def letters(size: int, count: int, earlier: tuple[int, ...] | range) -> tuple[Work, list[int]]:
    """So many digests of a club, and the bytes of their pictures. Checks that all arrived."""
    with club(size, earlier=earlier) as one, _post_office() as office:
        _only_digests(one, count)
        changed = {
            "smtp_host": "127.0.0.1",
            "smtp_port": office.port,
            "smtp_security": "none",
            "mail_per_minute": 0,
        }
        done = _worked(one, DIGESTS_AT, one.house.settings.model_copy(update=changed))
    pictures = [size for mail in office.mails for size in _pictures(mail)]
    if not len(office.mails) == len(pictures) == count:
        raise RuntimeError(f"{len(office.mails)} of {count} digests came: {done.facts}")
    return done, pictures


def _only_digests(one: Club, count: int) -> None:
    """Tonight's pulls are over, and only the first so many runners have their digest today."""
    one.clock.to(DIGESTS_AT)
    tomorrow = (DIGESTS_AT.date() + timedelta(days=1)).weekday()
    with one.house.sessions() as session:
        bind = session.connection()
        bind.execute(update(models.Connection).values(night_at=DIGESTS_AT))
        others = col(models.Runner.id).in_(one.runner_ids[count:])
        # Their own comes tomorrow, and six days after the last none is caught up.
        bind.execute(update(models.Runner).where(others).values(digest_weekday=tomorrow))
        session.commit()


def _worked(one: Club, now: datetime, settings: Settings) -> Work:
    one.engine.dispose()
    command = [sys.executable, "-m", "syncer", "work", "--once", "--json", "--now", now.isoformat()]
    with TemporaryFile() as out, TemporaryFile() as log:
        begun = perf_counter()
        working = subprocess.Popen(command, env=told(settings), stdout=out, stderr=log)
        most_bytes = 0
        while working.poll() is None:
            most_bytes = max(most_bytes, _most_held(working.pid))
            time.sleep(LOOK_S)
        seconds = perf_counter() - begun
        out.seek(0)
        log.seek(0)
        facts, problems = out.read(), log.read().decode()
    if working.returncode:
        raise RuntimeError(f"the work ended with {working.returncode}: {problems[-2000:]}")
    return Work(json.loads(facts), seconds, most_bytes)


def _most_held(pid: int) -> int:
    """The most bytes that a process and those it started ever held, each for itself; Linux alone.

    What the system tells at a process's end counts what its parent held before, so it is no use.
    """
    found = 0
    for one in (pid, *_started_by(pid)):
        with suppress(OSError):
            told_of = Path(f"/proc/{one}/status").read_text()
            held = re.search(r"VmHWM:\s+(\d+) kB", told_of)
            found = max(found, int(held[1]) * 1024 if held else 0)
    return found


def _started_by(pid: int) -> list[int]:
    try:
        direct = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [one for child in map(int, direct) for one in (child, *_started_by(child))]


@dataclass
class _PostOffice:
    """Takes every mail."""

    port: int = field(default_factory=free_port)
    mails: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Talk, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        return "250 OK"


@contextmanager
def _post_office() -> Iterator[_PostOffice]:
    office = _PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def _pictures(mail: bytes) -> Iterator[int]:
    for part in message_from_bytes(mail).walk():
        if part.get_content_maintype() == "image":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            yield len(content)
