"""Everything about a runner in one zip that a person can read: tables, letters, and all as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlmodel import Session

from syncer.keeping import owned
from syncer.keeping.files import whole_path
from syncer.keeping.mails import mails
from syncer.models import Club, Runner
from syncer.posting import reader_of, today_of
from syncer.runs import runs_json
from syncer.settings import Settings
from templates.keeping import export_readme

TABLES = {
    "activities.csv": "activity",
    "strength.csv": "strengthsession",
    "pain.csv": "painreport",
    "answers.csv": "answer",
    "nights.csv": "platformnight",
    "self_tests.csv": "selftest",
    "weekly_checks.csv": "weeklycheck",
    "consents.csv": "consent",
    "looks.csv": "coachlook",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes text that begins so for something to reckon, and a title may be anybody's."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What is in the zip: how many rows of each table, how many mails."""

    path: Path
    rows: dict[str, int]
    mails: int


def export(
    session: Session, settings: Settings, now: datetime, runner: Runner, target: Path
) -> Handed:
    """Write the zip. Raises OSError where the place cannot be written."""
    assert runner.id is not None
    rows = owned.rows(session, runner.id)
    runs = runs_json(session, runner)
    letters = list(mails(session, settings, runner))
    club = session.get_one(Club, runner.club_id)
    names = ["runs.csv", *TABLES, "everything.json"]
    written = [one for one in letters if one.text is not None]
    first = export_readme(
        reader_of(runner),
        club.name,
        runner.email,
        today_of(runner, now),
        names,
        len(written),
        len(letters) - len(written),
    )
    everything = {"runs": runs, **rows}
    with whole_path(target) as part, ZipFile(part, "w", ZIP_DEFLATED) as packed:
        packed.writestr("README.txt", first)
        packed.writestr("runs.csv", _table(runs))
        for name, table in TABLES.items():
            packed.writestr(name, _table(rows[table]))
        packed.writestr("everything.json", _json(everything))
        for one in written:
            packed.writestr(f"mails/{one.name}", one.text or "")
    counts = {name: len(found) for name, found in everything.items() if found}
    return Handed(target, counts, len(written))


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table as spreadsheets open it: with a mark that says UTF-8, one line a row."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    if rows:
        names = [name for name in rows[0] if name not in ("id", "runner_id")]
        lines = csv.writer(text)
        lines.writerow(names)
        lines.writerows([_cell(row[name]) for name in names] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str)
