"""Red flags that were ticked and not yet taken back."""

from __future__ import annotations

from datetime import date

from coaching.log import PainReport, TrainingLog


def standing_flags(log: TrainingLog, on: date) -> tuple[PainReport, ...]:
    """Reports with a warning sign that stand on a day, the newest first.

    A flag stands until it is cleared by something said after it, however long that takes.
    """
    flagged = log.keep("flagged", date.min, lambda: [r for r in log.pain if r.flags])
    standing = [report for report in flagged if report.on <= on and not _cleared(log, report, on)]
    return tuple(sorted(standing, key=lambda r: (r.on, r.said_at), reverse=True))


def _cleared(log: TrainingLog, report: PainReport, on: date) -> bool:
    return any(
        cleared.on <= on and cleared.at >= report.said_at and cleared.on >= report.on
        for cleared in log.flags_cleared
    )
