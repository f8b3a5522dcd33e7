"""Checks of what has to do with the platforms: keys, connections, records that were skipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from syncer import full_app, ticking, tokens
from syncer.garmin_connection import takes_passwords
from syncer.links import NoSecretKey
from syncer.misconfigured import TOLD_FOR, Misconfigured, count
from syncer.models import (
    Connection,
    PlatformEvent,
    PlatformLogin,
    Runner,
    SkippedRecord,
    Subscription,
)
from syncer.settings import Settings
from syncer.sources.garmin import NAME as GARMIN
from syncer.sources.platforms import LABELS
from syncer.sources.strava import NAME, callback
from syncer.tokens import CONNECTED, NEEDS_RECONNECT, NoTokenKey

LOOKED_INTO = timedelta(hours=1)
"""So soon events should have been looked into; a limit that is used up may hold them longer."""

QUIET = timedelta(days=2)
"""A connection that was not listed for so long misses its nights."""

_WHY_QUIET = {
    NAME: "See that `evenstride work` is running, that EVENSTRIDE_STRAVA_API_URL is still where"
    " Strava answers, and what its log says.",
    GARMIN: "See that `evenstride work` is running, and what its log says. Garmin changes its"
    " doors without notice; a newer Evenstride may know the new ones.",
}
_WHAT_OF_THE_LOST = {
    NAME: "They were asked to connect again, once; after 30 days what came from there is deleted.",
    GARMIN: "They were asked to sign in again, once; what came in so far stays.",
}


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
    yield from _sealed_otherwise(settings, rows)
    for problem in sorted({one.problem or "" for one, _ in rows if _is_the_apps(one)}):
        yield Misconfigured(
            "strava_app",
            problem,
            "Until then nothing is pulled; what is known stays.",
        )
    full = full_app.last_met(session, now)
    if full is not None:
        yield Misconfigured(
            "strava_full",
            f"Strava let no further runner in. {full}",
            "Those who are connected go on as before; the others can use files meanwhile.",
        )
    # Who only pulls by hand has no nights that could end.
    nights = ticking.last(session) is not None
    for source, label in LABELS.items():
        of_it = [row for row in rows if row[0].source == source]
        yield from _fallen_out(source, label, of_it, now, nights)


def _sealed_otherwise(
    settings: Settings, rows: Sequence[tuple[Connection, str]]
) -> Iterator[Misconfigured]:
    """Runners whose tokens cannot be opened."""
    sealed = [(one.sealed_tokens, email) for one, email in rows if one.sealed_tokens]
    try:
        shut = [email for text, email in sealed if not tokens.opens(settings, text)]
    except NoTokenKey as error:
        yield Misconfigured("token_key", "Stored tokens cannot be opened.", str(error))
        return
    if shut:
        some = _some(list(dict.fromkeys(shut)))
        yield Misconfigured(
            "token_key", f"Stored tokens cannot be opened: those of {some}.", tokens.OTHER_KEY
        )


def _fallen_out(
    source: str,
    label: str,
    rows: Sequence[tuple[Connection, str]],
    now: datetime,
    nights: bool,
) -> Iterator[Misconfigured]:
    """Runners from whom nothing comes any more."""
    quiet = [email for one, email in rows if _has_been_quiet(one, now)]
    if quiet:
        yield Misconfigured(
            "nothing_comes_in",
            f"Nothing has come in from {label} for two days for {_some(quiet)}.",
            _WHY_QUIET[source],
        )
    untold = [email for one, email in rows if nights and _has_no_whole_night(one, now)]
    if untold:
        yield Misconfigured(
            "nights_do_not_end",
            f"What comes in from {label} has not been told for two days to {_some(untold)}.",
            "Each night is put off before its end; the log of `evenstride work` says why.",
        )
    lost = [email for one, email in rows if one.status == NEEDS_RECONNECT]
    if lost:
        yield Misconfigured(
            "needs_reconnect",
            f"{label} no longer lets us in for {_some(lost)}.",
            _WHAT_OF_THE_LOST[source],
        )


def sign_ins(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """A form that anybody may listen to, and sign-ins at Garmin that have to rest."""
    if settings.garmin_login == "page" and not takes_passwords(settings):
        yield Misconfigured(
            "garmin_no_https",
            "The page asks for no password at Garmin, because it is reached by plain http.",
            "Put https before the pages and into EVENSTRIDE_PUBLIC_URL; until then runners sign in"
            " at home (docs/garmin.md).",
        )
    connected = select(Connection.runner_id).where(
        col(Connection.source) == GARMIN, col(Connection.status) == CONNECTED
    )
    resting = session.exec(
        select(PlatformLogin, Runner.email)
        .join(Runner, col(Runner.id) == col(PlatformLogin.runner_id))
        .where(col(PlatformLogin.not_before) > now)
        .where(col(PlatformLogin.runner_id).not_in(connected))
        .order_by(col(Runner.email))
    ).all()
    if resting:
        last = max(one.not_before for one, _ in resting if one.not_before is not None)
        yield Misconfigured(
            "garmin_rests",
            f"Sign-ins at Garmin have to rest for {_some([email for _, email in resting])};"
            f" the last rest ends at {last:%Y-%m-%d %H:%M} UTC.",
            "Nothing is tried before that, because each try makes it worse. Where it happens to"
            " several, Garmin blocks this machine's address: have them sign in at home"
            " (docs/garmin.md).",
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


def told_at_once(session: Session, settings: Settings, now: datetime) -> Iterator[Misconfigured]:
    """A subscription that leads elsewhere, and events that nobody looks into."""
    held = session.exec(select(Subscription).where(col(Subscription.platform) == NAME)).first()
    if held is not None and held.callback_url != _callback_url(settings):
        yield Misconfigured(
            "strava_callback",
            "Strava tells of runs at an address that is not ours any more: the public address or"
            " the secret key has changed.",
            "Run `evenstride strava unsubscribe`, then `evenstride strava subscribe`; until then"
            " the nightly list brings all runs.",
        )
    late = count(session, PlatformEvent, col(PlatformEvent.received_at) <= now - LOOKED_INTO)
    if late:
        yield Misconfigured(
            "events_waiting",
            f"{late} events from Strava have waited for more than an hour.",
            "See whether the nightly work runs (`evenstride work`) and whether Strava lets us in;"
            " the nightly list brings these runs too.",
        )


def _callback_url(settings: Settings) -> str | None:
    try:
        return callback.callback_url(settings)
    except NoSecretKey:
        return None


def _is_the_apps(one: Connection) -> bool:
    return one.source == NAME and one.status == CONNECTED and one.problem is not None


def _has_been_quiet(one: Connection, now: datetime) -> bool:
    last = one.listed_at or one.connected_at
    return one.status == CONNECTED and now - last >= QUIET


def _has_no_whole_night(one: Connection, now: datetime) -> bool:
    """Lists come in, but what they brought was neither advised nor told."""
    last = one.night_at or one.connected_at
    return one.status == CONNECTED and not _has_been_quiet(one, now) and now - last >= QUIET


def _some(emails: list[str]) -> str:
    more = f" and {len(emails) - 5} more" if len(emails) > 5 else ""
    return f"{', '.join(emails[:5])}{more}"
