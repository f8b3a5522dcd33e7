"""Where a note on a run may stand: on which Strava activity, in which field, in which words."""

from __future__ import annotations

from sqlmodel import Session

import templates
from coaching.advice import Finding, Light, Recommendation
from syncer import models, told
from syncer.advice_json import restored
from syncer.channels import RunNote
from syncer.channels.strava_note import PRIVATE, PUBLIC, may_write
from syncer.recordings import near
from syncer.same_run import NEIGHBOURHOOD, groups
from syncer.sources.strava import NAME
from syncer.tokens import connection_of
from templates import Reader

OFF, AS_PRIVATE, AS_PUBLIC = "off", "private", "public"
CHOICES = (AS_PRIVATE, AS_PUBLIC, OFF)
"""What a runner may choose for notes on Strava."""


def note_for(
    session: Session, runner: models.Runner, row: models.Advice, reader: Reader
) -> RunNote | None:
    """The note that an advice puts onto its run; None where it has no place there.

    It needs a run that Strava knows, leave to write, and a runner who did not turn notes off. A
    warning sign never stands on a run: it needs more words than a note has.
    """
    assert runner.id is not None
    said = _said(row)
    if said is None or runner.strava_note not in (AS_PRIVATE, AS_PUBLIC):
        return None
    source_id = strava_id(session, runner.id, said.finding.run)
    if source_id is None or not may_write(connection_of(session, runner.id, NAME)):
        return None
    line = _public_line(runner, said.finding, reader)
    if line is not None:
        return RunNote(runner.id, source_id, PUBLIC, line)
    return RunNote(runner.id, source_id, PRIVATE, templates.note(said, reader))


def _said(row: models.Advice) -> Recommendation | None:
    """The note of an advice, where that is what its letter tells."""
    if row.kind != told.NOTE:
        return None
    advice = restored(row.content)
    finding = told.to_tell(advice)
    if advice.note is None or finding is not advice.note.finding:
        return None
    return advice.note


def _public_line(runner: models.Runner, finding: Finding, reader: Reader) -> str | None:
    if runner.strava_note != AS_PUBLIC or finding.light is not Light.AMBER:
        return None
    return templates.public_line(finding, reader) or None


def strava_id(session: Session, runner_id: int, run: str | None) -> str | None:
    """Strava's id of the run that advice names by this key, whichever recording named it."""
    _, _, number = (run or "").partition("-")
    one = session.get(models.Activity, int(number)) if number.isdecimal() else None
    if one is None or one.runner_id != runner_id:
        return None
    for group in groups(near(session, runner_id, [one.started_at], NEIGHBOURHOOD)):
        if any(recorded.id == one.id for recorded in group):
            return next((each.source_id for each in group if each.source == NAME), None)
    return None
