"""Where a note on a run may stand: on which platform's activity, in which field, in which words."""

from __future__ import annotations

from sqlmodel import Session

import templates
from coaching.advice import Finding, Light, Recommendation
from syncer import models, told
from syncer.advice_json import restored
from syncer.channels import RunNote, garmin_note, strava_note
from syncer.doubtful import surely_with
from syncer.recordings import near
from syncer.same_run import NEIGHBOURHOOD, groups
from syncer.sources import garmin, strava
from syncer.sources.strava.records import PRIVATE, PUBLIC
from syncer.tokens import connection_of
from templates import Reader

OFF, AS_PRIVATE, AS_PUBLIC = "off", "private", "public"
CHOICES = (AS_PRIVATE, AS_PUBLIC, OFF)
"""What a runner may choose for notes on Strava; on Garmin there is no private side."""


def note_for(
    session: Session, runner: models.Runner, row: models.Advice, reader: Reader, platform: str
) -> RunNote | None:
    """The note that an advice puts onto its run at a platform; None where it has no place there.

    It needs a run that the platform knows, leave to write, and a runner who did not turn notes
    off there. A warning sign never stands on a run: it needs more words than a note has.
    """
    said = _said(row)
    if said is None:
        return None
    if platform == strava.NAME:
        return _on_strava(session, runner, said, reader)
    return _on_garmin(session, runner, said, reader)


def _on_strava(
    session: Session, runner: models.Runner, said: Recommendation, reader: Reader
) -> RunNote | None:
    """The private note, or the neutral line in the description for who chose it."""
    assert runner.id is not None
    if runner.strava_note not in (AS_PRIVATE, AS_PUBLIC):
        return None
    source_id = strava_id(session, runner.id, said.finding.run)
    held = connection_of(session, runner.id, strava.NAME)
    if source_id is None or not strava_note.may_write(held):
        return None
    line = _public_line(said.finding, reader) if runner.strava_note == AS_PUBLIC else None
    if line is not None:
        return RunNote(runner.id, source_id, PUBLIC, line)
    return RunNote(runner.id, source_id, PRIVATE, templates.note(said, reader))


def _on_garmin(
    session: Session, runner: models.Runner, said: Recommendation, reader: Reader
) -> RunNote | None:
    """Only ever the neutral line."""
    assert runner.id is not None
    if runner.garmin_note != AS_PUBLIC:
        return None
    line = _public_line(said.finding, reader)
    if line is None or not garmin_note.may_write(connection_of(session, runner.id, garmin.NAME)):
        return None
    source_id = id_at(session, runner.id, said.finding.run, garmin.NAME)
    if source_id is None:
        return None
    return RunNote(runner.id, source_id, garmin_note.DESCRIPTION, line)


def _said(row: models.Advice) -> Recommendation | None:
    """The note of an advice, where that is what its letter tells."""
    if row.kind != told.NOTE or not row.content:
        return None
    advice = restored(row.content)
    finding = told.to_tell(advice)
    if advice.note is None or finding is not advice.note.finding:
        return None
    return advice.note


def _public_line(finding: Finding, reader: Reader) -> str | None:
    """The line that everybody may read; None where nothing may be said for all to see."""
    if finding.light is not Light.AMBER:
        return None
    return templates.public_line(finding, reader) or None


def strava_id(session: Session, runner_id: int, run: str | None) -> str | None:
    """Strava's id of the run that advice names by this key."""
    return id_at(session, runner_id, run, strava.NAME)


def id_at(session: Session, runner_id: int, run: str | None, platform: str) -> str | None:
    """A platform's id of the run that advice names by this key, whichever recording named it.

    A recording that is only perhaps of that run gets nothing: the note would speak of another.
    """
    _, _, number = (run or "").partition("-")
    one = session.get(models.Activity, int(number)) if number.isdecimal() else None
    if one is None or one.runner_id != runner_id:
        return None
    for group in groups(near(session, runner_id, [one.started_at], NEIGHBOURHOOD)):
        named = next((each for each in group if each.id == one.id), None)
        if named is not None:
            sure = surely_with(named, group)
            return next((each.source_id for each in sure if each.source == platform), None)
    return None
