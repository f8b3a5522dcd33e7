"""Red flags that were told and not yet taken back."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from coaching.catalogue import red_flags
from coaching.log import PainReport, TrainingLog

SIGN_OF_FEEL = {"one_finger_spot": "finger_tip_bone", "hopping": "hop_pain"}
"""What a runner tells of a bone by a question on how it feels is the same warning sign."""


def signs(report: PainReport) -> Set[str]:
    """The red-flag codes of a report: those ticked, and those that its other answers amount to."""
    if not report.feels or report.region is None:
        return report.flags
    known = red_flags()
    told = {SIGN_OF_FEEL[feel] for feel in report.feels if feel in SIGN_OF_FEEL}
    return report.flags | {code for code in told if report.region in known[code].regions}


def standing_flags(log: TrainingLog, on: date) -> tuple[PainReport, ...]:
    """Reports with a warning sign that stand on a day, the newest first.

    A flag stands until it is cleared by something said after it, however long that takes.
    """
    flagged = log.keep("flagged", date.min, lambda: _flagged(log))
    standing = [report for report in flagged if report.on <= on and not _cleared(log, report, on)]
    return tuple(sorted(standing, key=lambda r: (r.on, r.said_at), reverse=True))


def _flagged(log: TrainingLog) -> list[PainReport]:
    return [report for report in log.pain if (report.flags or report.feels) and signs(report)]


def _cleared(log: TrainingLog, report: PainReport, on: date) -> bool:
    return any(
        cleared.on <= on and cleared.at >= report.said_at and cleared.on >= report.on
        for cleared in log.flags_cleared
    )
