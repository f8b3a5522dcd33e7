"""Commands about hearing of runs at once: subscribe to Strava's events, give that back, look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from sqlmodel import Session, col, func, select

from syncer.commands import Db, Json, Now, Undone, Work, answer, screen, work
from syncer.links import NoSecretKey, reaches_nobody
from syncer.models import PlatformEvent, Subscription
from syncer.sources import AppBlocked, TryLater
from syncer.sources.strava import NAME, callback

strava_app = typer.Typer(
    help="Hearing of runs at once, by Strava's webhooks.", no_args_is_help=True
)

REPLACE = "run `evenstride strava unsubscribe`, then `evenstride strava subscribe`"


@strava_app.command()
def subscribe(
    ctx: typer.Context,
    reached_at: Annotated[
        str | None,
        typer.Option(
            "--callback",
            help="Where Strava reaches the pages, if not at the public address.",
            hidden=True,
        ),
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Have Strava tell us of runs at once. The pages have to be served meanwhile."""
    from syncer.sources.strava import subscriptions

    with _asking(ctx, db, now) as w:
        _must_be_reached(w.settings.public_url, reached_at)
        wanted = callback.callback_url(w.settings, reached_at)
        held = subscriptions.listed(w.session, w.settings, w.clock)
        known = next((one for one in held if one.callback_url == wanted), None)
        if known is None and held:
            raise Undone(
                f"Strava tells another address already, {held[0].callback_url}; if nobody needs"
                f" it there, {REPLACE}."
            )
        made = known or subscriptions.create(w.session, w.settings, w.clock, wanted)
        with w.session() as session:
            row = _stored(session) or Subscription(
                platform=NAME, external_id=made.id, callback_url=wanted, made_at=w.now
            )
            row.external_id, row.callback_url = made.id, wanted
            session.add(row)
            session.commit()
    if as_json:
        answer({"id": made.id, "callback_url": wanted, "made": known is None})
        return
    already = "Subscribed" if known is None else "Subscribed already"
    screen.print(f"{already}: Strava tells {_host(wanted)} of each run at once.", highlight=False)


@strava_app.command()
def unsubscribe(ctx: typer.Context, db: Db = None, now: Now = None, as_json: Json = False) -> None:
    """Have Strava tell us nothing any more; the nightly list stays."""
    from syncer.sources.strava import subscriptions

    with _asking(ctx, db, now) as w:
        held = subscriptions.listed(w.session, w.settings, w.clock)
        for one in held:
            subscriptions.delete(w.session, w.settings, w.clock, one.id)
        with w.session() as session:
            if (row := _stored(session)) is not None:
                session.delete(row)
                session.commit()
    if as_json:
        answer({"ended": [one.id for one in held]})
    elif held:
        screen.print("Ended: Strava tells us nothing any more; the nightly list stays.")
    else:
        screen.print("There was no subscription at Strava.")


@strava_app.command()
def status(ctx: typer.Context, db: Db = None, now: Now = None, as_json: Json = False) -> None:
    """What Strava says of the subscription, what is stored here, and what to do about it."""
    from syncer.sources.strava import subscriptions

    with _asking(ctx, db, now) as w:
        held = subscriptions.listed(w.session, w.settings, w.clock)
        at_strava = held[0] if held else None
        wanted = callback.callback_url(w.settings)
        with w.session() as session:
            stored = _stored(session)
            waiting = session.exec(select(func.count()).select_from(PlatformEvent)).one()
    here = None if stored is None else (stored.external_id, stored.callback_url)
    there = None if at_strava is None else (at_strava.id, at_strava.callback_url)
    well, sentence = _verdict(there, here, wanted)
    facts = {
        "well": well,
        "sentence": sentence,
        "at_strava": _as_facts(there),
        "stored": _as_facts(here),
        "callback_url": wanted,
        "waiting": waiting,
    }
    if as_json:
        answer(facts)
        return
    screen.print(sentence, highlight=False)
    if waiting:
        screen.print(f"{waiting} events wait to be looked into.", highlight=False)


def _verdict(
    there: tuple[str, str] | None, here: tuple[str, str] | None, wanted: str
) -> tuple[bool, str]:
    """Whether runs are heard of at once, and in one sentence what to do if not.

    `there` and `here` are number and address, at Strava and stored.
    """
    if there is None and here is None:
        return False, (
            "Strava tells us nothing, and the nightly list brings all runs;"
            " `evenstride strava subscribe` has it tell us at once."
        )
    if there is None:
        return False, "Strava has ended the subscription; run `evenstride strava subscribe`."
    if there[1] != wanted:
        return False, (
            f"Strava tells {_host(there[1])}, at an address that is not ours now (it changes with"
            f" EVENSTRIDE_PUBLIC_URL and the secret key); {REPLACE}."
        )
    if here != there:
        return False, (
            "Strava has a subscription that is not stored here, so its events are ignored; run"
            " `evenstride strava subscribe`, which takes note of it."
        )
    return True, f"Strava tells {_host(wanted)} of each run at once."


def _must_be_reached(public_url: str, reached_at: str | None) -> None:
    if reached_at is not None:
        if urlsplit(reached_at).scheme not in ("http", "https"):
            raise typer.BadParameter(
                f"{reached_at!r} is no address; write it as https://coach.example.org",
                param_hint="--callback",
            )
        return
    if reaches_nobody(public_url):
        raise Undone(
            f"Strava cannot reach {public_url}; set EVENSTRIDE_PUBLIC_URL to where the pages are"
            " reached from outside, or stay with the nightly list, which needs no such address."
        )
    if urlsplit(public_url).scheme != "https":
        raise Undone(
            f"{public_url} is not encrypted, so the address that only Strava shall know would be"
            " read on the way; serve the pages by https and set EVENSTRIDE_PUBLIC_URL."
        )


@contextmanager
def _asking(ctx: typer.Context, db: str | None, now: str | None) -> Iterator[Work]:
    """What such a command works with; what Strava refuses becomes a sentence."""
    from syncer.sources.strava.subscriptions import NotSubscribed

    with work(ctx, db, now) as w:
        keys = w.settings.strava_client_id, w.settings.strava_client_secret.get_secret_value()
        if not all(keys):
            raise Undone(
                "There is no Strava app yet; set EVENSTRIDE_STRAVA_CLIENT_ID and"
                " EVENSTRIDE_STRAVA_CLIENT_SECRET (docs/strava.md says how to get them)."
            )
        try:
            yield w
        except (AppBlocked, TryLater, NotSubscribed) as error:
            raise Undone(error.reason) from None
        except NoSecretKey as error:
            raise Undone(str(error)) from None


def _stored(session: Session) -> Subscription | None:
    found = select(Subscription).where(col(Subscription.platform) == NAME)
    return session.exec(found).first()


def _host(url: str) -> str:
    """The part of an address that is no secret."""
    return url.partition(callback.PATH)[0]


def _as_facts(one: tuple[str, str] | None) -> dict[str, Any] | None:
    return None if one is None else {"id": one[0], "callback_url": one[1]}
