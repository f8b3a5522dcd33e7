"""The text of a warning sign that stands, for whoever has just told of one."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

import templates
from coaching import engine
from coaching.advice import Light
from syncer import history, models
from syncer.posting import reader_of


def flag_text(session: Session, runner: models.Runner, on: date) -> str | None:
    """What to do now, if a red flag stands on that day."""
    advice = engine.advise(history.training_log(session, runner), on)
    for finding in advice.findings:
        if finding.light is Light.FLAG:
            return templates.flag_text(finding, reader_of(runner))
    return None
