"""The demo: a club's night and week from files to mails, with nothing leaving this machine.

A simulated club, or a person's own export, goes in through the same door as any file; the same
advice, the same mails come out, into a folder with a page to click through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session

import templates
from coaching.advice import Advice
from coaching.log import TrainingLog
from syncer import database, deliver, demo_folder, history, models, recommend
from syncer.demo_folder import DATABASE, FILES, INDEX, NoDemo
from syncer.demo_intake import Progress, summary, take_in
from syncer.demo_pages import card, open_mails
from syncer.demo_people import CLUB, Guest, club, last_full_day, oneself, simulated
from syncer.importing import ImportCounts
from syncer.sandbox.club import TWO_YEARS, write_club
from syncer.settings import Settings
from templates import Reader

__all__ = ["DemoResult", "NoDemo", "run_demo"]

_MORNING_AFTER = time(6, 0)


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What a demo left behind: the page to open, and a line and the facts for each runner."""

    index: Path
    lines: tuple[str, ...]
    runners: tuple[Mapping[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        return {"index": str(self.index), "runners": list(self.runners)}


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
            guests = _guests(session, out, now, data, progress, members, weeks)
            taken = [take_in(session, settings, now, guest, progress) for guest in guests]
            return _night_and_week(session, engine, settings, now, out, guests, taken, progress)
    finally:
        engine.dispose()


def _settings(out: Path) -> Settings:
    """Settings of the demo alone: whatever the club has set, no mail may leave from here."""
    return Settings().model_copy(
        update={
            "data_dir": out,
            "database_url": f"sqlite:///{out / DATABASE}",
            "smtp_host": "",
            "secret_key": SecretStr("links in a demo lead nowhere"),
            "mail_from": "Evenstride <coach@example.org>",
        }
    )


def _guests(
    session: Session,
    out: Path,
    now: datetime,
    data: Path | None,
    progress: Progress,
    members: Sequence[str] | None,
    weeks: int,
) -> list[Guest]:
    """The runners of this demo, stored, their files ready to be read."""
    home = club(session, now)
    if data is not None:
        return [oneself(session, now, home, data)]
    step = "Writing the club's files"
    written = write_club(
        out / FILES,
        last_full_day(now),
        members,
        weeks,
        progress=lambda done, total: progress(step, done, total),
    )
    return [simulated(session, now, home, member) for member in written]


def _night_and_week(
    session: Session,
    engine: Engine,
    settings: Settings,
    now: datetime,
    out: Path,
    guests: Sequence[Guest],
    taken: Sequence[ImportCounts],
    progress: Progress,
) -> DemoResult:
    """Advise each runner's last day and week, deliver, and lay everything out."""
    step = "Advising and writing"
    cards, lines, facts = [], [], []
    for nth, (guest, counts) in enumerate(zip(guests, taken, strict=True), 1):
        log = history.training_log(session, guest.runner)
        night, at = _advise(session, settings, now, guest, log)
        session.commit()
        deliver.deliver(lambda: Session(engine, expire_on_commit=False), settings, at, guest.runner)
        reader = _reader(guest.runner)
        mails = open_mails(session, out, settings.outbox, guest)
        shown = card(session, out, guest, log, night, mails, reader)
        cards.append(shown)
        if not guest.simulated:
            lines += summary(counts)
        lines.append(f"{shown['name']} ({shown['light_word']}): {shown['headline']}")
        facts.append(_facts(guest, counts, night, shown))
        progress(step, nth, len(guests))
    made_on = max(fact["on"] for fact in facts)
    index = out / INDEX
    real = not all(guest.simulated for guest in guests)
    page = templates.demo_index(cards, made_on, club="" if real else CLUB, real=real)
    index.write_text(page, "utf-8")
    return DemoResult(index, tuple(lines), tuple(facts))


def _advise(
    session: Session, settings: Settings, now: datetime, guest: Guest, log: TrainingLog
) -> tuple[Advice, datetime]:
    """The night after the last run, and the week that ends with it; and the instant of both.

    An export may be months old: the morning after its last run stands in for now, because
    nobody is told about runs that lie further back than a week.
    """
    on = log.runs[-1].local_date
    guest.runner.digest_weekday = on.weekday()
    session.add(guest.runner)
    morning = datetime.combine(on + timedelta(days=1), _MORNING_AFTER, UTC)
    at = min(now, morning)
    night = recommend.advise_runner(session, settings, at, guest.runner, on)
    recommend.digest_runner(session, settings, at, guest.runner)
    return night, at


def _facts(
    guest: Guest, counts: ImportCounts, night: Advice, shown: Mapping[str, object]
) -> dict[str, Any]:
    return {
        "runner": guest.runner.email,
        "name": guest.name,
        "on": night.on,
        "files": counts.files,
        "imported": counts.imported,
        "not_runs": counts.not_runs,
        "refused": [{"file": file, "reason": reason} for file, reason in counts.refused],
        "light": shown["light"],
        "note": shown["notes"],
        "digest": shown["digest_html"],
    }


def _reader(runner: models.Runner) -> Reader:
    return Reader(
        name=runner.name,
        locale=runner.locale,
        units=runner.units,
        timezone=runner.timezone,
    )
