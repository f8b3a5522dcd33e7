"""The club's one subscription to Strava's events: made, looked up, given back.

https://developers.strava.com/docs/webhooks/. An app has one at most. While it is made, Strava
asks the callback whether it is wanted, so the pages have to be served by then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlmodel import Session

from syncer.budget import Purpose
from syncer.clock import Clock
from syncer.settings import Settings
from syncer.sources import AppBlocked, Gone, Objected, TryLater
from syncer.sources.strava import callback
from syncer.sources.strava.web import OUTAGE, Web

PATH = "/push_subscriptions"

Sessions = Callable[[], AbstractContextManager[Session]]


class NotSubscribed(Exception):
    """Strava does not make the subscription; the reason is a sentence for the admin."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AnotherIsThere(NotSubscribed):
    """The app has a subscription already."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription as Strava holds it: its number, and where the events go."""

    id: str
    callback_url: str


class WithoutSecrets(logging.Filter):
    """Keeps addresses with the app's secret out of the log of the HTTP library."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "client_secret" not in record.getMessage()


# A filter works only where a record is made, so each of the library's loggers needs it.
for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(WithoutSecrets())


def listed(sessions: Sessions, settings: Settings, now: Clock) -> list[Subscribed]:
    """What the app is subscribed to. Raises AppBlocked, TryLater."""
    told = _web(sessions, settings, now).as_app("GET", PATH)
    try:
        return [Subscribed(str(one["id"]), str(one["callback_url"])) for one in told]
    except (KeyError, TypeError):
        raise TryLater(now() + OUTAGE, "Strava's list of subscriptions makes no sense.") from None


def create(sessions: Sessions, settings: Settings, now: Clock, callback_url: str) -> Subscribed:
    """Have events sent to an address of ours.

    Raises AnotherIsThere, NotSubscribed where Strava cannot reach the callback, AppBlocked,
    TryLater, NoSecretKey.
    """
    wanted = {"callback_url": callback_url, "verify_token": callback.verify_token(settings)}
    try:
        told = _web(sessions, settings, now).as_app("POST", PATH, **wanted)
        return Subscribed(str(told["id"]), callback_url)
    except Objected as error:
        raise _in_words(error.said, callback_url) from None
    except Gone:
        raise AppBlocked(
            "Strava knows no subscriptions at this address; check EVENSTRIDE_STRAVA_API_URL."
        ) from None
    except (KeyError, TypeError):
        raise TryLater(now() + OUTAGE, "Strava's answer makes no sense.") from None


def delete(sessions: Sessions, settings: Settings, now: Clock, number: str) -> None:
    """Give a subscription back; one that is gone already is no error. Raises AppBlocked,
    TryLater."""
    try:
        _web(sessions, settings, now).as_app("DELETE", f"{PATH}/{number}")
    except Gone:
        return


def _web(sessions: Sessions, settings: Settings, now: Clock) -> Web:
    return Web(sessions, settings, now, purpose=Purpose.PERSON)


def _in_words(said: str, callback_url: str) -> NotSubscribed:
    if "already exists" in said:
        return AnotherIsThere("The club's Strava app has a subscription already.")
    where = callback_url.partition(callback.PATH)[0]
    if "does not return 200" in said or "not verifiable" in said:
        return NotSubscribed(
            f"Strava asked {where} and did not get the answer it wants; the pages must be served"
            " while you subscribe (`evenstride web`), with the same settings, and be reached from"
            " outside at that address."
        )
    return NotSubscribed(
        f"Strava does not take {where} for its events; it has to be a whole public address such as"
        " https://coach.example.org (EVENSTRIDE_PUBLIC_URL)."
    )
