"""The demo: a club's night and week, from Strava and from files to notes and mails.

A simulated club joins by the club's own pages. Most of it connects to stand-ins of Strava and
Garmin, the others hand in files; a person's own export goes in as files do. The same advice, the
same notes and mails come out, into a folder with a page to click through. Nothing leaves this
machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session

import templates
from syncer import database, demo_folder, history
from syncer.demo_answers import Answered, answered
from syncer.demo_club import the_club
from syncer.demo_folder import DATABASE, INDEX, NoDemo
from syncer.demo_intake import Progress, summary, take_in
from syncer.demo_pages import Mail
from syncer.demo_people import CLUB, club, night_after, oneself
from syncer.jobs import House
from syncer.sandbox.diary import TWO_YEARS
from syncer.settings import Settings

__all__ = ["DemoResult", "NoDemo", "run_demo"]


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What a demo left behind: the page to open, and a line and the facts for each runner.

    `requests` says how many each night made to the platforms; it is empty where there was none.
    """

    index: Path
    lines: tuple[str, ...]
    runners: tuple[Mapping[str, Any], ...]
    requests: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        return {
            "index": str(self.index),
            "requests": dict(self.requests),
            "runners": list(self.runners),
        }


def run_demo(
    out: Path,
    now: datetime,
    data: Path | None,
    progress: Progress,
    members: Sequence[str] | None = None,
    weeks: int = TWO_YEARS,
) -> DemoResult:
    """Make a demo in `out`; `progress` is told the step, how much is done, of how much.

    `data` names a person's own export, folder or file instead of the club; `members` and
    `weeks` make the club smaller. Raises NoDemo when the folder is not a demo's to clear or the
    data holds no run.
    """
    if data is not None and not data.exists():
        raise NoDemo(f"There is nothing at {data}; name an export, a folder or a file of runs.")
    out = demo_folder.fresh(out, data)
    settings = _settings(out)
    engine = database.open_engine(settings.database)
    try:
        database.migrate(engine)
        with Session(engine, expire_on_commit=False) as session:
            if data is not None:
                return _ones_own(session, engine, settings, now, data, progress)
            answers, coach, requests = the_club(
                session, engine, settings, now, progress, members, weeks
            )
            return _laid_out(out, answers, [], requests, club=CLUB, coach=coach)
    finally:
        engine.dispose()


def _settings(out: Path) -> Settings:
    """Settings of the demo alone: whatever the club has set, no mail may leave from here.

    The key is no secret: it opens nothing but pages of invented people, while the demo runs.
    """
    return Settings().model_copy(
        update={
            "data_dir": out,
            "database_url": f"sqlite:///{out / DATABASE}",
            "public_url": "http://localhost:8321",
            "smtp_host": "",
            "secret_key": SecretStr("links in a demo lead nowhere"),
            "mail_from": "Evenstride <coach@example.org>",
        }
    )


def _ones_own(
    session: Session,
    engine: Engine,
    settings: Settings,
    now: datetime,
    data: Path,
    progress: Progress,
) -> DemoResult:
    """A person's own runs, looked at on the morning after the last of them.

    An export may be months old, and nobody is told about runs further back than a week.
    """
    guest = oneself(session, now, club(session, now), data)
    counts = take_in(session, settings, now, guest, progress)
    log = history.training_log(session, guest.runner)
    at = night_after(now, log.runs[-1].local_date)
    house = House(lambda: Session(engine, expire_on_commit=False), settings, lambda: at)
    one = answered(session, house, None, guest, counts)
    return _laid_out(settings.data_dir, [one], summary(counts), {})


def _laid_out(
    out: Path,
    answers: Sequence[Answered],
    lines: Sequence[str],
    requests: Mapping[str, int],
    club: str = "",
    coach: Mail | None = None,
) -> DemoResult:
    """The page, and what the command prints."""
    index = out / INDEX
    made_on = max(one.on for one in answers)
    cards = [one.card for one in answers]
    page = templates.demo_index(
        cards,
        made_on,
        club=club,
        real=not club,
        requests=requests,
        coach=None if coach is None else {"html": coach.html, "txt": coach.text, "eml": coach.eml},
    )
    index.write_text(page, "utf-8")
    lines = (*lines, *(one.line for one in answers))
    return DemoResult(index, lines, tuple(one.facts for one in answers), requests)
