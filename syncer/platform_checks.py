"""Checks of what has to do with the platforms: keys, connections, records that were skipped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from syncer import tokens
from syncer.misconfigured import TOLD_FOR, Misconfigured
from syncer.models import Connection, Runner, SkippedRecord
from syncer.settings import Settings
from syncer.tokens import CONNECTED, NEEDS_RECONNECT, NoTokenKey


def connections(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Keys that are missing or do not fit, apps that are blocked, runners who fell out."""
    rows = session.exec(
        select(Connection, Runner.email)
        .join(Runner, col(Runner.id) == col(Connection.runner_id))
        .order_by(col(Runner.email))
    ).all()
    if settings.strava_client_id and not settings.strava_client_secret.get_secret_value():
        yield Misconfigured(
            "strava_no_secret",
            "The Strava app has a client id but no secret.",
            "Set EVENSTRIDE_STRAVA_CLIENT_SECRET; Strava shows it on the page of the app.",
        )
    sealed = next((one.sealed_tokens for one, _ in rows if one.sealed_tokens), None)
    if sealed is not None:
        try:
            tokens.unseal(settings, sealed)
        except NoTokenKey as error:
            yield Misconfigured("token_key", "Stored tokens cannot be opened.", str(error))
    for problem in sorted({one.problem or "" for one, _ in rows if _is_the_apps(one)}):
        yield Misconfigured(
            "strava_app",
            problem,
            "Until then nothing is pulled; what is known stays.",
        )
    lost = [email for one, email in rows if one.status == NEEDS_RECONNECT]
    if lost:
        yield Misconfigured(
            "needs_reconnect",
            f"Strava no longer lets us in for {', '.join(lost)}.",
            "Ask them to connect again; their runs stay as they were.",
        )


def skipped(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """Records that could not be read this week, by runner."""
    rows = session.exec(
        select(SkippedRecord, Runner.email)
        .join(Runner, col(Runner.id) == col(SkippedRecord.runner_id))
        .where(col(SkippedRecord.at) > now - TOLD_FOR)
        .order_by(col(Runner.email), col(SkippedRecord.source_id))
    ).all()
    if rows:
        told = "; ".join(f"{email}: {one.source_id} ({one.reason})" for one, email in rows[:5])
        more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
        yield Misconfigured(
            "records_skipped",
            f"Records of a platform that could not be read: {told}{more}.",
            "The rest went in. Correcting the record on the platform brings it in too.",
        )


def _is_the_apps(one: Connection) -> bool:
    return one.status == CONNECTED and one.problem is not None
